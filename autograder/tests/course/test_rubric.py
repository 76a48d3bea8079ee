"""Rubrics: all that there are can be read, and what cannot be used is refused with its words."""

from __future__ import annotations

import pytest

from autograder.course.rubric import BadRubric, rubric
from autograder.engine.answers import read_answers
from autograder.engine.load import here

TABLE = "| points | what the answer holds | a sample |\n|---|---|---|\n| 0 | nothing | no |\n| 1.5 | a | b |\n"
GOOD = f"""# Rubric

3 in all.

## Question 1: Why?

{TABLE}
## Question 2: How?

See below.

{TABLE}
## Code

| 9 | x |
"""


def written(folder, text: str):
    (folder / "rubric.md").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("chapter", here().names())
def test_every_chapters_rubric_has_the_questions_of_its_answers(chapter: str) -> None:
    folder = here().home(chapter)
    found = rubric(folder)
    asked = [answer.title for answer in read_answers((folder / "answers.md").read_text(encoding="utf-8"))]
    assert [f"Question {question.number}: {question.title}" for question in found] == asked
    assert len(found) == 6
    assert {question.points for question in found} == {2.0}
    for question in found:
        assert question.text.startswith("| points | what the answer holds | a sample |")
        assert question.text.count("\n") == 4
        assert "## " not in question.text


def test_points_are_those_of_the_best_row_and_the_text_is_the_whole_section(tmp_path) -> None:
    first, second = rubric(written(tmp_path, GOOD))
    assert (first.number, first.title, first.points, first.text) == (1, "Why?", 1.5, TABLE.strip())
    assert (second.number, second.points) == (2, 1.5)
    assert second.text == f"See below.\n\n{TABLE.strip()}"


def test_a_rubric_without_questions(tmp_path) -> None:
    assert rubric(written(tmp_path, "# Rubric\n\nFull marks for a sum.\n")) == []
    with pytest.raises(FileNotFoundError):
        rubric(tmp_path / "elsewhere")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("3 in all", "12 in all", r"the tables add up to 3, and it says '12 in all': correct one of the two"),
        ("Question 2", "Question 3", r"not numbered 1, 2, 3 \.\.\.: number them as in answers\.md"),
        ("Question 2", "Question 1", r"not numbered 1, 2, 3"),
        ("| 1.5 | a | b |\n\n## Question 2", "\n## Question 2", r"rubric\.md:5: no row of points: write a table"),
    ],
)
def test_what_cannot_be_used_is_refused(tmp_path, old: str, new: str, words: str) -> None:
    assert old in GOOD
    with pytest.raises(BadRubric, match=words):
        rubric(written(tmp_path, GOOD.replace(old, new)))

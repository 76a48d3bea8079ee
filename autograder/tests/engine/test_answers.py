"""The form of written answers is read as students leave it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.engine.answers import LONGEST, QUESTIONS, Answer, read_answers

FORM = """# Written answers

2 points each.

## Question 1: The shift

Why may a row be shifted?

*Your answer:*

## Question 2: The loss

What does it start at?

*Your answer:*

"""
FILLED = [Answer("Question 1: The shift", "The factor\ncancels."), Answer("Question 2: The loss", "log C")]
WRITTEN = FORM.replace("*Your answer:*\n", "*Your answer:*\n\nThe factor\ncancels.\n", 1)
WRITTEN = WRITTEN[:-1] + "log C\n"


def test_the_untouched_form_holds_empty_answers() -> None:
    answers = read_answers(FORM)
    assert [answer.title for answer in answers] == ["Question 1: The shift", "Question 2: The loss"]
    assert [answer.text for answer in answers] == ["", ""]
    assert all(answer.is_empty for answer in answers)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("\n", "\r\n"),
        ("\n", "\r"),
        ("## ", "# "),
        ("## ", "#### "),
        ("## ", "##"),
        ("## Question 2: The loss", "## Question 2: The loss ##"),
        ("*Your answer:*", "**Your answer:**"),
        ("*Your answer:*", "Your Answer :"),
        ("*Your answer:*", "> *Your answer*:"),
        ("*Your answer:*\n\n", "*Your answer:* "),
        ("## Question 2", "---\n\n## Question 2"),
        ("## Question 2", "\n***\n## Question 2"),
    ],
)
def test_what_students_do_to_the_form_changes_no_answer(old: str, new: str) -> None:
    assert read_answers(WRITTEN.replace(old, new) if old else WRITTEN) == FILLED


def test_without_its_marker_the_question_stands_in_the_answer() -> None:
    answers = read_answers(WRITTEN.replace("*Your answer:*\n", "", 1))
    assert answers[0].text == "Why may a row be shifted?\n\n\nThe factor\ncancels."
    assert answers[1] == FILLED[1]


def test_headings_and_comments_in_an_answer_begin_no_question() -> None:
    mine = "### Derivation\n\n```python\n# Question 1 is about this\nx = 1\n```\n\n## A question of mine"
    assert read_answers(FORM.replace("*Your answer:*\n", f"*Your answer:*\n{mine}\n", 1))[0].text == mine


@pytest.mark.parametrize("text", ["", "  \n\t\n", "---", "*", "...", "_____"])
def test_signs_alone_are_no_answer(text: str) -> None:
    assert Answer("Question 1", text).is_empty


@pytest.mark.parametrize("text", ["", "nothing of the form", "\0", "## Question", "*Your answer:* 4"])
def test_what_is_no_form_holds_no_answers(text: str) -> None:
    assert read_answers(text) == []


def test_a_second_question_of_the_same_number_belongs_to_the_first() -> None:
    assert [answer.title for answer in read_answers("# Question 1\na\n# Question 1: again\nb\n")] == ["Question 1"]


def test_its_size_is_bounded() -> None:
    many = "".join(f"## Question {number}\nx\n" for number in range(999))
    assert len(read_answers(many)) == QUESTIONS
    assert sum(len(answer.text) for answer in read_answers("# Question 1\n" + "x" * 5 * LONGEST)) < LONGEST


@pytest.mark.parametrize("text", ["*" * LONGEST, "your answer" + "*" * LONGEST, "\n" * LONGEST, "-\n" * LONGEST])
def test_a_hostile_text_costs_no_time(text: str) -> None:
    started = time.process_time()
    read_answers("## Question 1" + " " * 1000 + "\n" + text)
    assert time.process_time() - started < 2


@given(st.text(alphabet="#*:_ \nQuestion1yourasw-", max_size=300) | st.text(max_size=100))
def test_nothing_is_raised(text: str) -> None:
    for answer in read_answers("# Question 7\n" + text):
        assert answer.is_empty == (not any(character.isalnum() for character in answer.text))

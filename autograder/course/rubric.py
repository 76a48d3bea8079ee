"""The rubric of a chapter: what each written answer is worth, and what it has to hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from autograder.engine.answers import ANSWERS
from autograder.engine.chapter import BadChapter

RUBRIC = "rubric.md"

_SECTION = re.compile(r"^## (?P<heading>.*)$", re.MULTILINE)
_QUESTION = re.compile(r"Question (?P<number>\d+): (?P<title>.+)")
_ROW = re.compile(r"^\| *(?P<points>\d+(?:\.\d+)?) *\|", re.MULTILINE)
_PROMPT = re.compile(r"^## Question (?P<number>\d+):.*?(?=^\*Your answer:\*|^## |\Z)", re.MULTILINE | re.DOTALL)
_IN_ALL = re.compile(r"\b(?P<points>\d+(?:\.\d+)?) in\s+all\b")


class BadRubric(BadChapter):
    """A rubric that cannot be used. The message holds path:line and the repair."""


@dataclass(frozen=True)
class Question:
    """One question.

    number: counted from 1, as in answers.md
    title:  such as "One wrong label"
    points: of the best answer
    text:   what stands below its heading, in Markdown
    """

    number: int
    title: str
    points: float
    text: str


def rubric(folder: Path) -> list[Question]:
    """The questions of `folder`/rubric.md, in their order; none if it has no section on a question.

    folder: the chapter's own, such as solutions/ch01_neural_networks
    Raises BadRubric, or OSError if there is no such file.
    """
    path = folder / RUBRIC
    text = path.read_text(encoding="utf-8")
    headings = list(_SECTION.finditer(text))
    ends = [*(heading.start() for heading in headings[1:]), len(text)]
    found: list[Question] = []
    for heading, end in zip(headings, ends, strict=False):
        if title := _QUESTION.fullmatch(heading["heading"].strip()):
            place = f"{path}:{text.count(chr(10), 0, heading.start()) + 1}"
            found.append(_question(title, text[heading.end() : end].strip(), place))
    if [question.number for question in found] != list(range(1, len(found) + 1)):
        raise BadRubric(f"{path}: the questions are not numbered 1, 2, 3 ...: number them as in answers.md")
    _add_up(found, text, path)
    return found


def asked(folder: Path) -> list[tuple[Question, str]]:
    """The questions with their prompts as answers.md has them: heading and text, Markdown; none without that file.

    Raises BadRubric as `rubric` does, and if the two files do not have the same questions.
    """
    if not (folder / ANSWERS).is_file():
        return []
    text = (folder / ANSWERS).read_text(encoding="utf-8")
    prompts = {int(found["number"]): found[0].strip() for found in _PROMPT.finditer(text)}
    marked = rubric(folder)
    if [each.number for each in marked] != list(prompts):
        raise BadRubric(f"{folder}: {ANSWERS} and rubric.md do not have the same questions: add what one of them lacks")
    return [(each, prompts[each.number]) for each in marked]


def _question(title: re.Match[str], text: str, place: str) -> Question:
    points = [float(row["points"]) for row in _ROW.finditer(text)]
    if not points or not max(points):
        raise BadRubric(f'{place}: no row of points: write a table such as "| 2 | what the answer holds | a sample |"')
    return Question(int(title["number"]), title["title"].strip(), max(points), text)


def _add_up(found: list[Question], text: str, path: Path) -> None:
    said = _IN_ALL.search(text)
    total = sum(question.points for question in found)
    if said and found and float(said["points"]) != total:
        raise BadRubric(f"{path}: the tables add up to {total:g}, and it says {said[0]!r}: correct one of the two")

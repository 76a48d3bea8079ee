"""The notebook that formgrader shows of one report, and from which nbgrader makes feedback.

For each exercise a locked grade cell, whose output is what the student reads; for each written question its prompt,
the answer to mark, and the rubric, in a cell with a tag by which feedback leaves it out. nbconvert passes raw HTML and
every link through to the page of whoever marks, so an answer is made harmless first, and stays Markdown.
"""
# ruff: noqa: PLC0415 - nbgrader is optional, and slow to import: only who asks for it waits for it

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from autograder.engine import answers as answers_of
from autograder.engine.notebook import cell_id
from autograder.engine.report import ExerciseReport, GradeReport, Outcome
from autograder.interop import text
from autograder.reports import plain, words
from autograder.reports.clean import one_line, visible

OURS = "autograder"  # of a notebook's metadata: whose work it shows, and that it may be written anew
RUBRIC_TAG = "dlf-rubric"
BLANK = f"{answers_of.BLANK}\n"  # an answer cell in which nothing was written
TAG = re.compile(r"<(?=[A-Za-z0-9/!?])")  # what can begin HTML or a link; "a < b" and "a <= b" cannot
LINK = re.compile(r"\](?=[(:])")  # of a link or an image, or of the address of one
ACTING_TEX = re.compile(r"\\(?=(?:href|url|class|cssId|style|require|unicode|bbox)\b)")  # more than mathematics
NUMBER = re.compile(r"(?i)question\s*(\d{1,3})\b")


@dataclass(frozen=True)
class Question:
    """One written question, as the chapter asks it.

    prompt: its heading and text, Markdown
    rubric: Markdown, only for who marks
    """

    number: int
    points: float
    prompt: str
    rubric: str

    @property
    def grade_id(self) -> str:
        return f"question-{self.number}"


@dataclass(frozen=True)
class Cell:
    """A cell that earns points, the same for every student."""

    grade_id: str
    points: float
    cell_type: Literal["code", "markdown"]
    source: str  # as long as nobody has written in it

    @property
    def is_solution(self) -> bool:
        return self.cell_type == "markdown"

    def metadata(self) -> dict[str, Any]:
        """What nbgrader wants to know of it, with its checksum."""
        kind = {"grade": True, "solution": self.is_solution, "locked": not self.is_solution, "points": self.points}
        return _metadata(self.grade_id, self.cell_type, self.source, **kind)


def exercise_id(exercise: str) -> str:
    """activations.softmax -> check-activations-softmax"""
    return cell_id(f"check.{exercise}")


def graded_cells(report: GradeReport, questions: Sequence[Question]) -> list[Cell]:
    """All that earn points in a report of this chapter."""
    checked = [Cell(exercise_id(each.name), each.max_points, "code", _about(each.name)) for each in report.exercises]
    return [*checked, *(Cell(each.grade_id, each.points, "markdown", BLANK) for each in questions)]


def answers(report: GradeReport, questions: Sequence[Question]) -> dict[str, str | None]:
    """By the id of a question's cell, the Markdown of its cell, harmless; None where the question was not found."""
    found = {int(match[1]): each.text for each in report.written if (match := NUMBER.match(each.question))}
    return {
        each.grade_id: (harmless(found[each.number]) if found[each.number] else "") if each.number in found else None
        for each in questions
    }


def notebook(report: GradeReport, questions: Sequence[Question], *, late: str = "", with_rubric: bool = False) -> bytes:
    """The JSON (nbformat 4.5) of a report; the same report gives the same bytes.

    report:      the student's view, since its student reads the feedback; the instructor's raises ValueError
    late:        what a late policy says of it
    with_rubric: for formgrader, if feedback leaves out cells with RUBRIC_TAG
    """
    if report.view != "student":
        raise ValueError("students read feedback: make the notebook from student_view(report)")
    cells = [_read_only("introduction", _introduction(report, late))]
    cells += [_checked(exercise, report) for exercise in report.exercises]
    written = answers(report, questions)
    for question in questions:
        cells += _question(question, written[question.grade_id] or BLANK, with_rubric=with_rubric)
    if others := "\n\n".join(_others(report, questions)):
        cells.append(_read_only("other-answers", others))
    about = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        OURS: {"submission": visible(report.submission), "key": visible(report.key)},
    }
    content = {"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(content, ensure_ascii=True, indent=1) + "\n").encode("ascii")


def harmless(markdown: str) -> str:
    """`markdown` in which nothing is HTML, a link or an image, wherever a parser may see text, code or a formula.

    A space does it, which shows in neither: "<script>" becomes "< script>", which no parser takes for a tag.
    """
    shown = TAG.sub("< ", visible(markdown))
    return ACTING_TEX.sub(r"\\ ", LINK.sub("] ", shown))


def said(exercise: ExerciseReport, report: GradeReport) -> str:
    """What the student reads about an exercise, as plain text without control characters."""
    return visible("\n".join(_said(exercise, report))) + "\n"


def _said(exercise: ExerciseReport, report: GradeReport) -> Iterator[str]:
    yield f"{one_line(exercise.name)}   {one_line(words.place(exercise))}"
    for check in exercise.checks:
        sign, word = words.SIGNS[check.outcome], words.WORDS[check.outcome]
        yield f"{sign} {one_line(check.sentence)}   {word}, {words.marks(check)}"
        yield from (f"  {line}" for line in plain.details(check, report.view).splitlines())
    failed = [check for check in exercise.checks if check.outcome is Outcome.FAILED]
    yield from (f"  {'Likely':<{plain.LABEL}}{one_line(sentence)}" for sentence in words.likely(failed))
    if exercise.outcome is Outcome.HELD:
        counted = f"{words.number(exercise.points)} of {words.number(exercise.max_points)}"
        yield f"  The mark is pending. The checks that could be completed give {counted} points."
    elif not exercise.is_done:
        yield from (f"  {plain.labelled(line)}" for line in words.pointers(exercise, report.chapter))


def _about(exercise: str) -> str:
    return f"# {exercise}\n# Checked outside of this notebook: what was found stands below, with the points."


def _introduction(report: GradeReport, late: str) -> str:
    sentences = map(text.inline, text.about(report, [late] if late else [], shown=True))
    notes = harmless(text.notes(report.notes))
    return "\n\n".join(filter(None, [f"# {text.inline(report.title)}", *sentences, notes]))


def _checked(exercise: ExerciseReport, report: GradeReport) -> dict[str, Any]:
    cell = Cell(exercise_id(exercise.name), exercise.max_points, "code", _about(exercise.name))
    outputs: list[dict[str, Any]] = [{"output_type": "stream", "name": "stdout", "text": said(exercise, report)}]
    if exercise.outcome is not Outcome.HELD:  # nbgrader reads a number here as the score
        data = {"text/plain": repr(float(exercise.points))}
        outputs.append({"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": data})
    made = _cell(cell.grade_id, "code", cell.source, {**_locked(), "nbgrader": cell.metadata()})
    return made | {"execution_count": 1, "outputs": outputs}


def _question(question: Question, answer: str, *, with_rubric: bool) -> Iterator[dict[str, Any]]:
    cell = Cell(question.grade_id, question.points, "markdown", BLANK)
    yield _read_only(f"prompt-{question.number}", question.prompt)
    yield _cell(cell.grade_id, "markdown", answer, {"deletable": False, "nbgrader": cell.metadata()})
    if with_rubric:
        made = _read_only(f"rubric-{question.number}", f"**Rubric**\n\n{question.rubric}")
        made["metadata"]["tags"] = [RUBRIC_TAG]
        yield made


def _others(report: GradeReport, questions: Sequence[Question]) -> Iterator[str]:
    """Answers to what was not asked, so that nothing is lost."""
    asked = {question.number for question in questions}
    for each in report.written:
        match = NUMBER.match(each.question)
        if each.text and (match is None or int(match[1]) not in asked):
            yield f"**{text.inline(each.question)}**\n\n{harmless(each.text)}"


def _read_only(grade_id: str, source: str) -> dict[str, Any]:
    kind = {"grade": False, "solution": False, "locked": True}
    metadata = {**_locked(), "nbgrader": _metadata(grade_id, "markdown", source, **kind)}
    return _cell(grade_id, "markdown", source, metadata)


def _locked() -> dict[str, Any]:
    return {"deletable": False, "editable": False}


def _cell(grade_id: str, cell_type: str, source: str, metadata: dict[str, Any]) -> dict[str, Any]:
    """The id of a cell has at most 64 characters."""
    lines = source.splitlines(keepends=True)
    return {"cell_type": cell_type, "id": grade_id[-64:], "metadata": metadata, "source": lines}


def _metadata(grade_id: str, cell_type: str, source: str, **kind: Any) -> dict[str, Any]:
    made = {"schema_version": 3, "grade_id": grade_id, "task": False, "cell_type": cell_type, **kind}
    return made | {"checksum": checksum(source, made)}


def checksum(source: str, metadata: dict[str, Any]) -> str:
    """As nbgrader computes it, of `source` in a cell with this metadata."""
    from nbformat import from_dict
    from nbgrader.utils import compute_checksum

    cell = {"source": source, "cell_type": metadata["cell_type"], "metadata": {"nbgrader": metadata}}
    return compute_checksum(from_dict(cell))

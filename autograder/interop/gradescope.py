"""results.json of Gradescope: one entry for each exercise.

Format: https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from autograder.engine.report import ExerciseReport, GradeReport, Outcome
from autograder.interop import text
from autograder.reports import words

Visibility = Literal["hidden", "after_due_date", "after_published", "visible"]
FORMATS = {"output_format": "md", "test_output_format": "md", "test_name_format": "text"}
NO_STATUS = {Outcome.HELD, Outcome.SKIPPED}  # neither passed nor failed


def results(
    report: GradeReport,
    *,
    said: Sequence[str] = (),
    score: float | None = None,
    visibility: Visibility = "visible",
    seconds: float | None = None,
) -> bytes:
    """A results.json.

    report:     the student's view: students read all of this
    said:       sentences of our own for the top, such as how late the work is
    score:      the total, where it is not the sum of the entries
    visibility: of all entries; once one is hidden, Gradescope hides the total too
    seconds:    that grading took

    Raises ValueError for an instructor's report.
    """
    if report.view != "student":
        raise ValueError("students read a results.json: make it from the student's view of the report")
    numbers = _numbers([exercise.file for exercise in report.exercises])
    content: dict[str, Any] = {
        "score": report.score if score is None else score,
        "output": _top(report, said, shown=visibility == "visible"),
        **FORMATS,
        "visibility": visibility,
        "stdout_visibility": "hidden",
        "tests": [
            _entry(exercise, number, report, visibility)
            for exercise, number in zip(report.exercises, numbers, strict=True)
        ],
        "extra_data": _rests_on(report) | {"engine": report.engine, "pending": report.pending},
    }
    if seconds is not None:
        content["execution_time"] = round(seconds)
    return _json(content)


def pending(score: float, said: Sequence[str]) -> bytes:
    """A results.json where the grader broke. score: what the student has already, 0 if that is nothing."""
    return _json(
        {
            "score": score,
            "output": "\n\n".join(map(text.inline, said)),
            **FORMATS,
            "visibility": "visible",
            "stdout_visibility": "hidden",
            "tests": [],
            "extra_data": {"pending": True},
        }
    )


def _entry(exercise: ExerciseReport, number: str, report: GradeReport, visibility: Visibility) -> dict[str, Any]:
    held = exercise.outcome is Outcome.HELD
    entry: dict[str, Any] = {
        "score": exercise.points,
        "max_score": exercise.max_points,
        "name": f"{exercise.name}: {words.WORDS[exercise.outcome]}",
        "name_format": "text",
        "number": number,
        "output": text.exercise(exercise, report.chapter, report.view),
        "output_format": "md",
        "visibility": visibility,
        "extra_data": _rests_on(report) | {"exercise": exercise.name, "pending": held},
    }
    if exercise.outcome not in NO_STATUS:
        entry["status"] = "passed" if exercise.outcome is Outcome.PASSED else "failed"
    return entry


def _numbers(files: Sequence[str]) -> Iterator[str]:
    """1.1 and 1.2 for the exercises of the first file, 2 for the only one of the second."""
    order = list(dict.fromkeys(files))
    for place, file in enumerate(files):
        number = order.index(file) + 1
        yield f"{number}.{files[: place + 1].count(file)}" if files.count(file) > 1 else str(number)


def _top(report: GradeReport, said: Sequence[str], *, shown: bool) -> str:
    """shown: the marks; Gradescope shows this text at once, whatever the entries' visibility."""
    sentences = map(text.inline, text.about(report, said, shown=shown))
    return "\n\n".join(filter(None, [f"**{text.inline(report.title)}**", *sentences, text.notes(report.notes)]))


def _rests_on(report: GradeReport) -> dict[str, str]:
    return {"key": report.key, "seed": report.seed, "isolation": report.isolation.label}


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=True, allow_nan=False, indent=1).encode("ascii") + b"\n"

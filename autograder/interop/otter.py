"""What otter-grader's tests say of a report, and what its questions are called.

A question of otter is an exercise of ours, a test case is a check. Its plugin and its test files read the document
that `verdicts` writes, and know nothing else of ours.
"""

from __future__ import annotations

import html
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from autograder.engine.report import CheckReport, ExerciseReport, GradeReport, Outcome
from autograder.interop import text
from autograder.reports import plain, words
from autograder.reports.clean import one_line, visible


def questions(exercises: Iterable[str]) -> dict[str, str]:
    """What otter's questions are called, by exercise: "softmax", or "perceptron_train" where `train` is there twice.

    Names of files: capitals alone make no difference.
    """
    names = list(exercises)
    full = {name: name.replace(".", "_") for name in names}
    taken = Counter(_own(name).casefold() for name in names) + Counter(one.casefold() for one in full.values())
    return {name: _own(name) if taken[_own(name).casefold()] == 1 else full[name] for name in names}


def verdicts(report: GradeReport, said: Sequence[str] = (), *, shown: bool = True, hidden: bool = False) -> bytes:
    """JSON: for each question its cases, by check; and what is said of the whole.

    report: the student's view: students read all of this
    said:   sentences of our own for the top
    shown:  whether the top, which students see at once, tells marks
    hidden: whether students see nothing of it

    Raises ValueError for an instructor's report.
    """
    if report.view != "student":
        raise ValueError("students read what otter says: make it from the student's view of the report")
    named = questions(exercise.name for exercise in report.exercises)
    content: dict[str, Any] = {
        "questions": {named[exercise.name]: _cases(exercise, report) for exercise in report.exercises},
        "output": _top(report, said, shown=shown),
        "hidden": hidden,
        "about": _for_the_instructor(report),
        "data": {
            "key": report.key,
            "seed": report.seed,
            "isolation": report.isolation.label,
            "engine": report.engine,
            "pending": report.pending,
        },
    }
    return json.dumps(content, ensure_ascii=True, allow_nan=False, indent=1).encode("ascii") + b"\n"


def _cases(exercise: ExerciseReport, report: GradeReport) -> dict[str, dict[str, Any]]:
    return {check.id: _case(check, exercise, report) for check in exercise.checks}


def _case(check: CheckReport, exercise: ExerciseReport, report: GradeReport) -> dict[str, Any]:
    return {
        "name": one_line(check.sentence),
        "points": check.max_points,
        "passed": check.outcome is Outcome.PASSED,
        "message": plain.verdict(check, exercise, report.chapter, report.view),
    }


def _top(report: GradeReport, said: Sequence[str], *, shown: bool) -> str:
    """Gradescope shows this as HTML of a simple kind."""
    lines = [report.title, *text.about(report, said, shown=shown), *report.notes]
    return "\n\n".join(html.escape(one_line(line), quote=False) for line in lines)


def _for_the_instructor(report: GradeReport) -> str:
    summary = words.summary(report.score, report.max_score, report.exercises)
    return visible(f"{summary}; {report.isolation.label}; key {report.key[:12]}")


def _own(exercise: str) -> str:
    return exercise.partition(".")[2]

"""What GitHub Classroom's reporter reads, and a job summary in Markdown.

The reporter prints names and messages on the runner's console, where a line that begins with "::" is a command: a
forged notice would be a forged mark. So nothing that a submission could have written is in its JSON.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from typing import Any

from autograder.engine.report import CheckReport, GradeReport, Outcome
from autograder.interop import text
from autograder.reports import words

VERSION = 1
NOT_JUDGED = {Outcome.SKIPPED, Outcome.ANSWERED}  # the points of these cannot be had here
STATUS = {Outcome.PASSED: "pass", Outcome.HELD: "error"}  # every other one: "fail"


def result(reports: Iterable[GradeReport]) -> dict[str, Any]:
    """The result of one runner, over one or more chapters. Checks that are not judged here count in neither sum."""
    judged = [
        (check, exercise.line or 0)
        for report in reports
        for exercise in report.exercises
        for check in exercise.checks
        if check.outcome not in NOT_JUDGED
    ]
    tests = [_test(*each) for each in judged]
    seen = {test["status"] for test in tests}
    return {
        "version": VERSION,
        "status": next((status for status in ("error", "fail") if status in seen), "pass"),
        "max_score": sum(check.max_points for check, _ in judged),
        "tests": tests,
    }


def encoded(reports: Iterable[GradeReport]) -> str:
    """`result` as a step's output `result` holds it: JSON in Base64, on one line.

    It travels in an environment variable: at most 128 KiB on Linux, which all chapters together stay below.
    """
    content = json.dumps(result(reports), ensure_ascii=True, separators=(",", ":"))
    return base64.b64encode(content.encode("ascii")).decode("ascii")


def summary(report: GradeReport) -> str:
    """Markdown for $GITHUB_STEP_SUMMARY: the exercises in a table, then what is not done yet."""
    return "\n\n".join([*_heading(report), _table(report), *_open(report)]) + "\n"


def _test(check: CheckReport, line: int) -> dict[str, Any]:
    """What the reporter reads, and no more."""
    found: dict[str, Any] = {
        "name": _on_console(check.sentence),
        "status": STATUS.get(check.outcome, "fail"),
        "score": check.points,
        "line_no": line,
    }
    if check.outcome is not Outcome.PASSED:
        found["message"] = words.WORDS[check.outcome]
    return found


def _on_console(said: str) -> str:
    """Our own words on one line, with neither of the runner's two ways to write a command."""
    return " ".join(said.split()).replace("::", ": :").replace("##[", "## [")


def _heading(report: GradeReport) -> Iterator[str]:
    yield f"## {text.inline(report.title)}"
    yield text.inline(words.summary(report.score, report.max_score, report.exercises))
    if report.isolation.rung == "plain":
        yield f"This was run {text.inline(report.isolation.label)}."
    if report.pending:
        yield "A mark that is pending is not lost: an instructor has to look at it."
    if told := text.notes(report.notes):
        yield told


def _table(report: GradeReport) -> str:
    lines = ["| | exercise | | points |", "|---|---|---|---|"]
    for exercise in report.exercises:
        outcome, held = exercise.outcome, exercise.outcome is Outcome.HELD
        points = f"{'?' if held else words.number(exercise.points)} of {words.number(exercise.max_points)}"
        name = text.inline(exercise.name)
        lines.append(f"| {words.SIGNS[outcome]} | {name} | {words.WORDS[outcome]} | {points} |")
    return "\n".join(lines)


def _open(report: GradeReport) -> Iterator[str]:
    for exercise in report.exercises:
        if not exercise.is_done:
            yield f"### {text.inline(exercise.name)}"
            yield text.exercise(exercise, report.chapter, report.view)

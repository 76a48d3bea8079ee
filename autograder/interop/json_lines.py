"""One line for each check of each submission, as JSON Lines and as CSV: for one's own analysis."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from autograder.engine.report import CheckReport, GradeReport, Outcome
from autograder.reports.table import BOM, safe

FIELDS = (
    "submission",
    "chapter",
    "exercise",
    "check",
    "outcome",
    "points",  # null, or an empty cell, while the mark is pending
    "max",
    "likely",  # id of the misconception; null if none is named
    "seconds",
    "seed",
    "key",
)
Value = str | float | None


def json_lines(reports: Iterable[GradeReport]) -> Iterator[bytes]:
    """JSON Lines in ASCII: no character ends a line but the line's end. One chunk a report."""
    for report in reports:
        yield "".join(json.dumps(row, ensure_ascii=True) + "\n" for row in rows(report)).encode("ascii")


def csv_lines(reports: Iterable[GradeReport]) -> Iterator[bytes]:
    """The same as CSV, RFC 4180, UTF-8 with a byte order mark, no cell a formula. One chunk a report."""
    yield (BOM + _csv([FIELDS])).encode("utf-8")
    for report in reports:
        yield _csv([map(_cell, row.values()) for row in rows(report)]).encode("utf-8")


def rows(report: GradeReport) -> Iterator[dict[str, Value]]:
    """The checks of a report, in the chapter's order."""
    for exercise in report.exercises:
        for check in exercise.checks:
            yield dict(zip(FIELDS, _values(check, exercise.name, report), strict=True))


def _values(check: CheckReport, exercise: str, report: GradeReport) -> tuple[Value, ...]:
    return (
        _text(report.submission),
        report.chapter,
        exercise,
        check.id.partition(":")[2] or check.id,
        str(check.outcome),
        None if check.outcome is Outcome.HELD else check.points,
        check.max_points,
        check.likely.misconception if check.likely else None,
        round(check.seconds, 6),
        report.seed,
        report.key,
    )


def _text(name: str) -> str:
    """Without lone surrogates, which no strict reader of JSON takes."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _cell(value: Value) -> str | float:
    if value is None:
        return ""
    return safe(value) if isinstance(value, str) else value


def _csv(lines: Iterable[Iterable[str | float]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n").writerows(lines)
    return out.getvalue()

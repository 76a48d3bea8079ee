"""The marks of a class as CSV that opens safely in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from autograder.engine.report import Outcome
from autograder.reports.clean import one_line
from autograder.reports.lateness import Late
from autograder.reports.rows import ClassRow, check_ids
from autograder.reports.words import WORDS

BOM = "\ufeff"  # without it, Excel reads UTF-8 as the local code page
FIELDS = ("submission", "score", "max_score", "pending", "isolation", "problem")
LATE = ("handed_in", "days_late", "percent_off", "score_after")  # behind them, if a late policy was applied
ON_TIME = "on time"  # by the word of a platform that tells no time
# Where a spreadsheet could start a formula: at the start of a cell, or behind a ";" or a tab, which
# are the separators of other countries. Full-width signs count, since some programs fold them.
FORMULA = re.compile("(^|[;\t])([\\s\"'\u200c\u200d]*)(?=[=+\\-@\t\r＝＋－＠])")  # noqa: RUF001 - meant


def to_csv(rows: Sequence[ClassRow]) -> str:
    """Points by submission and check, RFC 4180, UTF-8 with a byte order mark.

    A check whose mark is held reads "pending", one that was skipped "skipped", one that a submission lacks is empty.
    `score` is as it was earned, also where a late policy takes something off.
    Numbers stay numbers; text is quoted and cannot start a formula.
    """
    checks = check_ids(rows)
    out = io.StringIO(newline="")
    out.write(BOM)
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    judged = any(row.late for row in rows)
    writer.writerow([*FIELDS, *(LATE if judged else ()), *map(safe, checks)])
    writer.writerows([*_whole(row), *(_late(row.late) if judged else ()), *_marks(row, checks)] for row in rows)
    return out.getvalue()


def safe(text: str) -> str:
    """`text` on one line, with an apostrophe before whatever a spreadsheet would run as a formula."""
    return one_line(FORMULA.sub(r"\1'\2", text))


def _whole(row: ClassRow) -> list[str | float]:
    return [
        safe(row.submission),
        _number(row.score),
        _number(row.max_score),
        "yes" if row.pending else "no",
        safe(row.isolation_rung),
        safe(row.problem),
    ]


def _late(late: Late | None) -> list[str | float]:
    if late is None:
        return [""] * len(LATE)
    when = late.when.isoformat(timespec="seconds") if late.when else ON_TIME
    return [when, late.days, _number(late.penalty), _number(late.score_after)]


def _marks(row: ClassRow, checks: Sequence[str]) -> list[str | float]:
    return [_mark(row, check) for check in checks]


def _mark(row: ClassRow, check: str) -> str | float:
    if check not in row.checks:
        return ""
    if row.checks[check] in {Outcome.HELD, Outcome.SKIPPED}:
        return WORDS[row.checks[check]]
    return _number(row.points.get(check, 0.0))


def _number(value: float) -> float:
    """Without needless digits, such as 0.30000000000000004."""
    rounded = round(value, 4)
    return int(rounded) if rounded == int(rounded) else rounded

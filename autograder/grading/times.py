"""When work was handed in: moments in time from local times, and the file that keeps them.

`times.csv` has a row for each submission: student, when. `when` is a time such as 2026-05-04T23:41, in the policy's
time zone or with an offset of its own, or "on time". Only a platform's word goes in: a date in a zip can be set by
anyone. Canvas marks files LATE and tells no time: such a row says LATE until the time from Canvas stands there.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from autograder.reports.clean import one_line

FIELDS = ["student", "when"]
ON_TIME, LATE = "on time", "LATE"
WRITTEN = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
YEARS = range(2000, 2200)  # another one is a slip of the pen


class BadTime(Exception):
    """A time that cannot be understood. The message gives the repair."""


class BadTimes(Exception):
    """A file of times that cannot be used. The message names the file, the line and the repair."""


def instant(when: datetime, zone: ZoneInfo) -> datetime:
    """The moment in UTC. A time without an offset is one by the clocks of `zone`. Raises BadTime."""
    if when.year not in YEARS:
        raise BadTime(f"the year {when.year}: write one from {YEARS[0]} to {YEARS[-1]}")
    if when.tzinfo is not None:
        return when.astimezone(UTC)
    first, second = (when.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    before, after = first.utcoffset(), second.utcoffset()
    if before == after:
        return first.astimezone(UTC)
    written = [time.isoformat(sep="T") for time in (first, second)]
    if before and after and before > after:
        raise BadTime(
            f"{when} comes twice in {zone.key}, since clocks are put back: write {written[0]} or {written[1]}"
        )
    raise BadTime(f"{when} does not exist in {zone.key}, since clocks are put forward: write another time")


def write_times(times: Mapping[str, datetime | str]) -> bytes:
    """The content of times.csv."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(FIELDS)
    writer.writerows(
        (student, when if isinstance(when, str) else when.isoformat(timespec="minutes"))
        for student, when in times.items()
    )
    return out.getvalue().encode("utf-8")


def read_times(path: Path, zone: ZoneInfo, known: Collection[str]) -> dict[str, datetime | None]:
    """When each of the `known` submissions was handed in, UTC; None: on time. All have a row, and nobody else has.

    Raises BadTimes.
    """
    try:
        rows = csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), strict=True)
        header = [cell.strip() for cell in next(rows, [])]
        if header != FIELDS:
            raise BadTimes(f"{path}, line 1: the heading is not student,when: write it so")
        found: dict[str, datetime | None] = {}
        for row in rows:
            if row:
                _take(row, found, f"{path}, line {rows.line_num}", zone, known)
    except OSError as error:
        raise BadTimes(
            f"{path}: it cannot be read ({error.strerror}): write it, or correct its name in the policy's times"
        ) from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadTimes(f"{path}: it is no CSV in UTF-8 ({error}): save it as CSV UTF-8") from None
    if missing := sorted(set(known) - set(found)):
        names = one_line(", ".join(missing[:5]))
        raise BadTimes(f'{path}: {len(missing)} submissions have no row ({names}): add a time, or "{ON_TIME}"')
    return found


def _take(
    row: list[str], found: dict[str, datetime | None], where: str, zone: ZoneInfo, known: Collection[str]
) -> None:
    if len(row) != len(FIELDS):
        raise BadTimes(f"{where}: {len(row)} cells: write a student and a time, separated by one comma")
    student, when = (cell.strip() for cell in row)
    if student not in known:
        raise BadTimes(f'{where}: there is no student "{one_line(student)}": write the name of the submission')
    if student in found:
        raise BadTimes(f'{where}: "{one_line(student)}" stands there twice: keep the row that counts')
    try:
        found[student] = _when(when, zone)
    except BadTime as error:
        raise BadTimes(f'{where}: "{one_line(student)}": {error}') from None


def _when(text: str, zone: ZoneInfo) -> datetime | None:
    if text == ON_TIME:
        return None
    if text == LATE:
        raise BadTime("LATE is no time: write the one that Canvas shows in SpeedGrader, such as 2026-05-04T23:41")
    if not WRITTEN.fullmatch(text):
        raise BadTime(f'"{one_line(text)}" is no time: write one such as 2026-05-04T23:41, or "{ON_TIME}"')
    try:
        when = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadTime(f'"{text}" is no time ({error}): correct it') from None
    return instant(when, zone)

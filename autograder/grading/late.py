"""Late work: one TOML file says what is due when and what lateness costs, and `apply` is the one place that uses it.

`instructor_guide/late_policy.toml` shows the format, with every key. Marks on disk stay as they were earned. A day
ends at the same time by the clock as the due date, also where clocks are changed in between. Whatever is in doubt
counts in the student's favour.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from autograder.grading.times import BadTime, instant
from autograder.reports.lateness import Late

Percent = Annotated[float, msgspec.Meta(ge=0, le=100)]
DAY = timedelta(days=1)


class BadPolicy(Exception):
    """The policy cannot be used. The message names the file, the key and the repair."""


class Extension(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """More time for one student: hours after the due date, or a due date of their own."""

    hours: Annotated[float, msgspec.Meta(gt=0, le=24 * 366)] | None = None
    due: datetime | None = None


class Deadline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One chapter."""

    due: datetime
    times: list[str] = []  # paths from the policy's folder, one for each attempt
    extension: dict[str, Extension] = {}


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file as it is written."""

    time_zone: str
    percent_per_day: Percent
    cap_percent: Percent = 100.0
    grace_minutes: Annotated[float, msgspec.Meta(ge=0, le=24 * 60)] = 0.0
    attempt: Literal["best", "last"] = "best"
    chapter: dict[str, Deadline] = {}


@dataclass(frozen=True)
class Policy:
    """Rules in which every date has been understood."""

    file: str
    zone: ZoneInfo
    rules: Rules

    def deadline(self, chapter: str) -> Deadline:
        """Raises BadPolicy."""
        try:
            return self.rules.chapter[chapter]
        except KeyError:
            raise BadPolicy(f"{self.file}: it says nothing of {chapter}: add [chapter.{chapter}] with due") from None

    def due(self, chapter: str, student: str = "") -> datetime:
        """When it is due for this student, UTC. Raises BadPolicy."""
        deadline = self.deadline(chapter)
        due = self._instant(deadline.due, f"chapter.{chapter}.due")
        extension = deadline.extension.get(student)
        if extension is None:
            return due
        if extension.hours is not None:
            return due + timedelta(hours=extension.hours)
        key = f'chapter.{chapter}.extension."{student}".due'
        own = self._instant(extension.due or deadline.due, key)
        if own < due:
            raise BadPolicy(f"{self.file}: {key}: it is before the due date of the class: correct one of the two")
        return own

    def check_students(self, chapter: str, known: Collection[str]) -> None:
        """Raises BadPolicy if somebody has an extension who is not `known` as the name of a submission or student."""
        for student in sorted(set(self.deadline(chapter).extension) - set(known)):
            raise BadPolicy(
                f'{self.file}: chapter.{chapter}.extension: there is no student "{student}": '
                "write the name of the submission's folder"
            )

    def times_files(self, chapter: str) -> list[Path]:
        """Where the times of each attempt stand."""
        return [Path(self.file).parent / name for name in self.deadline(chapter).times]

    def _instant(self, when: datetime, key: str) -> datetime:
        try:
            return instant(when, self.zone)
        except BadTime as error:
            raise BadPolicy(f"{self.file}: {key}: {error}") from None


def read_policy(path: Path, chapters: Collection[str]) -> Policy:
    """Read a policy, in which every chapter is one of `chapters`. Raises BadPolicy."""
    try:
        rules = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Rules)
    except OSError as error:
        raise BadPolicy(f"{path}: it cannot be read ({error.strerror}): name the policy's file with --policy") from None
    except UnicodeDecodeError:
        raise BadPolicy(f"{path}: it is not UTF-8: save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise BadPolicy(f"{path}: {error}: write it as in instructor_guide/late_policy.toml") from None
    except msgspec.ValidationError as error:
        raise BadPolicy(f"{path}: {error}: correct or remove this key") from None
    policy = Policy(str(path), _zone(rules.time_zone, path), rules)
    for chapter, deadline in rules.chapter.items():
        if chapter not in chapters:
            raise BadPolicy(f'{path}: there is no chapter "{chapter}": write one of {", ".join(sorted(chapters))}')
        policy.due(chapter)
        for student, extension in deadline.extension.items():
            if (extension.hours is None) == (extension.due is None):
                raise BadPolicy(f'{path}: chapter.{chapter}.extension."{student}": write hours or due, and not both')
            policy.due(chapter, student)
    return policy


def _zone(name: str, path: Path) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadPolicy(
            f'{path}: time_zone: "{name}" is not known here: write a name such as Europe/Berlin; '
            "on Windows, python -m pip install tzdata"
        ) from None


def apply(policy: Policy, chapter: str, student: str, attempts: Sequence[tuple[datetime | None, float] | None]) -> Late:
    """The attempt that counts, and what is left of its score.

    attempts: when each was handed in and what it earned, in the order of the attempts; None for one that the student
              lacks. A time that is None: on time, as a platform says that tells no time. A time without an offset
              raises ValueError, and so does a student without any attempt.
    Raises BadPolicy if the policy says nothing of the chapter.
    """
    due = policy.due(chapter, student)
    extended = due > policy.due(chapter)
    judged = [
        _judge(policy, due, number, *attempt, extended=extended)
        for number, attempt in enumerate(attempts)
        if attempt is not None
    ]
    if not judged:
        raise ValueError(f"{student} has no attempt")
    if len(attempts) == 1:
        return judged[0]
    if policy.rules.attempt == "best":
        chosen = max(judged, key=lambda late: (late.score_after, -late.attempt))
    else:
        chosen = max(judged, key=lambda late: ((late.when or due).astimezone(UTC), late.attempt))
    which = "only" if len(judged) == 1 else policy.rules.attempt
    counts = f"Attempt {chosen.attempt + 1} of {len(attempts)} counts, the {which} one."
    return replace(chosen, sentence=f"{counts} {chosen.sentence}".strip())


def _judge(policy: Policy, due: datetime, number: int, when: datetime | None, score: float, *, extended: bool) -> Late:
    score = float(score)  # points may be added up to an int, and are read back as a float
    if when is None:
        return Late(number, score, score, 0.0, 0, "")
    if when.tzinfo is None:
        raise ValueError(f"{when} has no time zone")
    when, clock = when.astimezone(UTC), when.astimezone(policy.zone)
    if when <= due:
        return Late(number, score, score, 0.0, 0, "Handed in within the extension." if extended else "", clock)
    days, since = _days(due, when, policy.zone)
    late_by = f"Handed in {_duration(days - 1, since)} after the {'extended ' * extended}due date"
    rules = policy.rules
    if when <= due + timedelta(minutes=rules.grace_minutes):
        forgiven = f"{late_by}, within {rules.grace_minutes:g} min: nothing taken off."
        return Late(number, score, score, 0.0, 0, forgiven, clock)
    penalty = min(rules.percent_per_day * days, rules.cap_percent)
    capped = f", at most {rules.cap_percent:g} %" if rules.percent_per_day * days > rules.cap_percent else ""
    sentence = f"{late_by}: {rules.percent_per_day:g} % a day{capped}, {penalty:g} % taken off."
    return Late(number, score, round(score * (1 - penalty / 100), 4), penalty, days, sentence, clock)


def _days(due: datetime, when: datetime, zone: ZoneInfo) -> tuple[int, timedelta]:
    """How many days have begun since it was due, and how long ago the last of them began."""
    days = max(1, (when - due) // DAY - 1)
    while when > _end(due, days, zone):
        days += 1
    return days, when - _end(due, days - 1, zone)


def _end(due: datetime, days: int, zone: ZoneInfo) -> datetime:
    """When this many days are over by the clock, UTC; the later one where the clock shows it twice or never."""
    clock = due.astimezone(zone) + days * DAY
    return max(clock.replace(fold=fold).astimezone(UTC) for fold in (0, 1)) if days else due


def _duration(days: int, rest: timedelta) -> str:
    """1 day 3 h, 3 h 5 min, 12 min, 40 s: rounded down."""
    hours, seconds = divmod(int(rest.total_seconds()), 3600)
    parts = [(days, "day" if days == 1 else "days"), (hours, "h"), (seconds // 60, "min"), (seconds % 60, "s")]
    while len(parts) > 1 and not parts[0][0]:
        del parts[0]
    return " ".join(f"{amount} {unit}" for amount, unit in parts[:2] if amount) or "less than 1 s"

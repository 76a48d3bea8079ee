"""Two reports of the same work: whose mark differs, by how much, and at which checks. Timings don't count."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from autograder.engine.report import CheckReport, GradeReport
from autograder.reports.clean import one_line
from autograder.reports.words import number


@dataclass(frozen=True)
class Change:
    """What differs between two reports of one submission."""

    submission: str
    before: float
    after: float
    checks: tuple[str, ...]  # "activations.softmax:sums_to_one: passed -> failed"
    pending: bool  # the later one is

    @property
    def difference(self) -> float:
        return self.after - self.before

    def line(self) -> str:
        sign = f"{'+' if self.difference > 0 else ''}{number(self.difference)}" if self.difference else "same mark"
        return f"{one_line(self.submission)}: {number(self.before)} -> {number(self.after)} ({sign})"


def compare(before: GradeReport, after: GradeReport) -> Change | None:
    """None if both say the same of every check, example and message included."""
    old, new = _checks(before), _checks(after)
    if old == new and before.score == after.score:
        return None
    names = [name for name in [*old, *(set(new) - set(old))] if old.get(name) != new.get(name)]
    checks = tuple(f"{name}: {_difference(_outcome(old, name), _outcome(new, name))}" for name in names)
    return Change(after.submission, before.score, after.score, checks, after.pending)


def _checks(report: GradeReport) -> dict[str, CheckReport]:
    checks = [check for exercise in report.exercises for check in exercise.checks]
    return {check.id: replace(check, seconds=0.0, output="") for check in checks}


def _difference(before: str, after: str) -> str:
    return f"{before} -> {after}" if before != after else f"{after}, in other words"


def _outcome(checks: dict[str, CheckReport], name: str) -> str:
    check = checks.get(name)
    return "not there" if check is None else f"{check.outcome.value}, {number(check.points)}"

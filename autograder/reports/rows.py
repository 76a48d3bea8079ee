"""A class as rows, one a submission, and what the rows say together."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from autograder.engine.report import GradeReport, Likely, Outcome
from autograder.reports.lateness import Late

BINS = 10


@dataclass(frozen=True)
class ClassRow:
    """One submission on the class page and in the CSV."""

    submission: str
    score: float
    max_score: float
    pending: bool = False
    isolation_rung: str = "none"
    href: str = ""  # path of its report.html from the class page, "/" between folders; "" if there is none
    problem: str = ""  # why it was not graded, in words
    checks: Mapping[str, Outcome] = field(default_factory=dict[str, Outcome])  # by check id, in the chapter's order
    points: Mapping[str, float] = field(default_factory=dict[str, float])  # by check id
    likely: tuple[Likely, ...] = ()  # each misconception once
    late: Late | None = None  # what a late policy makes of the score, None without one

    @property
    def share(self) -> float:
        """Of the points, 0 to 1."""
        return self.score / self.max_score if self.max_score else 0.0

    @property
    def passed(self) -> int:
        return sum(outcome is Outcome.PASSED for outcome in self.checks.values())

    @property
    def run(self) -> int:
        """Checks that were run: skipped ones are neither passed nor missed."""
        return sum(outcome is not Outcome.SKIPPED for outcome in self.checks.values())

    @property
    def is_late(self) -> bool:
        """So late that a late policy counts days."""
        return self.late is not None and self.late.days > 0

    @property
    def needs_a_look(self) -> bool:
        return bool(self.pending or self.problem)


@dataclass(frozen=True)
class Item:
    """One check over the whole class."""

    id: str
    sentence: str
    counts: Mapping[Outcome, int]
    apart: float | None  # correlation of passing with the score on the other checks; None if nothing varies

    @property
    def run(self) -> int:
        return sum(amount for outcome, amount in self.counts.items() if outcome is not Outcome.SKIPPED)

    @property
    def pass_rate(self) -> float | None:
        """Of those for whom it was run; None if that is nobody."""
        return self.counts.get(Outcome.PASSED, 0) / self.run if self.run else None


def row(report: GradeReport, href: str = "", problem: str = "", late: Late | None = None) -> ClassRow:
    """The row of a report."""
    checks = [check for exercise in report.exercises for check in exercise.checks]
    likely = {check.likely.misconception: check.likely for check in checks if check.likely}
    return ClassRow(
        submission=report.submission,
        score=report.score,
        max_score=report.max_score,
        pending=report.pending,
        isolation_rung=report.isolation.rung,
        href=href,
        problem=problem,
        checks={check.id: check.outcome for check in checks},
        points={check.id: check.points for check in checks},
        likely=tuple(likely.values()),
        late=late,
    )


def sentences(report: GradeReport) -> dict[str, str]:
    """The sentence of each check, by id; the same for every report of a chapter."""
    return {check.id: check.sentence for exercise in report.exercises for check in exercise.checks}


def check_ids(rows: Sequence[ClassRow]) -> list[str]:
    """Every check that some row has, in the order in which they first appear."""
    return list(dict.fromkeys(check for each in rows for check in each.checks))


def items(rows: Sequence[ClassRow], said: Mapping[str, str]) -> list[Item]:
    """Every check, the one that fewest pass first, and last those that were run for nobody."""
    found = [_item(check, [each for each in rows if check in each.checks], said) for check in check_ids(rows)]
    return sorted(found, key=lambda item: 2.0 if item.pass_rate is None else item.pass_rate)


def _item(check: str, rows: Sequence[ClassRow], said: Mapping[str, str]) -> Item:
    run = [each for each in rows if each.checks[check] is not Outcome.SKIPPED]
    passed = [float(each.checks[check] is Outcome.PASSED) for each in run]
    rest = [each.score - each.points.get(check, 0.0) for each in run]
    varies = len(set(passed)) > 1 and len(set(rest)) > 1
    counts = Counter(each.checks[check] for each in rows)
    return Item(check, said.get(check, check), counts, statistics.correlation(passed, rest) if varies else None)


def misconceptions(rows: Sequence[ClassRow]) -> list[tuple[Likely, int]]:
    """Each misconception with the number of submissions that have it, the most frequent first."""
    counts = Counter(likely.misconception for each in rows for likely in each.likely)
    said = {likely.misconception: likely for each in rows for likely in each.likely}
    return [(said[name], amount) for name, amount in counts.most_common()]


def bins(rows: Sequence[ClassRow]) -> list[int]:
    """How many submissions reach 0-10 %, 10-20 %, ..., 90-100 % of the points; full marks count in the last."""
    counts = [0] * BINS
    for each in rows:
        counts[min(BINS - 1, max(0, int(BINS * each.share)))] += 1
    return counts

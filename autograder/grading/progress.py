"""Show a run as it goes: a line a submission, and how far it is (a bar on a terminal, else a line now and then)."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.grading.batch import Done
from autograder.grading.overview import row
from autograder.reports import lateness
from autograder.reports.clean import one_line
from autograder.reports.rows import ClassRow
from autograder.reports.words import number

NOW_AND_THEN = 60.0  # s between two lines of a log that say how far it is


def follow(done: Iterable[Done], total: int) -> list[ClassRow]:
    """Print each submission as it is finished; what the class page needs of each."""
    console = Console(file=sys.stdout, highlight=False, markup=False, soft_wrap=True)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("left:"), TimeRemainingColumn())
    rows: list[ClassRow] = []
    estimate = Estimate(total)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=total)
        for one in done:
            rows.append(row(one.report, one.late))
            console.print(_line(one))
            bar.advance(task)
            if not console.is_terminal and (words := estimate.after(one.fresh)):
                console.print(words)
    return rows


class Estimate:
    """How far a run is and how long it will take, said now and then. Unchanged submissions cost nothing."""

    def __init__(self, total: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._total, self._clock = total, clock
        self._began = self._said = clock()
        self._seen = self._graded = 0

    def after(self, fresh: bool) -> str:
        """After one more submission: a line, or "" if the last one is not long ago."""
        self._seen += 1
        self._graded += fresh
        now = self._clock()
        if now - self._said < NOW_AND_THEN or not self._graded:
            return ""
        self._said = now
        left = (self._total - self._seen) * (now - self._began) / self._graded
        return f"{self._seen} of {self._total}, about {_duration(left)} left"


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{max(minutes, 1)} min"


def _late(one: Done) -> list[str]:
    if one.late is None or not one.late.days:
        return []
    return [f"late by {lateness.briefly(one.late)}: {number(one.late.score_after)} count"]


def _line(one: Done) -> str:
    report = one.report
    marks = f"{number(report.score):>5} / {number(report.max_score)}"
    remarks = ["pending: an instructor has to look"] if report.pending else []
    remarks += _late(one)
    remarks += [] if one.fresh else ["unchanged"]
    remarks += [one_line(report.notes[-1])] if report.notes else []
    return f"{one_line(report.submission):<28.28} {marks:<12} {'; '.join(remarks)}".rstrip()

"""Show a run as it goes: one line a submission, and a bar with an estimate where there is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.grading.batch import Done
from autograder.grading.overview import row
from autograder.reports.clean import one_line
from autograder.reports.rows import ClassRow
from autograder.reports.words import number


def follow(done: Iterable[Done], total: int) -> list[ClassRow]:
    """Print each submission as it is finished; what the class page needs of each."""
    console = Console(file=sys.stdout, highlight=False, markup=False, soft_wrap=True)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("left:"), TimeRemainingColumn())
    rows: list[ClassRow] = []
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=total)
        for one in done:
            rows.append(row(one.report))
            console.print(_line(one))
            bar.advance(task)
    return rows


def _line(one: Done) -> str:
    report = one.report
    marks = f"{number(report.score):>5} / {number(report.max_score)}"
    remarks = ["pending: an instructor has to look"] if report.pending else []
    remarks += [] if one.fresh else ["unchanged"]
    remarks += [one_line(report.notes[-1])] if report.notes else []
    return f"{one_line(report.submission):<28.28} {marks:<12} {'; '.join(remarks)}".rstrip()

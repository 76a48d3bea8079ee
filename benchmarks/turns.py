"""Each tool grades the same submissions in turn, round by round, so that noise hits all of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean

from contestants import VERSUS, Assignment, Contestant, Nbgrader, Otter, Ours, Pytest, Scores
from cpu import CpuMeter, machine

CORES = os.cpu_count() or 1
ONE_SLOT, ALL_CORES = "this suite, 1 slot", f"this suite, {CORES} slots"
IN_A_TERM = f"{ALL_CORES}, a term's secret"
AGAIN = f"{ALL_CORES}, not for the first time"
NBGRADER, OTTER, WARM_OTTER, PYTEST = "nbgrader autograde", "otter run", "otter-grader in one process", "fresh pytest"


@dataclass(frozen=True)
class Spent:
    """CPU seconds, seconds, and CPU seconds of everybody else meanwhile."""

    cpu: float
    wall: float
    others: float = 0.0


@dataclass
class Run:
    """What came out of all rounds.

    rounds: tool -> for all submissions
    bare:   for a submission, before each tool's turn
    start:  of this suite's command
    scores: that all tools gave
    """

    assignment: Assignment
    rounds: dict[str, list[Spent]]
    bare: list[Spent] = field(default_factory=list[Spent])
    start: list[Spent] = field(default_factory=list[Spent])
    scores: Scores = field(default_factory=dict[str, float])

    def each(self, name: str) -> Spent:
        """A tool's means, of a submission."""
        means, count = average(self.rounds[name]), len(self.assignment.submissions)
        return Spent(means.cpu / count, means.wall / count, means.others / count)

    def one_more(self, name: str) -> Spent:
        """Without this suite's start-up, of a submission."""
        each, start, count = self.each(name), average(self.start), len(self.assignment.submissions)
        return Spent(each.cpu - start.cpu / count, each.wall - start.wall / count)


def average(spent: Sequence[Spent]) -> Spent:
    return Spent(*(mean(getattr(each, part) for each in spent) for part in ("cpu", "wall", "others")))


def all_rounds(assignment: Assignment, folder: Path, meter: CpuMeter, rounds: int) -> Run:
    """Raises Failed; and RuntimeError where the tools do not agree on a score."""
    ours, *others = tools = _tools(assignment, folder)
    run = Run(assignment, {each.name: [] for each in tools})
    names = list(assignment.submissions)
    for each in tools:  # once to warm up: caches on the disk, compiled files
        each.clear()
        each.grade(names[:1])
    for _ in range(rounds):
        ours.clear()
        run.start.append(_spent(meter, ours.start))
        for each in (ours, *others):
            run.bare.append(_bare(folder / PYTEST, names))
            each.clear()
            run.rounds[each.name].append(_spent(meter, lambda each=each: each.grade(names)))
            _agree(run, each)
            print(f"{each.name}: {run.rounds[each.name][-1]}", file=sys.stderr, flush=True)
    return run


def _tools(assignment: Assignment, folder: Path) -> tuple[Ours, *tuple[Contestant, ...]]:
    return (
        Ours(ONE_SLOT, assignment, folder / ONE_SLOT),
        Ours(ALL_CORES, assignment, folder / ALL_CORES, slots=CORES),
        Ours(IN_A_TERM, assignment, folder / IN_A_TERM, slots=CORES, secret=True),
        Ours(AGAIN, assignment, folder / AGAIN, slots=CORES, again=True),
        Nbgrader(NBGRADER, assignment, folder / NBGRADER),
        Otter(OTTER, assignment, folder / OTTER),
        Otter(WARM_OTTER, assignment, folder / WARM_OTTER, warm=True),
        Pytest(PYTEST, assignment, folder / PYTEST),
    )


def _agree(run: Run, tool: Contestant) -> None:
    """Every tool gives each submission the same score. Raises RuntimeError."""
    scores = tool.scores()
    run.scores = run.scores or scores
    if scores != run.scores:
        raise RuntimeError(f"{tool.name} gave other scores: {scores} and not {run.scores}")


def _spent(meter: CpuMeter, work: Callable[[], None]) -> Spent:
    before, everybody, began = meter.read(), machine(), time.monotonic()
    work()
    wall, everybody_after = time.monotonic() - began, machine()
    cpu = meter.read() - before
    return Spent(cpu, wall, max(0.0, everybody_after - everybody - cpu))


def _bare(laid_out: Path, names: Sequence[str]) -> Spent:
    """Means of what the calls of a submission take in a warm process."""
    folders = [str(laid_out / name) for name in (names[0], *names)]  # the first one warms up
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-P", str(VERSUS / "calls.py"), *folders],
        env=os.environ | {"PYTHONPATH": folders[0]},  # where its truths are
        capture_output=True,
        text=True,
        check=True,
    )
    return average([Spent(*seconds) for seconds in json.loads(done.stdout).values()])

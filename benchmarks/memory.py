"""Memory of the grader while it works through many submissions."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
from measure import Figure, Table, present
from small_class import CHAPTER, write_class, write_course

from autograder.engine.load import Course
from autograder.grading import batch
from autograder.grading.session import Asks, prepared
from autograder.grading.store import Store

MB = 2**20
GROWTH = 0.10  # of the memory after the first samples
WARM = 2.0  # s: a process that is older than that stays, forkers and workers come and go


@dataclass(frozen=True)
class Sample:
    """Resident memory in bytes, after some submissions."""

    graded: int
    run: int  # the process that hands out the work
    slots: int  # the processes that examine
    zygotes: int  # the warm processes in their sandboxes
    peak: int  # of the run and the slots, each at its own highest so far

    @property
    def total(self) -> int:
        return self.run + self.slots + self.zygotes


def measure(options: argparse.Namespace) -> Table:
    """A row for each sample, and the growth between the first and the last."""
    with tempfile.TemporaryDirectory() as folder:
        course = write_course(Path(folder) / "course")
        write_class(Path(folder) / "class", course, options.submissions)
        samples = list(_samples(Path(folder), course, options))
    growth = samples[-1].total / samples[0].total - 1
    figures = [
        Figure(f"after {each.graded}", f"{each.total / MB:.1f} MB = run {each.run / MB:.1f} + "
               f"slots {each.slots / MB:.1f} + zygotes {each.zygotes / MB:.1f}")
        for each in samples
    ]  # fmt: skip
    goal = f"within {GROWTH:.0%}"
    between = f"growth from {samples[0].graded} to {samples[-1].graded}"
    figures.append(Figure(between, f"{growth:+.1%}", goal, abs(growth) <= GROWTH))
    peaks = " -> ".join(f"{each.peak / MB:.1f} MB" for each in (samples[0], samples[-1]))
    rise = samples[-1].peak / samples[0].peak - 1
    figures.append(Figure(f"peak of run and slots, {between}", f"{rise:+.1%} ({peaks})", goal, rise <= GROWTH))
    return Table(
        "Memory of the grader",
        figures,
        [
            f"Resident memory over {options.submissions} submissions of a small chapter, {options.slots} slots: right, "
            "untouched, wrong and broken ones under many names. The memory of the sandbox's short-lived processes is "
            "left out: it is limited, and gone with each check."
        ],
    )


def _samples(folder: Path, course: Course, options: argparse.Namespace) -> Iterator[Sample]:
    store = Store(folder / "results", CHAPTER)
    with prepared(course, Asks(CHAPTER, None, slots=options.slots)) as (run, chapter, hire):
        found = batch.submissions(folder / "class", chapter)
        for number, _ in enumerate(batch.grade_all(run, store, found, hire), start=1):
            if number % options.every == 0:
                yield _sample(number)


def _sample(graded: int) -> Sample:
    me = psutil.Process()
    slots = me.children()
    inside = [process for slot in slots for process in slot.children(recursive=True)]
    stays = [process for process in inside if _age(process) > WARM]
    return Sample(graded, _resident(me), sum(map(_resident, slots)), sum(map(_resident, stays)), _peak([me, *slots]))


def _peak(processes: Sequence[psutil.Process]) -> int:
    lines = [line for each in processes for line in Path(f"/proc/{each.pid}/status").read_text().splitlines()]
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def _age(process: psutil.Process) -> float:
    try:
        return time.time() - process.create_time()
    except psutil.NoSuchProcess:
        return 0.0


def _resident(process: psutil.Process) -> int:
    try:
        return process.memory_info().rss
    except psutil.NoSuchProcess:
        return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=500)
    parser.add_argument("--every", type=int, default=50)
    parser.add_argument("--slots", type=int, default=2)
    present(parser, measure)

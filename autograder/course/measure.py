"""Run trained checks on many seeds, on all cores: what each run gave its bar."""

from __future__ import annotations

import math
import multiprocessing
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any, Literal

import numpy as np

from autograder.course.tapes import LiveReference, solution_files, verdict_text
from autograder.engine import expect
from autograder.engine.check import Check
from autograder.engine.examiner import Examination
from autograder.engine.load import Course
from autograder.engine.report import Curve
from autograder.engine.rungs import own_slot
from autograder.engine.seeds import Seed
from autograder.engine.tape import Tape


@dataclass(frozen=True)
class Task:
    """One run: whose work trains on which seed, for the trained checks of one exercise."""

    exercise: str
    who: str  # "solution", the name of an alternative, or of a misconception
    is_right: bool
    seed: int  # 0, 1, ...
    seeds: int  # how many there are
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Run:
    """What one check gave its bar on one seed."""

    value: float  # nan where it never came to the bar
    direction: Literal["at_least", "at_most"] | None
    line: tuple[float, ...] = ()  # the first line of its curve, if it shows one
    why: str = ""  # why the check did not pass


def measure(course: Course, chapter: str, tasks: Sequence[Task], jobs: int) -> Generator[tuple[Task, dict[str, Run]]]:
    """Every task with its runs by check id, in the order in which they finish.

    What a run gives depends on its task alone, not on the number of jobs.

    Raises NotInstalled for a library of the chapter that is missing.
    """
    if not tasks:
        return
    own_slot(
        course.load(chapter).settings.libraries
    ).close()  # what is missing is said here, not by a process that ends
    context = multiprocessing.get_context("spawn")  # a fork would copy this process's threads
    with ProcessPoolExecutor(min(jobs, len(tasks)), context, _begin, (course.root, chapter)) as pool:
        waiting = {pool.submit(_work_on, task): task for task in tasks}
        try:
            for future in as_completed(waiting):
                yield waiting[future], future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)  # whoever stops listening waits for nothing


class _Bench:
    """One chapter with the two places where its code runs: as a student, and as the reference."""

    def __init__(self, root: Path, name: str) -> None:
        course = Course(root)
        self.chapter = course.load(name)
        self.trusted = self.chapter.payload(solution_files(course.home(name)))
        self.slot, self.reference = (own_slot(self.chapter.settings.libraries) for _ in range(2))

    def close(self) -> None:
        self.slot.close()
        self.reference.close()

    def run(self, task: Task) -> dict[str, Run]:
        seed, limits = Seed(f"calibrate {task.seed}".encode()), self.chapter.settings.limits
        with self.slot.open(self.chapter.payload(task.files)) as box, self.reference.open(self.trusted) as other:
            live = LiveReference(other, seed, limits)
            examination = Examination(box, Tape(self.chapter.name, "", seed.id), seed, limits, live)
            checks = [check for check in self.chapter.checks_of(task.exercise) if check.repeats]
            found = {check.id: _run(examination, check) for check in checks}
            live.close()
        return found


def _run(examination: Examination, check: Check) -> Run:
    with expect.measuring() as measured:
        examined = examination.run(check)
    why = "" if examined.verdict is None else verdict_text(examined)
    if not measured:
        return Run(math.nan, None, why=why)
    return Run(measured[-1].value, measured[-1].direction, _first_line(measured[-1].picture), why)


def _first_line(picture: object) -> tuple[float, ...]:
    lines: Any = list(picture.lines.values()) if isinstance(picture, Curve) else []
    return tuple(np.array(lines[0], dtype=float).tolist()) if lines else ()


_bench: _Bench | None = None


def _begin(root: Path, chapter: str) -> None:
    """Initialise this process as a place where runs happen."""
    global _bench  # noqa: PLW0603 - a process is a bench
    _bench = _Bench(root, chapter)
    Finalize(_bench, _bench.close, exitpriority=1)  # a pool's processes end without atexit


def _work_on(task: Task) -> dict[str, Run]:
    assert _bench is not None  # noqa: S101 - _begin() ran
    return _bench.run(task)

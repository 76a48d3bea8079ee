"""CPU seconds of a graded submission, beside those of the same calls without grading."""

from __future__ import annotations

import argparse
import importlib.util
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import bare
from cpu import CpuMeter, NoMeter
from measure import ROOT, Figure, Table, ms, present

from autograder.course.tapes import solution_files
from autograder.engine.chapter import Chapter
from autograder.engine.load import Course
from autograder.engine.report import CPU
from autograder.engine.seeds import Seed
from autograder.grading.run import run_of, take, with_tapes
from autograder.grading.session import choose_rung
from autograder.grading.slots import SlotWorker
from autograder.grading.store import Store

SEED = Seed(b"a seed for the benchmark")
OWN = Path(__file__).resolve().parent / "torch_chapter"
CHAPTERS = {**dict.fromkeys(Course(ROOT).names(), ROOT), "ch90_tensors": OWN}
QUICK = ("ch01_neural_networks", "ch02_backpropagation", "ch90_tensors")  # others train for seconds: name them
FACTOR, FIXED = 1.3, 0.100
A_CHECK = {False: 0.008, True: 0.020}  # s, without and with torch


@dataclass
class Costs:
    """CPU seconds, one number a submission."""

    checks: int
    torch: bool
    fork: float  # of a process with the chapter's libraries that ends at once
    graded: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    pytest: list[float] = field(default_factory=list)


def measure(options: argparse.Namespace) -> Table:
    """Three rows a chapter: graded, bare, fresh pytest."""
    table = Table("CPU of a graded submission")
    try:
        for name in options.chapter or QUICK:
            if name == "ch90_tensors" and not importlib.util.find_spec("torch"):
                table.notes.append(f"{name} needs torch, which is not installed.")
                continue
            with CpuMeter() as meter:
                table.figures += rows(name, _costs(name, meter, options.submissions, options.pytest))
    except NoMeter as error:
        table.notes.append(f"Not measured: {error}.")
    table.notes.append(
        f"Mean of {options.submissions} submissions of the solution, {options.pytest} for pytest, in turns. Graded: "
        "from the folder to the written report and pages, examiner and sandbox together. Bare: the same calls in a "
        "warm process. Pytest: a fresh `python -m pytest` that makes the same calls and compares nothing."
    )
    return table


def _costs(name: str, meter: CpuMeter, submissions: int, fresh: int) -> Costs:
    course = Course(CHAPTERS[name])
    chapter = course.load(name)
    files = {**solution_files(course.home(name)), **chapter.given}
    libraries = chapter.settings.libraries
    costs = Costs(len(chapter.checks), "torch" in libraries, bare.fork_and_wait(libraries))
    with tempfile.TemporaryDirectory() as out:
        worker, store = _slot_worker(course, chapter), Store(Path(out), name)
        calls = bare.calls_of(chapter, files, worker.exam.tape, SEED, worker.slot)
        with worker.slot, bare.laid_out(name, files, calls) as folder:
            for number in range(-1, submissions):  # the first round warms up
                _round(costs, meter, partial(_grade, worker, store), folder / name, calls, number)
                if 0 <= number < fresh:
                    costs.pytest.append(_spent(meter, partial(bare.fresh_pytest, folder)))
    return costs


def _slot_worker(course: Course, chapter: Chapter) -> SlotWorker:
    """What each slot of `autograder grade` is, in this process."""
    rung = choose_rung(chapter, "auto", CPU)
    return SlotWorker(with_tapes(run_of(course, chapter.name, SEED, rung), chapter))


def _round(
    costs: Costs, meter: CpuMeter, grade: Callable[[str, Path], None], path: Path, calls: bare.Calls, number: int
) -> None:
    graded = _spent(meter, lambda: grade(f"submission {number}", path))
    alone = _spent(meter, lambda: bare.replay(path.name, path.parent, calls))
    if number >= 0:
        costs.graded.append(graded)
        costs.bare.append(alone)


def _grade(worker: SlotWorker, store: Store, name: str, path: Path) -> None:
    graded = worker.grade(take(name, path, worker.exam.chapter))
    store.write(graded.report, graded.pages)
    if graded.report.score < graded.report.max_score:
        raise RuntimeError(f"the solution lost points: {graded.report}")


def _spent(meter: CpuMeter, work: Callable[[], None]) -> float:
    before = meter.read()
    work()
    return meter.read() - before


def rows(name: str, costs: Costs) -> list[Figure]:
    """A chapter's figures; the goal stands there with its numbers filled in."""
    graded, alone = (sum(each) / len(each) for each in (costs.graded, costs.bare))
    each = A_CHECK[costs.torch]
    goal = FACTOR * alone + FIXED + each * costs.checks
    formula = f"{FACTOR} x {ms(alone)} + {ms(FIXED)} + {costs.checks} x {ms(each)} = {ms(goal)}"
    rows = [
        Figure(f"{name}, {costs.checks} checks: graded", ms(graded), f"<= {formula}", graded <= goal),
        Figure(f"{name}: the same calls, bare and warm", ms(alone)),
        Figure(f"{name}: a fork that ends at once, the least a check costs", ms(costs.fork)),
    ]
    if costs.pytest:
        fresh = sum(costs.pytest) / len(costs.pytest)
        rows.append(Figure(f"{name}: fresh pytest", f"{ms(fresh)}, {fresh / graded:.1f} x the graded"))
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=20)
    parser.add_argument("--pytest", type=int, default=5)
    parser.add_argument("--chapter", action="append", choices=CHAPTERS)
    present(parser, measure)

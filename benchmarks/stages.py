"""Where the time of a graded submission goes, stage by stage: this suite's own, and that of the submission."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from cpu import CpuMeter, NoMeter
from measure import ROOT, Figure, Table, ms, present
from mlp_class import COURSE

from autograder.course.splice import install
from autograder.course.tapes import make_tape, solution_files
from autograder.engine import assemble, atomic, expect, grade, intake, zygote_slot
from autograder.engine import report as reports
from autograder.engine.chapter import Chapter
from autograder.engine.load import Course
from autograder.engine.rungs import open_slot, own_slot
from autograder.engine.sandbox import Slot
from autograder.engine.seeds import Seed
from autograder.engine.tape import Entry
from autograder.engine.zygote_session import ZygoteSession
from autograder.reports import html

SEED = Seed(b"a seed for the benchmark")
CHAPTERS = {"ch91_mlp": COURSE, "ch01_neural_networks": ROOT}
ASK = "waiting for answers: the submission's own calls among it"
REST = "the rest"
STAGES: dict[str, list[tuple[Any, str]]] = {  # in the order in which a submission meets them
    "intake": [(intake, "take_in")],
    "source rules": [(Chapter, "payload")],
    "opening the box": [(zygote_slot.ZygoteSlot, "open"), (zygote_slot.ZygoteSlot, "link")],
    "starting workers": [(zygote_slot.ZygoteBox, "start")],
    ASK: [(ZygoteSession, "ask")],
    "ending workers": [(ZygoteSession, "close")],
    "answers from the tape": [(Entry, "replay")],
    "drawing inputs, and what checks do themselves": [(grade, "examine")],
    "comparing": [(expect, "close")],
    "diagnosis": [(assemble, "fitting")],
    "assembling the report": [(grade, "assemble")],
    "rendering two pages": [(html, "render"), (grade, "student_view")],
    "writing them and the report": [(atomic, "write_atomically"), (reports, "encode")],
}


@dataclass
class Clock:
    """Seconds and CPU seconds of this process by stage; what a stage spends inside another counts there alone.

    workers: CPU seconds that the sandbox measured in the workers
    """

    wall: dict[str, float] = field(default_factory=lambda: dict.fromkeys((*STAGES, REST), 0.0))
    cpu: dict[str, float] = field(default_factory=lambda: dict.fromkeys((*STAGES, REST), 0.0))
    workers: float = 0.0
    _open: list[str] = field(default_factory=lambda: [REST])
    _since: tuple[float, float] = (0.0, 0.0)

    def start(self) -> None:
        self._since = time.perf_counter(), time.process_time()

    def book(self) -> None:
        """What went by since the last time belongs to the stage that is open."""
        now = time.perf_counter(), time.process_time()
        self.wall[self._open[-1]] += now[0] - self._since[0]
        self.cpu[self._open[-1]] += now[1] - self._since[1]
        self._since = now

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            self.book()
            self._open.append(stage)
            try:
                return function(*args, **kwargs)
            finally:
                self.book()
                self._open.pop()

        return call

    def ended(self, close: Callable[[ZygoteSession], None]) -> Callable[[ZygoteSession], None]:
        def call(session: ZygoteSession) -> None:
            before = session.ending.cpu_seconds
            close(session)
            self.workers += session.ending.cpu_seconds - before  # 0 when it is closed a second time

        return call

    @contextmanager
    def watching(self) -> Generator[None]:
        """Every function of every stage is timed; the engine is as it was afterwards."""
        with ExitStack() as stack:
            for stage, functions in STAGES.items():
                for owner, name in functions:
                    stack.enter_context(patch.object(owner, name, self.timed(stage, getattr(owner, name))))
            stack.enter_context(patch.object(ZygoteSession, "close", self.ended(ZygoteSession.close)))
            self.start()
            yield
            self.book()


@dataclass(frozen=True)
class Measured:
    """Of some submissions. everything: CPU seconds of all processes."""

    clock: Clock
    everything: float


def measure(options: argparse.Namespace) -> Table:
    """The stages of each chapter, in ms of a submission."""
    table = Table("Where a submission's time goes")
    try:
        with CpuMeter() as meter:
            for name in options.chapter or CHAPTERS:
                table.figures += rows(name, _measured(name, meter, options.submissions), options.submissions)
    except NoMeter as error:
        table.notes.append(f"Not measured: {error}.")
    table.notes.append(
        f"Mean of {options.submissions} submissions in one warm slot, the solution and the misconceptions in turn: "
        "seconds by the clock, and of them CPU of the examiner. Each stage without the stages inside it. The sandbox "
        "works while the examiner waits: its CPU is that of all processes less the examiner's. On a busy machine the "
        "seconds of whoever waits grow, the CPU hardly."
    )
    return table


def _measured(name: str, meter: CpuMeter, count: int) -> Measured:
    course = Course(CHAPTERS[name])
    chapter = course.load(name)
    libraries = chapter.settings.libraries
    with tempfile.TemporaryDirectory() as folder, open_slot(libraries) as slot:
        exam = _exam(course, chapter, slot)
        works = _write_works(Path(folder), course, chapter)
        _grade(exam, slot, works[0])  # once to warm up
        clock = Clock()
        before = meter.read()
        with clock.watching():
            for number in range(count):
                _grade(exam, slot, works[number % len(works)])
        return Measured(clock, meter.read() - before)


def _write_works(folder: Path, course: Course, chapter: Chapter) -> list[Path]:
    """The solution and the misconceptions, as submissions."""
    solution = {**solution_files(course.home(chapter.name)), **chapter.given}
    works = [solution, *(install(wrong, solution) for wrong in chapter.misconceptions)]
    for number, files in enumerate(works):
        for file, content in files.items():
            path = folder / f"work {number}" / chapter.name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return [folder / f"work {number}" for number in range(len(works))]


def _exam(course: Course, chapter: Chapter, slot: Slot) -> grade.Exam:
    with own_slot(chapter.settings.libraries) as reference:
        tape = make_tape(chapter, SEED, solution_files(course.home(chapter.name)), slot, reference)
    return grade.Exam(chapter, tape, SEED)


def _grade(exam: grade.Exam, slot: Slot, path: Path) -> None:
    """What a slot and the run do for a submission. The names are looked up anew: they are timed."""
    taken = intake.take_in(path, exam.chapter.name, exam.chapter.names)
    report = grade.grade(grade.Work(path.name, taken.files, tuple(taken.notes), taken.problem), exam, slot)
    pages = {"report.html": html.render(grade.student_view(report)), "instructor.html": html.render(report)}
    for name, page in pages.items():
        atomic.write_atomically(path / "out" / name, page.encode())
    atomic.write_atomically(path / "out" / "report.json", reports.encode(report))


def rows(name: str, measured: Measured, count: int) -> list[Figure]:
    """A row a stage, and the sums."""
    clock = measured.clock
    figures = [
        Figure(f"{name}: {stage}", _cell(clock.wall[stage], clock.cpu[stage], count)) for stage in (*STAGES, REST)
    ]
    wall, cpu = (sum(part.values()) for part in (clock.wall, clock.cpu))
    figures.append(Figure(f"{name}: all of it", _cell(wall, cpu, count)))
    sandbox, workers = (measured.everything - cpu) / count, clock.workers / count
    figures.append(Figure(f"{name}: the sandbox meanwhile", f"{ms(sandbox)} CPU, {ms(workers)} of them in workers"))
    return figures


def _cell(wall: float, cpu: float, count: int) -> str:
    return f"{ms(wall / count)}, {ms(cpu / count)} CPU"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=20)
    parser.add_argument("--chapter", action="append", choices=CHAPTERS)
    present(parser, measure)

"""What one slot process does: take a submission in, grade it, write its report.

A slot lives as long as the run and keeps its sandbox warm. Only small rows go back to the run.
"""

from __future__ import annotations

import gc
import traceback
from dataclasses import dataclass
from multiprocessing.util import Finalize
from pathlib import Path

from autograder.engine import tape
from autograder.engine.chapter import Chapter
from autograder.engine.grade import Exam, Work, grade, hit_wall, student_view
from autograder.engine.intake import take_in
from autograder.engine.kit_stamp import about_kit
from autograder.engine.load import Course
from autograder.engine.report import CPU, Device, GradeReport
from autograder.engine.rungs import open_slot
from autograder.engine.sandbox import Slot
from autograder.engine.seeds import PUBLIC, Seed
from autograder.grading.store import FEEDBACK, INSTRUCTOR, Store, key_of
from autograder.reports import html


@dataclass(frozen=True)
class Run:
    """All that a slot has to know. Travels to the slot processes."""

    root: Path
    chapter: str
    out: Path
    seed: Seed
    rung: str
    sources: str  # hash of all of the chapter that decides a mark
    device: Device = CPU
    tapes: tuple[bytes, ...] = ()  # for the keyed seed, and for the public one

    @property
    def store(self) -> Store:
        return Store(self.out, self.chapter)

    def take(self, name: str, path: Path, chapter: Chapter) -> Work:
        """The submission after intake."""
        expected = sorted({exercise.file for exercise in chapter.exercises})
        taken = take_in(path, chapter.name, expected)
        about = about_kit(taken.stamp, chapter)
        notes = taken.notes if about is None else [about, *taken.notes]
        return Work(name, taken.files, tuple(notes), taken.problem)

    def key(self, work: Work) -> str:
        return key_of(work, self.sources, self.seed, self.rung, self.device)


class SlotWorker:
    """One warm slot with the exams that it judges by."""

    def __init__(self, run: Run) -> None:
        self.run = run
        chapter = Course(run.root).load(run.chapter)
        exams = [tape.load(data) for data in run.tapes]
        self.exam = Exam(chapter, exams[0], run.seed)
        self.public = Exam(chapter, exams[1], PUBLIC) if len(exams) > 1 else None
        self.slot: Slot = open_slot(chapter.settings.libraries, run.rung, run.device)
        gc.collect()
        gc.freeze()  # the tapes stay as long as the slot: collections need not look through them again and again

    def grade(self, name: str, path: Path) -> GradeReport:
        """Grade one submission and write its report and pages."""
        work = self.run.take(name, path, self.exam.chapter)
        report = grade(work, self.exam, self.slot, public=self.public, key=self.run.key(work))
        write(self.run.store, report)
        return report


def write(store: Store, report: GradeReport) -> None:
    """The report with both of its pages."""
    store.write(report, {FEEDBACK: html.render(student_view(report)), INSTRUCTOR: html.render(report)})


_worker: SlotWorker | None = None


def begin(run: Run) -> None:
    """Initialise this process as a slot."""
    global _worker  # noqa: PLW0603 - a process is a slot
    _worker = SlotWorker(run)
    Finalize(_worker, _worker.slot.close, exitpriority=1)  # a pool's processes end without atexit


def work_on(name: str, path: Path) -> tuple[str, bool] | str:
    """Grade one submission: (name, whether it hit the wall limit), or a traceback where the grader broke."""
    assert _worker is not None  # noqa: S101 - begin() ran
    try:
        return name, hit_wall(_worker.grade(name, path))
    except Exception:  # noqa: BLE001 - one submission never stops the rest
        return traceback.format_exc()

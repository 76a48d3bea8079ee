"""What a slot does: judge one submission after another in a sandbox that stays warm."""

from __future__ import annotations

import gc
from dataclasses import dataclass

from autograder.engine import tape
from autograder.engine.chapter import BadChapter
from autograder.engine.grade import Exam, Work, grade, student_view
from autograder.engine.load import Course
from autograder.engine.report import GradeReport
from autograder.engine.roots import NotInstalled
from autograder.engine.rungs import NoSandbox, open_slot
from autograder.engine.sandbox import Slot
from autograder.engine.seeds import PUBLIC
from autograder.grading.basis import basis
from autograder.grading.run import Run
from autograder.grading.store import FEEDBACK, INSTRUCTOR
from autograder.reports import html
from autograder.reports.lateness import Late


@dataclass(frozen=True)
class Graded:
    """A report, and its pages by file name."""

    report: GradeReport
    pages: dict[str, str]


@dataclass(frozen=True)
class Broke:
    """The grader broke on this submission."""

    trace: str


def with_pages(report: GradeReport, late: Late | None = None) -> Graded:
    """late: what the pages say of lateness."""
    return Graded(report, {FEEDBACK: html.render(student_view(report), late), INSTRUCTOR: html.render(report, late)})


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

    def grade(self, work: Work) -> Graded:
        """Raises only if the grader itself breaks."""
        return with_pages(grade(work, self.exam, self.slot, public=self.public, key=self.run.basis.key(work)))


class Refused(Exception):
    """This machine cannot take part in the run. The message says why."""


def begin(run: Run) -> SlotWorker:
    """A slot, if this machine judges by the very same things as the one that gives out the work. Raises Refused."""
    try:
        ours = basis(Course(run.root), run.chapter, run.seed, run.rung, run.device)
        if differences := run.basis.differences(ours):
            raise Refused(f"marks given here would rest on something else (asked for / here): {'; '.join(differences)}")
        return SlotWorker(run)
    except (BadChapter, NoSandbox, NotInstalled, OSError) as error:
        raise Refused(str(error)) from None

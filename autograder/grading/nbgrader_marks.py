"""Marks for `nbgrader autograde`: reports in a results folder, made on the same road as those of `autograder grade`.

Submissions are graded side by side, in sandboxes, before nbgrader changes anything; nbgrader's kernel runs none of
them. The tapes are made once for a class, and what did not change since its report was written is not graded again.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory
from traitlets import Enum, Integer, Unicode
from traitlets.config import LoggingConfigurable

from autograder.engine.chapter import BadChapter, Chapter
from autograder.engine.load import Course, here
from autograder.engine.report import GradeReport
from autograder.engine.roots import NotInstalled
from autograder.engine.rungs import NoSandbox
from autograder.grading import batch
from autograder.grading.crew import CrewRefused, LocalCrew
from autograder.grading.lock import InUse, only_one
from autograder.grading.manifest import manifest
from autograder.grading.overview import row, write_overview
from autograder.grading.results import BadResults, find
from autograder.grading.run import Run, with_tapes
from autograder.grading.session import Asks, prepared
from autograder.grading.store import Store
from autograder.reports.clean import one_line
from autograder.reports.words import number

CANNOT = (BadChapter, BadResults, CrewRefused, InUse, NoSandbox, NotInstalled, batch.NoSubmissionsError, ValueError)

_loaded: dict[str, str] = {}  # chapter -> hash of its sources, as this process has imported them


class CannotMark(Exception):
    """Nobody can be marked. The message says why, and gives the repair."""


class CourseMarks(LoggingConfigurable):
    """How chapters are marked: `c.CourseMarks` in nbgrader_config.py."""

    results = Unicode(
        "results",
        help="Folder of the reports, seen from the course directory. They are the truth: autograder export, replay "
        "and regrade work with it.",
    ).tag(config=True)
    secret = Unicode(
        "",
        help="File with the term's secret, seen from the course directory. Empty: the one that autograder grade uses. "
        "Students must not be able to read it.",
    ).tag(config=True)
    window = Unicode("1", help="Name of the attempt window; another name, other inputs.").tag(config=True)
    isolation = Enum(
        ["auto", "namespaces", "landlock", "plain"],
        "auto",
        help="Where submissions run. auto: the best that this machine has. plain: not isolated, for code that you "
        "trust.",
    ).tag(config=True)
    slots = Integer(0, min=0, help="Submissions at a time. 0: one a core.").tag(config=True)

    def __init__(self, places: CourseDirectory, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._places = places
        self._exams: dict[str, tuple[Run, Chapter]] = {}
        self._graded: set[tuple[str, str]] = set()

    def points(self, chapter: str) -> dict[str, float]:
        """What each exercise is worth, in the chapter's order. Raises CannotMark."""
        with _complaining():
            _, loaded = self._exam(chapter)
        return {name: sum(check.points for check in loaded.checks_of(name)) for name in loaded.names}

    def grade(self, chapter: str, students: Iterable[str]) -> None:
        """Bring the reports of these students up to date, and the class page. Raises CannotMark."""
        with _complaining():
            run, loaded = self._exam(chapter)
            store = Store(self._folder, chapter)
            found = {student: self._handed_in(student, chapter) for student in students}
            with only_one(self._folder, chapter):
                store.sweep()
                manifest(run.basis, self._handed_in(batch.EACH, chapter), self.window).write(self._folder)
                done = batch.grade_all(run, store, found, lambda: self._crew(run, loaded))
                if sum(self._tell(one) for one in done):
                    write_overview(store, loaded, [row(report) for report in find(self._folder, chapter)])
        self._graded |= {(chapter, student) for student in found}

    def report(self, student: str, chapter: str) -> GradeReport:
        """The report of what was handed in, graded now if `grade` was not asked for it. Raises CannotMark."""
        if (chapter, student) not in self._graded:
            self.grade(chapter, [student])
        store = Store(self._folder, chapter)
        found = store.read(student)
        if found is None:
            raise CannotMark(f"{store.folder(student)}: its report cannot be read back: look at the disk")
        return found

    @property
    def _folder(self) -> Path:
        return self._within(self.results)

    def _within(self, place: str) -> Path:
        return Path(self._places.root).absolute() / Path(place).expanduser()

    def _handed_in(self, student: str, chapter: str) -> Path:
        return Path(self._places.format_path(self._places.submitted_directory, student, chapter))

    def _exam(self, name: str) -> tuple[Run, Chapter]:
        if name not in self._exams:
            course = here()
            _unchanged(course, name)
            secret = self._within(self.secret) if self.secret else None
            with prepared(course, Asks(name, self.window, self.isolation, secret=secret)) as (run, chapter, _):
                self._exams[name] = run, chapter
        return self._exams[name]

    def _crew(self, run: Run, chapter: Chapter) -> LocalCrew:
        if not run.tapes:
            self.log.info("The solution of %s and the known mistakes run first ...", chapter.name)
            run = with_tapes(run, chapter)
            self._exams[chapter.name] = run, chapter
        return LocalCrew(run, self.slots or os.cpu_count() or 1)

    def _tell(self, done: batch.Done) -> bool:
        """Log a finished submission; whether its report is new."""
        report = done.report
        words = "pending: an instructor has to look" if report.pending else "" if done.fresh else "unchanged"
        marks = f"{number(report.score)} of {number(report.max_score)}"
        self.log.info("%s: %s", one_line(report.submission), f"{marks}; {words}" if words else marks)
        return done.fresh


def ours(assignment: str) -> bool:
    """Whether an assignment is a chapter of this course. What a student writes has no say in it."""
    return assignment in here().names()


@contextmanager
def _complaining() -> Generator[None]:
    try:
        yield
    except (*CANNOT, OSError) as error:
        raise CannotMark(str(error)) from None


def _unchanged(course: Course, name: str) -> None:
    """A server lives long: the checks that it has imported must be those that are there."""
    now = course.sources_hash(name)
    if _loaded.setdefault(name, now) != now:
        raise CannotMark(
            f"{course.exam(name)}: it has changed since this server has loaded it: restart the server, or run "
            f"nbgrader autograde {name} in a terminal"
        )

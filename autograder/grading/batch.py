"""Grade a folder of submissions: results one by one, nothing done twice, nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from autograder.engine.chapter import Chapter
from autograder.engine.grade import Work, held_report, hit_wall
from autograder.engine.intake import ONE_FILE
from autograder.engine.load import Course
from autograder.engine.report import GradeReport
from autograder.grading.crew import Crew, GraderBroke
from autograder.grading.run import Run, take
from autograder.grading.slots import Graded, with_pages
from autograder.grading.store import Store
from autograder.reports.lateness import Late

JUNK = {"__MACOSX", "Thumbs.db", "desktop.ini"}
EACH = "*"  # in a path: every submission


@dataclass(frozen=True)
class Done:
    """One submission that is finished: freshly graded, or unchanged since its report was written.

    late: what a late policy makes of it, None without one
    """

    report: GradeReport
    fresh: bool
    late: Late | None = None


class NoSubmissionsError(Exception):
    """The folder holds nothing to grade; the message says what it should hold."""


def submissions(folder: Path, chapter: Chapter) -> dict[str, Path]:
    """Name -> path of every folder, zip, notebook or file in `folder`, in order of their names.

    folder: with a "*" in it, as in nbgrader's submitted/*/ch01_neural_networks, names are what stands in its place
    """
    if EACH in folder.parts:
        return _in_each(folder)
    if not folder.is_dir():
        raise NoSubmissionsError(f"{folder} is not a folder: name the folder that holds the submissions")
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name in JUNK:
            continue
        name = path.stem if path.suffix.lower() in ONE_FILE else path.name
        key = _text(path.name if name in found else name)
        while key in found:  # bytes that are no text may be written down as another's name is
            key += "'"
        found[key] = path
    files = {f"{chapter.name}.ipynb", *(exercise.file for exercise in chapter.exercises)}
    if files & {path.name for path in found.values()}:
        raise NoSubmissionsError(f"{folder} looks like one submission: name the folder that holds it")
    if not found:
        raise NoSubmissionsError(f"{folder} is empty: put one folder, zip or notebook for each submission in it")
    return found


def _in_each(pattern: Path) -> dict[str, Path]:
    at = pattern.parts.index(EACH)
    above, below = Path(*pattern.parts[:at]), pattern.parts[at + 1 :]
    owners = sorted(above.iterdir()) if above.is_dir() else []
    found = {_text(path.name): path.joinpath(*below) for path in owners if path.joinpath(*below).exists()}
    if not found:
        raise NoSubmissionsError(f"{pattern} stands for nothing that is there: name where the submissions are")
    return found


def _text(name: str) -> str:
    """A file's name as text that can be written down: systems allow bytes that are no text."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def grade_all(run: Run, store: Store, found: dict[str, Path], hire: Callable[[], Crew]) -> Iterator[Done]:
    """Grade what has no report under its key yet; yield every submission as it is finished.

    hire: gets the crew together, once there is something to do
    """
    chapter = Course(run.root).load(run.chapter)
    batch = _Batch(run, store, chapter, hire)
    try:
        yield from batch.go_through(found)
        yield from batch.go_through_again()
    finally:
        batch.close()


@dataclass
class _Batch:
    """Submissions on their way. Equal ones (by key) are graded once: the rest wait for the first."""

    run: Run
    store: Store
    chapter: Chapter
    hire: Callable[[], Crew]
    crew: Crew | None = None
    pending: dict[Future[Any], Work] = field(default_factory=dict[Future[Any], Work])
    hard: list[Work] = field(default_factory=list[Work])  # out of time, or in the works when a slot broke
    waiting: dict[str, list[Work]] = field(default_factory=dict[str, list[Work]])  # key -> equal to one on its way
    written: dict[str, str] = field(default_factory=dict[str, str])  # key -> who has the report

    def go_through(self, found: dict[str, Path]) -> Iterator[Done]:
        todo = iter(found.items())
        while True:
            while (self.crew is None or len(self.pending) < self.crew.window) and (item := next(todo, None)):
                yield from self._look_at(take(*item, self.chapter))
            if not self.pending:
                return
            finished, _ = wait(self.pending, return_when=FIRST_COMPLETED)
            for future in finished:
                yield from self._finish(future)

    def go_through_again(self) -> Iterator[Done]:
        """What went wrong among others, once more and alone. What breaks the grader again is pending."""
        if not self.hard or self.crew is None:
            return
        self.crew = self.crew.again()
        for work in self.hard:
            try:
                graded = self.crew.result(self.crew.submit(work))
            except GraderBroke as broke:
                graded = with_pages(held_report(work.name, self.chapter, self.run.seed, str(broke)))
            yield from self._write(work, graded)

    def close(self) -> None:
        if self.crew is not None:
            self.crew.close()

    def _look_at(self, work: Work) -> Iterator[Done]:
        key = self.run.basis.key(work)
        old = self.store.read(work.name)
        if old is not None and (old.submission, old.key) == (work.name, key):
            self.written.setdefault(key, work.name)
            yield Done(old, fresh=False)
        elif key in self.written:
            yield self._copy(work, key)
        elif key in self.waiting:
            self.waiting[key].append(work)
        else:
            self.waiting[key] = []
            if self.crew is None:
                self.crew = self.hire()
            self.pending[self.crew.submit(work)] = work

    def _finish(self, future: Future[Any]) -> Iterator[Done]:
        assert self.crew is not None  # noqa: S101 - it gave the future
        work = self.pending.pop(future)
        try:
            graded = self.crew.result(future)
        except GraderBroke:
            self.hard.append(work)
            return
        if hit_wall(graded.report):
            self.hard.append(work)
            return
        yield from self._write(work, graded)

    def _write(self, work: Work, graded: Graded) -> Iterator[Done]:
        self.store.write(graded.report, graded.pages)
        yield Done(graded.report, fresh=True)
        key = self.run.basis.key(work)
        self.written[key] = work.name
        for twin in self.waiting.pop(key):
            yield self._copy(twin, key)

    def _copy(self, work: Work, key: str) -> Done:
        """The report of an equal submission, in this one's name."""
        report = self.store.read(self.written[key])
        if report is None:
            raise OSError(f"the report of {self.written[key]} could not be read back from {self.store.out}")
        graded = with_pages(msgspec.structs.replace(report, submission=work.name))
        self.store.write(graded.report, graded.pages)
        return Done(graded.report, fresh=True)

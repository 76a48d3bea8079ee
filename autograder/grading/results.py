"""The reports of a results folder, for whoever makes something else of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from autograder.engine import report as reports
from autograder.engine.grade import student_view
from autograder.engine.report import GradeReport
from autograder.grading.store import REPORT, Store, read_late
from autograder.reports.lateness import Late


class BadResults(Exception):
    """Reports that cannot be exported. The message names the file or folder, and the repair."""


@dataclass(frozen=True)
class Wish:
    """What the command was asked for."""

    out: Path | None = None
    class_list: Path | None = None
    gradebook: str | None = None  # a URL
    policy: Path | None = None  # for late work
    assignment: str | None = None  # id or title of its column, where the platform's file has several
    download: Path | None = None  # the platform's zip of submissions, from which was graded
    also: tuple[Path, ...] = ()  # results folders of the attempts after the first, in their order


@dataclass(frozen=True)
class Results:
    """The reports of one chapter: read one by one each time, so that a class of any size takes no memory.

    found: submission -> its report.json, in the order of the submissions' names
    later: the results of the attempts after this one
    """

    store: Store
    found: dict[str, Path]
    later: tuple[Results, ...] = ()

    def __iter__(self) -> Iterator[GradeReport]:
        """As the instructor sees them."""
        return map(_read, self.found.values())

    def report(self, submission: str) -> GradeReport:
        """As the instructor sees it."""
        return _read(self.found[submission])

    def late(self, submission: str) -> Late | None:
        """What its pages say of lateness."""
        return read_late(self.found[submission])

    def for_students(self) -> Iterator[GradeReport]:
        return map(student_view, self)

    def __len__(self) -> int:
        return len(self.found)


def find(folder: Path, chapter: str) -> Results:
    """Every report of the chapter, read once to see that all of them can be. Raises BadResults."""
    found: dict[str, Path] = {}
    named = chapter.isidentifier()  # anything else would be a pattern or a path
    for path in sorted(folder.glob(f"*/{chapter}/{REPORT}")) if named else ():
        report = _read(path)
        if report.chapter != chapter:
            raise BadResults(f"{path} is a report of {report.chapter}: move it away, and grade {chapter} again")
        if report.submission in found:
            raise BadResults(
                f"{path} and {found[report.submission]} are both reports of {report.submission}: remove one of them"
            )
        found[report.submission] = path
    if not found:
        raise BadResults(_nothing(folder, chapter))
    return Results(Store(folder, chapter), {name: found[name] for name in in_order(found)})


def in_order(names: Iterable[str]) -> list[str]:
    """As people look for names."""
    return sorted(names, key=lambda name: (name.casefold(), name))


def _read(path: Path) -> GradeReport:
    try:
        return reports.decode(path.read_bytes())
    except msgspec.MsgspecError as error:
        raise BadResults(f"{path} is not a report ({error}): grade once more to write it anew") from None


def _nothing(folder: Path, chapter: str) -> str:
    there = sorted({path.parent.name for path in folder.glob(f"*/*/{REPORT}")})
    if there:
        return f"{folder} holds no report of {chapter}; there are reports of: {', '.join(there)}"
    return f"{folder} holds no reports: name a folder that `autograder grade --out` has filled"

"""Give one mark again, from what was handed in, and say what differs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from autograder.engine import report as reports
from autograder.engine.grade import Work
from autograder.engine.load import Course
from autograder.engine.report import GradeReport
from autograder.grading import batch
from autograder.grading.compare import compare
from autograder.grading.manifest import Manifest, read_manifest
from autograder.grading.run import Run, take, with_tapes
from autograder.grading.session import Asks, prepared
from autograder.grading.slots import SlotWorker
from autograder.reports.words import number


def replay(course: Course, file: Path, submissions: Path | None, secret: Path | None) -> tuple[list[str], bool]:
    """Lines that say how it went, and whether the mark and all that the report says are the same.

    Raises BadManifest, ValueError for a file that is no report or belongs to nobody, and what grading raises.
    """
    report = _read(file)
    before = read_manifest(file.resolve().parents[2], report.chapter)
    with prepared(course, Asks.like(before, secret)) as (run, chapter, _):
        found = batch.submissions(submissions or Path(before.submissions), chapter)
        if report.submission not in found:
            raise ValueError(
                f"{submissions or before.submissions} holds no submission {report.submission}: "
                "name the folder where it is now with --submissions"
            )
        work = take(report.submission, found[report.submission], chapter)
        worker = SlotWorker(with_tapes(run, chapter))
        with worker.slot:
            after = worker.grade(work).report
    lines = list(_conditions(report, before, run, work))
    return [*lines, *_outcome(report, after)], compare(report, after) is None


def _read(file: Path) -> GradeReport:
    try:
        return reports.decode(file.read_bytes())
    except msgspec.MsgspecError as error:
        raise ValueError(f"{file} is not a report: {error}") from None


def _conditions(report: GradeReport, before: Manifest, run: Run, work: Work) -> Iterator[str]:
    """Whether this is the same question to the same work."""
    for difference in before.basis.differences(run.basis):
        yield f"Not as it was, {difference} (then / now)"
    if before.basis.key(work) != report.key:
        yield "Not as it was: what was handed in (or this report is of another run)"


def _outcome(before: GradeReport, after: GradeReport) -> Iterator[str]:
    change = compare(before, after)
    if change is None:
        yield f"The same: {number(after.score)} of {number(after.max_score)}, every check and every word."
        return
    yield change.line()
    yield from (f"    {check}" for check in change.checks)

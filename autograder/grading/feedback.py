"""Reports as the feedback files that learning platforms take back: one zip for the class."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from autograder.engine.atomic import write_atomically
from autograder.engine.grade import student_view
from autograder.engine.report import GradeReport
from autograder.grading.collect import Platform
from autograder.grading.results import BadResults, Results, Wish
from autograder.interop import canvas, canvas_feedback, class_list, download, moodle
from autograder.interop.class_list import Owner, listed
from autograder.reports.lateness import Late

Made = Callable[[Owner, GradeReport, Late | None], tuple[str, bytes]]


def to_canvas(results: Results, wish: Wish) -> str:
    """The zip for "Upload Submissions": each report in place of a file that its student handed in."""
    assert wish.download is not None  # noqa: S101 - the format needs it
    owners = _of_canvas(results, wish.class_list)
    with download.opened(wish.download) as archive:
        places = canvas_feedback.places(archive, wish.download.name, owners)

    def made(owner: Owner, report: GradeReport, late: Late | None) -> tuple[str, bytes]:
        return canvas_feedback.feedback(places[owner.id], report, late)

    without = [owner.submission for owner in owners.values() if owner.id not in places]
    notes = [f"No file was handed in, to which Canvas could attach the report: {listed(without)}."] if without else []
    return _write(results, wish, "canvas", [owner for owner in owners.values() if owner.id in places], made, notes)


def to_moodle(results: Results, wish: Wish) -> str:
    """The zip for "Upload multiple feedback files in a zip"."""
    assert wish.class_list is not None  # noqa: S101 - the format needs it
    students = moodle.read(wish.class_list.read_bytes(), wish.class_list.name).students
    return _write(results, wish, "moodle", students.owners(results.found).values(), moodle.feedback, [])


def _of_canvas(results: Results, listing: Path | None) -> Mapping[str, Owner]:
    if listing is None:
        return class_list.owners(results.found)
    return canvas.read(listing.read_bytes(), listing.name).students.owners(results.found)


def _write(
    results: Results, wish: Wish, platform: Platform, owners: Iterable[Owner], made: Made, notes: Sequence[str]
) -> str:
    """The students' pages as they are made now, one by one. A mark that is pending is not sent."""
    ready = [owner for owner in owners if not results.report(owner.submission).pending]
    if not ready:
        raise BadResults("no report can be sent: every mark is pending, and an instructor has to look first")
    members = (
        made(owner, student_view(results.report(owner.submission)), results.late(owner.submission)) for owner in ready
    )
    path = wish.out or results.store.out / f"{results.store.chapter}.{platform}-feedback.zip"
    write_atomically(path, download.packed(members))
    return "\n".join([*notes, f"{len(ready)} reports: {path}"])

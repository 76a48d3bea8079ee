"""The class page and the CSV of a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.engine.atomic import write_atomically
from autograder.engine.chapter import Chapter
from autograder.engine.report import GradeReport
from autograder.grading.store import INSTRUCTOR, Store, folder_name
from autograder.reports import class_page, rows, table
from autograder.reports.lateness import Late
from autograder.reports.rows import ClassRow


def row(report: GradeReport, late: Late | None = None) -> ClassRow:
    """A finished submission as the class page shows it. late: what a late policy makes of it, None without one."""
    unread = report.isolation.rung == "none"
    href = f"{folder_name(report.submission)}/{report.chapter}/{INSTRUCTOR}"
    return rows.row(report, href, report.notes[-1] if unread and report.notes else "", late)


def write_overview(store: Store, chapter: Chapter, done: Sequence[ClassRow]) -> Path:
    """Write `<chapter>.html` and `<chapter>.csv` into the results; the page's path."""
    ordered = sorted(done, key=lambda row: row.submission.casefold())
    page = store.out / f"{chapter.name}.html"
    sentences = {check.id: check.sentence for check in chapter.checks}
    text = class_page.render(ordered, title=chapter.settings.title, sentences=sentences)
    write_atomically(page, text.encode("utf-8"))
    write_atomically(page.with_suffix(".csv"), table.to_csv(ordered).encode("utf-8"))
    return page

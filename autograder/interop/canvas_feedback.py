"""Canvas: reports as the files of a zip for "Upload Submissions".

Canvas gives a file to a submission by the first two parts of its name that are numbers, the student's id and that of a
file of theirs, and shows it as a comment under the name of that file: so a report goes back in the kind of file in
which the work came. Names whose last part begins with "link" are skipped, and so are files of an attempt before the
last one.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Mapping

from autograder.engine.report import GradeReport
from autograder.interop import canvas, download
from autograder.interop.class_list import Owner
from autograder.interop.sheet import BadExport
from autograder.reports import html, terminal
from autograder.reports.lateness import Late

WIDTH = 88  # columns of a report as text


def places(archive: zipfile.ZipFile, file: str, owners: Mapping[str, Owner]) -> dict[str, re.Match[str]]:
    """By id, the file of each owner in whose place a report is read best, as `canvas.NAME` matches its name.

    owners: by id, of whom there are reports; files of others are passed over, and who handed in no file is left out
    Raises BadExport if no file is of an owner.
    """
    found: dict[str, list[re.Match[str]]] = {}
    names = [path.rsplit("/", 1)[-1] for path, _ in download.entries(archive, file)]
    for name in names:
        match = None if canvas.ON_THE_PAGE.search(name) else canvas.person(name, owners)
        if match:
            found.setdefault(match["student"], []).append(match)
    if not found and (anonymous := next(filter(canvas.ANONYMOUS.search, names), None)):
        raise canvas.is_anonymous(file, anonymous)
    if not found:
        raise BadExport(
            f"{file}: it holds no file of anybody of whom there is a report: take the zip from which was graded, "
            f"or {canvas.DOWNLOAD}"
        )
    return {id_: min(each, key=_suits) for id_, each in found.items()}


def feedback(place: re.Match[str], report: GradeReport, late: Late | None) -> tuple[str, bytes]:
    """Name and content of the file that goes to the owner of `place`.

    A zip comes back as a zip with report.html in it, a Python file as comments, a notebook as one, others as text.

    report: the student's view; the instructor's raises ValueError
    """
    if report.view != "student":
        raise ValueError("Canvas shows feedback to students: make it from student_view(report)")
    original = re.sub(r"[^A-Za-z0-9.]", "-", place["original"])
    name = f"student_{place['student']}_{place['file']}_report-{original[-80:]}"
    return name, KINDS.get(_suffix(place), _text)(report, late)


def _text(report: GradeReport, late: Late | None) -> bytes:
    return terminal.render(report, late=late, colour=False, width=WIDTH).encode("utf-8")


def _page(report: GradeReport, late: Late | None) -> bytes:
    return html.render(report, late).encode("utf-8")


def _zipped(report: GradeReport, late: Late | None) -> bytes:
    return b"".join(download.packed([("report.html", _page(report, late))]))


def _comments(report: GradeReport, late: Late | None) -> bytes:
    lines = _text(report, late).decode("utf-8").splitlines()
    return "".join(f"# {line}".rstrip() + "\n" for line in lines).encode("utf-8")


def _notebook(report: GradeReport, late: Late | None) -> bytes:
    """One raw cell: nothing in it is run, or taken for Markdown."""
    cell = {"cell_type": "raw", "id": "report", "metadata": {}, "source": _text(report, late).decode("utf-8")}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode("utf-8")


KINDS: Mapping[str, Callable[[GradeReport, Late | None], bytes]] = {  # the best to read first
    ".zip": _zipped,
    ".html": _page,
    ".md": _text,
    ".txt": _text,
    ".py": _comments,
    ".ipynb": _notebook,
}


def _suits(place: re.Match[str]) -> tuple[int, str]:
    """Small for the files in whose place a report is read best."""
    kinds, suffix = list(KINDS), _suffix(place)
    return (kinds.index(suffix) if suffix in kinds else len(kinds), place["original"])


def _suffix(place: re.Match[str]) -> str:
    return f".{place['original'].rpartition('.')[2].lower()}"

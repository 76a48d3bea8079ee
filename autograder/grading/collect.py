"""From a platform's download to a folder that `autograder grade` takes, with a file of who handed in when."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from autograder.engine.atomic import UNFINISHED, write_atomically
from autograder.grading.times import LATE, ON_TIME, write_times
from autograder.interop import canvas, download, moodle
from autograder.interop.class_list import ClassList
from autograder.interop.download import Submission
from autograder.interop.sheet import BadExport

Platform = Literal["canvas", "moodle"]
STUDENT_BYTES = download.FILE_BYTES


@dataclass(frozen=True)
class Collected:
    """What was made. notes: what an instructor should look at, in words."""

    folder: Path
    times: Path
    submissions: int
    notes: tuple[str, ...]


def collect(platform: Platform, archive: Path, listing: Path, out: Path) -> Collected:
    """Put each student's files into a folder of their own under `out`, named after name and id.

    listing: the exported gradebook (Canvas) or the grading worksheet (Moodle)
    out:     is made; beside it, OUT.times.csv
    Raises BadExport, or OSError: then there is no `out`.
    """
    out = out.absolute()
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise BadExport(f"{out} is there already: name a new folder; work that did not change keeps its report")
    with download.opened(archive) as opened:
        students, found, times = _read(platform, opened, archive.name, listing)
        notes = _write(opened, students, found, out)
    path = out.with_name(f"{out.name}.times.csv")
    write_atomically(path, write_times(times))
    return Collected(out, path, len(found), tuple(notes))


def _read(
    platform: Platform, archive: zipfile.ZipFile, file: str, listing: Path
) -> tuple[ClassList, Mapping[str, Submission], Mapping[str, datetime | str]]:
    data = listing.read_bytes()
    if platform == "canvas":
        students = canvas.read(data, listing.name).students
        found = canvas.submissions(archive, file, students)
        marked = {students.by_id[id_].label: LATE if each.late else ON_TIME for id_, each in found.items()}
        return students, found, marked
    work = moodle.read(data, listing.name)
    found = moodle.submissions(archive, file, work.students)
    known = moodle.times(work) if work.handed_in is not None else {}
    labels = [work.students.by_id[id_].label for id_ in found]
    return work.students, found, {label: when for label in labels if (when := known.get(label)) is not None}


def _write(archive: zipfile.ZipFile, students: ClassList, found: Mapping[str, Submission], out: Path) -> list[str]:
    """All of it or nothing; what could not be read, in words."""
    notes: list[str] = []
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=UNFINISHED) as unfinished:
        whole = Path(unfinished) / "class"
        for id_, submission in found.items():
            label = students.by_id[id_].label
            notes += [f"{label}: {words}" for words in _write_one(archive, submission, whole / label)]
        if out.exists():
            out.rmdir()  # it is empty
        whole.rename(out)
    late = [students.by_id[id_].label for id_, submission in found.items() if submission.late]
    return notes + ([f"Late, as the platform says: {', '.join(late)}."] if late else [])


def _write_one(archive: zipfile.ZipFile, submission: Submission, folder: Path) -> list[str]:
    folder.mkdir(parents=True)
    notes: list[str] = []
    left = STUDENT_BYTES
    for path, entry in submission.files.items():
        data, trouble = download.read(archive, entry)
        left -= len(data)
        if trouble or left < 0:
            notes.append(f"{download.shown(path)} {trouble or 'is one file too many'}, and was left out.")
            continue
        target = folder / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            notes.append(f"{download.shown(path)} is a file and a folder at once, and was left out.")
    if submission.too_many:
        notes.append(f"{submission.too_many} more files were left out.")
    if not submission.files:
        notes.append("text or a link on the page was handed in, and no file.")
    return notes

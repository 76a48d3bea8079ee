"""A course directory of nbgrader with chapters in it: source and release notebooks, and the configuration.

The cells are those of the notebook edition, with nbgrader's metadata. Both versions are written here, so that it can
be looked at before nbgrader runs; `nbgrader generate_assignment` makes the same release from the source, and enters
it into the gradebook.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from autograder.course.editions.cells import Piece, to_notebook
from autograder.course.editions.notebook import chapter_cells
from autograder.course.kit import TEMPLATES, KitError
from autograder.course.leaks import leaks, secrets
from autograder.course.notebook import written
from autograder.course.stubs import make_assignment, remove
from autograder.engine.atomic import write_atomically
from autograder.grading.gradebook import NO_NBGRADER
from autograder.interop import nbgrader_database as database
from autograder.interop.nbgrader_course import (
    CONFIG,
    COURSE_ID,
    WITHOUT_RUBRIC,
    WRITTEN,
    BadCourse,
    Course,
    read_course,
)
from autograder.interop.nbgrader_notebook import RUBRIC_TAG, checksum

MANIFEST = ".autograder-release.json"  # in the course directory: chapter -> file -> its state when it was written
MARKS = TEMPLATES / "nbgrader" / "marks.py.in"  # what the configuration needs
MARK = "autograder.grading.nbgrader_autograde.Mark"  # stands in a configuration that has it
LOCKED = {"deletable": False, "editable": False}

Files = dict[str, bytes]  # such as source/figures/line.svg -> content
States = dict[str, str]


def release(out: Path, root: Path, chapters: Sequence[str]) -> list[Path | str]:
    """Write chapters into the course directory `out`, made if it is not there; what was written, and what to do next.

    Raises KitError, before anything is written: nbgrader is not installed, an answer would leave, somebody has
    edited a file that would be written anew, the directory or its gradebook cannot be used. Raises BadChapter.
    """
    if find_spec("nbgrader") is None:
        raise KitError(NO_NBGRADER)
    course = _course(out)
    made = {chapter: chapter_files(root, chapter) for chapter in chapters}
    _refuse_leaks(root, made)
    known = _known(course)
    for chapter, files in made.items():
        _refuse_edited(course, chapter, files, known.get(chapter, {}))
    for chapter, files in made.items():
        for name in known.get(chapter, {}):
            if name not in files and _place(course, chapter, name).is_file():
                remove(_place(course, chapter, name))
        for name, content in files.items():
            write_atomically(_place(course, chapter, name), content)
        known[chapter] = {name: _state(name, content) for name, content in files.items()}
    write_atomically(course.folder / MANIFEST, (json.dumps(known, indent=1, sort_keys=True) + "\n").encode())
    if _may_be_written(course):
        write_atomically(course.folder / CONFIG, configuration(course.course_id).encode())
    places = [_place(course, chapter, step) for chapter in chapters for step in ("source", "release")]
    return [*places, *_next(course, chapters)]


def chapter_files(root: Path, chapter: str) -> Files:
    """Both versions of a chapter. Raises BadChapter."""
    cells = chapter_cells(root, chapter)
    figures = {name: data for name, data in make_assignment(root / "solutions" / chapter).items() if "/" in name}
    made: Files = {}
    for step in ("source", "release"):
        made[f"{step}/{chapter}.ipynb"] = _notebook(cells, released=step == "release")
        made |= {f"{step}/{name}": data for name, data in figures.items()}
    return made


def configuration(course_id: str) -> str:
    """The text of nbgrader_config.py, with every setting of ours and what it does."""
    from autograder.grading.nbgrader_marks import CourseMarks  # noqa: PLC0415 - it needs nbgrader, which is optional

    began = WRITTEN.replace("autograder export", "autograder release")
    names = {"course_id": course_id, "gradebook": "", "without_rubric": WITHOUT_RUBRIC, "tag": RUBRIC_TAG}
    return "\n".join([began.format(**names), MARKS.read_text(encoding="utf-8"), CourseMarks.class_config_section()])


def _course(out: Path) -> Course:
    """Raises KitError if the directory is no course directory, or its gradebook that of another course."""
    try:
        course = read_course(out)
        url = database.absolute(course.gradebook, course.folder)
        with database.reading(url) as session:
            if session is not None:
                database.check_course(session, url, course.course_id)
    except (BadCourse, database.BadGradebook) as error:
        raise KitError(str(error).replace(database.ANOTHER, "name another folder with --out")) from None
    return course


def _notebook(cells: Sequence[Piece], *, released: bool) -> bytes:
    content = json.loads(to_notebook(cells, solved=not released))
    for piece, cell in zip(cells, content["cells"], strict=True):
        if piece.role != "play":  # theirs to change
            cell["metadata"] |= _metadata(piece, cell, released=released)
    return written(content["cells"], content["metadata"]).encode()


def _metadata(piece: Piece, cell: Mapping[str, Any], *, released: bool) -> dict[str, Any]:
    """What nbgrader wants to know of a cell; in the release as `nbgrader generate_assignment` leaves it."""
    manual, checks = piece.role == "question", piece.role == "check"
    answer = manual or piece.role == "exercise"
    about: dict[str, Any] = {
        "schema_version": 3,
        "grade_id": cell["id"],
        "grade": checks or manual,
        "solution": answer,
        "locked": not answer,
        "task": False,
    }
    if checks or manual:
        about["points"] = piece.points
    if released:
        about["cell_type"] = cell["cell_type"]
        about["checksum"] = checksum("".join(cell["source"]), about)
    return {"nbgrader": about, **({"deletable": False} if answer else LOCKED)}


def _refuse_leaks(root: Path, made: Mapping[str, Files]) -> None:
    """Raises KitError if students' versions hold anything of a solution, a rubric or a misconception."""
    students = {
        f"{chapter}/{name.removeprefix('release/')}": content
        for chapter, files in made.items()
        for name, content in files.items()
        if name.startswith("release/")
    }
    if found := leaks(students, secrets(root)):
        listed = "\n".join(f"  {leak}" for leak in found)
        raise KitError(f"the release would give answers away (if a line is a coincidence, reword it):\n{listed}")


def _place(course: Course, chapter: str, name: str) -> Path:
    """Where a file of a chapter lies. name: such as source/figures/line.svg"""
    step, _, inside = name.partition("/")
    folder = getattr(course.places, f"{step}_directory")
    return Path(course.places.format_path(folder, ".", chapter)) / inside


def _known(course: Course) -> dict[str, States]:
    try:
        found: dict[str, States] = json.loads((course.folder / MANIFEST).read_bytes())
    except (FileNotFoundError, ValueError):  # without it, whatever differs counts as edited
        return {}
    return found


def _refuse_edited(course: Course, chapter: str, files: Files, known: States) -> None:
    """A file that is neither as it would be written nor as it was written last is somebody's work."""
    for name in sorted({*files, *known}):
        path = _place(course, chapter, name)
        if path.is_file() and _state(name, path.read_bytes()) not in (known.get(name), _state(name, files.get(name))):
            raise KitError(
                f"{path}: somebody has edited it since it was released: move it away, or name another folder with --out"
            )


def _state(name: str, content: bytes | None) -> str | None:
    """A hash of what a file says. Jupyter and nbgrader write a notebook's JSON in their own way, which is no edit."""
    if content is not None and name.endswith(".ipynb"):
        try:
            content = repr([_said(cell) for cell in json.loads(content)["cells"]]).encode()
        except (ValueError, LookupError, TypeError, AttributeError):
            return None
    return None if content is None else hashlib.sha256(content).hexdigest()


def _said(cell: Mapping[str, Any]) -> tuple[str, str, list[tuple[str, Any]]]:
    about = cell["metadata"].get("nbgrader", {})
    return cell["cell_type"], "".join(cell["source"]), sorted(about.items())


def _may_be_written(course: Course) -> bool:
    """Whether there is no configuration, or one that `autograder export` wrote and nobody has touched."""
    path = course.folder / CONFIG
    if not path.is_file():
        return True
    names = {"course_id": COURSE_ID, "gradebook": "", "without_rubric": WITHOUT_RUBRIC, "tag": RUBRIC_TAG}
    return path.read_text(encoding="utf-8", errors="replace") == WRITTEN.format(**names)


def _next(course: Course, chapters: Sequence[str]) -> Iterator[str]:
    config = course.folder / CONFIG
    if MARK not in config.read_text(encoding="utf-8", errors="replace"):
        yield (
            f"{config} was there before and stays as it is. Without these lines nbgrader runs students' code in its "
            f"own kernel, and takes their word for the mark: add what stands in {MARKS}"
        )
    for chapter in chapters:
        yield f"Next, in {course.folder}: nbgrader generate_assignment {chapter} --force"

"""The code that judges a chapter, as one archive named by its content: what a cluster's workers grade with."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import autograder
from autograder.engine.load import Course

LEFT_OUT = ("tests", "chapters", "__pycache__")
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same content, the same bytes


def bundle(course: Course, chapter: str) -> bytes:
    """A zip that is a course of one chapter: put it and its `datasets` on Python's path."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in sorted(_members(course, chapter)):
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def name_of(packed: bytes) -> str:
    return hashlib.sha256(packed).hexdigest()


def _members(course: Course, chapter: str) -> Iterator[tuple[str, Path]]:
    package = Path(autograder.__file__).parent
    yield from _under("autograder", package, LEFT_OUT)
    yield "autograder/chapters/__init__.py", package / "chapters" / "__init__.py"
    yield from _under(f"autograder/chapters/{chapter}", course.exam(chapter))
    yield from _under(f"solutions/{chapter}", course.home(chapter))
    data = find_spec("coursedata")
    for folder in (data.submodule_search_locations or ()) if data else ():
        yield from _under("datasets/coursedata", Path(folder))


def _under(name: str, folder: Path, left_out: tuple[str, ...] = ("__pycache__",)) -> Iterator[tuple[str, Path]]:
    for path in folder.rglob("*"):
        inside = path.relative_to(folder)
        if path.is_file() and not set(inside.parts) & set(left_out):
            yield f"{name}/{inside.as_posix()}", path

"""What a mark rests on beside the submission: compared before a slot is used, and kept with the marks."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import msgspec

from autograder import engine
from autograder.engine.chapter import hash_files
from autograder.engine.grade import Work
from autograder.engine.load import Course
from autograder.engine.report import CPU, Device
from autograder.engine.roots import ALWAYS, version_of
from autograder.engine.rungs import RungName
from autograder.engine.seeds import Seed

WORDS = {
    "chapter": "the chapter",
    "seed": "the seed (the term's secret, or the attempt window)",
    "rung": "the isolation",
    "device": "the device",
    "sources": "the chapter's checks, solution or misconceptions",
    "engine": "the grading engine",
    "data": "the data sets",
    "python": "the version of Python",
    "libraries": "the versions of the libraries",
}


class Basis(msgspec.Struct, frozen=True):
    """Two runs on equal bases give equal submissions equal marks."""

    chapter: str
    seed: str  # its id
    rung: RungName
    device: Device
    sources: str  # hash of the exam, the solution and the misconceptions
    engine: str  # hash of its modules
    data: str  # hash of the data sets and their loaders
    python: str
    libraries: dict[str, str]  # name -> version, of all that the chapter allows

    def key(self, work: Work) -> str:
        """Hash of all that determines the report of this work, whoever handed it in."""
        parts = (
            msgspec.json.encode(self, order="sorted"),
            hash_files(dict(work.files)).encode(),
            *(note.encode("utf-8", "surrogateescape") for note in work.notes),
            (work.problem or "").encode("utf-8", "surrogateescape"),
            msgspec.json.encode(dict(work.cells), order="sorted"),
        )
        return hash_files({str(number): part for number, part in enumerate(parts)})

    def differences(self, other: Basis) -> list[str]:
        """What is not the same, in words: this one's first, short of the hashes."""
        return [
            f"{words}: {_told(getattr(self, name))} / {_told(getattr(other, name))}"
            for name, words in WORDS.items()
            if getattr(self, name) != getattr(other, name)
        ]


def basis(course: Course, chapter: str, seed: Seed, rung: RungName, device: Device = CPU) -> Basis:
    """The basis of a run of this course, with what is installed here. Raises NotInstalled."""
    libraries = sorted({*ALWAYS, *course.settings(chapter).libraries})
    return Basis(
        chapter,
        seed.id,
        rung,
        device,
        course.sources_hash(chapter),
        _engine_hash(),
        _data_hash(),
        platform.python_version(),
        {name: version_of(name) for name in libraries},
    )


def _told(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {version}" for name, version in value.items())
    text = str(value)
    return text[:12] if len(text) == hashlib.sha256().digest_size * 2 else text


@cache
def _engine_hash() -> str:
    return _hash_of(Path(engine.__file__).parent, "*.py")


@cache
def _data_hash() -> str:
    found = find_spec("coursedata")
    folders = list(found.submodule_search_locations or ()) if found else []
    return _hash_of(Path(folders[0]), "*") if folders else ""


def _hash_of(folder: Path, pattern: str) -> str:
    files = [path for path in folder.rglob(pattern) if path.is_file() and "__pycache__" not in path.parts]
    return hash_files({path.relative_to(folder).as_posix(): path.read_bytes() for path in files})

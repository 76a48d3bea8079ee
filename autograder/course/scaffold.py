"""The folders of a new chapter: one small exercise, complete, to be replaced piece by piece."""

from __future__ import annotations

import re
from pathlib import Path

from autograder.course.stubs import read_folder
from autograder.engine.atomic import write_atomically

_NAME = re.compile(r"(?P<number>ch\d\d|app\d)_(?P<words>[a-z0-9]+(_[a-z0-9]+)*)", re.ASCII)
_TEMPLATES = Path(__file__).parent / "templates" / "chapter"
_PLACES = {"solution": "solutions", "exam": "autograder/chapters"}  # template's folder -> where it goes


class BadName(Exception):
    """No chapter can be made under that name or at that place. The message says what to write instead."""


def new(name: str, root: Path) -> list[Path]:
    """Write `solutions/<name>` and `autograder/chapters/<name>` and return the files.

    name: such as "ch14_example" or "app1_example"
    root: the repository

    Raises BadName, before anything is written: a bad name, a number that is taken, no repository.
    """
    match = _NAME.fullmatch(name)
    if match is None:
        raise BadName(f'"{name}" is no name for a chapter: write it like ch14_example or app1_example')
    for place in _PLACES.values():
        if not (root / place).is_dir():
            raise BadName(f"{root} has no {place}/: run this in the course's repository")
    for place in (*_PLACES.values(), "assignments"):
        for taken in sorted((root / place).glob(f"{match['number']}_*")):
            raise BadName(f"{place}/{taken.name} exists: choose another number than {match['number']}")
    files = {
        root / place / name / path: _filled(content, name, match["words"])
        for folder, place in _PLACES.items()
        for path, content in read_folder(_TEMPLATES / folder).items()
    }
    for path, content in files.items():
        write_atomically(path, content)
    return list(files)


def next_steps(name: str) -> str:
    """What to do after `new`, for the terminal."""
    return (
        f"{name} holds one small exercise that is complete.\n"
        f"  1. autograder stubs {name}    makes assignments/{name} and its tape\n"
        f"  2. autograder verify {name}   proves it as it is\n"
        f"  3. Replace the exercise: solutions/{name} holds the handout, the hints and the solution,\n"
        f"     autograder/chapters/{name} the checks and the misconceptions. Repeat 1 and 2."
    )


def _filled(content: bytes, name: str, words: str) -> bytes:
    title = words.replace("_", " ").capitalize()
    return content.decode().replace("chNN_name", name).replace("CHAPTER_TITLE", title).encode()

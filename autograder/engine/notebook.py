"""Reads the cells of a notebook that was handed in: its JSON, on the trusted side, with nothing executed.

A cell says which part of the chapter it holds (its *part*): an exercise ("activations.softmax"), what a module needs
beside its exercises ("activations"), or a written answer ("question.3", whose question is "prompt.3"). Tools and
people move, split, duplicate and re-number cells; so the name is looked for in the first line, in our metadata, in
nbgrader's and in the cell's id.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, cast

import msgspec

OURS = "dlf"  # of a cell's metadata: {"dlf": {"part": "activations.softmax"}}
MARKER = "# Exercise: "
QUESTION, PROMPT = "question", "prompt"
CELLS = 5000
SOURCE_BYTES = 2**20  # of all cells together, as for a module

_MARKER = re.compile(r"\s*#+\s*exercise\s*:?\s+(?P<part>[\w.]+)\s*", re.IGNORECASE)
_WRITTEN = re.compile(rf"({QUESTION}|{PROMPT})\.\d{{1,3}}")


class BadNotebook(Exception):
    """A file that cannot be read as a notebook. The text completes a sentence that begins with its name."""


@dataclass(frozen=True)
class Cell:
    """One cell. `number` counts from 1; `part` is None for a cell that is the student's own."""

    number: int
    is_code: bool
    source: str
    part: str | None = None


class _Cell(msgspec.Struct):
    cell_type: str = ""
    source: str | list[str] = ""
    metadata: dict[str, Any] = {}
    id: str | None = None
    input: str | list[str] = ""  # the source's name before nbformat 4


class _Notebook(msgspec.Struct):
    cells: list[_Cell] | None = None
    nbformat: int = 4


def read_cells(data: bytes, exercises: Collection[str]) -> list[Cell]:
    """The cells of a notebook, outputs left aside. Raises BadNotebook.

    exercises: names such as "activations.softmax"
    """
    try:
        notebook = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_Notebook)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadNotebook(f"is not a notebook ({error})") from None
    if notebook.cells is None or notebook.nbformat < 4:
        raise BadNotebook("is a notebook of an old format: open it in Jupyter, save it, and hand it in again")
    if len(notebook.cells) > CELLS:
        raise BadNotebook(f"holds more than {CELLS} cells")
    sources = [_text(cell.source) for cell in notebook.cells]
    if sum(map(len, sources)) > SOURCE_BYTES:
        raise BadNotebook(f"holds more than {SOURCE_BYTES // 2**20} MB of text in its cells")
    known = _known(exercises)
    pairs = zip(notebook.cells, sources, strict=True)
    return [
        Cell(number, cell.cell_type == "code", source, _part(cell, source, known))
        for number, (cell, source) in enumerate(pairs, start=1)
    ]


def part_of(source: str, exercises: Collection[str]) -> str | None:
    """The part that a code cell names in its first line, if any: all that a running notebook tells of a cell."""
    return _part(_Cell("code"), source, _known(exercises))


def cell_id(part: str) -> str:
    """A part's name as ids of cells allow it: "activations.softmax" -> "activations-softmax"."""
    return part.replace(".", "-")


def _text(source: str | list[str]) -> str:
    """One text with LF ends, as Jupyter shows it."""
    text = source if isinstance(source, str) else "".join(source)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _known(exercises: Collection[str]) -> set[str]:
    return {*exercises, *(name.split(".")[0] for name in exercises)}


def _part(cell: _Cell, source: str, known: Collection[str]) -> str | None:
    return next((name for name in _names(cell, source) if name in known or _WRITTEN.fullmatch(name)), None)


def _names(cell: _Cell, source: str) -> Iterator[str]:
    """What the cell may say of itself, the most telling first: metadata goes along when a cell is copied."""
    if cell.cell_type == "code" and (marker := _MARKER.fullmatch(source.lstrip("\n").partition("\n")[0])):
        yield marker["part"]
    for key, field in ((OURS, "part"), ("nbgrader", "grade_id")):
        found = cell.metadata.get(key)
        name = cast(dict[str, Any], found).get(field) if isinstance(found, dict) else None
        if isinstance(name, str):
            yield name.replace("-", ".")
    if cell.id is not None:
        yield cell.id.replace("-", ".")

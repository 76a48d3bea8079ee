"""A notebook that was handed in, laid over the released one: what nbgrader and formgrader are given of it.

Students, and programs that they use, delete cells, copy them, and lose or change what nbgrader wrote into them. So
nothing of a submission but its texts is believed. The cells are the released ones, each with the student's text where
it is theirs to write; what else they wrote stands between them, as text and code that nothing can act by.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from autograder.engine.notebook import BadNotebook, Cell, cell_id, read_cells
from autograder.interop.nbgrader_notebook import harmless

MISSING = "This cell was missing from what was handed in."
PICTURE = re.compile(r"image/(png|jpeg|gif)")
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
ATTACHED = re.compile(r"!\[([^\[\]\n]*)\] \(attachment:([\w.%-]+)\)")  # as `harmless` leaves it

Json = dict[str, Any]


class _About(msgspec.Struct):
    """What a cell says of itself beside its text."""

    metadata: dict[str, Any] = {}
    id: str | None = None
    attachments: Any = None


class _Notebook(msgspec.Struct):
    cells: list[_About]


@dataclass(frozen=True)
class _HandedIn:
    """A student's cell, and the released one whose place it takes, if any."""

    cell: Cell
    about: _About
    place: str | None


def in_place(data: bytes, released: Json, exercises: Collection[str]) -> Json:
    """The notebook to mark, in nbformat 4.5. Whatever was handed in, nothing is raised.

    data:      what was handed in under the notebook's name
    released:  the notebook as students got it
    exercises: names such as "activations.softmax"
    """
    places = {grade_id(cell): {**cell, "source": text_of(cell)} for cell in released["cells"] if grade_id(cell)}
    handed = _read(data, places, exercises)
    chosen = {name: _chosen(name, cell, handed) for name, cell in places.items()}
    cells = list(_in_order(handed, chosen))
    _add_missing(cells, places, chosen)
    return {**released, "cells": [*cells]}


def grade_id(cell: Mapping[str, Any]) -> str:
    """nbgrader's name of a cell, "" if it has none."""
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def text_of(cell: Mapping[str, Any]) -> str:
    """A cell's source, which JSON may hold in lines."""
    return cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])


def _read(data: bytes, places: Mapping[str, Json], exercises: Collection[str]) -> list[_HandedIn]:
    try:
        cells = read_cells(data, exercises)
        abouts = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_Notebook).cells
    except (BadNotebook, msgspec.MsgspecError, RecursionError):  # the report says what is wrong with it
        return []
    by_text = {(cell["cell_type"], text_of(cell).strip()): name for name, cell in places.items() if _is_locked(cell)}
    found: list[_HandedIn] = []
    for cell, about in zip(cells, abouts, strict=True):
        kind = "code" if cell.is_code else "markdown"
        names = [*_names(cell, about), by_text.get((kind, cell.source.strip()), "")]
        place = next((name for name in names if name in places and places[name]["cell_type"] == kind), None)
        found.append(_HandedIn(cell, about, place))
    return found


def _names(cell: Cell, about: _About) -> Iterator[str]:
    """What it may say of itself, the most telling first."""
    if cell.part:
        yield cell_id(cell.part)
    written = about.metadata.get("nbgrader")
    name = written.get("grade_id") if isinstance(written, dict) else None
    yield from (each for each in (name, about.id) if isinstance(each, str))


def _is_locked(cell: Mapping[str, Any]) -> bool:
    return not cell["metadata"]["nbgrader"]["solution"]


def _chosen(name: str, released: Json, handed: Sequence[_HandedIn]) -> tuple[Cell | None, Json | None]:
    """The cell of the student's at whose place the released one stands, and this with the student's text."""
    claiming = [one for one in handed if one.place == name]
    if not claiming:
        return None, None
    made = copy.deepcopy(released)
    if _is_locked(released):
        return claiming[0].cell, made
    blank = text_of(released).strip()
    written = [one for one in claiming if one.cell.source.strip() != blank]
    if not written:
        return claiming[-1].cell, made
    if released["cell_type"] == "code":
        made["source"] = written[-1].cell.source
        return written[-1].cell, made
    made["source"] = _text("\n\n".join(one.cell.source for one in written))  # a report holds all of them too
    if pictures := {name: data for one in written for name, data in _pictures(one.about.attachments)}:
        made["attachments"] = pictures
    return written[0].cell, made


def _text(markdown: str) -> str:
    """Markdown in which nothing acts; pictures that were pasted into it still show."""
    return ATTACHED.sub(r"![\1](attachment:\2)", harmless(markdown))


def _pictures(attachments: Any) -> Iterator[tuple[str, Json]]:
    """Pictures that were pasted into a text."""
    for name, kinds in attachments.items() if isinstance(attachments, dict) else ():
        for kind, data in kinds.items() if isinstance(kinds, dict) else ():
            if PICTURE.fullmatch(kind) and isinstance(data, str) and BASE64.fullmatch(data):
                yield name, {kind: data}


def _in_order(handed: Sequence[_HandedIn], chosen: Mapping[str, tuple[Cell | None, Json | None]]) -> Iterator[Json]:
    joined = {name for name, (_, made) in chosen.items() if made and made["cell_type"] == "markdown"}
    for one in handed:
        at, made = chosen.get(one.place or "", (None, None))
        if at is one.cell and made is not None:
            yield made
        elif one.place not in joined and one.cell.source.strip():
            yield _own(one)


def _own(one: _HandedIn) -> Json:
    """A cell that is the student's alone. Raw cells become text: as they are, they would be HTML in a page."""
    name = f"own-{one.cell.number}"
    if one.cell.is_code:
        code = {"cell_type": "code", "execution_count": None, "outputs": []}
        return {**code, "id": name, "metadata": {}, "source": one.cell.source}
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": _text(one.cell.source)}


def _add_missing(
    cells: list[Json], places: Mapping[str, Json], chosen: Mapping[str, tuple[Cell | None, Json | None]]
) -> None:
    """Put back what is missing, each behind the released cell that stood before it."""
    before: Json | None = None
    for name, released in places.items():
        made = chosen[name][1]
        if made is None:
            made = copy.deepcopy(released)
            if not _is_locked(released):  # another text than the released one: nbgrader asks a person to look at it
                made["source"] = f"# {MISSING}\n{made['source']}" if made["cell_type"] == "code" else f"*{MISSING}*\n"
            at = next((number for number, cell in enumerate(cells) if cell is before), -1)
            cells.insert(at + 1, made)
        before = made

"""From a notebook in jupytext's percent format, or from cells, to the JSON that Jupyter opens.

Written by hand, so that the same text always gives the same bytes: ids come from a hash, and there is no
date, no output and no execution count.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.engine.chapter import BadChapter

_CELL = re.compile(r"#\s*%%(?P<rest>.*)")


class BadNotebook(BadChapter):
    """A notebook.py that cannot be turned into a notebook. The message holds path:line and the repair."""


@dataclass(frozen=True)
class Percent:
    """One cell of a notebook.py."""

    kind: str  # "code" or "markdown"
    text: str


@dataclass
class _Cell:
    kind: str
    line: int
    lines: list[str]


def notebook(source: str, path: str) -> str:
    """The JSON (nbformat 4.5) of a percent notebook: `# %%` begins code, `# %% [markdown]` begins text.

    Comments before the first cell (such as jupytext's header) are left out.
    Raises BadNotebook: no cell, code before the first cell, an unknown kind of cell, text that is not a comment.
    """
    read = percent_cells(source, path)
    return written([cell(one.kind, _id(number, one.text), one.text) for number, one in enumerate(read)])


def percent_cells(source: str, path: str) -> list[Percent]:
    """The cells of a percent notebook, in order. Raises BadNotebook."""
    cells = [Percent(cell.kind, _text(cell, path)) for cell in _split(source, path)]
    if not cells:
        raise BadNotebook(f'{path}:1: no cells: begin each with a line "# %%" or "# %% [markdown]"')
    return cells


def cell(kind: str, name: str, text: str, metadata: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """One cell in JSON, never run. kind: "code" or "markdown"; name: its id."""
    made: dict[str, Any] = {"cell_type": kind, "id": name, "metadata": dict(metadata or {})}
    if kind == "code":
        made |= {"execution_count": None, "outputs": []}
    return made | {"source": text.splitlines(keepends=True)}


def written(cells: Sequence[Mapping[str, Any]], metadata: Mapping[str, Any] | None = None) -> str:
    """A notebook of these cells. metadata: what to add to the notebook's own."""
    about = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        **(metadata or {}),
    }
    content = {"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _split(source: str, path: str) -> list[_Cell]:
    cells: list[_Cell] = []
    for number, line in enumerate(source.splitlines(), start=1):
        if mark := _CELL.fullmatch(line.rstrip()):
            cells.append(_Cell(_kind(mark["rest"], f"{path}:{number}"), number, []))
        elif cells:
            cells[-1].lines.append(line)
        elif line.strip() and not line.startswith("#"):
            raise BadNotebook(f'{path}:{number}: code before the first cell: write "# %%" above it')
    return cells


def _kind(rest: str, place: str) -> str:
    if "[" not in rest:
        return "code"
    if rest.strip() == "[markdown]":
        return "markdown"
    raise BadNotebook(f'{place}: an unknown kind of cell: write "# %%" for code or "# %% [markdown]" for text')


def _text(cell: _Cell, path: str) -> str:
    return _uncommented(cell, path) if cell.kind == "markdown" else "\n".join(cell.lines).strip("\n")


def _uncommented(cell: _Cell, path: str) -> str:
    for number, line in enumerate(cell.lines, start=cell.line + 1):
        if line.strip() and not line.startswith("#"):
            raise BadNotebook(
                f'{path}:{number}: code in a text cell: begin the line with "# " or write "# %%" above it'
            )
    return "\n".join(line.removeprefix("#").removeprefix(" ") for line in cell.lines).strip("\n")


def _id(number: int, text: str) -> str:
    return hashlib.sha256(f"{number}\n{text}".encode()).hexdigest()[:12]

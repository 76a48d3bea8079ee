"""A student's modules as a notebook: the edition's, with their definitions in the cells of the exercises."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from autograder.course.editions.cells import Piece, to_notebook
from autograder.course.editions.notebook import chapter_cells
from autograder.engine.answers import ANSWERS, read_answers
from autograder.engine.load import here
from autograder.engine.notebook import MARKER

_Definition = ast.FunctionDef | ast.ClassDef


def filled(
    chapter: str,
    files: Mapping[str, bytes],
    metadata: Callable[[Piece], Mapping[str, Any]] = lambda _: {},
    *,
    cells: Sequence[Piece] | None = None,
    whole: Mapping[str, Any] | None = None,
) -> bytes:
    """The chapter's notebook, filled in.

    files:           of the package as it was handed in as modules: path -> content, as `take_in` gives them
    metadata, whole: what a platform adds, as in `to_notebook`
    cells:           of the platform's notebook, the edition's own if None

    A module's helpers, constants and imports stand in a cell of their own above its first exercise, and so do
    modules that the chapter does not ask for. An exercise that was not handed in has no cell.
    """
    shown = list(cells or chapter_cells(here().root, chapter))
    asked = {piece.name for piece in shown if piece.role == "exercise"}
    texts = {name.removesuffix(".py"): data.decode("utf-8-sig") for name, data in files.items() if name.endswith(".py")}
    own = {module for module in texts if not any(name.startswith(f"{module}.") for name in asked)}
    read = {module: _read(module, text.replace("\r\n", "\n"), asked, chapter, own) for module, text in texts.items()}
    answers = [answer.text for answer in read_answers(files.get(ANSWERS, b"").decode())]
    return to_notebook(_cells(shown, asked, read, answers), metadata, whole=whole)


def _cells(
    shown: Sequence[Piece], asked: set[str], read: Mapping[str, dict[str, str]], answers: Sequence[str]
) -> Iterator[Piece]:
    owners = {name.partition(".")[0] for name in asked}
    open_ = {module: parts[""] for module, parts in read.items() if parts.get("")}
    for piece in shown:
        if piece.role == "exercise":
            module = piece.name.partition(".")[0]
            for name in [name for name in open_ if name == module or name not in owners]:
                yield Piece("play", f"{MARKER}{name}\n{open_.pop(name)}" if name in owners else open_.pop(name))
            if piece.name in read.get(module, {}):
                yield replace(piece, text=f"{MARKER}{piece.name}\n{read[module][piece.name]}")
        elif piece.role == "question" and int(piece.name) <= len(answers):
            yield replace(piece, text=f"{piece.text}\n{answers[int(piece.name) - 1]}")
        elif piece.role != "module":
            yield piece


def _read(module: str, text: str, asked: set[str], chapter: str, own: set[str]) -> dict[str, str]:
    """Exercise -> its definition; "" -> the rest. What is no Python stands in each of the module's exercises.

    own: modules of the student's own, whose names the notebook's cells share
    """
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return {name: text for name in asked if name.partition(".")[0] == module}
    lines = text.split("\n")
    parts: dict[str, str] = {}
    for node in tree.body:
        name = f"{module}.{node.name}" if isinstance(node, _Definition) else ""
        first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))]) - 1
        if isinstance(node, ast.ImportFrom) and node.level and node.module in own:
            continue
        source = _import(node, chapter) or "\n".join(lines[first : node.end_lineno])
        if name not in asked:
            name = ""
        parts[name] = f"{parts[name]}\n\n{source}" if parts.get(name) else source
    return parts


def _import(node: ast.stmt, chapter: str) -> str:
    """An import from the package, as a notebook has to write it; "" for anything else."""
    if isinstance(node, ast.ImportFrom) and node.level:
        return ast.unparse(ast.ImportFrom(".".join(filter(None, [chapter, node.module])), node.names, 0))
    return ""

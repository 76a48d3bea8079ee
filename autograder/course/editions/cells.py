"""The notebook edition of a chapter: handout, exercises, checks, plots and questions in one notebook.

Made from the same source as the kit. An exercise is a cell, in the section of the handout that explains it; below it
stands a cell that checks it. `pieces` says what the cells are, `to_notebook` writes them; what a platform wants to
know of a cell goes into its metadata.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from autograder.course.cut import blocks, cut
from autograder.course.notebook import cell, percent_cells, written
from autograder.course.rubric import asked
from autograder.course.stubs import NOTEBOOK, source_text
from autograder.engine.answers import ANSWERS, BLANK
from autograder.engine.chapter import Settings, read_settings
from autograder.engine.notebook import MARKER, OURS, PROMPT, QUESTION, cell_id

Role = Literal["text", "imports", "module", "exercise", "check", "prompt", "question", "play"]
HAND_IN = "Hand in this file."

OPENING = """\
import autograder.student.cells

check = autograder.student.cells.open_chapter("{chapter}")"""
_HOW = """\
**This notebook holds the whole chapter.** Each exercise is a cell that begins with `{marker}`; write your code in
it, in place of the line that raises `NotImplementedError`, and leave that first line as it is. Run it, then run the
cell below, which checks it. Where the text names a file, such as `{file}`, it means the cells whose names begin with
`{module}.`: after you have run them, `{chapter}.{module}` holds their functions.

When your work is marked, the exercises are taken out of the cells, each with the imports, functions, classes and
constants that it uses, wherever in this notebook they stand. Nothing else in it is run: what a cell prints or plots is
for you. {hand_in}"""
_PLAY = """\
---

# Look at your work

Run these cells when the exercises above pass. Before each one that asks for a prediction, write it down."""
_ASKED = """\
---

# Questions

Write 3 to 8 sentences under each question, in your own words. They are read by a person."""


@dataclass(frozen=True)
class Piece:
    """One cell.

    name:   of the exercise, of the module, or the question's number; "" for the others
    text:   as students get it
    solved: as the source has it: an exercise with its markers, a question with its rubric
    points: what a check or a question is worth
    """

    role: Role
    text: str
    name: str = ""
    solved: str = ""
    points: float = 0.0

    @property
    def is_code(self) -> bool:
        return self.role in ("imports", "module", "exercise", "check", "play")

    @property
    def part(self) -> str | None:
        """What the cell holds, as `engine.notebook` reads it."""
        if self.role in (QUESTION, PROMPT):
            return f"{self.role}.{self.name}"
        return self.name if self.role in ("exercise", "module") else None

    def id(self, number: int) -> str:
        """The cell's id, unique in its notebook."""
        if self.part:
            return cell_id(self.part)
        return cell_id(f"check.{self.name}") if self.role == "check" else f"cell-{number}"


def pieces(root: Path, chapter: str, points: Mapping[str, float]) -> list[Piece]:
    """The cells of a chapter's notebook, in order. Raises what `make_assignment` raises.

    points: by exercise
    """
    folder = root / "solutions" / chapter
    settings = read_settings(folder / "chapter.toml")
    modules = {name: source_text(folder, f"{name}.py") for name in dict.fromkeys(e.module for e in settings.exercise)}
    made = {name: _Module.read(name, text, settings) for name, text in modules.items()}
    shown: list[Piece] = list(_handout(folder, chapter, settings, made, points))
    if (folder / NOTEBOOK).is_file():
        shown += _play(source_text(folder, NOTEBOOK), f"solutions/{chapter}/{NOTEBOOK}")
    if (folder / ANSWERS).is_file():
        shown += _questions(folder)
    return shown


def to_notebook(
    cells: Iterable[Piece],
    metadata: Callable[[Piece], Mapping[str, Any]] = lambda _: {},
    *,
    solved: bool = False,
    whole: Mapping[str, Any] | None = None,
) -> bytes:
    """The JSON (nbformat 4.5) of a notebook; the same cells give the same bytes.

    metadata: what to add to a cell's
    solved:   write the source's version
    whole:    what to add to the notebook's metadata
    """
    made = [_json(piece, number, dict(metadata(piece)), solved) for number, piece in enumerate(cells)]
    return written(made, whole or {}).encode()


def _json(piece: Piece, number: int, metadata: dict[str, Any], solved: bool) -> dict[str, Any]:
    text = piece.solved if solved and piece.solved else piece.text
    ours = {OURS: {"part": piece.part}} if piece.part else {}
    return cell("code" if piece.is_code else "markdown", piece.id(number), text, {**ours, **metadata})


@dataclass(frozen=True)
class _Module:
    """A module of the solution in parts: about it, its imports, its exercises, and what else stands in it."""

    about: str
    imports: list[str]
    exercises: dict[str, tuple[str, str]]  # name -> stub, solution with markers
    rest: str

    @classmethod
    def read(cls, module: str, source: str, settings: Settings) -> _Module:
        own = [exercise.name.split(".")[1] for exercise in settings.exercise if exercise.module == module]
        stub = cut(source, f"{module}.py") if blocks(source, f"{module}.py") else source
        tree = ast.parse(stub)
        stubs, solutions = _definitions(stub, own), _definitions(source, own)
        others = {exercise.module for exercise in settings.exercise}
        return cls(
            ast.get_docstring(tree) or "",
            [line for node in tree.body for line in _absolute(node, others)],
            {name: (stubs[name], solutions[name]) for name in own},
            _rest(stub, tree, own),
        )


def _definitions(source: str, names: Iterable[str]) -> dict[str, str]:
    lines = source.split("\n")
    return {
        node.name: "\n".join(lines[_begin(node, lines) : _end(node, lines)])
        for node in ast.parse(source).body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name in names
    }


def _begin(node: ast.stmt, lines: list[str]) -> int:
    """Its first line (from 0), decorators and the comment above it included."""
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(decorator.lineno for decorator in decorators)]) - 1
    while first and lines[first - 1].startswith("#"):
        first -= 1
    return first


def _end(node: ast.stmt, lines: list[str]) -> int:
    """Behind its last line, with the comments that end its body: Python counts those out."""
    end = node.end_lineno or node.lineno
    while end < len(lines) and re.match(r"\s+#", lines[end]):
        end += 1
    return end


def _absolute(node: ast.stmt, modules: set[str]) -> Iterator[str]:
    """An import as a notebook needs it: what another module's cells define is there already."""
    if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and not node.level):
        yield ast.unparse(node)
    elif isinstance(node, ast.ImportFrom) and node.module not in modules:
        names = [alias for alias in node.names if node.module or alias.name not in modules]
        if names:
            yield ast.unparse(ast.ImportFrom(".".join(filter(None, ["{chapter}", node.module])), names, 0))


def _rest(stub: str, tree: ast.Module, own: list[str]) -> str:
    lines = stub.split("\n")
    kept = [
        "\n".join(lines[_begin(node, lines) : node.end_lineno])
        for node in tree.body
        if not isinstance(node, (ast.Import, ast.ImportFrom, ast.Expr)) and getattr(node, "name", None) not in own
    ]
    return "\n\n\n".join(kept)


def _handout(
    folder: Path, chapter: str, settings: Settings, modules: Mapping[str, _Module], points: Mapping[str, float]
) -> Iterator[Piece]:
    begin, *sections = re.split(r"\n(?=## )", source_text(folder, "README.md"))
    first = settings.exercise[0]
    how = {"marker": MARKER.strip(), "file": first.file, "module": first.module, "chapter": chapter, "hand_in": HAND_IN}
    yield Piece("text", begin.strip("\n").removesuffix("---").rstrip())
    yield Piece("text", _HOW.format(**how))
    yield Piece("imports", "\n".join([OPENING, *_imports(modules.values())]).format(chapter=chapter))
    seen: set[str] = set()
    for section in sections:
        yield Piece("text", section.strip("\n"))
        heading = section.partition("\n")[0].removeprefix("## ").strip()
        for exercise in settings.exercise:
            if exercise.section == heading:
                yield from _module(exercise.module, modules[exercise.module], seen)
                yield from _exercise(exercise.name, modules[exercise.module], points[exercise.name])


def _imports(modules: Iterable[_Module]) -> list[str]:
    found = dict.fromkeys(line for module in modules for line in module.imports)
    return ["", *sorted(found, key=lambda line: ("{chapter}" in line, line.startswith("from "), line))]


def _module(name: str, module: _Module, seen: set[str]) -> Iterator[Piece]:
    """What stands in a module beside its exercises, before the first of them."""
    if name in seen:
        return
    seen.add(name)
    yield Piece("text", f"### {name}\n\n{module.about}".rstrip())
    if module.rest:
        yield Piece("module", module.rest, name)


def _exercise(name: str, module: _Module, points: float) -> Iterator[Piece]:
    stub, solution = module.exercises[name.split(".")[1]]
    yield Piece("exercise", f"{MARKER}{name}\n{stub}", name, f"{MARKER}{name}\n{solution}")
    yield Piece("check", f'check("{name}")', name, points=points)


def _play(source: str, path: str) -> Iterator[Piece]:
    title, *cells = percent_cells(source, path)
    yield Piece("text", _PLAY)
    for one in [title, *cells] if title.kind == "code" else cells:
        yield Piece("play" if one.kind == "code" else "text", one.text)


def _questions(folder: Path) -> Iterator[Piece]:
    yield Piece("text", _ASKED)
    for question, prompt in asked(folder):
        number = str(question.number)
        yield Piece(PROMPT, prompt, number)
        yield Piece(QUESTION, f"{BLANK}\n", number, f"{BLANK}\n\n{question.text}", question.points)

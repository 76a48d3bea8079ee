"""From a solution's text to its mutants: the same text with one generated fault in a marked block."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from autograder.course.cut import Block, blocks
from autograder.course.faults import KINDS
from autograder.course.operators import Above

_NO_CODE = {"annotation", "returns", "exc", "msg"}  # fields with types and messages: no check may look at them


@dataclass(frozen=True)
class Mutant:
    """A module with one fault."""

    exercise: str  # "perceptron.train"
    number: int  # the line in the module, from 1
    line: str  # its text, stripped
    kind: str  # one of `faults.KINDS`
    change: str  # "<= -> <"; a second one alike in the same line of the exercise is "<= -> < #2"
    source: str  # the whole module

    @property
    def id(self) -> str:
        return f"{self.exercise}:{self.number}:{self.change}"


def mutants(source: str, path: str) -> list[Mutant]:
    """Every mutant of a module, in the order of its lines; no two have the same syntax tree.

    source: the module's text, with line feeds
    path:   its path, for messages and for the module's name

    Raises BadMarker.
    """
    found = blocks(source, path)
    tree = ast.parse(source)
    seen = {ast.dump(tree)}
    made: list[Mutant] = []
    for node, above in _nodes(tree, ()):
        block = _around(node, found)
        for one in _of_node(source, node, above, block) if block else ():
            meaning = ast.dump(ast.parse(one.source))
            if meaning not in seen:
                seen.add(meaning)
                made.append(one)
    return _numbered(sorted(made, key=lambda one: one.number))


def _nodes(node: ast.AST, above: Above) -> Iterator[tuple[ast.AST, Above]]:
    """Every node that is code, with what encloses it."""
    above = (*above, node)
    for field, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and field not in _NO_CODE and not isinstance(child, ast.JoinedStr):
                yield child, above
                yield from _nodes(child, above)


def _around(node: ast.AST, found: list[Block]) -> Block | None:
    at = getattr(node, "lineno", 0)
    return next((block for block in found if block.begin < at < block.end), None)


def _of_node(source: str, node: ast.AST, above: Above, block: Block) -> Iterator[Mutant]:
    number = node.lineno  # type: ignore[attr-defined]
    line = source.split("\n")[number - 1].strip()
    for kind, fault in KINDS.items():
        for change, other in fault(node, above):
            yield Mutant(block.exercise, number, line, kind, change, _replaced(source, node, other))


def _replaced(source: str, node: ast.AST, other: ast.AST) -> str:
    """`source` with another node in the place of one; every other line keeps its text and its number."""
    lines = source.encode().split(b"\n")  # Python counts columns in bytes
    first, last = node.lineno - 1, node.end_lineno - 1  # type: ignore[attr-defined]
    head, tail = lines[first][: node.col_offset], lines[last][node.end_col_offset :]  # type: ignore[attr-defined]
    text = ast.unparse(ast.fix_missing_locations(other)).encode()
    gap = b"\n" * (last - first)
    if isinstance(other, ast.expr) and not isinstance(other, ast.Slice):
        text = b"(" + text + gap + b")"  # its surroundings may bind more tightly than what it is made of
    else:
        tail += gap
    return b"\n".join([*lines[:first], head + text + tail, *lines[last + 1 :]]).decode()


def _numbered(made: list[Mutant]) -> list[Mutant]:
    """Changes told apart where one line of an exercise, or one that reads alike, has the same change twice."""
    counts: Counter[tuple[str, str, str]] = Counter()
    told: list[Mutant] = []
    for one in made:
        key = (one.exercise, one.line, one.change)
        counts[key] += 1
        told.append(replace(one, change=f"{one.change} #{counts[key]}") if counts[key] > 1 else one)
    return told

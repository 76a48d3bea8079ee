"""From a solution's text to the stub's: cut what stands between the markers, refuse what is unclear.

# BEGIN SOLUTION            raise NotImplementedError("activations.softmax")
...                   ->
# END SOLUTION
"""

from __future__ import annotations

import ast
import difflib
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, cast

from autograder.engine.chapter import BadChapter

BEGIN = "# BEGIN SOLUTION"
END = "# END SOLUTION"

_OPENING = ("BEGIN", "START")
_CLOSING = ("END", "STOP", "FINISH")
_FILLERS = {"A", "OF", "THE", "YOUR", "MY", "HERE"}


class BadMarker(BadChapter):
    """A solution that cannot be cut safely. The message holds path:line and the repair."""


@dataclass(frozen=True)
class Block:
    """One marked block: the lines of its two markers (from 1), its indentation, the exercise that it solves."""

    begin: int
    end: int
    indent: str
    exercise: str


@dataclass(frozen=True)
class _Suite:
    """The statements of a block that stand together, with what encloses them, outermost first."""

    statements: list[ast.stmt]
    scopes: tuple[ast.AST, ...]
    docstring: bool  # the first statement is the enclosing function's docstring


def cut(source: str, path: str, only: str | None = None) -> str:
    """The stub: every block between the markers becomes one `raise NotImplementedError("module.exercise")`.

    source: a module's text
    path:   its path, for messages and for the module's name
    only:   cut the blocks of this exercise alone

    Raises BadMarker: no marker, or one that is misspelt, unbalanced, nested, outside a function or around
    no whole statement; a source or a stub that does not compile.
    """
    found = blocks(source, path)
    if not found:
        raise BadMarker(f'{path}:1: no solution is marked: write "{BEGIN}" and "{END}" around what students write')
    lines = _lines(source)
    for block in reversed(found):
        if only not in (None, block.exercise):
            continue
        lines[block.begin - 1 : block.end] = [f'{block.indent}raise NotImplementedError("{block.exercise}")']
    text = "\n".join(lines)
    _compiles(text, path, "the stub that is left after cutting does not compile: mark whole statements")
    return text


def blocks(source: str, path: str) -> list[Block]:
    """The marked blocks of a module in their order, [] if it has none. Raises BadMarker."""
    tree = _compiles(source, path, "this file does not compile")
    return [_block(tree, begin, end, source, path) for begin, end in _pairs(source, path)]


def _lines(source: str) -> list[str]:
    """Lines as Python counts them: `splitlines` would also split at form feeds and Unicode separators."""
    return source.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _compiles(source: str, path: str, problem: str) -> ast.Module:
    try:
        tree = ast.parse(source, path)
        compile(tree, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:  # ValueError: null bytes
        line = getattr(error, "lineno", None) or 1
        raise BadMarker(f"{path}:{line}: {problem} ({getattr(error, 'msg', None) or error})") from None
    return tree


def _pairs(source: str, path: str) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    opened: int | None = None
    for line, marker in _markers(source, path):
        if marker == BEGIN and opened is not None:
            raise BadMarker(f'{path}:{line}: a block inside the block of line {opened}: end that with "{END}" first')
        if marker == END and opened is None:
            raise BadMarker(f'{path}:{line}: "{END}" without a beginning: write "{BEGIN}" above it or remove it')
        if opened is not None:
            pairs.append((opened, line))
        opened = line if marker == BEGIN else None
    if opened is not None:
        raise BadMarker(f'{path}:{opened}: this block has no end: write "{END}" below it')
    return pairs


def _markers(source: str, path: str) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO("\n".join(_lines(source))).readline):
        if token.type != tokenize.COMMENT:
            continue
        line, alone = token.start[0], not token.line[: token.start[1]].strip()
        meant = _meant(token.string)
        if meant is None:
            continue
        if token.string != meant:
            raise BadMarker(f'{path}:{line}: "{token.string}" is nearly a marker: write exactly "{meant}"')
        if not alone:
            raise BadMarker(f'{path}:{line}: "{meant}" stands behind code: put it on a line of its own')
        yield line, meant


def _meant(comment: str) -> str | None:
    """The marker that a comment is or was probably meant to be, None for an ordinary comment."""
    words = [word for word in re.split(r"[^A-Z]+", comment.upper()) if word and word not in _FILLERS]
    for marker, verbs in ((BEGIN, _OPENING), (END, _CLOSING)):
        if any(_near(words, verb, "SOLUTION") or _near(words, "SOLUTION", verb) for verb in verbs):
            return marker
    return None


def _near(words: list[str], first: str, second: str) -> bool:
    if len(words) >= 2 and _alike(words[0], first, 0.7) and _alike(words[1], second, 0.7):
        return True
    return _alike("".join(words), first + second, 0.85)


def _alike(word: str, wanted: str, least: float) -> bool:
    return difflib.SequenceMatcher(None, word, wanted, autojunk=False).ratio() >= least


def _block(tree: ast.Module, begin: int, end: int, source: str, path: str) -> Block:
    suites = list(_inside(tree, (), begin, end))
    place = f"{path}:{begin}"
    if not suites:
        raise BadMarker(f"{place}: this block holds no code: put the markers around whole statements")
    if len(suites) > 1:
        raise BadMarker(f"{place}: this block ends in another branch or function: begin and end it in the same one")
    suite = suites[0]
    scopes = [
        scope for scope in suite.scopes if isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    ]
    if not scopes or isinstance(scopes[-1], ast.ClassDef):
        raise BadMarker(f"{place}: this block stands outside a function: mark the inside of a function or method")
    if suite.docstring:
        raise BadMarker(f"{place}: this block holds the docstring, which students need: begin it below")
    column = suite.statements[0].col_offset
    lines = _lines(source)
    for line in (begin, end):
        if (at := len(lines[line - 1]) - len(lines[line - 1].lstrip())) != column:
            raise BadMarker(f"{path}:{line}: this marker is indented by {at}, its block by {column}: indent it alike")
    return Block(begin, end, lines[begin - 1][:column], f"{PurePath(path).stem}.{scopes[0].name}")


def _inside(node: ast.AST, scopes: tuple[ast.AST, ...], begin: int, end: int) -> Iterator[_Suite]:
    """The suites under `node` of which some statements stand whole between the two lines."""
    scopes = (*scopes, node)
    for children in _lists(node):
        inside = [child for child in children if isinstance(child, ast.stmt) and _within(child, begin, end)]
        if inside:
            first = inside[0] is children[0] and isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
            yield _Suite(inside, scopes, first and ast.get_docstring(node) is not None)  # type: ignore[arg-type]
        for child in children:
            if isinstance(child, (ast.stmt, ast.ExceptHandler, ast.match_case)) and child not in inside:
                yield from _inside(child, scopes, begin, end)


def _lists(node: ast.AST) -> Iterator[list[Any]]:
    for _, value in ast.iter_fields(node):
        if isinstance(value, list):
            yield cast(list[Any], value)


def _within(statement: ast.stmt, begin: int, end: int) -> bool:
    decorators = getattr(statement, "decorator_list", [])
    first = min([statement.lineno, *(decorator.lineno for decorator in decorators)])
    return begin < first and (statement.end_lineno or statement.lineno) < end

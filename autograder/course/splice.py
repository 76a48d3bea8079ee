"""Install a misconception: its source in place of the target's, in a copy of the solution's files."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Mapping

from autograder.engine.chapter import BadChapter
from autograder.engine.check import Misconception

Definition = ast.FunctionDef | ast.ClassDef


def install(misconception: Misconception, solution: Mapping[str, bytes]) -> dict[str, bytes]:
    """The solution's files with the misconception in place. Raises BadChapter if there is no such target."""
    module, *path = misconception.target.split(".")
    file = f"{module}.py"
    if file not in solution:
        raise BadChapter(f"misconception {misconception.name}: the solution has no {file}")
    source = solution[file].decode("utf-8")
    replacement = textwrap.dedent(inspect.getsource(misconception.function))
    try:
        spliced = splice(source, path, replacement)
    except LookupError as error:
        raise BadChapter(f"misconception {misconception.name}: {file} {error}") from None
    return {**solution, file: spliced.encode("utf-8")}


def splice(source: str, path: list[str], replacement: str) -> str:
    """`source` with the definition at `path` (["softmax"], ["Value", "__mul__"]) replaced.

    replacement: source of a function or class under any name, decorators included (they are dropped)
    Raises LookupError if nothing is defined at `path`.
    """
    target = _find(ast.parse(source), path)
    body = _renamed(replacement, path[-1], as_class=isinstance(target, ast.ClassDef))
    lines = _lines(source)
    first = min([target.lineno, *(decorator.lineno for decorator in target.decorator_list)]) - 1
    indented = textwrap.indent(body, " " * target.col_offset)
    return "".join([*lines[:first], indented.rstrip("\n") + "\n", *lines[target.end_lineno :]])


def _lines(text: str) -> list[str]:
    """Lines as Python counts them: a form feed or U+2028 ends none."""
    return [f"{line}\n" for line in text.removesuffix("\n").split("\n")]


def _find(tree: ast.Module, path: list[str]) -> Definition:
    node: ast.Module | Definition = tree
    for name in path:
        found = [
            child for child in node.body if isinstance(child, ast.FunctionDef | ast.ClassDef) and child.name == name
        ]
        if not found:
            raise LookupError(f"defines no {'.'.join(path)}")
        node = found[-1]
    assert not isinstance(node, ast.Module)  # noqa: S101 - path is never empty
    return node


def _renamed(replacement: str, name: str, *, as_class: bool) -> str:
    """The function without its decorators, under the target's name.

    A whole class is replaced by a function that returns one: `def wrong(): class Value: ...; return Value`.
    """
    node = next(child for child in ast.parse(replacement).body if isinstance(child, ast.FunctionDef | ast.ClassDef))
    lines = _lines(replacement)[node.lineno - 1 : node.end_lineno]
    if as_class and isinstance(node, ast.FunctionDef):
        return "".join(lines) + f"\n\n{name} = {node.name}()\n"
    lines[0] = re.sub(rf"^((?:async\s+)?def|class)\s+{re.escape(node.name)}\b", rf"\1 {name}", lines[0])
    return "".join(lines)

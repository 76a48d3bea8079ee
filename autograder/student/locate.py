"""Where an exercise stands in a student's file, also when the file does not parse."""

from __future__ import annotations

import ast
import re
import warnings
from pathlib import Path

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def parse(source: bytes) -> ast.Module:
    """The file's syntax tree. Raises SyntaxError, whose `lineno` may be None."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an invalid escape in a docstring is no news here
        try:
            return ast.parse(source)
        except (ValueError, RecursionError, MemoryError) as error:
            raise SyntaxError(str(error) or "nested too deeply") from None


def definition(tree: ast.Module, exercise: str) -> Definition | None:
    """The function or class of "module.function", the last one if it is written twice, as Python has it."""
    name = exercise.split(".")[1]
    found = [node for node in tree.body if isinstance(node, Definition) and node.name == name]
    return found[-1] if found else None


def definition_line(file: Path, exercise: str) -> int | None:
    """Line of the exercise's `def` or `class`, None if the file or the definition is missing."""
    try:
        source = file.read_bytes()
    except OSError:
        return None
    try:
        found = definition(parse(source), exercise)
    except SyntaxError:
        return _line_by_eye(source, exercise)
    return found.lineno if found else None


def _line_by_eye(source: bytes, exercise: str) -> int | None:
    head = re.compile(rf"(async\s+def|def|class)\s+{re.escape(exercise.split('.')[1])}\b")
    lines = source.decode("utf-8", "replace").splitlines()
    return next((number for number, line in enumerate(lines, 1) if head.match(line)), None)

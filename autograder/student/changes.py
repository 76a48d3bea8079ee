"""What a new version of a student's file brings, in words: so that they need not compare it line by line."""

from __future__ import annotations

import ast
import re
from pathlib import PurePosixPath

from autograder.engine.answers import ANSWERS, read_answers
from autograder.engine.plain_text import plain_text
from autograder.student.locate import Definition, parse

_DEFINED = re.compile(r"^\s*(?:async\s+def|def|class)\s+(\w+)", re.MULTILINE)


def changes(name: str, new: bytes, mine: bytes, original: bytes | None) -> list[str]:
    """Sentences about a file of the student's own; empty if nothing can be told.

    new: as the new kit brings it
    mine: as the student has it
    original: as the old kit brought it, None if that is not known
    """
    if name.endswith(".py"):
        return _code(new, mine, original)
    if PurePosixPath(name).name == ANSWERS:
        known = {answer.title for answer in read_answers(_text(mine))}
        asked = [answer.title for answer in read_answers(_text(new))]
        return [f'"{title}" is new: copy it into your file' for title in asked if title not in known]
    return []


def _code(new: bytes, mine: bytes, original: bytes | None) -> list[str]:
    now, before = _definitions(new), {} if original is None else _definitions(original)
    written = set(_DEFINED.findall(_text(mine)))  # by eye: the file may not parse while it is worked on
    missing = [name for name in now if name not in before and name.rpartition(".")[2] not in written]
    whole = [name for name in missing if name.rpartition(".")[0] not in missing]  # a new class brings its methods
    changed = [(name, _difference(before[name], now[name])) for name in now if name in before]
    top = original is not None and _top(original) != _top(new)
    return [
        *(["the text at the top of the file changed"] if top else []),
        *(f"{name} is new: copy it into your file" for name in whole),
        *(f"the {what} of {name} changed" for name, what in changed if what),
    ]


def _top(source: bytes) -> str | None:
    try:
        return ast.get_docstring(parse(source))
    except SyntaxError:
        return None


def _difference(before: Definition, now: Definition) -> str:
    if isinstance(before, ast.ClassDef) or isinstance(now, ast.ClassDef):
        alike = isinstance(before, ast.ClassDef) and isinstance(now, ast.ClassDef)
        return "docstring" if alike and ast.get_docstring(before) != ast.get_docstring(now) else ""
    if ast.dump(before.args) != ast.dump(now.args):
        return "signature"
    return "docstring" if ast.get_docstring(before) != ast.get_docstring(now) else ""


def _definitions(source: bytes) -> dict[str, Definition]:
    """Functions, classes and their methods by name, in order; empty if the source does not parse."""
    try:
        body = parse(source).body
    except SyntaxError:
        return {}
    found: dict[str, Definition] = {}
    for node in body:
        if isinstance(node, Definition):
            found[node.name] = node
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{inner.name}": inner for inner in node.body if isinstance(inner, Definition)}
    return found


def _text(content: bytes) -> str:
    return (plain_text(content).data or b"").decode()

"""Which data sets a file uses: they go with it into a kit, and `autograder datasets` names its chapter."""

from __future__ import annotations

import ast
import json
import re
from pathlib import PurePath

SUFFIXES = frozenset({".py", ".ipynb", ".md"})  # of what can use data

_PATH = re.compile(r"\bcoursedata/([a-z]\w*)")  # as a handout writes it


def data_used(file: str, content: bytes) -> set[str]:
    """Names of the sets of `coursedata` that a module or notebook imports, or that a text points to.

    file: its name; with another suffix than SUFFIXES it uses none
    """
    suffix, text = PurePath(file).suffix, content.decode("utf-8", errors="replace")
    if suffix == ".md":
        return set(_PATH.findall(text))
    if suffix == ".ipynb":
        return {name for code in _cells(text) for name in _imported(code)}
    return _imported(text) if suffix == ".py" else set()


def _cells(text: str) -> list[str]:
    """The code of a notebook."""
    try:
        cells = json.loads(text)["cells"]
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError):  # a notebook that no tool reads uses nothing
        return []


def _imported(code: str) -> set[str]:
    try:
        tree = ast.parse(code)
    except SyntaxError:  # a cell with a shell command, a module half written
        return set()
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "coursedata":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= _part(node.module)
        elif isinstance(node, ast.Import):
            found |= {name for alias in node.names for name in _part(alias.name)}
    return found


def _part(module: str) -> set[str]:
    """{"digits"} of "coursedata.digits"."""
    parts = module.split(".")
    return {parts[1]} if parts[0] == "coursedata" and len(parts) > 1 else set()

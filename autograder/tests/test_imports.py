"""The worker ships alone into the sandbox: it may import the standard library, NumPy, msgspec and the wire."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import autograder.engine

ENGINE = Path(autograder.engine.__file__).parent
SHIPPED = [ENGINE / "wire.py", *sorted((ENGINE / "worker").glob("*.py"))]
ALLOWED = {"numpy", "msgspec", "torch", *sys.stdlib_module_names}


def imported(path: Path) -> set[str]:
    """Every module that a file imports, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_what_ships_into_the_sandbox_imports_nothing_else_of_ours(path: Path) -> None:
    ours = {name for name in imported(path) if name.startswith("autograder")}
    foreign = {name for name in imported(path) - ours if name.split(".")[0] not in ALLOWED}
    allowed = ("autograder.engine.wire.", "autograder.engine.worker.")
    assert not foreign
    assert all(name.startswith(allowed) for name in ours), ours

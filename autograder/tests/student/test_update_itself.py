"""The command replaces the package that it runs in, on a machine like a student's."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.engine.load import here
from autograder.tests.student import kits
from autograder.tests.student.kits import ONE, RELU, STUB

PARTS = re.compile(r"(engine|reports|student)/.+|(__init__|cli|pytest_plugin|chapters/__init__)\.py")


def package(version: str) -> dict[str, bytes]:
    """The real package, every module changed by a comment."""
    root = here().root / "autograder"
    paths = {path.relative_to(root).as_posix(): path for path in root.rglob("*.*") if "__pycache__" not in path.parts}
    files = {f"autograder/{name}": path.read_bytes() for name, path in paths.items() if PARTS.fullmatch(name)}
    files = {name: data + (f"# {version}\n".encode() if name.endswith(".py") else b"") for name, data in files.items()}
    return {**files, "autograder/__init__.py": f'__version__ = "{version}"\n'.encode()}


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    new = {**kits.kit(kits.chapter_files(version=2, stub=STUB + RELU)), **package("9.2.0")}
    (tmp_path / "new.zip").write_bytes(kits.zipped(kits.with_manifest(new)))
    return kits.write(tmp_path / "kit", kits.with_manifest({**kits.kit(), **package("9.1.0")}))


def autograder(kit: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "autograder.cli", *arguments],
        cwd=kit / ONE,
        env={**os.environ, "PYTHONPATH": str(kit), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_it_works_before_in_between_and_after(kit: Path) -> None:
    assert "9.1.0" in autograder(kit, "--version").stdout
    (kit / ONE / "activations.py").write_text("def softmax(z):\n    return z\n")
    ran = autograder(kit, "update", str(kit.parent / "new.zip"))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "    relu is new: copy it into your file\n" in ran.stdout
    assert "9.2.0" in autograder(kit, "--version").stdout
    assert b"# 9.2.0" in (kit / "autograder/student/update.py").read_bytes()
    assert "activations.softmax" in autograder(kit, "list").stdout
    assert autograder(kit, "update", str(kit.parent / "new.zip")).stdout == "This kit is up to date.\n"


def test_a_refusal_is_one_line(kit: Path) -> None:
    ran = autograder(kit, "update", "nothing.zip")
    assert ran.returncode == 1
    assert ran.stderr == "autograder: there is no nothing.zip: name the zip of the new kit, or its unpacked folder.\n"


def test_bytecode_of_what_was_replaced_is_forgotten(kit: Path) -> None:
    """It would count as current: both versions have the same size, and may have been written in the same second."""
    stale = kit / "autograder" / "__pycache__" / "__init__.cpython-399.pyc"
    stale.parent.mkdir(exist_ok=True)
    stale.write_bytes(b"old")
    assert autograder(kit, "update", str(kit.parent / "new.zip")).returncode == 0
    assert not stale.exists()

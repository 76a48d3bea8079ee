"""Small kits as a release writes them, to update from and to."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

from autograder.engine.kit_stamp import MANIFEST, KitStamp, write_stamp
from autograder.tests.student.conftest import settings

ONE, TWO = "ch01_neural_networks", "ch02_backpropagation"
STUB = '"""Activations."""\n\n\ndef softmax(logits):\n    """Rows to probabilities."""\n    raise NotImplementedError\n'
RELU = '\n\ndef relu(z):\n    """max(z, 0)."""\n    raise NotImplementedError\n'
FORM = "# Answers\n\n## Question 1: Why?\n\n*Your answer:*\n"
PROJECT = '[project]\nname = "dlf-kit"\ndependencies = ["numpy"]\n'


def chapter_files(chapter: str = ONE, version: int = 1, stub: str = STUB, form: str = FORM) -> dict[str, bytes]:
    """The files of one chapter with one module."""
    stamp = write_stamp(KitStamp(chapter, version, f"{version:064x}", "0.1.0"))
    return {
        f"{chapter}/chapter.toml": settings(["activations.softmax"]).encode(),
        f"{chapter}/activations.py": stub.encode(),
        f"{chapter}/given.py": f"VERSION = {version}\n".encode(),
        f"{chapter}/answers.md": form.encode(),
        f"{chapter}/notebook.ipynb": b'{"cells": []}',
        f"{chapter}/README.md": f"# Version {version}\n".encode(),
        f"{chapter}/kit.json": stamp,
        f".autograder/stubs/{chapter}/activations.py": stub.encode(),
        f"autograder/chapters/{chapter}/experiments.py": f"VERSION = {version}\n".encode(),
    }


def kit(*chapters: dict[str, bytes], engine: str = "0.1.0", project: str = PROJECT, **more: bytes) -> dict[str, bytes]:
    """A whole kit; `more` are further files, with __ for / and _dot_ for a point."""
    files = {
        "autograder/__init__.py": f'__version__ = "{engine}"\n'.encode(),
        "autograder/cli.py": f"ENGINE = {engine!r}\n".encode(),
        "pyproject.toml": project.encode(),
        "README.md": b"# Your kit\n",
    }
    for files_of_one in chapters or (chapter_files(),):
        files |= files_of_one
    files |= {name.replace("__", "/").replace("_dot_", "."): content for name, content in more.items()}
    return with_manifest(files)


def with_manifest(files: dict[str, bytes]) -> dict[str, bytes]:
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != MANIFEST}
    return {**files, MANIFEST: json.dumps(hashes).encode()}


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def zipped(files: dict[str, bytes], top: str = "dlf-kit/") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{top}{name}", content)
    return buffer.getvalue()


def read(folder: Path) -> dict[str, bytes]:
    """Every file under a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

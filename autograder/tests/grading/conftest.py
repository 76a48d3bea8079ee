"""A course with one small chapter, and a class that hands in its one file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import autograder.chapters
from autograder.engine.chapter import Chapter
from autograder.engine.load import Course
from autograder.engine.seeds import Seed, keyed
from autograder.grading import run as runs
from autograder.grading.run import Run, run_of
from autograder.grading.store import Store

CHAPTER = "ch90_small"
SECRET = bytes(range(32))
SETTINGS = """title = "Small"
libraries = ["numpy"]

[[exercise]]
name = "doubling.double"
section = "Twice"
minutes = 1
difficulty = 1
importance = 1
"""
CHECKS = '''"""Checks of doubling.py."""

from autograder.engine import expect
from autograder.engine.check import check


@check("doubling.double", points=1)
def doubles_three(student):
    """double(3.0) is 6."""
    expect.close(student.doubling.double(3.0), 6.0)


@check("doubling.double", points=2)
def doubles_any_number(student, reference, rng):
    """double(x) is twice x."""
    x = float(rng.normal())
    expect.close(student.doubling.double(x), reference.doubling.double(x))
'''
FOR_A_DEVICE = '''

@check("doubling.double", points=0, device="cuda")
def doubles_there(student):
    """double doubles on a device."""
    expect.close(student.doubling.double(1.0), 2.0)
'''
RIGHT = "def double(x):\n    return x * 2\n"
SOURCES = {
    f"autograder/chapters/{CHAPTER}/__init__.py": "",
    f"autograder/chapters/{CHAPTER}/experiments.py": "",
    f"autograder/chapters/{CHAPTER}/checks/__init__.py": "",
    f"autograder/chapters/{CHAPTER}/checks/doubling.py": CHECKS,
    f"solutions/{CHAPTER}/__init__.py": "",
    f"solutions/{CHAPTER}/chapter.toml": SETTINGS,
    f"solutions/{CHAPTER}/doubling.py": RIGHT,
}


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def course(tmp_path: Path) -> Iterator[Course]:
    """The chapter's modules are forgotten afterwards: the next course has them elsewhere."""
    before = list(autograder.chapters.__path__)
    yield Course(write(tmp_path / "course", SOURCES))
    autograder.chapters.__path__[:] = before
    for name in [name for name in sys.modules if name.startswith(f"autograder.chapters.{CHAPTER}")]:
        del sys.modules[name]
    vars(autograder.chapters).pop(CHAPTER, None)


_tapes: dict[tuple[str, str], Run] = {}


@pytest.fixture
def with_tapes() -> Callable[[Run, Chapter], Run]:
    """The tapes for the same chapter and seed are made once for all tests here."""

    def remembered(run: Run, chapter: Chapter) -> Run:
        key = run.basis.sources, run.seed.id
        if key not in _tapes:
            _tapes[key] = runs.with_tapes(run, chapter)
        return replace(run, tapes=_tapes[key].tapes)

    return remembered


@pytest.fixture
def hand_in(tmp_path: Path) -> Callable[..., Path]:
    """`hand_in(ada="def double...")` puts a file into each one's folder; the folder of the class."""

    def put(**files: str) -> Path:
        return write(tmp_path / "class", {f"{name}/doubling.py": text for name, text in files.items()})

    return put


@pytest.fixture
def make_run(course: Course) -> Callable[..., Run]:
    def make(window: str = "1", seed: Seed | None = None) -> Run:
        return run_of(course, CHAPTER, seed or keyed(SECRET, CHAPTER, window), "plain")

    return make


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "results", CHAPTER)

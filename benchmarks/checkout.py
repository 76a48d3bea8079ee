"""A copy of the suite for a course of its own: the command line grades the course that its package stands in.

What is measured goes through the command that instructors type, and stays as it is while somebody edits.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from measure import ROOT

LEFT_BEHIND = shutil.ignore_patterns("__pycache__", "tests")


def copy_suite(root: Path) -> None:
    """The suite without its chapters and tests, in a new folder."""
    shutil.copytree(ROOT / "autograder", root / "autograder", ignore=_ignored)
    for folder in ("autograder/chapters", "solutions"):
        (root / folder).mkdir(parents=True, exist_ok=True)


def copy_course(source: Path, root: Path) -> None:
    """Chapters and solutions of a course, into a copy of the suite."""
    for folder in ("autograder", "solutions"):
        shutil.copytree(source / folder, root / folder, ignore=LEFT_BEHIND, dirs_exist_ok=True)


def grade_command(submissions: Path, chapter: str, out: Path, slots: int, *more: str) -> list[str]:
    """`autograder grade` as it is typed. `environment` says which course that is."""
    command = [sys.executable, "-P", "-m", "autograder.cli", "grade", str(submissions)]
    return [*command, "--chapter", chapter, "--out", str(out), "--slots", str(slots), *more]


def environment(root: Path) -> dict[str, str]:
    """In which the command finds the copy in `root`, and keeps tapes beside it."""
    return os.environ | {"PYTHONPATH": str(root), "XDG_CACHE_HOME": str(root / "kept")}


def _ignored(folder: str, names: list[str]) -> set[str]:
    inside = {
        name for name in names if Path(folder) == ROOT / "autograder" / "chapters" and name.startswith(("ch", "app"))
    }
    return inside | LEFT_BEHIND(folder, names)

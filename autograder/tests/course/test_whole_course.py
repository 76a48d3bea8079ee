"""The kit of the whole course, as students get it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course.kit import kit_files, release
from autograder.course.leaks import leaks, secrets
from autograder.course.stubs import TAPE_NAME
from autograder.engine.load import here

CHAPTERS = [name for name in here().names() if (here().assignment(name) / TAPE_NAME).is_file()]

pytestmark = pytest.mark.skipif(not CHAPTERS, reason="no chapter has a tape yet: run autograder stubs")


def test_it_gives_nothing_away() -> None:
    root = here().root
    assert leaks(kit_files(root, CHAPTERS), secrets(root)) == []


def test_its_commands_are_the_students_and_need_nothing_of_the_authors(tmp_path: Path) -> None:
    folder, _ = release(tmp_path, here().root, CHAPTERS)
    ran = subprocess.run(
        [sys.executable, "-m", "autograder.cli", "--help"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    commands = set(re.findall(r"^  ([a-z]+)  ", ran.stdout, re.MULTILINE))
    assert commands == {"check", "datasets", "hint", "list", "submit", "update", "watch"}

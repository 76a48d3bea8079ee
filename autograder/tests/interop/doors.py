"""How instructors and platforms get at things: commands as they are typed, folders as a container has them."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from click.testing import CliRunner

from autograder.course.release import release_command


def released(*arguments: object) -> tuple[int, str]:
    """`autograder release`; its exit code, and what it says."""
    done = CliRunner().invoke(release_command, [str(argument) for argument in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, done.output


def laid_out(zipped: Path, folder: Path) -> Path:
    """A zip for Gradescope unpacked as its containers have it: what they call /autograder, in `folder`."""
    place = folder / "autograder"
    for name in ("source", "submission", "results"):
        (place / name).mkdir(parents=True)
    with zipfile.ZipFile(zipped) as archive:
        archive.extractall(place / "source")
    return place


def nbgrader(course: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """nbgrader's own command, run in the course directory as an instructor does."""
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=course,
        env=environment(course),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def environment(course: Path) -> dict[str, str]:
    """For Jupyter's programs, which else read and write in the home of whoever runs the tests."""
    own = {"HOME": str(course.parent), "JUPYTER_RUNTIME_DIR": str(course.parent / "runtime"), "PYTHONUTF8": "1"}
    return {**os.environ, **own, "JUPYTER_CONFIG_DIR": str(course.parent / "jupyter"), "PYTHONWARNINGS": "ignore"}

"""Submissions of the small chapter to otter-grader, and what the tests of its edition share."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from autograder.course.editions import gradescope, otter
from autograder.engine.notebook import MARKER
from autograder.engine.report import GradeReport
from autograder.engine.seeds import keyed
from autograder.interop.otter import questions
from autograder.reports.clean import one_line
from autograder.tests.grading.conftest import CHAPTER, RIGHT, SECRET
from autograder.tests.interop.doors import laid_out

# of ipylab, when otter imports it
OTTER_WARNS = pytest.mark.filterwarnings("ignore:Traits should be given as instances:DeprecationWarning")
SEED = keyed(SECRET, CHAPTER, "1")
CH01 = "ch01_neural_networks"
WRONG = "def double(x):\n    return x * 3\n"
HALF = "def double(x):\n    return 6.0\n"
MARK = "/tmp/otter-ran-a-students-code"  # noqa: S108 - where hostile code would leave a trace
LOOKS_AROUND_WHEN_CALLED = f"""
import glob, os

def double(x):
    for name in ({MARK!r}, "tests/verdicts.json", "../tests/verdicts.json", "../results/results.json"):
        try:
            open(name, "w").write('{{"score": 3}}')
        except OSError:
            pass
    print("\\x1b[2J3 of 3 points")
    raise RuntimeError("<script>" + str(glob.glob("/**/tapes/*.bin", recursive=True)[:3]))
"""
PATCHES_WHEN_CALLED = """
def double(x):
    import gc, sys
    for found in gc.get_objects():
        if isinstance(found, dict) and "passed" in found:
            found["passed"] = True
    try:
        import otter.test_files.abstract_test as tests
        tests.TestFile.score = property(lambda self: 3)
        import autograder.grading.otter_plugin as plugin
        plugin.GradeOutside.after_grading = lambda self, results: None
    finally:
        sys.exit(0)
"""
LOOKS_AROUND = f"""
import glob, os
open({MARK!r}, "w").close()
FOUND = [path for path in glob.glob("/**/tapes/*.bin", recursive=True)[:3]]
for name in ("tests/verdicts.json", "../results/results.json"):
    try:
        open(name, "w").write('{{"score": 3}}')
    except OSError:
        pass
print("\\x1b[2J3 of 3 points")
def double(x):
    raise RuntimeError("<script>" + str(FOUND))
"""
PATCHES = """
import otter.test_files.abstract_test as tests
tests.TestFile.score = property(lambda self: 3)
tests.TestFile.passed_all = property(lambda self: True)
import autograder.grading.otter_plugin
def double(x):
    return None
"""
WARNS = "import warnings\ndef double(x):\n    warnings.warn('twice')\n    print('hello')\n    return x * 2\n"
SHADOW = f"open({MARK!r}, 'w').close()\nraise SystemExit(0)\n".encode()


class Bomb:
    """Unpickled, it leaves a trace."""

    def __reduce__(self) -> tuple[Any, ...]:
        return open, (MARK, "w")


_OURS = [
    *("numpy.py", "otter.py", "nbformat.py", "sitecustomize.py", "tests/double.py"),
    *(f"autograder/{name}.py" for name in ("__init__", "grading/otter_plugin", "grading/otter_exam")),
]
HOSTILE_FILES = dict.fromkeys(_OURS, SHADOW) | {
    ".OTTER_LOG": pickle.dumps(Bomb()),
    "otter_config.json": b'{"plugins": []}',
    "tests/verdicts.json": b'{"questions": {"double": {}}}',
    "results.json": b'{"score": 3}',
}


def notebook(double: str, name: str = CHAPTER) -> bytes:
    """A notebook of the small chapter. name: of the assignment that it says it belongs to."""
    source = f"{MARKER}doubling.double\n{double}"
    cells = [
        {"cell_type": "code", "id": "double", "metadata": {}, "outputs": [], "execution_count": None, "source": source},
        {"cell_type": "code", "id": "export", "metadata": {}, "outputs": [], "execution_count": None,
         "source": f'open({MARK!r}, "w").close()\ngrader.export(pdf=False)'},
    ]  # fmt: skip
    metadata = {"otter": {"assignment_name": name}}
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": metadata}).encode()


def exported(source: str, more: Mapping[str, bytes] = {}) -> bytes:
    """The zip that `grader.export()` makes of it, with more in it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("small.ipynb", notebook(source))
        archive.writestr("__zip_filename__", "small_2026.zip")
        for name, content in more.items():
            archive.writestr(name, content)
    return stream.getvalue()


SUBMISSIONS: dict[str, tuple[bytes, float]] = {  # file that is handed in -> content, points
    "right.ipynb": (notebook(RIGHT), 3),
    "wrong.ipynb": (notebook(WRONG), 0),
    "half.ipynb": (notebook(HALF), 1),
    "warns.ipynb": (notebook(WARNS), 3),
    "looks_around.ipynb": (notebook(LOOKS_AROUND), 0),
    "looks_around_when_called.ipynb": (notebook(LOOKS_AROUND_WHEN_CALLED), 0),
    "patches.ipynb": (notebook(PATCHES), 0),
    "patches_when_called.ipynb": (notebook(PATCHES_WHEN_CALLED), 0),
    "exits.ipynb": (notebook("import os\ndef double(x):\n    os._exit(0)\n"), 0),
    "doubling.py": (RIGHT.encode(), 3),
    "exported.zip": (exported(HALF), 1),
    "hostile.zip": (exported(RIGHT, HOSTILE_FILES), 3),
}


@pytest.fixture
def no_trace() -> Iterator[None]:
    """No code of a student is ever run where it can leave something."""
    Path(MARK).unlink(missing_ok=True)
    yield
    assert not Path(MARK).exists()


_zips: dict[str, bytes] = {}


@pytest.fixture
def otter_zip(course, tmp_path, monkeypatch, with_tapes) -> Path:
    """The autograder's zip. Made once: the same course gives the same zip."""
    monkeypatch.setattr(gradescope, "with_tapes", with_tapes)
    if not _zips:
        _zips[CHAPTER] = gradescope.pack(otter.zip_files(course, CHAPTER, SEED, "1"))
    path = tmp_path / f"{CHAPTER}-autograder.zip"
    path.write_bytes(_zips[CHAPTER])
    return path


@pytest.fixture
def otter_root(otter_zip, tmp_path) -> Path:
    """What a container calls /autograder."""
    return laid_out(otter_zip, tmp_path)


def by_check(report: GradeReport) -> dict[str, list[tuple[str, float, bool]]]:
    """Question -> its cases, as otter should have them."""
    named = questions(exercise.name for exercise in report.exercises)
    return {
        named[exercise.name]: [
            (one_line(check.sentence), check.max_points, check.points > 0) for check in exercise.checks
        ]
        for exercise in report.exercises
    }

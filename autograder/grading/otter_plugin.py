"""otter-grader's plugin that lets the mark come from outside the notebook's kernel.

otter runs a submission in a kernel and asks that kernel for the marks: code in the notebook can change them. Here the
work is judged as everywhere else, in a sandbox and by tapes, before otter begins; the kernel gets an empty notebook,
and none of the student's files. What comes out is the report's, whatever happens in the kernel.

Imports nothing of ours: what judges lies in the zip, as tests/exam.zip, and runs in a process of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from otter.plugins import AbstractOtterPlugin
from otter.test_files import GradingResults, TestCase, TestFile
from otter.test_files.abstract_test import TestCaseResult
from otter.test_files.exception_test import ExceptionTestFile

NAME = "autograder.grading.otter_plugin.GradeOutside"
EXAM, PENDING, VERDICTS = "exam.zip", "pending.json", "verdicts.json"
TESTS = "tests"
JUDGES = "autograder.grading.otter_exam"


class GradeOutside(AbstractOtterPlugin):
    """Judges the submission, and hands otter the verdicts."""

    def before_grading(self, config: Any) -> None:
        """Take the student's files out of otter's way, but for the notebook, which otter reads next.

        Among them is otter's log: it is a pickle, and otter would load it in this process.
        """
        submission = Path(self.submission_path)
        self._root = submission.parent.parent
        self._handed_in = Path(tempfile.mkdtemp(prefix="handed-in-", dir=self._root))
        for path in sorted(submission.parent.iterdir()):
            if _is_otters(path, config):
                path.unlink()
            elif path.name not in (TESTS, submission.name):
                shutil.move(path, self._handed_in / path.name)

    def before_execution(self, submission: Any) -> nbformat.NotebookNode:
        """Judge, and give otter an empty notebook in place of the student's."""
        path = Path(self.submission_path)
        shutil.move(path, self._handed_in / path.name)
        self._verdicts = judged(self._root, self._handed_in)
        told = json.dumps({"questions": self._verdicts["questions"]})
        (path.parent / TESTS / VERDICTS).write_text(told, encoding="utf-8")
        return nbformat.v4.new_notebook()

    def after_grading(self, results: GradingResults) -> None:
        """Make the results the report's, with what it says of the whole."""
        results.results = {name: _as_test(name, cases) for name, cases in self._verdicts["questions"].items()}
        results._catastrophic_error = None  # the kernel may have broken: no mark comes from it
        results.set_output(self._verdicts["output"])
        results.set_plugin_data(NAME, self._verdicts["data"])
        if self._verdicts["hidden"]:
            results.hide_everything()

    def generate_report(self) -> str:
        """What the instructor sees."""
        return str(self._verdicts["about"])


def judged(root: Path, handed_in: Path) -> dict[str, Any]:
    """The document of interop/otter.py on what was handed in; where the grader breaks, the one that says "pending".

    root: with the folder `source`, in which the zip was unpacked
    """
    with tempfile.TemporaryDirectory(prefix="exam-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with zipfile.ZipFile(root / "source" / TESTS / EXAM) as archive:
            archive.extractall(folder)
        found = folder / VERDICTS
        subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-P", "-m", JUDGES, folder, handed_in, root / "submission_metadata.json", found],
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            check=False,
        )
        read: dict[str, Any] = json.loads((found if found.is_file() else folder / PENDING).read_bytes())
        return read


def _is_otters(path: Path, config: Any) -> bool:
    """Whether it lies there because of otter: an empty file, and the zip that it has unpacked there."""
    if path.is_symlink() or not path.is_file():
        return False
    return (path.name == "__init__.py" and not path.stat().st_size) or (config.zips and path.suffix == ".zip")


def _environment(folder: Path) -> dict[str, str]:
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    path = os.pathsep.join([str(folder), str(folder / "datasets")])
    return {**os.environ, **threads, "PYTHONPATH": path, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def _as_test(name: str, cases: Mapping[str, Mapping[str, Any]]) -> TestFile:
    made = ExceptionTestFile(name, f"{TESTS}/{name}.py", [_as_case(case) for case in cases.values()], False)
    made.test_case_results = [
        TestCaseResult(test_case, case["message"], case["passed"])
        for test_case, case in zip(made.test_cases, cases.values(), strict=True)
    ]
    return made


def _as_case(case: Mapping[str, Any]) -> TestCase:
    return TestCase(case["name"], "", False, case["points"], None, None)

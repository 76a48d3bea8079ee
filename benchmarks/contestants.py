"""Four ways to grade the same twenty submissions: this suite, nbgrader, otter-grader, fresh pytest processes.

Each lays its files out in a folder of its own, grades all submissions again and again, and tells the scores.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import checkout
from mlp_class import CHAPTER, COURSE, MODULE
from notebooks import released, submitted

from autograder.engine import report as reports

VERSUS = Path(__file__).resolve().parent / "versus"
TOOLS = VERSUS / ".venv"  # the other tools, put there by `versus.py --set-up`
Scores = dict[str, float]


class Failed(Exception):
    """A tool did not do its work. The message is its own."""


@dataclass(frozen=True)
class Assignment:
    """What every tool gets.

    source:      the solution's module
    submissions: name -> module as it was handed in
    truths:      the calls of each check with the solution's answers, a pickle
    checks:      their names
    torch:       whether the modules import torch, as a chapter does that uses it
    """

    source: str
    submissions: Mapping[str, str]
    truths: bytes
    checks: Sequence[str]
    torch: bool = False


@dataclass
class Contestant:
    """One tool in a folder of its own."""

    name: str
    assignment: Assignment
    folder: Path

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True)
        self.lay_out()

    def lay_out(self) -> None:
        """Everything that is done once a term: not measured."""

    def clear(self) -> None:
        """Forget the last round: not measured."""

    def grade(self, names: Sequence[str]) -> None:
        """Grade these submissions: measured."""
        raise NotImplementedError

    def scores(self) -> Scores:
        """Checks passed, by submission, in the last round: not measured."""
        raise NotImplementedError


@dataclass
class Ours(Contestant):
    """`autograder grade`, the whole command."""

    slots: int = 1
    secret: bool = False  # a term's secret in place of the kit's own inputs: what fails is asked again with those
    again: bool = False  # the answers of the solution and of misconceptions are kept from an earlier run

    def lay_out(self) -> None:
        checkout.copy_suite(self.folder / "suite")
        checkout.copy_course(COURSE, self.folder / "suite")
        home = self.folder / "suite" / "solutions" / CHAPTER
        (home / MODULE).write_text(self.assignment.source, encoding="utf-8")
        if self.assignment.torch:
            settings = (home / "chapter.toml").read_text(encoding="utf-8")
            (home / "chapter.toml").write_text(settings.replace('["numpy"]', '["numpy", "torch"]'), encoding="utf-8")

    def clear(self) -> None:
        for name in ("class", "out", *(() if self.again else ("suite/kept",))):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def grade(self, names: Sequence[str]) -> None:
        for name in names:
            write_package(self.folder / "class" / name, self.assignment.submissions[name])
        inputs = ["--secret", str(self.folder / "secret")] if self.secret else ["--public"]
        out = self.folder / "out"
        _call(
            checkout.grade_command(self.folder / "class", CHAPTER, out, self.slots, *inputs),
            self.folder,
            checkout.environment(self.folder / "suite"),
        )

    def start(self) -> None:
        """The command over one submission of which nothing can be used: all that is not a submission's."""
        (self.folder / "class" / "nothing" / CHAPTER).mkdir(parents=True)
        (self.folder / "class" / "nothing" / CHAPTER / MODULE).write_bytes(b"\0")
        self.grade([])

    def scores(self) -> Scores:
        found = [reports.decode(path.read_bytes()) for path in self.folder.glob(f"out/*/{CHAPTER}/report.json")]
        if held := [report.submission for report in found if report.pending]:
            raise Failed(f"held by this suite: {held}")
        return {report.submission: report.score for report in found}


@dataclass
class Pytest(Contestant):
    """A fresh `python -m pytest` for each submission, in this environment, without plugins."""

    passed: Scores = field(default_factory=dict[str, float])

    def lay_out(self) -> None:
        for name, source in self.assignment.submissions.items():
            write_package(self.folder / name, source)
            write_truths(self.folder / name, self.assignment)
            shutil.copy(VERSUS / "test_mlp.py", self.folder / name)

    def grade(self, names: Sequence[str]) -> None:
        self.passed = {}
        command = [sys.executable, "-m", "pytest", "-q", "--tb=short", "-p", "no:cacheprovider", "test_mlp.py"]
        environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        for name in names:
            said = _call(command, self.folder / name, environment, fine=(0, 1, 2))
            passed = re.search(r"(\d+) passed", said)
            self.passed[name] = float(passed[1]) if passed else 0.0

    def scores(self) -> Scores:
        return self.passed


@dataclass
class Nbgrader(Contestant):
    """`nbgrader autograde`, one command for all; no feedback pages are made."""

    def lay_out(self) -> None:
        source = self.folder / "source" / "mlp"
        write_truths(source, self.assignment)
        (source / "mlp.ipynb").write_text(released(self.assignment.source, self.assignment.checks), encoding="utf-8")
        (self.folder / "nbgrader_config.py").write_text(
            'c = get_config()\nc.CourseDirectory.course_id = "versus"\nc.Execute.timeout = 300\n', encoding="utf-8"
        )
        _call([tool("nbgrader"), "generate_assignment", "mlp"], self.folder, self._environment())
        shutil.copy(self.folder / "gradebook.db", self.folder / "gradebook.new")

    def clear(self) -> None:
        for step in ("submitted", "autograded"):
            shutil.rmtree(self.folder / step, ignore_errors=True)
        shutil.copy(self.folder / "gradebook.new", self.folder / "gradebook.db")

    def grade(self, names: Sequence[str]) -> None:
        release = (self.folder / "release" / "mlp" / "mlp.ipynb").read_text(encoding="utf-8")
        for name in names:
            path = self.folder / "submitted" / name / "mlp" / "mlp.ipynb"
            path.parent.mkdir(parents=True)
            path.write_text(submitted(release, self.assignment.submissions[name]), encoding="utf-8")
        _call([tool("nbgrader"), "autograde", "mlp"], self.folder, self._environment())

    def scores(self) -> Scores:
        _call([tool("nbgrader"), "export", "--to", "marks.csv"], self.folder, self._environment())
        with (self.folder / "marks.csv").open(encoding="utf-8", newline="") as file:
            return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}

    def _environment(self) -> dict[str, str]:
        return jupyter(self.folder)


@dataclass
class Otter(Contestant):
    """`otter run` for each notebook: the documented way without containers, which would cost more.

    warm: through otter's Python interface instead, in one process for all
    """

    warm: bool = False

    def lay_out(self) -> None:
        write_truths(self.folder, self.assignment)
        (self.folder / "tests").mkdir()
        for check in self.assignment.checks:
            (self.folder / "tests" / f"{identifier(check)}.py").write_text(_otter_test(check), encoding="utf-8")
        command = [tool("otter"), "generate", "-t", "tests", "-o", "autograder.zip", "--no-config"]
        command += ["--no-requirements", "--no-environment", "truths.py", "truths.pickle"]
        _call(command, self.folder, jupyter(self.folder))
        notebook = released(self.assignment.source, [])
        for name, source in self.assignment.submissions.items():
            (self.folder / f"{name}.ipynb").write_text(submitted(notebook, source), encoding="utf-8")

    def clear(self) -> None:
        shutil.rmtree(self.folder / "out", ignore_errors=True)
        (self.folder / "out").mkdir()

    def grade(self, names: Sequence[str]) -> None:
        notebooks = [str(self.folder / f"{name}.ipynb") for name in names]
        if self.warm:
            command = [tool("python"), str(VERSUS / "otter_all.py"), "autograder.zip", "out/scores.json", *notebooks]
            _call(command, self.folder, jupyter(self.folder))
            return
        for name, notebook in zip(names, notebooks, strict=True):
            (self.folder / "out" / name).mkdir()
            command = [tool("otter"), "run", notebook, "-a", "autograder.zip", "-o", f"out/{name}", "--no-logo"]
            _call(command, self.folder, jupyter(self.folder))

    def scores(self) -> Scores:
        if self.warm:
            return json.loads((self.folder / "out" / "scores.json").read_text(encoding="utf-8"))
        found = {path.parent.name: json.loads(path.read_text()) for path in self.folder.glob("out/*/results.json")}
        return {name: sum(test.get("score", 0.0) for test in result["tests"]) for name, result in found.items()}


def tool(name: str) -> str:
    """A program of the other tools' environment."""
    return str(TOOLS / "bin" / name)


def jupyter(folder: Path) -> dict[str, str]:
    """Kernels start without the settings of whoever measures."""
    own = {name: str(folder / ".jupyter") for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    path = f"{TOOLS / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return os.environ | own | {"IPYTHONDIR": str(folder / ".ipython"), "PATH": path}


def write_package(folder: Path, source: str) -> None:
    """A submission as a folder that holds the chapter's package."""
    (folder / CHAPTER).mkdir(parents=True)
    (folder / CHAPTER / "__init__.py").write_text('"""Handed in."""\n', encoding="utf-8")
    (folder / CHAPTER / MODULE).write_text(source, encoding="utf-8")


def write_truths(folder: Path, assignment: Assignment) -> None:
    """What the other tools' tests compare with."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(VERSUS / "truths.py", folder)
    (folder / "truths.pickle").write_bytes(assignment.truths)


def identifier(check: str) -> str:
    return check.replace(":", "-")


def _otter_test(check: str) -> str:
    return (
        "OK_FORMAT = False\n"
        "from otter.test_files import test_case\n"
        f"name = {identifier(check)!r}\npoints = 1\n\n"
        f"@test_case()\ndef test(env):\n    import truths\n    truths.compare({check!r}, env)\n"
    )


def _call(command: Sequence[str], folder: Path, environment: Mapping[str, str], fine: Sequence[int] = (0,)) -> str:
    """What it printed. Raises Failed."""
    done = subprocess.run(  # noqa: S603 - our own commands
        command, cwd=folder, env=dict(environment), capture_output=True, text=True, check=False
    )
    if done.returncode not in fine:
        raise Failed(f"{Path(command[0]).name} {command[1]}: {(done.stdout + done.stderr)[-2000:]}")
    return done.stdout

"""otter-grader's plugin and its container: the marks are those of `autograder grade`, whatever is handed in."""

from __future__ import annotations

import importlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.course.editions import gradescope, otter
from autograder.engine.load import Course
from autograder.engine.report import CPU, GradeReport
from autograder.engine.rungs import NoSandbox
from autograder.grading import gradescope_run, otter_exam
from autograder.grading.gradescope_run import BROKE
from autograder.grading.run import run_of, take
from autograder.grading.session import choose_rung
from autograder.grading.slots import SlotWorker
from autograder.tests.grading.conftest import CHAPTER, RIGHT
from autograder.tests.interop.otter_made import (
    CH01,
    HALF,
    OTTER_WARNS,
    SEED,
    SUBMISSIONS,
    by_check,
    notebook,
)
from autograder.tests.interop.test_gradescope import valid

pytestmark = [OTTER_WARNS, pytest.mark.usefixtures("no_trace")]


def hand_in(otter_root: Path, name: str, content: bytes) -> None:
    """As otter lays it out before its plugins begin."""
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            archive.extractall(otter_root / "submission")
    else:
        (otter_root / "submission" / name).write_bytes(content)
    shutil.rmtree(otter_root / "submission" / "tests", ignore_errors=True)
    shutil.copytree(otter_root / "source" / "tests", otter_root / "submission" / "tests")
    (otter_root / "submission" / "__init__.py").touch()
    (otter_root / "submission_metadata.json").write_text("{}")


def settled(otter_root: Path, **asked: Any) -> tuple[Any, dict[str, Any]]:
    """The plugin's part of a run, in this process and without a kernel: otter's results, and its results.json."""
    plugins = importlib.import_module("autograder.grading.otter_plugin")
    made = importlib.import_module("otter.test_files").GradingResults.without_results(OSError("no kernel"))
    config = json.loads((otter_root / "source" / "otter_config.json").read_bytes())
    config = importlib.import_module("otter.run").AutograderConfig(config | asked)
    (handed_in,) = [*(otter_root / "submission").glob("*.ipynb"), *(otter_root / "submission").glob("[a-z]*.py")][:1]
    plugin = plugins.GradeOutside(str(handed_in), {}, {})
    plugin.before_grading(config)
    assert plugin.before_execution(None).cells == []
    plugin.after_grading(made)
    assert plugin.generate_report() in plugin.generate_report()
    return made, whole(json.dumps(made.to_gradescope_dict(config)).encode())


def whole(content: bytes) -> dict[str, Any]:
    """A results.json as Gradescope takes it: it needs no total where every test has a score, and no scores with one."""
    found = json.loads(content)
    assert "score" in found or all("score" in test for test in found["tests"])
    valid(json.dumps({"score": 0, **found, "tests": [{"score": 0, **test} for test in found["tests"]]}).encode())
    return found


def marked(course: Course, with_tapes: Callable[..., Any], path: Path) -> GradeReport:
    """As `autograder grade` marks it."""
    chapter = course.load(CHAPTER)
    worker = SlotWorker(with_tapes(run_of(course, CHAPTER, SEED, choose_rung(chapter, "auto", CPU)), chapter))
    with worker.slot:
        return worker.grade(take("submission", path, chapter)).report


def cases(results: Any) -> dict[str, list[tuple[str, float, bool]]]:
    return {
        name: [(one.test_case.name, one.test_case.points, one.passed) for one in file.test_case_results]
        for name, file in results.results.items()
    }


@pytest.mark.linux
@pytest.mark.parametrize("name", SUBMISSIONS)
def test_every_submission_gets_the_marks_that_grade_gives_it(
    course, otter_root, tmp_path, with_tapes, monkeypatch, name: str
) -> None:
    content, points = SUBMISSIONS[name]
    hand_in(otter_root, name, content)
    (tmp_path / name).write_bytes(content)
    results, found = settled(otter_root)
    report = marked(course, with_tapes, tmp_path / name)
    assert cases(results) == by_check(report)
    assert results.total == report.score == points
    assert results.possible == report.max_score == 3
    assert [test["score"] for test in found["tests"]] == [exercise.points for exercise in report.exercises]
    assert results.get_plugin_data("autograder.grading.otter_plugin.GradeOutside")["key"] == report.key
    assert sorted(path.name for path in (otter_root / "submission").iterdir()) == ["tests"]
    assert f"{points:g} of 3 points" in found["output"]
    assert "tapes/keyed.bin" not in json.dumps(found)
    assert "\\u001b" not in json.dumps(found)
    monkeypatch.chdir(otter_root / "submission")  # the tests, as the kernel runs them, say the same
    assert cases(in_the_kernel("double")) == cases(results)


def in_the_kernel(*names: str) -> Any:
    files = importlib.import_module("otter.test_files")
    found = [files.create_test_file(f"./tests/{name}.py", None) for name in names]
    for file in found:
        file.run({})
    return files.GradingResults(found)


@pytest.mark.linux
def test_a_zip_that_otter_has_unpacked_is_not_read_twice(otter_root) -> None:
    content, points = SUBMISSIONS["exported.zip"]
    hand_in(otter_root, "exported.zip", content)
    (otter_root / "submission" / "exported.zip").write_bytes(content)
    results, found = settled(otter_root, zips=True)
    assert results.total == points
    assert "more than one" not in found["output"]


@pytest.mark.linux
def test_otter_run_gives_the_marks_that_grade_gives_and_so_does_the_container(otter_root, otter_zip, tmp_path) -> None:
    """The kernel and all. It takes long to start, so both at the same time."""
    (tmp_path / "hostile.zip").write_bytes(SUBMISSIONS["hostile.zip"][0])
    command = [Path(sys.executable).with_name("otter"), "run", tmp_path / "hostile.zip", "-a", otter_zip, "--no-logo"]
    (tmp_path / "out").mkdir()
    right = subprocess.Popen([*command, "-o", tmp_path / "out"], stdout=subprocess.PIPE, text=True, cwd=tmp_path)
    (otter_root / "submission" / "half.ipynb").write_bytes(notebook(HALF))
    (otter_root / "submission" / "tests").write_text("in the way")
    (otter_root / "submission_metadata.json").touch()  # as otter's Dockerfile makes it: otter cannot read that
    (otter_root / "results" / "results.json").write_text('{"score": 3}')  # of another run: it must not stand
    code, found, printed = contained(otter_root)
    assert code == 0, printed
    assert [(test["name"], test["score"], test["max_score"]) for test in found["tests"]] == [("double", 1, 3)], printed
    assert "double(3.0) is 6. result:\n        ✓ passed, 1/1" in found["tests"][0]["output"]
    assert re.search(
        r"twice x\. result:\n        ✗ not yet, 0/2\n        Called    double\(", found["tests"][0]["output"]
    )
    assert "1 of 3 points; isolated: " in printed  # the instructor reads how it was run
    assert (otter_root / "results" / "results.pkl").stat().st_size > 0  # `otter grade` reads it
    printed, _ = right.communicate(timeout=300)
    found = whole((tmp_path / "out" / "results.json").read_bytes())
    assert right.returncode == 0, printed
    assert [(test["name"], test["score"], test["max_score"]) for test in found["tests"]] == [("double", 3, 3)], printed
    assert found["tests"][0]["visibility"] == "visible"
    assert "not isolated" not in found["output"]


@pytest.mark.linux
def test_no_isolation_only_where_the_instructor_wrote_it_and_the_result_says_so(
    course, otter_root, tmp_path, monkeypatch, with_tapes
) -> None:
    monkeypatch.setattr(gradescope, "with_tapes", with_tapes)
    chosen = tmp_path / "mine.toml"
    chosen.write_text('isolation = "plain"\npoints = 20\nvisibility = "visible"\n')
    for name, content in otter.zip_files(course, CHAPTER, SEED, "1", chosen).items():
        (otter_root / "source" / name).write_bytes(content)
    hand_in(otter_root, "right.ipynb", notebook(RIGHT))
    _, found = settled(otter_root)
    assert found["score"] == 20
    assert "This was run not isolated." in found["output"]


def test_without_isolation_nothing_is_run_and_no_verdict_is_written(otter_root, tmp_path, monkeypatch) -> None:
    def refuse(*_: object) -> None:
        raise NoSandbox("Code cannot be isolated on this machine.")

    with zipfile.ZipFile(otter_root / "source" / "tests" / "exam.zip") as archive:
        archive.extractall(tmp_path / "exam")
    hand_in(otter_root, "right.ipynb", notebook(RIGHT))
    monkeypatch.setattr(gradescope_run, "open_slot", refuse)
    asked = [
        tmp_path / "exam",
        otter_root / "submission",
        otter_root / "submission_metadata.json",
        tmp_path / "verdicts.json",
    ]
    monkeypatch.setattr(sys, "argv", ["otter_exam", *map(str, asked)])
    with pytest.raises(NoSandbox, match="cannot be isolated"):
        otter_exam.main()
    assert not (tmp_path / "verdicts.json").exists()


@pytest.mark.linux
def test_a_broken_grader_holds_the_mark_and_says_so(otter_root, capfd, monkeypatch) -> None:
    path = otter_root / "source" / "tests" / "exam.zip"
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    path.write_bytes(gradescope.pack(files | {"tapes/keyed.bin": files["tapes/public.bin"]}))
    hand_in(otter_root, "right.ipynb", notebook(RIGHT))
    results, found = settled(otter_root)
    assert (results.total, results.possible) == (0, 3)
    assert BROKE in found["output"]
    assert "2 marks pending" in found["output"]
    assert found["tests"][0]["output"].count("? pending, ?/") == 2
    assert results.get_plugin_data("autograder.grading.otter_plugin.GradeOutside")["pending"] is True
    assert "does not belong to these checks" in capfd.readouterr().err
    monkeypatch.chdir(otter_root / "submission")
    assert cases(in_the_kernel("double")) == cases(results)


class TestContainer:
    """run_autograder, as Gradescope and `otter grade` start it."""

    @pytest.mark.parametrize(
        ("files", "why"),
        [
            ({"a.ipynb": b'{"cells": ['}, "a.ipynb cannot be read as a notebook (NotJSONError). Save it"),
            ({"a.ipynb": b'{"nbformat": 4, "metadata": {"otter": {"tests": 1}}}'}, "a.ipynb cannot be read"),
            ({"a.ipynb": notebook(RIGHT), "b.ipynb": notebook(RIGHT)}, "More than one .ipynb file"),
            ({"essay.txt": b"I am late."}, "No gradable files"),
            ({"a.ipynb": notebook(RIGHT, CH01)}, f"'{CH01}' (this is assignment '{CHAPTER}')"),
        ],
    )
    def test_what_cannot_be_graded_is_told_to_the_student(
        self, otter_root, capsys, monkeypatch, files: dict[str, bytes], why: str
    ) -> None:
        for name, content in files.items():
            (otter_root / "submission" / name).write_bytes(content)
        container = importlib.import_module("autograder.grading.otter_container")
        assert container.main(otter_root) == 1
        found = whole((otter_root / "results" / "results.json").read_bytes())
        assert found["score"] == 0
        assert why in found.get("output", "") + "".join(test["output"] for test in found["tests"])
        assert why.partition("(")[0] in "".join(capsys.readouterr())

    def test_where_otter_is_not_installed_the_last_score_stays(self, otter_root, capsys, monkeypatch) -> None:
        monkeypatch.setitem(sys.modules, "otter.run.run_autograder", None)
        monkeypatch.setitem(sys.modules, "otter.nbmeta_config", None)
        (otter_root / "submission" / "a.ipynb").write_bytes(notebook(RIGHT))
        before = [{"submission_time": "2026-01-01T00:00:00-07:00", "score": 2.5}]
        (otter_root / "submission_metadata.json").write_text(json.dumps({"previous_submissions": before}))
        assert importlib.import_module("autograder.grading.otter_container").main(otter_root) == 1
        found = whole((otter_root / "results" / "results.json").read_bytes())
        assert (found["score"], found["tests"]) == (2.5, [])
        assert BROKE.partition(":")[0] in found["output"]
        assert "ModuleNotFoundError" in capsys.readouterr().err

    def test_where_not_even_python_starts_there_is_a_result(self, otter_root) -> None:
        code, found, _ = contained(otter_root, "/nowhere/python")
        assert code != 0
        assert found == {"score": 0, "output": BROKE, "stdout_visibility": "hidden", "tests": []}

    @pytest.mark.slow
    @pytest.mark.linux
    def test_what_setup_looks_at_when_the_container_is_built(self, otter_root) -> None:
        command = [sys.executable, "-P", otter_root / "source" / "run_otter.py", "--check", otter_root]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout.startswith(f"{CHAPTER}: 2 checks; isolation: auto\n  namespaces: ")
        assert done.stdout.splitlines()[-1].startswith("otter-grader 7.")


def contained(otter_root: Path, python: str = sys.executable) -> tuple[int, dict[str, Any], str]:
    """Exit code, results.json, and what only the instructor sees."""
    done = subprocess.run(
        ["bash", otter_root / "source" / "run_autograder"],  # noqa: S607
        env=os.environ | {"AUTOGRADER_ROOT": str(otter_root), "AUTOGRADER_PYTHON": python},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done.returncode, whole((otter_root / "results" / "results.json").read_bytes()), done.stdout + done.stderr

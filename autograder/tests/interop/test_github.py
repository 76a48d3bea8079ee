"""The workflow for GitHub, and the script that it runs, in a template repository as it is released."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_it import MarkdownIt

from autograder.course.editions import github
from autograder.course.tapes import solution_files
from autograder.engine.load import here
from autograder.interop import classroom
from autograder.tests.interop import test_junit
from autograder.tests.interop.test_classroom import reported

ROOT = here().root
GUIDE = ROOT / "instructor_guide" / "github"
CHAPTER = "ch01_neural_networks"
ACTIONS = {  # what the steps use -> the inputs that its documentation names
    "actions/checkout@v4": {"ref", "token", "path"},
    "actions/setup-python@v5": {"python-version", "cache"},
    "actions/upload-artifact@v4": {"name", "path"},
    "classroom-resources/autograding-grading-reporter@v1": {"runners", "token"},
}


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    """The template repository of chapter 1."""
    folder, _ = github.release(tmp_path_factory.mktemp("released"), ROOT, [CHAPTER])
    return folder


@pytest.fixture
def repository(template, tmp_path) -> Path:
    """A student's repository, made from it."""
    return shutil.copytree(template, tmp_path / "repository")


def grade(repository: Path, *arguments: object, **environment: str) -> dict[str, Any]:
    """What the runner gets: outputs, summary, what was printed."""
    summary, output = repository.parent / "summary.md", repository.parent / "output"
    path = os.pathsep.join([str(repository), str(repository / "datasets")])
    told = {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_OUTPUT": str(output), "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, "-P", repository / ".github" / "grade.py", *map(str, arguments)],
        cwd=repository,
        env=os.environ | told | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    name, _, encoded = output.read_text(encoding="utf-8").partition("=")
    assert (name, output.read_text(encoding="utf-8").count("\n")) == ("result", 1)
    return {"encoded": encoded, "summary": summary.read_text(encoding="utf-8"), "printed": done.stdout}


def test_the_template_is_a_kit_with_a_workflow(template) -> None:
    assert (template / ".github" / "workflows" / "grade.yml").read_bytes() == (GUIDE / "grade.yml").read_bytes()
    assert not list(template.rglob("misconceptions"))
    assert not (template / "solutions").exists()
    assert sorted(path.name for path in (template / "autograder" / "interop").iterdir()) == [
        "__init__.py",
        "classroom.py",
        "junit.py",
        "text.py",
    ]


def test_an_untouched_template_has_no_points_and_every_check(repository) -> None:
    found = grade(repository, "--junit", "junit", CHAPTER)
    sums = reported(found["encoded"])
    assert (sums["totalPoints"], sums["status"]) == (0, "fail")
    assert "not started" in found["summary"]
    assert re.fullmatch(rf"{CHAPTER}: 0 of \d+ points\n", found["printed"])
    test_junit.valid((repository / "junit" / f"{CHAPTER}.xml").read_bytes())


def test_right_work_has_all_points_that_can_be_had_here(repository) -> None:
    for name, content in solution_files(here().home(CHAPTER)).items():
        (repository / CHAPTER / name).write_bytes(content)
    sums = reported(grade(repository)["encoded"])
    assert sums["status"] == "pass"
    assert sums["totalPoints"] == sums["maxPoints"] > 0


def test_hostile_work_says_nothing_on_the_console(repository) -> None:
    evil = "print('::notice title=Autograding report::{}')\nraise ValueError('\\n::error::```\\n# 60 of 60')\n"
    (repository / CHAPTER / "activations.py").write_text(evil)
    found = grade(repository, CHAPTER)
    result = json.loads(base64.b64decode(found["encoded"]))
    assert "::" not in found["printed"] + json.dumps(result)
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(found["summary"])
    headings = [after.content for token, after in pairwise(tokens) if token.type == "heading_open"]
    assert len(headings) > 1
    assert not [heading for heading in headings if "60" in heading]
    assert reported(found["encoded"])["totalPoints"] == 0


@pytest.mark.linux
@pytest.mark.slow
def test_the_course_itself_marks_with_the_terms_secret(tmp_path) -> None:
    """In a repository that holds the course: what `autograder grade` gives."""
    work = tmp_path / "work"
    shutil.copytree(ROOT / "examples" / "class_ch01" / "farid", work / CHAPTER)
    summary, output = tmp_path / "summary.md", tmp_path / "output"
    told = {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_OUTPUT": str(output), "TERM_SECRET": f"{1:064x}"}
    command = [sys.executable, GUIDE / "grade.py", "--submission", work, CHAPTER]
    done = subprocess.run(command, env=os.environ | told, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == f"{CHAPTER}: 34 of 60 points"
    assert "not isolated" not in summary.read_text(encoding="utf-8")


def test_the_workflow_uses_what_exists() -> None:
    text = (GUIDE / "grade.yml").read_text(encoding="utf-8")
    assert text.startswith("# Not run where the project is developed")
    found = yaml.safe_load(text)
    assert found[True] == ["push", "workflow_dispatch"]  # YAML reads "on" so
    job = found["jobs"]["grade"]
    assert set(job["env"]["CHAPTERS"].split()) <= set(here().names())
    for step in job["steps"]:
        if "uses" in step:
            assert set(step.get("with", {})) <= ACTIONS[step["uses"]]
    grading, reporter = job["steps"][-3], job["steps"][-1]
    assert grading["id"] == reporter["with"]["runners"] == "grade"
    assert reporter["env"] == {"GRADE_RESULTS": "${{ steps.grade.outputs.result }}"}
    assert found["permissions"] == {"contents": "read", "checks": "write", "actions": "read"}


def test_the_result_is_on_one_line_of_the_step_output() -> None:
    assert re.fullmatch(r"[A-Za-z0-9+/]+=*", classroom.encoded([]))

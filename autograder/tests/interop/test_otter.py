"""otter-grader's zip: what it holds, and what otter makes of it."""

from __future__ import annotations

import importlib
import json
import re
import stat
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from msgspec.structs import replace

from autograder.course.editions import gradescope, otter
from autograder.engine.grade import held_report, student_view
from autograder.engine.load import here
from autograder.grading.gradescope_run import BadSettings, Settings
from autograder.interop.otter import questions, verdicts
from autograder.reports.clean import visible
from autograder.tests.grading.conftest import CHAPTER, SECRET
from autograder.tests.interop.conftest import HOSTILE_NAMES, everyone
from autograder.tests.interop.doors import released
from autograder.tests.interop.otter_made import CH01, OTTER_WARNS, SEED, by_check
from autograder.tests.reports import samples

pytestmark = [OTTER_WARNS, pytest.mark.usefixtures("no_trace")]


class TestVerdicts:
    def test_a_pending_mark_earns_nothing_and_is_named(self, course) -> None:
        report = student_view(held_report("ada", course.load(CHAPTER), SEED, "Traceback"))
        found = json.loads(verdicts(report, ["Late."]))
        assert [case["passed"] for case in found["questions"]["double"].values()] == [False, False]
        assert {case["message"][:9] for case in found["questions"]["double"].values()} == {"? pending"}
        assert "A mark that is pending is not lost" in found["output"]
        assert "Late." in found["output"]
        assert found["data"]["pending"] is True
        assert "Traceback" not in json.dumps(found)

    def test_every_check_stands_in_it_with_its_points(self) -> None:
        for report in everyone():
            found = json.loads(verdicts(report))["questions"]
            assert {
                q: [(c["name"], c["points"], c["passed"]) for c in cases.values()] for q, cases in found.items()
            } == (by_check(report))

    def test_marks_are_not_told_before_students_may_see_them(self) -> None:
        told = json.loads(verdicts(everyone()[0], shown=False, hidden=True))
        assert "points" not in told["output"]
        assert told["hidden"] is True

    @pytest.mark.parametrize("name", HOSTILE_NAMES)
    def test_what_a_submission_wrote_is_only_text(self, name: str) -> None:
        report = replace(everyone()[2], notes=[name, "<b>note</b>"])
        content = verdicts(report)
        assert content.isascii()
        said = json.loads(content)["output"]
        assert "<" not in said
        assert visible(said) == said

    def test_the_instructors_report_is_refused(self) -> None:
        with pytest.raises(ValueError, match="student's view"):
            verdicts(replace(samples.good(), view="instructor"))


class TestQuestions:
    @pytest.mark.parametrize("chapter", here().names())
    def test_each_has_one_name_that_is_a_files_too(self, chapter: str) -> None:
        exercises = [exercise.name for exercise in here().settings(chapter).exercise]
        named = questions(exercises)
        assert len({name.casefold() for name in named.values()}) == len(exercises)
        assert all(name.isidentifier() for name in named.values())

    def test_short_where_it_can_be(self) -> None:
        assert questions(["perceptron.train", "training.train", "activations.softmax"]) == {
            "perceptron.train": "perceptron_train",
            "training.train": "training_train",
            "activations.softmax": "softmax",
        }
        assert questions(["a.b", "c.b", "x.a_b", "v.Value", "v.value"]) == {
            "a.b": "a_b", "c.b": "c_b", "x.a_b": "x_a_b", "v.Value": "v_Value", "v.value": "v_value",
        }  # fmt: skip


class TestZip:
    def test_holds_what_otters_dockerfile_takes_along(self, otter_zip) -> None:
        with zipfile.ZipFile(otter_zip) as archive:
            names = set(archive.namelist())
            modes = {name: stat.S_IMODE(archive.getinfo(name).external_attr >> 16) for name in names}
            scripts = archive.read("setup.sh") + archive.read("run_autograder")
        source = importlib.import_module("otter.grade").__file__
        taken = re.findall(r"^ADD (.+) \S+$", Path(str(source)).with_name("Dockerfile").read_text(), re.MULTILINE)
        wanted = {one for line in taken for one in line.split() if "*" not in one and one != "tests"}
        assert wanted == {"run_autograder", "setup.sh", "environment.yml", "otter_config.json", "run_otter.py"}
        assert names == wanted | {"requirements.txt", "requirements.torch.txt", "tests/double.py", "tests/exam.zip"}
        assert (modes["setup.sh"], modes["run_autograder"]) == (0o755, 0o755)
        assert scripts.startswith(b"#!/usr/bin/env bash\n")
        assert b"\r" not in scripts

    def test_otter_knows_every_setting_and_every_test(self, course, otter_root) -> None:
        config = json.loads((otter_root / "source" / "otter_config.json").read_bytes())
        importlib.import_module("otter.run").AutograderConfig(config, require_valid_keys=True)
        module, _, name = config["plugins"][0].rpartition(".")
        base = importlib.import_module("otter.plugins").AbstractOtterPlugin
        assert issubclass(getattr(importlib.import_module(module), name), base)
        file = importlib.import_module("otter.test_files").create_test_file(
            str(otter_root / "source/tests/double.py"), None
        )
        checks = course.load(CHAPTER).checks
        assert file.name == "double"
        assert [(case.name, case.points, case.hidden) for case in file.test_cases] == [
            (check.sentence, check.points, False) for check in checks
        ]

    def test_its_environment_names_otter_and_what_is_pinned(self, otter_root) -> None:
        found = yaml.safe_load((otter_root / "source" / "environment.yml").read_text())
        (pinned,) = [one["pip"] for one in found["dependencies"] if isinstance(one, dict)]
        assert pinned == (otter_root / "source" / "requirements.txt").read_text().splitlines()
        assert [line for line in pinned if line.startswith("otter-grader")]

    def test_only_this_chapters_seed_goes_along_and_no_answer(self, otter_root) -> None:
        with zipfile.ZipFile(otter_root / "source" / "tests" / "exam.zip") as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        every = [*files.values(), *(path.read_bytes() for path in (otter_root / "source").rglob("*.*"))]
        assert not [content for content in every if SECRET.hex().encode() in content or SECRET in content]
        assert sorted(name for name in files if CHAPTER in name) == [
            f"autograder/chapters/{CHAPTER}/__init__.py",
            f"autograder/chapters/{CHAPTER}/checks/__init__.py",
            f"autograder/chapters/{CHAPTER}/checks/doubling.py",
            f"autograder/chapters/{CHAPTER}/experiments.py",
            f"solutions/{CHAPTER}/__init__.py",
            f"solutions/{CHAPTER}/chapter.toml",
        ]

    @pytest.mark.parametrize("script", ["setup.sh", "run_autograder"])
    def test_its_scripts_parse(self, otter_root, script: str) -> None:
        subprocess.run(["bash", "-n", otter_root / "source" / script], check=True)  # noqa: S607

    def test_its_setup_is_gradescopes_up_to_the_end(self, otter_root) -> None:
        text = (otter_root / "source" / "setup.sh").read_text()
        shared = (gradescope.TEMPLATES / "setup.sh").read_text().partition("\nchmod ")[0]
        assert text.startswith(shared.replace("requirements-torch.txt", "requirements.torch.txt"))
        assert "tapes" not in text
        assert text.count("pip install --no-cache-dir") == 2

    @pytest.mark.parametrize("visibility", ["visible", "after_published", "hidden"])
    def test_when_students_see_it(self, course, visibility: Any) -> None:
        config = otter.otter_config(CHAPTER, Settings(visibility=visibility))
        assert "points_possible" not in config
        results = importlib.import_module("otter.test_files").GradingResults([])
        plugin = importlib.import_module("autograder.grading.otter_plugin").GradeOutside("", {}, {})
        report = student_view(held_report("ada", course.load(CHAPTER), SEED, ""))
        plugin._verdicts = json.loads(verdicts(report, hidden=visibility == "hidden"))
        plugin.after_grading(results)
        found = results.to_gradescope_dict(importlib.import_module("otter.run").AutograderConfig(config))
        assert {test["visibility"] for test in found["tests"]} == {visibility}

    def test_what_otter_cannot_do_is_refused(self, course, tmp_path) -> None:
        path = tmp_path / "mine.toml"
        path.write_text('visibility = "after_due_date"\n')
        with pytest.raises(BadSettings, match="otter-grader cannot do that"):
            otter.zip_files(course, CHAPTER, SEED, "1", path)


def test_the_command_asks_for_one_chapter_and_says_what_is_wrong(tmp_path) -> None:
    out = tmp_path / "out"
    code, said = released("--to", "otter", "--out", out)
    assert (code, said) == (1, "autograder: --to otter makes what grades one chapter: name it\n")
    (tmp_path / "mine.toml").write_text('visibility = "after_due_date"\n')
    (tmp_path / "secret").write_text(SECRET.hex())
    asked = (CH01, "--to", "otter", "--secret", tmp_path / "secret")
    code, said = released(*asked, "--out", out, "--settings", tmp_path / "mine.toml")
    assert (code, "otter-grader cannot do that" in said) == (1, True)
    assert not out.exists()
    code, said = released(*asked, "--out", tmp_path / "secret")
    assert (code, "is a file" in said) == (2, True)

"""The zip for Gradescope, unpacked and run as Gradescope lays its folders out."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from autograder.course.editions import gradescope as edition
from autograder.engine.load import here
from autograder.engine.report import CPU
from autograder.engine.rungs import NoSandbox
from autograder.engine.seeds import keyed
from autograder.grading import gradescope_run
from autograder.grading.gradescope_run import BROKE, BadSettings, read_metadata, read_settings, spell
from autograder.grading.run import run_of, take
from autograder.grading.session import choose_rung
from autograder.grading.slots import SlotWorker
from autograder.tests.grading.conftest import CHAPTER, RIGHT, SECRET
from autograder.tests.interop.doors import laid_out, released
from autograder.tests.interop.test_gradescope import valid

SEED = keyed(SECRET, CHAPTER, "1")
EXAMPLES = here().root / "examples" / "class_ch01"
LOOKS_AROUND = """
import glob, os
FOUND = [path for path in glob.glob("/**/tapes/*.bin", recursive=True)[:3]]
try:
    open("/autograder/results/results.json", "w").write('{"score": 3}')
except OSError:
    pass
print("```\\n# 3 of 3 points\\x1b[2J")
def double(x):
    raise RuntimeError("```\\n::notice::" + str(FOUND))
"""
SUBMISSIONS = {  # what is handed in: (files, points)
    "right": ({"doubling.py": RIGHT}, 3),
    "wrong": ({"doubling.py": "def double(x):\n    return x * 3\n"}, 0),
    "half_finished": ({"doubling.py": "def double(x):\n    return 6.0\n"}, 1),
    "in a folder": ({f"{CHAPTER}/doubling.py": RIGHT}, 3),
    "not_started": ({"doubling.py": 'def double(x):\n    raise NotImplementedError("doubling.double")\n'}, 0),
    "hostile": ({"doubling.py": LOOKS_AROUND, "=1+1\u202e.py": "x"}, 0),
    "exits": ({"doubling.py": "import os\ndef double(x):\n    os._exit(0)\n"}, 0),
    "other": ({"essay.txt": "I am late."}, 0),
    "empty": ({}, 0),
}
_zips: dict[str, bytes] = {}


@pytest.fixture
def zipped(course, tmp_path, monkeypatch, with_tapes) -> Path:
    """Made once: the same course gives the same zip."""
    monkeypatch.setattr(edition, "with_tapes", with_tapes)
    path = tmp_path / f"{CHAPTER}-gradescope.zip"
    if not _zips:
        edition.release(course, CHAPTER, SEED, "1", tmp_path)
        _zips[CHAPTER] = path.read_bytes()
    path.write_bytes(_zips[CHAPTER])
    return path


@pytest.fixture
def root(zipped, tmp_path) -> Path:
    """What Gradescope calls /autograder."""
    return laid_out(zipped, tmp_path)


def hand_in(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / "submission" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def describe(root: Path, **told: Any) -> None:
    (root / "submission_metadata.json").write_text(json.dumps(METADATA | told), encoding="utf-8")


METADATA = {  # as documented
    "id": 123456,
    "created_at": "2018-07-01T14:22:32.365935-07:00",
    "assignment": {
        "due_date": "2018-07-31T23:00:00.000000-07:00",
        "group_size": 4,
        "group_submission": True,
        "id": 25828,
        "course_id": 1234,
        "late_due_date": None,
        "release_date": "2018-07-02T00:00:00.000000-07:00",
        "title": "Programming Assignment 1",
        "total_points": "3.0",
    },
    "submission_method": "upload",
    "users": [{"email": "student@example.com", "id": 1234, "name": '=1+1, "Student"\n'}],
    "previous_submissions": [],
}


def run(root: Path, python: str = sys.executable) -> tuple[dict[str, Any], str]:
    """results.json, and what only the instructor sees."""
    done = subprocess.run(
        ["bash", root / "source" / "run_autograder"],  # noqa: S607
        env=os.environ | {"AUTOGRADER_ROOT": str(root), "AUTOGRADER_PYTHON": python},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return valid((root / "results" / "results.json").read_bytes()), done.stdout + done.stderr


@pytest.mark.linux
@pytest.mark.parametrize("name", SUBMISSIONS)
def test_every_submission_gets_the_mark_that_grade_gives_it(course, root, with_tapes, name: str) -> None:
    files, points = SUBMISSIONS[name]
    hand_in(root, files)
    describe(root)
    found, printed = run(root)
    chapter = course.load(CHAPTER)
    ours = run_of(course, CHAPTER, SEED, choose_rung(chapter, "auto", CPU))
    worker = SlotWorker(with_tapes(ours, chapter))
    with worker.slot:
        report = worker.grade(take("123456", root / "submission", chapter)).report
    assert found["score"] == report.score == points, printed
    assert [test["score"] for test in found["tests"]] == [one.points for one in report.exercises]
    assert found["extra_data"]["key"] == report.key
    assert found["extra_data"]["seed"] == SEED.id
    assert "not isolated" not in found["output"]
    assert "after the due date" not in found["output"]
    assert "tapes/keyed.bin" not in json.dumps(found)
    assert "\x1b" not in printed


@pytest.mark.linux
def test_lateness_attempts_and_other_points_are_said(root) -> None:
    hand_in(root, {"doubling.py": "def double(x):\n    return 6.0\n"})
    before = [
        {"submission_time": "2018-07-30T10:00:00-07:00", "score": 1.5, "autograder_error": False, "results": {}},
        {"submission_time": "2018-07-31T10:00:00-07:00", "score": "0.5"},
    ]
    assignment = METADATA["assignment"] | {"total_points": "2.0"}
    describe(root, created_at="2018-08-02T02:00:00-07:00", previous_submissions=before, assignment=assignment)
    found, _ = run(root)
    assert found["score"] == 0.6667
    assert sum(test["score"] for test in found["tests"]) == 1
    for sentence in (
        "Handed in 1 day 3 h after the due date. The points here are without any deduction.",
        "This is submission 3; the best so far had 1.5.",
        "1 of 3 points of the chapter count as 0.67 of 2 here.",
    ):
        assert sentence in found["output"]


@pytest.mark.linux
def test_no_isolation_only_where_the_instructor_wrote_it(root) -> None:
    hand_in(root, SUBMISSIONS["right"][0])
    (root / "source" / "settings.toml").write_text('isolation = "plain"\npoints = 20\nvisibility = "visible"\n')
    found, _ = run(root)
    assert found["score"] == 20
    assert "This was run not isolated." in found["output"]
    assert found["extra_data"]["isolation"] == "not isolated"


@pytest.mark.linux
@pytest.mark.parametrize("harm", ["tape", "settings", "module", "python"])
def test_a_broken_grader_takes_nothing_away(root, harm: str) -> None:
    hand_in(root, SUBMISSIONS["right"][0])
    describe(root, previous_submissions=[{"submission_time": "2018-07-01T00:00:00-07:00", "score": 2.5}])
    source = root / "source"
    if harm == "tape":
        (source / "tapes" / "keyed.bin").write_bytes((source / "tapes" / "public.bin").read_bytes())
    elif harm == "settings":
        (source / "settings.toml").write_text('isolation = "none"\n')
    elif harm == "module":
        (source / "autograder" / "chapters" / CHAPTER / "checks" / "doubling.py").write_text("1 / 0\n")
    (root / "results" / "results.json").write_text('{"score": 3}')  # of another run: it must not stand
    found, printed = run(root, "/nowhere/python" if harm == "python" else sys.executable)
    kept = 0 if harm == "python" else 2.5
    assert (found["score"], found["tests"], found["stdout_visibility"]) == (kept, [], "hidden")
    assert BROKE.partition(":")[0] in found["output"]
    assert ("you keep the 2.5 points" in found["output"]) == (kept > 0)
    assert {"tape": "does not belong", "settings": "'none'", "module": "ZeroDivision", "python": "nowhere"}[
        harm
    ] in printed


def test_a_machine_without_isolation_runs_nothing(root, monkeypatch, capsys) -> None:
    def refuse(*_: object) -> None:
        raise NoSandbox("Code cannot be isolated on this machine.")

    hand_in(root, SUBMISSIONS["right"][0])
    monkeypatch.setattr(gradescope_run, "open_slot", refuse)
    monkeypatch.setattr(sys, "argv", ["gradescope_run", str(root)])
    gradescope_run.main()
    assert valid((root / "results" / "results.json").read_bytes())["score"] == 0
    assert "Code cannot be isolated on this machine." in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"id": []}', b'{"created_at": 3}', b"\xff" * 9])
def test_metadata_that_cannot_be_read_stops_nothing(tmp_path, content: bytes, capsys) -> None:
    path = tmp_path / "submission_metadata.json"
    path.write_bytes(content)
    assert read_metadata(path) == gradescope_run.Metadata()
    assert "nothing is said about time and attempts" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("told", "sentences"),
    [
        ({"created_at": "2018-07-31T23:00:00-07:00"}, 0),  # on the second
        ({"created_at": "2018-08-01T06:00:01Z"}, 1),  # another zone
        ({"created_at": "2018-08-01T00:00:00"}, 0),  # no zone: not known
        ({"created_at": "yesterday"}, 0),
        ({"assignment": {"due_date": None}}, 0),
        (
            {
                "created_at": "2018-08-02T00:00:00-07:00",
                "users": [{"assignment": {"due_date": "2018-08-05T23:00:00-07:00"}}],
            },
            0,
        ),  # an extension
    ],
)
def test_who_is_late(tmp_path, told: dict[str, Any], sentences: int) -> None:
    describe(tmp_path, **told)
    assert len(gradescope_run.about_time(read_metadata(tmp_path / "submission_metadata.json"))) == sentences


def test_the_score_of_a_broken_run_is_not_the_one_that_is_kept(tmp_path) -> None:
    before = [
        {"submission_time": "2018-07-01T00:00:00-07:00", "score": 2.0, "autograder_error": False},
        {"submission_time": "2018-07-02T00:00:00-07:00", "score": 0.0, "autograder_error": True},
        {"submission_time": "2018-07-03T00:00:00-07:00", "score": None},
        {"submission_time": "2018-07-04T00:00:00-07:00", "score": "NaN"},
    ]
    describe(tmp_path, previous_submissions=before)
    assert gradescope_run.kept_score(read_metadata(tmp_path / "submission_metadata.json")) == 2.0


def test_times_in_words() -> None:
    said = [spell(timedelta(seconds=each)) for each in (0.4, 40, 60, 7500, 97_200, 172_800)]
    assert said == ["less than a second", "40 s", "1 min", "2 h 5 min", "1 day 3 h", "2 days"]


def test_the_zip_is_as_gradescope_wants_it_and_gives_no_answer_away(zipped) -> None:
    with zipfile.ZipFile(zipped) as archive:
        names = archive.namelist()
        modes = {name: archive.getinfo(name).external_attr >> 16 for name in ("setup.sh", "run_autograder")}
        assert archive.read("run_autograder").startswith(b"#!/usr/bin/env bash\n")
        assert SECRET.hex().encode() not in archive.read("release.json")
        assert b"\r" not in archive.read("setup.sh") + archive.read("run_autograder")
    assert set(modes.values()) == {0o100755}
    ours = [name for name in names if CHAPTER in name]
    assert sorted(ours) == [
        f"autograder/chapters/{CHAPTER}/__init__.py",
        f"autograder/chapters/{CHAPTER}/checks/__init__.py",
        f"autograder/chapters/{CHAPTER}/checks/doubling.py",
        f"autograder/chapters/{CHAPTER}/experiments.py",
        f"solutions/{CHAPTER}/__init__.py",
        f"solutions/{CHAPTER}/chapter.toml",
    ]


@pytest.mark.parametrize("script", ["setup.sh", "run_autograder"])
def test_the_scripts_parse(root, script: str) -> None:
    subprocess.run(["bash", "-n", root / "source" / script], check=True)  # noqa: S607


@pytest.mark.linux
def test_what_setup_looks_at_when_the_container_is_built(root) -> None:
    command = [sys.executable, "-P", "-m", "autograder.grading.gradescope_run", "--check", root]
    path = os.pathsep.join([str(root / "source"), str(root / "source" / "datasets")])
    done = subprocess.run(command, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"{CHAPTER}: 2 checks; isolation: auto\n  namespaces: ")
    assert not list((root / "results").iterdir())


def test_of_a_real_chapter_no_line_of_a_solution_goes_along() -> None:
    solution, given = here().home("ch05_convolutional_networks"), {"given.py", "questions.py", "__init__.py"}
    files = edition.judging(here(), "ch05_convolutional_networks")
    held = "\n".join(content.decode("utf-8", "replace") for name, content in files.items() if name.endswith(".py"))
    for path in solution.glob("*.py"):
        assert (f"solutions/{solution.name}/{path.name}" in files) == (path.name in given)
        blocks = path.read_text(encoding="utf-8").split("# BEGIN SOLUTION")[1:]
        for block in blocks:
            lines = [line for line in block.partition("# END SOLUTION")[0].splitlines()[1:] if line.strip()]
            assert "\n".join(lines[:4]) not in held or len(lines) < 3, path.name


def test_packages_are_pinned_as_in_this_repository() -> None:
    wanted = edition.requirements(here(), "ch05_convolutional_networks")
    locks = here().root / "requirements"
    pinned = [line for name in ("demo.txt", "dev.txt") for line in (locks / name).read_text().splitlines()]
    lines = wanted["requirements.txt"].decode().splitlines()
    assert set(lines) <= set(pinned)
    assert {"msgspec", "numpy", "sympy", "networkx", "filelock"} <= {line.split("==")[0] for line in lines}
    assert wanted["requirements-torch.txt"].decode().splitlines() == [
        line for line in pinned if line.startswith("torch==")
    ]
    assert edition.requirements(here(), "ch01_neural_networks")["requirements-torch.txt"] == b""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('isolation = "none"', "Invalid enum value 'none'"),
        ("points = 0", "> 0"),
        ("late = 1", "unknown field"),
        ("=", ""),
    ],
)
def test_settings_that_are_wrong_stop_the_release(course, tmp_path, text: str, why: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(BadSettings, match=r"mine\.toml: .*it may hold isolation, points, visibility") as raised:
        edition.release(course, CHAPTER, SEED, "1", tmp_path / "out", path)
    assert why in str(raised.value)
    assert not (tmp_path / "out").exists()
    with pytest.raises(BadSettings, match="there is no"):
        read_settings(tmp_path / "none.toml")


def test_the_command_asks_for_one_chapter_and_says_what_is_wrong(tmp_path) -> None:
    out = tmp_path / "out"
    code, said = released("--to", "gradescope", "--out", out)
    assert (code, said) == (1, "autograder: --to gradescope makes what grades one chapter: name it\n")
    (tmp_path / "secret").write_text("short")
    command = ("ch01_neural_networks", "--to", "gradescope", "--out", out)
    code, said = released(*command, "--secret", tmp_path / "secret")
    assert (code, "does not hold a term's secret" in said) == (1, True)
    (tmp_path / "secret").write_text(SECRET.hex())
    code, said = released(*command, "--secret", tmp_path / "secret", "--settings", tmp_path / "none.toml")
    assert (code, "none.toml: take the one that the guide shows" in said) == (1, True)
    assert not out.exists()


@pytest.mark.slow
@pytest.mark.linux
def test_the_example_class_of_chapter_1_has_the_marks_of_its_table(tmp_path) -> None:
    secret = bytes.fromhex(f"{1:064x}")  # examples/demo.py
    seed = keyed(secret, "ch01_neural_networks", "1")
    zipped = edition.release(here(), "ch01_neural_networks", seed, "1", tmp_path)
    place = tmp_path / "autograder"
    with zipfile.ZipFile(zipped) as archive:
        archive.extractall(place / "source")
    for name, points in {"amara": 60, "farid": 34, "greta.zip": 47.5, "kasimir": 0, "lola": 0}.items():
        submission = place / "submission"
        shutil.rmtree(submission, ignore_errors=True)
        if name.endswith(".zip"):
            with zipfile.ZipFile(EXAMPLES / name) as archive:
                archive.extractall(submission)
        else:
            shutil.copytree(EXAMPLES / name, submission)
        found, printed = run(place)
        assert found["score"] == points, printed

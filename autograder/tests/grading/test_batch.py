"""A run over a class: results one by one, nothing done twice, nothing lost."""

from __future__ import annotations

import os
import sys
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.engine.report import Device, Outcome
from autograder.engine.seeds import PUBLIC
from autograder.grading import batch, slots
from autograder.grading.store import FEEDBACK, INSTRUCTOR, REPORT, folder_name
from autograder.tests.grading import doubles
from autograder.tests.grading.conftest import CHAPTER, RIGHT

FOR_A_DEVICE = '''

@check("doubling.double", points=0, device="cuda")
def doubles_there(student):
    """double doubles on a device."""
    expect.close(student.doubling.double(1.0), 2.0)
'''
WRONG = "def double(x):\n    return x * 3\n"


def grade(run, folder, course, workers=1):
    found = batch.submissions(folder, course.load(CHAPTER))
    return {done.report.submission: done for done in batch.grade_all(run, found, workers)}


def scores(done):
    return {name: one.report.score for name, one in done.items()}


@pytest.fixture
def log(tmp_path, monkeypatch):
    monkeypatch.setenv(doubles.LOG, str(tmp_path / "log"))
    return lambda: [line.split() for line in (tmp_path / "log").read_text().splitlines()]


def test_each_result_is_on_disk_when_it_is_told(course, hand_in, make_run):
    run = make_run()
    found = batch.submissions(hand_in(ada=RIGHT, bob=WRONG, eve="def double(x:\n"), course.load(CHAPTER))
    told = []
    for done in batch.grade_all(run, found, 2):
        assert run.store.read(done.report.submission) == done.report
        assert {path.name for path in run.store.folder(done.report.submission).iterdir()} == {
            REPORT,
            FEEDBACK,
            INSTRUCTOR,
        }
        told.append((done.report.submission, done.report.score, done.fresh))
    assert sorted(told) == [("ada", 3, True), ("bob", 0, True), ("eve", 0, True)]


def test_again_only_what_changed_is_graded(course, hand_in, make_run, monkeypatch):
    run, folder = make_run(), hand_in(ada=RIGHT, bob=WRONG, eve=RIGHT)
    grade(run, folder, course)
    hand_in(bob=RIGHT)
    run.store.folder("eve").joinpath(REPORT).write_bytes(b'{"submission": "eve", "score": 1000}')
    again = grade(run, folder, course)
    assert {name: one.fresh for name, one in again.items()} == {"ada": False, "bob": True, "eve": True}
    assert scores(again) == {"ada": 3, "bob": 3, "eve": 3}

    monkeypatch.setattr(batch, "tapes", lambda *_: pytest.fail("nothing changed, and yet a slot was started"))
    assert not any(one.fresh for one in grade(run, folder, course).values())


def test_another_window_or_a_changed_check_grades_everybody_again(course, hand_in, make_run):
    folder = hand_in(ada=RIGHT)
    first = grade(make_run(), folder, course)["ada"].report
    second = grade(make_run(window="2"), folder, course)["ada"]
    assert second.fresh
    assert second.report.seed != first.seed
    checks = course.exam(CHAPTER) / "checks" / "doubling.py"
    checks.write_text(checks.read_text() + "# changed\n")
    assert grade(make_run(window="2"), folder, course)["ada"].fresh


TROUBLES = {"a defect of the grader": doubles.breaks_on_eve, "the slot's process ended": doubles.dies_on_eve}


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("words", TROUBLES)
def test_a_broken_submission_is_pending_and_the_rest_is_graded(words, course, hand_in, make_run, monkeypatch):
    monkeypatch.setattr(slots, "work_on", TROUBLES[words])
    run = make_run()
    done = grade(run, hand_in(ada=RIGHT, bob=WRONG, eve=RIGHT, zoe=RIGHT), course, workers=2)
    assert scores(done) == {"ada": 3, "bob": 0, "eve": 0, "zoe": 3}
    assert {name for name, one in done.items() if one.report.pending} == {"eve"}
    report = done["eve"].report
    assert report.max_score == 3
    assert {check.outcome for check in report.exercises[0].checks} == {Outcome.HELD}
    assert words in report.exercises[0].checks[0].message
    page = (run.store.folder("eve") / FEEDBACK).read_text(encoding="utf-8")
    assert words not in page
    assert "not your mistake" in page


def test_a_pending_submission_is_graded_in_the_next_run(course, hand_in, make_run, monkeypatch):
    folder = hand_in(ada=RIGHT, eve=RIGHT)
    with monkeypatch.context() as patched:
        patched.setattr(slots, "work_on", doubles.breaks_on_eve)
        grade(make_run(), folder, course)
    again = grade(make_run(), folder, course)
    assert scores(again) == {"ada": 3, "eve": 3}
    assert {name: one.fresh for name, one in again.items()} == {"ada": False, "eve": True}


def test_a_slot_that_dies_once_costs_nobody_a_point(course, hand_in, make_run, monkeypatch, log):
    monkeypatch.setattr(slots, "work_on", doubles.dies_once)
    done = grade(make_run(), hand_in(ada=RIGHT, eve=RIGHT, zoe=RIGHT), course, workers=2)
    assert scores(done) == {"ada": 3, "eve": 3, "zoe": 3}
    assert not any(one.report.pending for one in done.values())
    assert Counter(name for name, _ in log())["eve"] == 2


def test_what_ran_out_of_time_is_graded_again_alone(course, hand_in, make_run, monkeypatch, log):
    monkeypatch.setattr(slots, "work_on", doubles.slow_at_first)
    done = grade(make_run(), hand_in(ada=RIGHT, eve=RIGHT, zoe=RIGHT), course, workers=2)
    assert scores(done) == {"ada": 3, "eve": 3, "zoe": 3}
    calls = log()
    assert Counter(name for name, _ in calls) == {"ada": 1, "eve": 2, "zoe": 1}
    assert calls[-1][0] == "eve"
    assert calls[-1][1] not in {process for _, process in calls[:-1]}


HOSTILE = ["..", "-rf", "\x1b[2J\nclear", "<script>alert(1)</script>", "CON", "ä ö", "a" * 200]


def test_hostile_names_are_folders_inside_the_results(course, tmp_path, make_run):
    run = make_run(seed=PUBLIC)
    right = tmp_path / "doubling.py"
    right.write_text(RIGHT)
    done = {one.report.submission: one for one in batch.grade_all(run, dict.fromkeys(HOSTILE, right), 2)}
    assert scores(done) == dict.fromkeys(HOSTILE, 3)
    folders = [path for path in run.out.iterdir() if path.is_dir()]
    assert {path.name for path in folders} == {folder_name(name) for name in HOSTILE}
    assert len(folders) == len(HOSTILE)
    for folder in folders:
        page = (folder / CHAPTER / FEEDBACK).read_text(encoding="utf-8")
        assert "<script>alert" not in page
        assert "\x1b" not in page


@pytest.mark.linux
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes file names that are no text")
def test_a_name_that_is_no_text_stops_nobody(course, tmp_path, make_run):
    folder = tmp_path / "class"
    for name in (b"caf\xe9", b"zoe"):
        submission = Path(os.fsdecode(os.fsencode(folder) + b"/" + name))
        submission.mkdir(parents=True)
        (submission / "doubling.py").write_text(RIGHT)
    run = make_run(seed=PUBLIC)
    done = list(batch.grade_all(run, batch.submissions(folder, course.load(CHAPTER)), 1))
    assert {one.report.submission: one.report.score for one in done} == {"caf\\xe9": 3, "zoe": 3}


def test_a_student_sees_an_example_of_the_kit_and_none_of_the_term(course, hand_in, make_run):
    run = make_run()
    check = grade(run, hand_in(bob=WRONG), course)["bob"].report.exercises[0].checks[1]
    page, instructors = (
        (run.store.folder("bob") / name).read_text(encoding="utf-8") for name in (FEEDBACK, INSTRUCTOR)
    )
    assert check.example.called != check.public.called
    assert check.public.called in page
    assert check.example.called not in page
    assert check.example.called in instructors


def test_what_holds_in_the_kit_only_is_said_without_an_example(course, hand_in, make_run):
    with_kit = make_run(seed=PUBLIC)
    folder = hand_in(bob=WRONG)
    kit = grade(with_kit, folder, course)["bob"].report.exercises[0].checks[1].example.called
    number = kit.partition("(")[2].rstrip(")")
    hand_in(bob=f"def double(x):\n    return 2 * x if x in (3.0, {number}) or abs(x - {number}) < 1e-3 else 0\n")
    run = make_run()
    report = grade(run, folder, course)["bob"].report
    assert report.score == 1
    assert report.exercises[0].checks[1].public is None
    page = (run.store.folder("bob") / FEEDBACK).read_text(encoding="utf-8")
    assert report.exercises[0].checks[1].example.called not in page
    assert "It holds for the inputs of your kit, and fails for others." in page


def test_submissions_are_folders_zips_and_files_without_junk(course, tmp_path):
    folder = tmp_path / "class"
    for name in ("ada", "bob", "__MACOSX", ".git"):
        (folder / name).mkdir(parents=True)
    zipfile.ZipFile(folder / "bob.zip", "w").close()
    zipfile.ZipFile(folder / "eve.ZIP", "w").close()
    (folder / "zoe.py").write_text(RIGHT)
    (folder / "Thumbs.db").write_bytes(b"")
    found = batch.submissions(folder, course.load(CHAPTER))
    assert list(found) == ["ada", "bob", "bob.zip", "eve", "zoe"]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "is empty: put one folder or zip for each submission in it"),
        (["doubling.py"], "looks like one submission: name the folder that holds it"),
        (None, "is not a folder: name the folder that holds the submissions"),
    ],
)
def test_a_folder_without_a_class_is_refused_with_the_repair(files, words, course, tmp_path):
    folder = tmp_path / "class"
    if files is not None:
        folder.mkdir()
    for name in files or []:
        (folder / name).write_text(RIGHT)
    with pytest.raises(batch.NoSubmissionsError, match=words) as refused:
        batch.submissions(folder, course.load(CHAPTER))
    assert os.fspath(folder) in str(refused.value)


def test_with_a_device_its_checks_are_run_the_report_names_it_and_the_marks_stay(course, hand_in, make_run):
    checks = course.exam(CHAPTER) / "checks" / "doubling.py"
    checks.write_text(checks.read_text() + FOR_A_DEVICE)
    run, folder = make_run(), hand_in(ada=RIGHT, bob=WRONG)
    found = batch.submissions(folder, course.load(CHAPTER))
    on = replace(run, device=Device("cuda", "a stand-in"))
    plain = {done.report.submission: done.report for done in batch.grade_all(run, found, 1)}
    there = {done.report.submission: done.report for done in batch.grade_all(on, found, 1)}
    for name, outcome in (("ada", Outcome.PASSED), ("bob", Outcome.FAILED)):
        assert plain[name].exercises[0].checks[-1].outcome is Outcome.SKIPPED
        assert there[name].exercises[0].checks[-1].outcome is outcome
        assert (there[name].score, there[name].max_score) == (plain[name].score, plain[name].max_score)
        assert there[name].device == on.device

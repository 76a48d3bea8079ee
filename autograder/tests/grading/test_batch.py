"""A run over a class: results one by one, nothing done twice, nothing lost."""

from __future__ import annotations

import os
import sys
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from msgspec.structs import replace as replace_in

from autograder.engine.report import Device, Outcome
from autograder.engine.seeds import PUBLIC
from autograder.grading import batch
from autograder.grading.crew import CrewRefused, LocalCrew
from autograder.grading.slot_process import SLOT
from autograder.grading.store import FEEDBACK, INSTRUCTOR, REPORT, folder_name
from autograder.tests.grading import doubles
from autograder.tests.grading.conftest import CHAPTER, FOR_A_DEVICE, RIGHT

WRONG = "def double(x):\n    return x * 3\n"


@pytest.fixture
def grade_all(course, store, with_tapes):
    """`grade_all(run, folder, slots, double)`: what is done, as it is done."""

    def run_it(run, folder, slots=1, double=None):
        chapter = course.load(CHAPTER)
        found = folder if isinstance(folder, dict) else batch.submissions(folder, chapter)
        command = ("-m", doubles.__name__, double) if double else SLOT
        return batch.grade_all(run, store, found, lambda: LocalCrew(with_tapes(run, chapter), slots, command))

    return run_it


@pytest.fixture
def grade(grade_all):
    """The same, by name when all is done."""
    return lambda *args, **options: {done.report.submission: done for done in grade_all(*args, **options)}


def scores(done):
    return {name: one.report.score for name, one in done.items()}


@pytest.fixture
def log(tmp_path, monkeypatch):
    monkeypatch.setenv(doubles.LOG, str(tmp_path / "log"))
    return lambda: [line.split() for line in (tmp_path / "log").read_text().splitlines()]


def test_each_result_is_on_disk_when_it_is_told(grade_all, store, hand_in, make_run):
    told = []
    for done in grade_all(make_run(), hand_in(ada=RIGHT, bob=WRONG, eve="def double(x:\n"), 2):
        assert store.read(done.report.submission) == done.report
        assert {path.name for path in store.folder(done.report.submission).iterdir()} == {
            REPORT,
            FEEDBACK,
            INSTRUCTOR,
        }
        told.append((done.report.submission, done.report.score, done.fresh))
    assert sorted(told) == [("ada", 3, True), ("bob", 0, True), ("eve", 0, True)]


def test_again_only_what_changed_is_graded(grade, store, course, hand_in, make_run):
    run, folder = make_run(), hand_in(ada=RIGHT, bob=WRONG, eve=RIGHT)
    grade(run, folder)
    hand_in(bob=RIGHT)
    store.folder("eve").joinpath(REPORT).write_bytes(b'{"submission": "eve", "score": 1000}')
    again = grade(run, folder)
    assert {name: one.fresh for name, one in again.items()} == {"ada": False, "bob": True, "eve": True}
    assert scores(again) == {"ada": 3, "bob": 3, "eve": 3}

    found = batch.submissions(folder, course.load(CHAPTER))
    nobody = batch.grade_all(run, store, found, lambda: pytest.fail("nothing changed, and yet a slot was started"))
    assert not any(one.fresh for one in nobody)


def test_another_window_or_a_changed_check_grades_everybody_again(grade, course, hand_in, make_run):
    folder = hand_in(ada=RIGHT)
    first = grade(make_run(), folder)["ada"].report
    second = grade(make_run(window="2"), folder)["ada"]
    assert second.fresh
    assert second.report.seed != first.seed
    checks = course.exam(CHAPTER) / "checks" / "doubling.py"
    checks.write_text(checks.read_text() + "# changed\n")
    assert grade(make_run(window="2"), folder)["ada"].fresh


TROUBLES = {"a defect of the grader": "breaks_on_eve", "the slot's process ended": "dies_on_eve"}


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("words", TROUBLES)
def test_a_broken_submission_is_pending_and_the_rest_is_graded(words, grade, store, hand_in, make_run):
    folder = hand_in(ada=RIGHT, bob=WRONG, eve=f"{RIGHT}# eve's", zoe=RIGHT)
    done = grade(make_run(), folder, 2, TROUBLES[words])
    assert scores(done) == {"ada": 3, "bob": 0, "eve": 0, "zoe": 3}
    assert {name for name, one in done.items() if one.report.pending} == {"eve"}
    report = done["eve"].report
    assert report.max_score == 3
    assert {check.outcome for check in report.exercises[0].checks} == {Outcome.HELD}
    assert words in report.exercises[0].checks[0].message
    page = (store.folder("eve") / FEEDBACK).read_text(encoding="utf-8")
    assert words not in page
    assert "not your mistake" in page


def test_a_pending_submission_is_graded_in_the_next_run(grade, hand_in, make_run):
    folder = hand_in(ada=RIGHT, eve=f"{RIGHT}# eve's")
    grade(make_run(), folder, double="breaks_on_eve")
    again = grade(make_run(), folder)
    assert scores(again) == {"ada": 3, "eve": 3}
    assert {name: one.fresh for name, one in again.items()} == {"ada": False, "eve": True}


def test_a_slot_that_dies_once_costs_nobody_a_point(grade, hand_in, make_run, log):
    done = grade(make_run(), hand_in(ada=RIGHT, eve=f"{RIGHT}# eve's", zoe=RIGHT), 2, "dies_once")
    assert scores(done) == {"ada": 3, "eve": 3, "zoe": 3}
    assert not any(one.report.pending for one in done.values())
    assert Counter(name for name, _ in log())["eve"] == 2


def test_what_ran_out_of_time_is_graded_again_alone(grade, hand_in, make_run, log):
    done = grade(make_run(), hand_in(ada=RIGHT, eve=f"{RIGHT}# eve's", zoe=WRONG), 2, "slow_at_first")
    assert scores(done) == {"ada": 3, "eve": 3, "zoe": 0}
    calls = log()
    assert Counter(name for name, _ in calls) == {"ada": 1, "eve": 2, "zoe": 1}
    assert calls[-1][0] == "eve"
    assert calls[-1][1] not in {process for _, process in calls[:-1]}


def test_equal_work_is_graded_once_and_each_has_a_report_in_its_own_name(grade, store, hand_in, make_run, log):
    run = make_run()
    folder = hand_in(ada=RIGHT, bob=WRONG, cleo=RIGHT, dan=WRONG, eve=RIGHT)
    done = grade(run, folder, 2, "counts")
    assert scores(done) == {"ada": 3, "bob": 0, "cleo": 3, "dan": 0, "eve": 3}
    assert sorted(name for name, _ in log()) == ["ada", "bob"]
    assert "dan" in (store.folder("dan") / FEEDBACK).read_text(encoding="utf-8")
    hand_in(zoe=WRONG)
    again = grade(run, folder, 2, "counts")
    assert {name for name, one in again.items() if one.fresh} == {"zoe"}
    assert again["zoe"].report == replace_in(again["bob"].report, submission="zoe")
    assert len(log()) == 2


def test_a_twin_of_what_went_wrong_is_graded_with_it(grade, hand_in, make_run, log):
    done = grade(make_run(), hand_in(eve=RIGHT, fay=RIGHT), 2, "dies_once")
    assert scores(done) == {"eve": 3, "fay": 3}
    assert [name for name, _ in log()] == ["eve", "eve"]


def test_a_slot_that_would_judge_by_something_else_refuses(grade, hand_in, make_run):
    run = make_run()
    libraries = run.basis.libraries | {"numpy": "1.0"}
    other = replace(run, basis=replace_in(run.basis, libraries=libraries))
    with pytest.raises(CrewRefused, match=r"the versions of the libraries: msgspec [\d.]+, numpy 1\.0 / "):
        grade(other, hand_in(ada=RIGHT))


def test_no_slot_outlives_its_grader(grade_all, hand_in, make_run, log):
    """The run is given up in the middle of a submission that never ends by itself."""
    endless = "import time\nwhile True: time.sleep(1)\n"
    run = grade_all(make_run(), hand_in(ada=RIGHT, bob=endless), 2, "counts")
    assert next(run).report.submission == "ada"
    run.close()
    for _, process in log():
        assert not psutil.pid_exists(int(process)) or psutil.Process(int(process)).status() == psutil.STATUS_ZOMBIE


HOSTILE = ["..", "-rf", "\x1b[2J\nclear", "<script>alert(1)</script>", "CON", "ä ö", "a" * 200]


def test_hostile_names_are_folders_inside_the_results(grade, store, tmp_path, make_run):
    right = tmp_path / "doubling.py"
    right.write_text(RIGHT)
    done = grade(make_run(seed=PUBLIC), dict.fromkeys(HOSTILE, right), 2)
    assert scores(done) == dict.fromkeys(HOSTILE, 3)
    folders = [path for path in store.out.iterdir() if path.is_dir()]
    assert {path.name for path in folders} == {folder_name(name) for name in HOSTILE}
    assert len(folders) == len(HOSTILE)
    for folder in folders:
        page = (folder / CHAPTER / FEEDBACK).read_text(encoding="utf-8")
        assert "<script>alert" not in page
        assert "\x1b" not in page


@pytest.mark.linux
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes file names that are no text")
def test_a_name_that_is_no_text_stops_nobody(grade, tmp_path, make_run):
    folder = tmp_path / "class"
    for name in (b"caf\xe9", b"zoe"):
        submission = Path(os.fsdecode(os.fsencode(folder) + b"/" + name))
        submission.mkdir(parents=True)
        (submission / "doubling.py").write_text(RIGHT)
    assert scores(grade(make_run(seed=PUBLIC), folder)) == {"caf\\xe9": 3, "zoe": 3}


def test_a_student_sees_an_example_of_the_kit_and_none_of_the_term(grade, store, hand_in, make_run):
    check = grade(make_run(), hand_in(bob=WRONG))["bob"].report.exercises[0].checks[1]
    page, instructors = ((store.folder("bob") / name).read_text(encoding="utf-8") for name in (FEEDBACK, INSTRUCTOR))
    assert check.example.called != check.public.called
    assert check.public.called in page
    assert check.example.called not in page
    assert check.example.called in instructors


def test_what_holds_in_the_kit_only_is_said_without_an_example(grade, store, hand_in, make_run):
    with_kit = make_run(seed=PUBLIC)
    folder = hand_in(bob=WRONG)
    kit = grade(with_kit, folder)["bob"].report.exercises[0].checks[1].example.called
    number = kit.partition("(")[2].rstrip(")")
    hand_in(bob=f"def double(x):\n    return 2 * x if x in (3.0, {number}) or abs(x - {number}) < 1e-3 else 0\n")
    report = grade(make_run(), folder)["bob"].report
    assert report.score == 1
    assert report.exercises[0].checks[1].public is None
    page = (store.folder("bob") / FEEDBACK).read_text(encoding="utf-8")
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
        ([], "is empty: put one folder, zip or notebook for each submission in it"),
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


def test_with_a_device_its_checks_are_run_the_report_names_it_and_the_marks_stay(grade, course, hand_in, make_run):
    checks = course.exam(CHAPTER) / "checks" / "doubling.py"
    checks.write_text(checks.read_text() + FOR_A_DEVICE)
    run, folder = make_run(), hand_in(ada=RIGHT, bob=WRONG)
    on = replace(run, basis=replace_in(run.basis, device=Device("cuda", "a stand-in")))
    plain = {name: done.report for name, done in grade(run, folder).items()}
    there = {name: done.report for name, done in grade(on, folder).items()}
    for name, outcome in (("ada", Outcome.PASSED), ("bob", Outcome.FAILED)):
        assert plain[name].exercises[0].checks[-1].outcome is Outcome.SKIPPED
        assert there[name].exercises[0].checks[-1].outcome is outcome
        assert (there[name].score, there[name].max_score) == (plain[name].score, plain[name].max_score)
        assert there[name].device == on.device

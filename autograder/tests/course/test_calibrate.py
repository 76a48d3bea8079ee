"""Calibration: who is measured, what is refused, what is written, and when it is out of date."""

from __future__ import annotations

import json
import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.course import bars, calibrate
from autograder.course.measure import Run, Task
from autograder.engine import expect
from autograder.engine.expect import Measured
from autograder.engine.load import Course, here
from autograder.engine.observe import CheckFailed
from autograder.engine.report import Curve
from autograder.tests.engine import mini

CHECK = "rule.step:comes_down"
CH01 = "ch01_neural_networks"


def test_what_a_bar_is_given_is_measured_whether_it_passes_or_not() -> None:
    curve = Curve("Loss", "step", "loss", {"yours": [0.7, 0.5]})
    with expect.measuring() as measured:
        expect.bar(0.95, at_least=0.9)
        with pytest.raises(CheckFailed):
            expect.bar(0.5, at_most=0.1, picture=curve)
    assert measured == [Measured(0.95, "at_least"), Measured(0.5, "at_most", curve)]
    expect.bar(0.95, at_least=0.9)
    assert len(measured) == 2


def test_right_work_comes_first_on_thirty_seeds_and_each_misconception_on_sixty() -> None:
    tasks = calibrate.all_tasks(mini.chapter(), mini.SOLUTION, {"other": {"rule.py": b"# another"}})
    assert [(task.who, task.is_right, task.seed) for task in tasks] == [
        *(("solution", True, seed) for seed in range(30)),
        *(("other", True, seed) for seed in range(30)),
        *(("doubles", False, seed) for seed in range(60)),
    ]
    assert {task.exercise for task in tasks} == {"rule.step"}
    assert tasks[30].files == {**mini.SOLUTION, "rule.py": b"# another"}
    assert b"2 * weight" in tasks[-1].files["rule.py"]


@pytest.fixture
def course(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Course:
    """The mini chapter, without files of its own; calibration.json goes to a temporary folder."""
    monkeypatch.setattr(Course, "load", lambda *_: mini.chapter())
    monkeypatch.setattr(Course, "exam", lambda *_: tmp_path)
    monkeypatch.setattr(calibrate, "solution_files", lambda _: mini.SOLUTION)
    monkeypatch.setattr(calibrate, "sources_hash", lambda *_: "as they are")
    return here()


def measured(monkeypatch: pytest.MonkeyPatch, value: Any, why: str = "") -> list[Task]:
    """Let every run give `value(task)`; the tasks that were asked for, the last one finished first."""
    asked: list[Task] = []

    def measure(_course: Course, _name: str, tasks: list[Task], _jobs: int) -> Any:
        for task in reversed(tasks):
            asked.append(task)
            yield task, {CHECK: Run(value(task), "at_most", (1.0, 0.5), why)}

    monkeypatch.setattr(calibrate, "measure", measure)
    return asked


def values(task: Task) -> float:
    return 0.001 + 0.0001 * task.seed if task.is_right else 5.0


def test_runs_are_sorted_out_in_whatever_order_they_finish(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    measured(monkeypatch, values)
    told: list[tuple[str, int, int]] = []
    found = calibrate.calibrate(course, "mini", {}, 1, lambda task, done, total: told.append((task.who, done, total)))
    assert told[0] == ("doubles", 1, 34)  # right work, and a glance at what is wrong
    assert told[-1] == ("doubles", 90, 90)
    entry = found[CHECK]
    assert entry["right"]["solution"]["max"] == 0.0039
    assert entry["wrong"]["doubles"]["caught"] == 60
    assert entry["band"]["runs"] == 30
    assert entry["sources"] == "as they are"
    assert bars.doubts(entry) == []


def test_right_work_without_a_result_stops_at_once(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = measured(monkeypatch, lambda task: math.nan if task.seed == 28 else 0.001, "KeyError: 'bar'")
    message = rf"{CHECK}: right work \(solution, seed 28\) gave no result \(KeyError: 'bar'\): repair the check first"
    with pytest.raises(calibrate.NotMeasurableError, match=message):
        calibrate.calibrate(course, "mini", {}, 1, lambda *_: None)
    assert len(asked) == 6  # the misconception's 60, and two of the solution's 30


def test_a_chapter_without_training_needs_no_file(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibrate, "trained_checks", lambda _: [])
    assert calibrate.calibrate(course, "mini", {}, 1, lambda *_: None) == {}


def test_the_file_reads_well_and_comes_back_equal(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    measured(monkeypatch, values)
    found = calibrate.calibrate(course, "mini", {}, 1, lambda *_: None)
    text = calibrate.write(course, "mini", found).read_text(encoding="utf-8")
    assert json.loads(text) == found
    assert '\n   "steps": [0, 1]\n' in text
    assert '\n   "doubles": {"caught": 60, ' in text
    with pytest.raises(ValueError, match="not JSON compliant"):
        calibrate.as_text({CHECK: {"bar": math.nan}})


def recorded(course: Course, entry: dict[str, Any]) -> SimpleNamespace:
    """What verify and the decoration claim make of an entry of the file."""
    calibrate.write(course, "mini", {CHECK: entry})
    chapter = mini.chapter()
    return SimpleNamespace(
        stale=calibrate.stale(course, chapter),
        unfair=calibrate.unfair(course, chapter),
        powerful=calibrate.powerful(course, chapter),
    )


def test_what_verify_asks_of_the_file(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    measured(monkeypatch, values)
    entry = calibrate.calibrate(course, "mini", {}, 1, lambda *_: None)[CHECK]
    assert vars(recorded(course, entry)) == {"stale": [], "unfair": [], "powerful": {CHECK: {"doubles"}}}
    repair = "run autograder calibrate ch90_mini"
    assert recorded(course, entry | {"sources": "other"}).stale == [
        f"{CHECK}: calibration.json was measured for other sources: {repair}"
    ]
    assert recorded(course, entry | {"wrong": {}}).unfair == [
        f"{CHECK}: doubles was not measured as it is now: {repair}"
    ]
    without = {name: value for name, value in entry.items() if name != "power"}
    assert recorded(course, without).unfair == [f"{CHECK}: calibration.json holds no rates of failing"]
    assert recorded(course, entry | {"wrong": {"doubles": {"caught": 57, "seeds": 60}}}).powerful == {}


def test_a_bar_is_stale_once_its_sources_change(monkeypatch: pytest.MonkeyPatch) -> None:
    course = here()
    chapter = course.load(CH01)
    assert calibrate.stale(course, chapter) == []
    assert calibrate.unfair(course, chapter) == []
    monkeypatch.setattr(calibrate, "sources_hash", lambda *_: "other")
    assert len(calibrate.stale(course, chapter)) == len(calibrate.trained_checks(chapter)) > 0


def test_what_was_measured_for_the_same_sources_is_kept(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = measured(monkeypatch, values)
    found = calibrate.calibrate(course, "mini", {}, 1, lambda *_: None)
    calibrate.write(course, "mini", found)
    asked.clear()
    assert calibrate.calibrate(course, "mini", {}, 1, lambda *_: None) == found
    assert asked == []
    assert calibrate.calibrate(course, "mini", {}, 1, lambda *_: None, again=True) == found
    assert len(asked) == 90
    asked.clear()
    monkeypatch.setattr(calibrate, "_wrong_hashes", lambda *_: {"doubles": "another body"})
    changed = calibrate.calibrate(course, "mini", {}, 1, lambda *_: None)
    assert [task.who for task in asked] == ["doubles"] * 60  # right work and the bar are kept
    assert changed[CHECK]["wrong"]["doubles"] == found[CHECK]["wrong"]["doubles"] | {"sources": "another body"}
    asked.clear()
    calibrate.calibrate(course, "mini", {"other": {}}, 1, lambda *_: None)
    assert len(asked) == 120
    monkeypatch.setattr(calibrate, "sources_hash", lambda *_: "edited")
    asked.clear()
    calibrate.calibrate(course, "mini", {}, 1, lambda *_: None)
    assert len(asked) == 90


def test_what_trains_well_is_let_go_after_a_glance(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = measured(monkeypatch, lambda task: 5.0 if task.seed == 0 and not task.is_right else 0.001)
    found = calibrate.calibrate(course, "mini", {}, 1, lambda *_: None)[CHECK]
    assert len(asked) == 30 + calibrate.GLANCE
    assert (found["wrong"]["doubles"]["seeds"], found["wrong"]["doubles"]["caught"]) == (4, 1)
    assert found["power"]["not_its_business"] == ["doubles"]


@pytest.mark.parametrize(
    ("edited", "counts"),
    [
        ('"""Another."""\n\nX = 1\n\n\ndef f(x):\n    """Says more.\n\n    Much more.\n    """\n    return x\n', False),
        ('"""One."""\nX = 1\n# a comment\ndef f(x):\n    """Says."""\n    return x\n', False),
        ('"""One."""\nX = 1\ndef f(x):\n    """Says."""\n    return x + 0\n', True),
        ('"""One."""\nX = 2\ndef f(x):\n    """Says."""\n    return x\n', True),
    ],
)
def test_words_count_for_nothing(edited: str, counts: bool) -> None:
    before = '"""One."""\n\nX = 1\n\n\ndef f(x):\n    """Says."""\n    return x\n'
    assert (calibrate._without_words(edited) != calibrate._without_words(before)) == counts

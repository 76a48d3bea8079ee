"""A run from its options to its results; what grading again would change; one mark given again."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

import pytest

from autograder.grading import session
from autograder.grading.manifest import BadManifest, read_manifest
from autograder.grading.progress import Estimate
from autograder.grading.replay import replay
from autograder.grading.session import Asks, OtherSecret, grade_into, regrade_into, would_change
from autograder.grading.store import REPORT, Store
from autograder.tests.grading.conftest import CHAPTER, RIGHT, SECRET

WRONG = "def double(x):\n    return x * 3\n"


@pytest.fixture
def secret(tmp_path) -> Path:
    path = tmp_path / "secret"
    path.write_text(SECRET.hex())
    return path


@pytest.fixture
def asks(secret, monkeypatch, with_tapes) -> Asks:
    monkeypatch.setattr(session, "with_tapes", with_tapes)
    return Asks(CHAPTER, "1", "plain", secret=secret, slots=1)


@pytest.fixture
def graded(course, hand_in, asks, store) -> Path:
    """The results of a class of two."""
    grade_into(course, hand_in(ada=RIGHT, bob=WRONG), store.out, asks)
    return store.out


def change_the_exam(course) -> None:
    """The first check is easier now, and the second one gives a point less."""
    checks = course.exam(CHAPTER) / "checks" / "doubling.py"
    text = checks.read_text().replace("double(3.0), 6.0", "double(0.0), 0.0")
    checks.write_text(text.replace("points=2", "points=1") + "# a size of its own: caches look at second and size\n")
    for name in [name for name in sys.modules if name.startswith(f"autograder.chapters.{CHAPTER}")]:
        del sys.modules[name]  # a command would be a process of its own
    importlib.invalidate_caches()


def test_the_manifest_tells_what_the_marks_rest_on(graded, store, hand_in):
    told = read_manifest(graded, CHAPTER)
    assert (told.window, told.submissions) == ("1", str(hand_in()))
    assert told.basis.libraries.keys() == {"msgspec", "numpy"}
    assert SECRET.hex() not in (graded / f"{CHAPTER}.run.json").read_text()
    report = store.read("ada")
    assert report is not None
    assert report.seed == told.basis.seed


def test_without_a_manifest_the_error_says_where_it_was_looked_for(tmp_path):
    with pytest.raises(BadManifest, match=r"there is no .*ch90_small\.run\.json: name the results folder"):
        read_manifest(tmp_path, CHAPTER)
    (tmp_path / f"{CHAPTER}.run.json").write_text("{}")
    with pytest.raises(BadManifest, match=r"cannot be read .*: grade once more to write it anew"):
        read_manifest(tmp_path, CHAPTER)


def test_events_are_json_lines_as_they_happen(course, hand_in, asks, store, tmp_path):
    log = tmp_path / "events.jsonl"
    grade_into(course, hand_in(ada=RIGHT, bob=WRONG), store.out, asks, log)
    begins, *finished, ends = map(json.loads, log.read_text().splitlines())
    assert (begins["event"], begins["submissions"], ends) == ("begins", 2, {"event": "ends", "submissions": 2})
    assert begins["run"]["basis"]["chapter"] == CHAPTER
    assert {(one["submission"], one["score"], one["fresh"]) for one in finished} == {("ada", 3, True), ("bob", 0, True)}
    grade_into(course, hand_in(), store.out, asks, log)
    assert [json.loads(line).get("fresh") for line in log.read_text().splitlines()[4:]] == [None, False, False, None]


def test_a_mark_is_given_again_and_is_the_same(course, graded, secret):
    for name in ("ada", "bob"):
        lines, same = replay(course, graded / name / CHAPTER / REPORT, None, secret)
        assert same
    assert lines == ["The same: 0 of 3, every check and every word."]


def test_a_replay_says_what_is_not_as_it_was(course, graded, secret, hand_in):
    hand_in(ada=WRONG)
    change_the_exam(course)
    lines, same = replay(course, graded / "ada" / CHAPTER / REPORT, None, secret)
    assert not same
    assert lines[0].startswith("Not as it was, the chapter's checks, solution or misconceptions: ")
    assert lines[1:] == [
        "Not as it was: what was handed in (or this report is of another run)",
        "ada: 3 -> 1 (-2)",
        "    doubling.double:doubles_any_number: passed, 2 -> failed, 0",
    ]


def test_a_replay_needs_the_submission_and_the_secret(course, graded, secret, tmp_path):
    report = graded / "ada" / CHAPTER / REPORT
    (tmp_path / "elsewhere" / "eve").mkdir(parents=True)
    with pytest.raises(ValueError, match="holds no submission ada: name the folder where it is now with --submissions"):
        replay(course, report, tmp_path / "elsewhere", secret)
    report.write_text("{")
    with pytest.raises(ValueError, match="is not a report"):
        replay(course, report, None, secret)


def test_what_grading_again_would_change_is_shown_and_nothing_is_written(course, graded, asks, store, hand_in, capsys):
    before = read_manifest(graded, CHAPTER)
    kept = {path: path.read_bytes() for path in graded.rglob("*") if path.is_file()}
    folder = hand_in(eve=RIGHT)
    change_the_exam(course)
    capsys.readouterr()
    would_change(course, folder, graded, asks, before)
    assert capsys.readouterr().out.splitlines() == [
        "ada: 3 -> 2 (-1)",
        "    doubling.double:doubles_any_number: passed, 2 -> passed, 1",
        "bob: 0 -> 1 (+1)",
        "    doubling.double:doubles_three: failed, 0 -> passed, 1",
        "    doubling.double:doubles_any_number: failed, 0, in other words",
        "eve: has no report yet",
        "2 of 3 marks would change: 1 up, 1 down; 0 reports would keep their mark and say something else. "
        "Nothing was written.",
    ]
    assert {path: path.read_bytes() for path in graded.rglob("*") if path.is_file()} == kept
    regrade_into(course, folder, graded, asks, before)
    assert [store.read(name).score for name in ("ada", "bob", "eve")] == [2, 1, 2]


def test_another_secret_is_refused_before_anything_is_graded(course, graded, asks, tmp_path):
    before = read_manifest(graded, CHAPTER)
    other = tmp_path / "other"
    other.write_text("0" * 64)
    for work in (would_change, regrade_into):
        with pytest.raises(OtherSecret, match="name its file with --secret"):
            work(course, Path(before.submissions), graded, _with(asks, other), before)


def _with(asks: Asks, secret: Path) -> Asks:
    return Asks(asks.chapter, asks.window, asks.isolation, asks.device, secret, asks.slots)


def test_what_a_killed_run_left_is_swept_away(course, graded, asks, hand_in):
    left = [graded / ".writing-abc", graded / "ada" / CHAPTER / ".writing-xyz"]
    for path in left:
        path.write_text("half")
    grade_into(course, hand_in(), graded, asks)
    assert not any(path.exists() for path in left)


def test_a_folder_in_the_way_stops_the_run_and_keeps_the_rest(course, hand_in, asks, store):
    store.out.mkdir()
    (store.out / "bob").write_text("in the way")
    with pytest.raises(OSError, match="bob"):
        grade_into(course, hand_in(ada=RIGHT, bob=WRONG), store.out, asks)
    (store.out / "bob").unlink()
    grade_into(course, hand_in(), store.out, asks)
    assert Store(store.out, CHAPTER).read("bob").score == 0


def test_an_estimate_now_and_then():
    clock = iter([0, 30, 60, 90, 3600])
    estimate = Estimate(1000, lambda: next(clock))
    said = [estimate.after(fresh) for fresh in (True, True, False, True)]
    assert said == ["", "2 of 1000, about 8 h 19 min left", "", "4 of 1000, about 332 h 0 min left"]

"""What an author sees of a calibration: how far it is, what came out, what is not fair."""

from __future__ import annotations

import io
import re

import pytest
from click.testing import CliRunner
from rich.console import Console

from autograder.course import bars, calibrate, commands, progress
from autograder.course.measure import Run, Task

CHECK = "training.train:lowers_the_loss_on_digits"
TASK = Task("training.train", "uphill", False, 11, 60, {})
RIGHT = [Run(0.9 + 0.001 * seed, "at_least", (1.0, 0.5)) for seed in range(30)]


def entry(caught: int = 60, seeds: int = 30) -> dict[str, object]:
    wrong = [Run(0.1, "at_least")] * caught + [Run(0.95, "at_least")] * (60 - caught)
    return bars.entry({"solution": RIGHT[:seeds]}, {"uphill": wrong, "harmless": RIGHT})


def test_a_bar_in_words() -> None:
    assert commands.bar_text(CHECK, entry()).splitlines() == [
        f"  {CHECK}: at least 0.87",
        "    solution: 0.9 to 0.929, median 0.9145, 30 seeds",
        "    right work misses once in at most 0.095 of cases, at all attempts in 0.0009",
        "    uphill is caught in 60 of 60 runs, and fails in at least 86% of cases",
        "    not this check's business: harmless (0 of 30)",
    ]
    assert "    not this check's business: harmless (0 of 30), uphill (57 of 60)" in commands.bar_text(CHECK, entry(57))


@pytest.mark.parametrize(("seeds", "code"), [(30, 0), (20, 1)])
def test_the_command_writes_and_fails_where_a_bar_is_not_fair(
    monkeypatch: pytest.MonkeyPatch, seeds: int, code: int
) -> None:
    written: list[object] = []
    asked: list[int] = []

    def measured(
        _course: object, _name: str, _others: object, jobs: int, told: calibrate.Told, *, again: bool
    ) -> object:
        asked.append(jobs)
        assert not again
        told(TASK, 1, 1)
        return {CHECK: entry(seeds=seeds)}

    monkeypatch.setattr(calibrate, "calibrate", measured)
    monkeypatch.setattr(calibrate, "write", lambda *found: written.append(found) or "calibration.json")
    result = CliRunner().invoke(commands.calibrate_command, ["ch01_neural_networks", "--jobs", "3"])
    assert result.exit_code == code
    assert asked == [3]
    assert len(written) == 1  # also a bar that is not fair: what was measured is not lost
    assert ("bars that are not fair yet: 1;" in result.stderr) is bool(code)
    assert "1 of 1 runs; training.train: uphill, seed 12 of 60" in result.stderr


def test_what_cannot_be_measured_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise calibrate.NotMeasurableError(f"{CHECK}: repair the check first")

    monkeypatch.setattr(calibrate, "calibrate", refuse)
    result = CliRunner().invoke(commands.calibrate_command, ["ch01_neural_networks"])
    assert (result.exit_code, result.stderr) == (1, f"autograder: {CHECK}: repair the check first\n")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_a_log_speaks_at_once_now_and_then_and_at_the_end(clock: list[float]) -> None:
    stream = io.StringIO()
    log = progress._Log(Console(file=stream, width=200))
    for done in range(1, 101):
        clock[0] += 1.0
        log(TASK, done, 100)
    assert stream.getvalue().splitlines() == [
        "1 of 100 runs; training.train: uphill, seed 12 of 60; 0:01, about 1:39 left",
        "31 of 100 runs; training.train: uphill, seed 12 of 60; 0:31, about 1:09 left",
        "61 of 100 runs; training.train: uphill, seed 12 of 60; 1:01, about 0:39 left",
        "91 of 100 runs; training.train: uphill, seed 12 of 60; 1:31, about 0:09 left",
        "100 of 100 runs; training.train: uphill, seed 12 of 60; 1:40, about 0:00 left",
    ]


def test_a_terminal_shows_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(progress, "Console", lambda **_: Console(file=stream, force_terminal=True, width=120))
    with progress.follow() as told:
        for done in (1, 2):
            told(TASK, done, 2)
    shown = re.sub("\x1b\\[[0-9;?]*[A-Za-z]", "", stream.getvalue())
    assert "2/2" in shown
    assert "training.train: uphill, seed 12 of 60" in shown

"""Bars come from measurements through the checks themselves."""

from __future__ import annotations

import math

import pytest

from autograder.course import calibrate
from autograder.course.calibrate import Measured
from autograder.engine import expect
from autograder.engine.load import here
from autograder.engine.observe import CheckFailed

CHECK = "training.train:reads_digits"


def values(*numbers: float, direction: str = "at_least") -> dict[str, list[Measured]]:
    return {CHECK: [Measured(number, direction if math.isfinite(number) else None) for number in numbers]}  # type: ignore[arg-type]


def test_the_bar_lies_three_deviations_beyond_the_worst_right_result() -> None:
    entry = calibrate._entry(CHECK, {"solution": values(0.96, 0.97, 0.98)}, {"wrong": values(0.1, 0.99, math.nan)})
    assert entry["bar"] == 0.93  # 0.96 - 3 * 0.01
    assert entry["direction"] == "at_least"
    assert entry["right"]["solution"] == {"seeds": 3, "min": 0.96, "mean": 0.97, "max": 0.98}
    assert entry["wrong"]["wrong"] == {"seeds": 3, "caught": 2}


def test_a_loss_has_its_bar_on_the_other_side() -> None:
    entry = calibrate._entry(
        CHECK, {"solution": values(0.04, 0.05, 0.06, direction="at_most")}, {"wrong": values(0.5, direction="at_most")}
    )
    assert entry["bar"] == 0.09
    assert entry["wrong"]["wrong"]["caught"] == 1


def test_all_right_solutions_count() -> None:
    entry = calibrate._entry(CHECK, {"solution": values(0.96, 0.98), "other": values(0.90, 0.92)}, {})
    assert entry["bar"] < 0.90


def test_right_work_without_a_result_is_refused() -> None:
    with pytest.raises(ValueError, match=f"{CHECK}: right work gave nan: repair the check first"):
        calibrate._entry(CHECK, {"solution": values(0.9, math.nan)}, {})


def test_what_a_bar_is_given_is_measured_whether_it_passes_or_not() -> None:
    with expect.measuring() as measured:
        expect.bar(0.95, at_least=0.9)
        with pytest.raises(CheckFailed):
            expect.bar(0.5, at_most=0.1)
    assert measured == [Measured(0.95, "at_least"), Measured(0.5, "at_most")]
    expect.bar(0.95, at_least=0.9)
    assert len(measured) == 2


def test_a_bar_is_stale_once_its_sources_change(monkeypatch: pytest.MonkeyPatch) -> None:
    course = here()
    chapter = course.load("ch01_neural_networks")
    assert calibrate.stale(course, chapter) == []
    monkeypatch.setattr(calibrate, "sources_hash", lambda *_: "other")
    assert len(calibrate.stale(course, chapter)) == len(calibrate.trained_checks(chapter)) > 0

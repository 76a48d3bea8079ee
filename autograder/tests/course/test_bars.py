"""What calibration.json says of a check: its bar, its rates with their confidence, its band."""

from __future__ import annotations

import math

import numpy as np
import pytest

from autograder.course import bars
from autograder.course.measure import Run


def runs(*values: float, direction: str = "at_least") -> list[Run]:
    return [Run(value, direction if math.isfinite(value) else None) for value in values]  # type: ignore[arg-type]


RIGHT = runs(*np.linspace(0.96, 0.98, 30))
WRONG = runs(*[0.1] * 60)


def test_the_bar_lies_three_deviations_beyond_the_worst_right_result() -> None:
    entry = bars.entry({"solution": runs(0.96, 0.97, 0.98)}, {"wrong": runs(0.1, 0.99, math.nan)})
    assert entry["bar"] == 0.93  # 0.96 - 3 * 0.01
    assert entry["direction"] == "at_least"
    figures = {"min": 0.96, "q05": 0.961, "q25": 0.965, "q50": 0.97, "q75": 0.975, "q95": 0.979, "max": 0.98}
    assert entry["right"]["solution"] == {"seeds": 3, "measured": 3, **figures, "mean": 0.97, "sd": 0.01}
    assert entry["wrong"]["wrong"]["caught"] == 2  # nan never came to the bar
    assert (entry["wrong"]["wrong"]["seeds"], entry["wrong"]["wrong"]["measured"]) == (3, 2)


def test_a_loss_has_its_bar_on_the_other_side() -> None:
    entry = bars.entry(
        {"solution": runs(0.04, 0.05, 0.06, direction="at_most")}, {"wrong": runs(0.5, direction="at_most")}
    )
    assert entry["bar"] == 0.09
    assert entry["wrong"]["wrong"]["caught"] == 1


def test_all_right_solutions_count() -> None:
    entry = bars.entry({"solution": runs(0.96, 0.98), "other": runs(0.90, 0.92)}, {})
    assert entry["bar"] < 0.90


def test_work_that_left_all_bounds_has_a_distribution_of_the_rest() -> None:
    found = bars.spread(runs(1.0, 2.0, 1e200, float("inf"), float("nan")))
    assert (found["seeds"], found["measured"], found["max"], found["sd"]) == (5, 2, 2.0, 0.7071)


def test_work_without_any_result_has_no_distribution() -> None:
    assert bars.spread(runs(math.nan, math.inf)) == {"seeds": 2, "measured": 0}


def test_right_work_fails_in_less_than_one_case_in_a_thousand() -> None:
    entry = bars.entry({"solution": RIGHT, "other": RIGHT}, {"wrong": WRONG})
    assert entry["false_fail_rate"] == {
        "one_miss": {"estimate": 0.0, "at_most": 0.09503},  # of 30 runs, not of 60: they share their seeds
        "three_misses": {"estimate": 0.0, "at_most": 0.0008583},
    }
    assert bars.doubts(entry) == []


def test_too_few_seeds_are_doubted() -> None:
    assert bars.doubts(bars.entry({"solution": RIGHT[:20]}, {})) == [
        "right work may miss at all attempts in 0.0027 of cases, 0.001 at most are fair"
    ]


def test_power_is_that_of_the_weakest_it_is_there_for() -> None:
    counts = {"uphill": (60, 60), "halves": (59, 60), "leaky": (57, 60), "harmless": (0, 60)}
    found = bars.power(counts)
    assert found["of"]["uphill"] == {
        "one_miss": {"estimate": 1.0, "at_least": 0.9513},
        "three_misses": {"estimate": 1.0, "at_least": 0.8609},
    }
    assert found["three_misses"] == found["of"]["halves"]["three_misses"]
    assert found["three_misses"]["estimate"] == pytest.approx((59 / 60) ** 3, abs=1e-4)
    assert found["not_its_business"] == ["harmless", "leaky"]


def test_a_bar_that_is_there_for_nobody_has_no_power_and_no_doubt() -> None:
    entry = bars.entry({"solution": RIGHT}, {"harmless": RIGHT})
    assert entry["power"] == {"three_misses": None, "of": {}, "not_its_business": ["harmless"]}
    assert bars.doubts(entry) == []


def test_a_misconception_joins_what_was_measured_before() -> None:
    before = bars.entry({"solution": RIGHT}, {"uphill": RIGHT, "harmless": RIGHT})
    after = bars.with_wrong(before, {"uphill": WRONG})
    assert after == bars.entry({"solution": RIGHT}, {"uphill": WRONG, "harmless": RIGHT})


@pytest.mark.parametrize("missing", ["false_fail_rate", "power"])
def test_an_entry_without_rates_is_doubted(missing: str) -> None:
    entry = bars.entry({"solution": RIGHT}, {"wrong": WRONG})
    del entry[missing]
    assert bars.doubts(entry) == ["calibration.json holds no rates of failing"]


def lines(*of: tuple[float, ...]) -> list[Run]:
    return [Run(1.0, "at_least", line) for line in of]


def test_the_band_holds_nine_tenths_of_the_runs_at_each_step() -> None:
    found = bars.band(lines(*[tuple(n + 0.1 * step for step in range(500)) for n in range(21)]))
    assert found is not None
    assert (found["runs"], len(found["steps"])) == (21, 60)
    assert (found["steps"][0], found["steps"][-1]) == (0, 499)
    assert set(np.diff(found["steps"])) == {8, 9}
    assert (found["low"][0], found["middle"][0], found["high"][0]) == (1.0, 10.0, 19.0)
    assert found["middle"][-1] == 59.9


def test_a_short_line_keeps_every_step_and_the_shortest_decides() -> None:
    found = bars.band(lines((1.0, 2.0, 3.0), (1.0, 2.0, 3.0, 4.0)))
    assert found is not None
    assert found["steps"] == [0, 1, 2]


@pytest.mark.parametrize("line", [(), (1.0, math.nan)])
def test_no_curve_or_one_that_is_not_finite_gives_no_band(line: tuple[float, ...]) -> None:
    assert bars.band(lines((1.0, 2.0), line)) is None

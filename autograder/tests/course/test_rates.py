"""Bounds on rates, against scipy's."""

import pytest
from scipy.stats import binomtest

from autograder.course.rates import all_of, at_least, at_most


@pytest.mark.parametrize(("found", "runs"), [(0, 30), (1, 30), (30, 30), (0, 60), (1, 60), (59, 60), (60, 60), (7, 90)])
def test_bounds_are_those_of_clopper_and_pearson(found: int, runs: int) -> None:
    exact = {
        side: binomtest(found, runs, alternative=side).proportion_ci(0.95, "exact") for side in ("less", "greater")
    }
    assert at_most(found, runs) == pytest.approx(exact["less"].high, abs=1e-9)
    assert at_least(found, runs) == pytest.approx(exact["greater"].low, abs=1e-9)


def test_no_miss_in_thirty_is_less_than_one_in_a_thousand_after_three_attempts() -> None:
    assert at_most(0, 30) == pytest.approx(1 - 0.05 ** (1 / 30))
    assert all_of(at_most(0, 30)) < 1e-3
    assert all_of(at_most(0, 20)) > 1e-3  # 20 seeds cannot carry the rate

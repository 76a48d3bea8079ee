"""Random numbers: right ones pass at the stated rate, wrong ones are told by how much."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.engine.observe import CheckFailed
from autograder.engine.samples import FEWEST, distribution

RNG = np.random.default_rng(3)


def test_right_samples_pass() -> None:
    distribution(RNG.normal(2.0, 0.5, size=(40, 50)), 2.0, 0.5)
    distribution(RNG.uniform(-1, 1, size=2000), 0.0, 3**-0.5, kurtosis=1.8)


def test_false_alarms_come_at_the_stated_rate() -> None:
    def fails(samples: np.ndarray) -> bool:
        try:
            distribution(samples, 0.0, 1.0, false_alarm=0.05)
        except CheckFailed:
            return True
        return False

    rng = np.random.default_rng(8)
    rate = np.mean([fails(rng.normal(size=FEWEST)) for _ in range(4000)])
    assert 0.035 < rate < 0.065  # 0.05, and four standard errors of 4000 runs


@pytest.mark.parametrize(
    ("samples", "got", "expected"),
    [
        (np.full(1000, 0.5), "mean 0.5 of 1000 values", "mean 0 ± 0.16 (right values miss it once in 1,000,000 runs)"),
        (
            np.tile([2.0, -2.0], 500),
            "standard deviation 2 of 1000 values",
            "standard deviation 1, here from 0.8894 to 1.114 (right values miss it once in 1,000,000 runs)",
        ),
        (np.zeros(1000), "standard deviation 0 of 1000 values", "standard deviation 1, here from"),
        (np.zeros(5), "5 values", "at least 30 values"),
        (np.full(50, np.nan), "array of shape (50,)", "finite numbers, no nan or inf"),
        (None, "None: the function returned nothing", "an array of random numbers"),
        (np.zeros(50) > 0, "an array of shape (50,)", "an array of random numbers"),
    ],
)
def test_wrong_samples_are_told(samples: object, got: str, expected: str) -> None:
    with pytest.raises(CheckFailed) as failed:
        distribution(samples, 0.0, 1.0)
    assert str(failed.value.got_text).startswith(got)
    assert str(failed.value.expected).startswith(expected)


def test_one_outlier_does_not_hide_that_all_else_is_zero() -> None:
    samples = np.zeros(1000)
    samples[0] = 30.0
    samples[1] = -60.0
    with pytest.raises(CheckFailed, match="standard deviation 1"):
        distribution(samples, 0.0, 1.0)

"""Random numbers from a submission, against the distribution that they must have."""

from __future__ import annotations

from statistics import NormalDist
from typing import NoReturn

import numpy as np

from autograder.engine.difference import kind_of
from autograder.engine.observe import CheckFailed
from autograder.engine.plain import is_numeric
from autograder.engine.show import show

FEWEST = 30  # below, the normal approximations of mean and variance do not hold in the tails
_TESTS = 2  # mean and variance share the false-alarm rate (Bonferroni)


def distribution(samples: object, mean: float, std: float, false_alarm: float = 1e-6, *, kurtosis: float = 3.0) -> None:
    """Mean and variance of independent samples are as stated.

    mean, std:   of the distribution, std > 0
    false_alarm: how often right samples fail
    kurtosis:    of the distribution, > 1: normal 3, uniform 1.8, normal cut at two std 2.37. It is stated
                 and not estimated, so that samples with outliers cannot widen their own limits

    Raises CheckFailed if `samples` are not at least 30 finite numbers, or miss the mean or the variance.
    """
    numbers = _numbers(samples)
    limit = NormalDist().inv_cdf(1 - false_alarm / (2 * _TESTS))
    rate = f"right values miss it once in {1 / false_alarm:,.0f} runs"
    of_mean = limit * std / np.sqrt(numbers.size)
    with np.errstate(all="ignore"):
        came, came_std = float(numbers.mean()), float(numbers.std())
    if not abs(came - mean) <= of_mean:
        _fail(samples, f"mean {came:.4g} of {numbers.size} values", f"mean {mean:g} ± {of_mean:.2g} ({rate})")
    low, high = _spread_limits(numbers.size, kurtosis, limit)
    if not low <= came_std / std <= high:
        bounds = f"from {std * low:.4g} to {std * high:.4g}"
        expected = f"standard deviation {std:g}, here {bounds} ({rate})"
        _fail(samples, f"standard deviation {came_std:.4g} of {numbers.size} values", expected)


def _spread_limits(count: int, kurtosis: float, limit: float) -> tuple[float, float]:
    """Limits of the samples' standard deviation, in units of the true one.

    The sample variance is near a chi-square with 2 n / (kurtosis - 1) degrees of freedom; the cube root of
    a chi-square over its degrees is near normal far into the tails (Wilson and Hilferty 1931).
    """
    spread = (kurtosis - 1) / (9 * count)
    low = max(0.0, 1 - spread - limit * spread**0.5)
    return low**1.5, (1 - spread + limit * spread**0.5) ** 1.5


def _numbers(samples: object) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    if not is_numeric(samples) or np.asarray(samples).dtype.kind not in "iuf":
        _fail(samples, kind_of(samples), "an array of random numbers")
    numbers = np.asarray(samples).astype(np.float64).ravel()
    if numbers.size < FEWEST:
        _fail(samples, f"{numbers.size} values", f"at least {FEWEST} values")
    if not np.isfinite(numbers).all():
        _fail(samples, show(samples), "finite numbers, no nan or inf")
    return numbers


def _fail(got: object, got_text: str, expected: str) -> NoReturn:
    raise CheckFailed(got=got, got_text=got_text, expected=expected)

"""What the tests of chapter 13's handout share: its text, the passengers, and the airline model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from ch13_time_series import arima, evaluation, given
from coursedata import air_passengers
from statsmodels.tsa.statespace.sarimax import SARIMAX

from autograder.tests.chapters.handout import Handout

FOLDER = Path(evaluation.__file__).parent
HANDOUT = Handout(FOLDER / "README.md")
PASSENGERS = air_passengers.load().passengers
LOGARITHM = np.log(PASSENGERS)
NONE = np.zeros(0)


def section(heading: str) -> str:
    return HANDOUT.text.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def rounded(value: float, cell: str) -> None:
    """The cell is the value, rounded to as many places as it shows (a little more, for another machine)."""
    cell = cell.replace(" ", "")
    assert value == pytest.approx(float(cell), abs=0.51 * 10.0 ** -len(cell.partition(".")[2]))


def estimated(past: np.ndarray) -> np.ndarray:
    """theta, Theta and sigma2 of the airline model: what makes the differenced series most likely."""
    model = SARIMAX(past, order=(0, 1, 1), seasonal_order=(0, 1, 1, 12), simple_differencing=True)
    return model.fit(disp=False).params


def airline(past: np.ndarray, theta: float, seasonal: float, sigma2: float, horizon: int) -> tuple[np.ndarray, ...]:
    """Mean of the series, std of the series, std of its differences."""
    ar, ma = arima.expand_seasonal(NONE, np.array([theta]), NONE, np.array([seasonal]), 12)
    differences = arima.difference(past, 1, 1, 12)
    shocks = given.residuals(differences, ar, ma)
    mean, narrow = arima.forecast(differences, ar, ma, shocks, sigma2, horizon)
    roots = np.convolve([1, -1], [1, *np.zeros(11), -1])
    same, wide = arima.forecast(past, np.convolve(ar, roots), ma, np.append(np.zeros(13), shocks), sigma2, horizon)
    np.testing.assert_allclose(same, arima.undifference(mean, past, 1, 1, 12))
    return same, wide, narrow

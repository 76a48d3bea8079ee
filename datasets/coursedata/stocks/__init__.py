"""Daily closing prices of four shares: nearly random walks, on which forecasts can be judged honestly."""

from __future__ import annotations

from importlib.resources import files
from typing import NamedTuple

import numpy as np


class Stocks(NamedTuple):
    """dates: (3270,) datetime64[D], trading days; closes: (3270, 4) float64, US dollars.

    symbols: (4,) str, the share of each column. Closes are adjusted for splits and dividends; nan: not yet listed.
    """

    dates: np.ndarray
    closes: np.ndarray
    symbols: np.ndarray


def load() -> Stocks:
    """All trading days, oldest first. Every call returns new arrays."""
    with (files(__name__) / "stocks.npz").open("rb") as stored, np.load(stored, allow_pickle=False) as arrays:
        dates = arrays["days"].astype("datetime64[D]")
        return Stocks(dates, arrays["closes"].astype(float), np.array(["AAPL", "GOOG", "IBM", "MSFT"]))

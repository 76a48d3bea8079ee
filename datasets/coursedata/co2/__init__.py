"""Carbon dioxide in the air at Mauna Loa, month by month from 1958 to 2001, with five months missing."""

from __future__ import annotations

from importlib.resources import files
from typing import NamedTuple

import numpy as np


class CO2(NamedTuple):
    """months: (526,) datetime64[M], 1958-03 to 2001-12; co2: (526,) float64, parts per million by volume.

    weeks: (526,) int64, how many weekly values are in the mean of the month. nan: none, no week was measured.
    """

    months: np.ndarray
    co2: np.ndarray
    weeks: np.ndarray


def load() -> CO2:
    """The whole series, oldest first. Every call returns new arrays."""
    with (files(__name__) / "co2.npz").open("rb") as stored, np.load(stored, allow_pickle=False) as arrays:
        co2, weeks = arrays["co2"], arrays["weeks"].astype(np.int64)
    return CO2(np.datetime64("1958-03") + np.arange(len(co2)), co2, weeks)

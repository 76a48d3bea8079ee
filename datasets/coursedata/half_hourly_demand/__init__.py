"""Electricity demand of every half hour in twelve weeks: a daily season inside a weekly one."""

from __future__ import annotations

from importlib.resources import files
from typing import NamedTuple

import numpy as np


class HalfHourlyDemand(NamedTuple):
    """times: (4032,) datetime64[m], when each half hour begins; demand: (4032,) float64, megawatts.

    A day has 48 values and a week 336. The first one is the half hour after midnight on Monday, 5 June 2000.
    """

    times: np.ndarray
    demand: np.ndarray


def load() -> HalfHourlyDemand:
    """The whole series, oldest first. Every call returns new arrays."""
    with (
        (files(__name__) / "half_hourly_demand.npz").open("rb") as stored,
        np.load(stored, allow_pickle=False) as arrays,
    ):
        demand = arrays["demand"].astype(float)
    return HalfHourlyDemand(np.datetime64("2000-06-05T00:00") + 30 * np.arange(len(demand)), demand)

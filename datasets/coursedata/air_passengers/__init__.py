"""Airline passengers of each month from 1949 to 1960: a trend, and a season that grows with it."""

from __future__ import annotations

from importlib.resources import files
from typing import NamedTuple

import numpy as np


class AirPassengers(NamedTuple):
    """months: (144,) datetime64[M], 1949-01 to 1960-12; passengers: (144,) float64, thousands in the month."""

    months: np.ndarray
    passengers: np.ndarray


def load() -> AirPassengers:
    """The whole series, oldest first. Every call returns new arrays."""
    with (files(__name__) / "air_passengers.npz").open("rb") as stored, np.load(stored, allow_pickle=False) as arrays:
        passengers = arrays["passengers"].astype(float)
    return AirPassengers(np.datetime64("1949-01") + np.arange(len(passengers)), passengers)

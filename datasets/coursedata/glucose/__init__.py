"""Glucose of one person, measured about every 5 minutes for 200 days, with gaps."""

from __future__ import annotations

from importlib.resources import files
from typing import NamedTuple

import numpy as np


class Glucose(NamedTuple):
    """minutes: (52281,) int64, since the first reading; glucose: (52281,) float64, milligrams per decilitre.

    Rows are readings, not a regular grid: most follow the one before after 5 minutes, and some after hours. Windows
    for a forecast must not reach across a gap: cut the series where `np.diff(minutes) != 5`.
    """

    minutes: np.ndarray
    glucose: np.ndarray


def load() -> Glucose:
    """All readings, oldest first. Every call returns new arrays."""
    with (files(__name__) / "glucose.npz").open("rb") as stored, np.load(stored, allow_pickle=False) as arrays:
        return Glucose(np.cumsum(arrays["steps"], dtype=np.int64), arrays["glucose"].astype(float))

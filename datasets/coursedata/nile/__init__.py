"""Flow of the Nile in each year from 1871 to 1970: a level that shifts, under noise."""

from __future__ import annotations

from importlib.resources import files
from typing import NamedTuple

import numpy as np


class Nile(NamedTuple):
    """years: (100,) int64, 1871 to 1970; flow: (100,) float64, 10^8 cubic metres in the year."""

    years: np.ndarray
    flow: np.ndarray


def load() -> Nile:
    """The whole series, oldest first. Every call returns new arrays."""
    with (files(__name__) / "nile.npz").open("rb") as stored, np.load(stored, allow_pickle=False) as arrays:
        flow = arrays["flow"].astype(float)
    return Nile(1871 + np.arange(len(flow)), flow)

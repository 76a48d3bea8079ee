"""Eight grey photographs, for filters and for convolutions that one can look at."""

from __future__ import annotations

from importlib.resources import files
from typing import NamedTuple

import numpy as np


class Photographs(NamedTuple):
    """images: (8, 128, 128) uint8, 0 is black and 255 white; names: (8,) str, what each one shows."""

    images: np.ndarray
    names: np.ndarray


def load() -> Photographs:
    """All photographs, in the order of their names. Every call returns new arrays."""
    with (files(__name__) / "photographs.npz").open("rb") as stored, np.load(stored, allow_pickle=False) as arrays:
        return Photographs(arrays["images"], arrays["names"].astype(str))

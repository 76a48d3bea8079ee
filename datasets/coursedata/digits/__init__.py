"""Handwritten digits, 8 by 8 pixels."""

from __future__ import annotations

from importlib.resources import files
from typing import NamedTuple

import numpy as np


class Digits(NamedTuple):
    """images: (1797, 8, 8) uint8, 0 is paper and 16 is full ink; labels: (1797,) uint8, 0 to 9."""

    images: np.ndarray
    labels: np.ndarray


def load() -> Digits:
    """All digits in the order of the source. Every call returns new arrays."""
    with (files(__name__) / "digits.npz").open("rb") as stored, np.load(stored, allow_pickle=False) as arrays:
        return Digits(arrays["images"], arrays["labels"])

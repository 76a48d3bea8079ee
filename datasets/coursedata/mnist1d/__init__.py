"""Digits drawn as signals of 40 values: small, and hard enough to tell one network from another."""

from __future__ import annotations

from importlib.resources import files
from typing import NamedTuple

import numpy as np


class MNIST1D(NamedTuple):
    """x: (4000, 40) float32, one signal a row; y: (4000,) uint8, 0 to 9; x_test (1000, 40) and y_test (1000,) likewise.

    The signals have no unit: over all 5000 their mean is 0 and their standard deviation 1.
    """

    x: np.ndarray
    y: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray


def load() -> MNIST1D:
    """Training and test samples as the generator splits them. Every call returns new arrays."""
    with (files(__name__) / "mnist1d.npz").open("rb") as stored, np.load(stored, allow_pickle=False) as arrays:
        x, x_test = (arrays[name].astype(np.float32) for name in ("x", "x_test"))
        return MNIST1D(x, arrays["y"], x_test, arrays["y_test"])

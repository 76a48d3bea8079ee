"""First names of the United States census of 1990, for a language model of characters."""

from __future__ import annotations

from importlib.resources import files
from typing import NamedTuple

import numpy as np


class Names(NamedTuple):
    """names: (5130,) str, each once, 3 to 11 letters of a to z, in an order drawn once at random."""

    names: np.ndarray


def load() -> Names:
    """All names; the first n are a random sample. Every call returns new arrays."""
    with (files(__name__) / "names.npz").open("rb") as stored, np.load(stored, allow_pickle=False) as arrays:
        return Names(arrays["names"].astype(str))

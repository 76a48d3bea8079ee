"""What an instructor's tests do in the other tools: the same calls as this suite's checks, the same truths."""

import copy
import pickle
from pathlib import Path

import numpy as np

CALLS = pickle.loads((Path(__file__).parent / "truths.pickle").read_bytes())  # noqa: S301 - made by versus.py
RTOL, ATOL = 1e-6, 1e-9  # as in the checks of this suite


def compare(check, functions):
    """Make the calls of one check. Raises AssertionError where an answer is not the solution's.

    functions: name -> the submission's function
    """
    for name, args, want in CALLS[check]:
        same(functions[name](*copy.deepcopy(args)), want)


def same(got, want):
    """Two numbers, arrays or dicts of them."""
    if isinstance(want, dict):
        assert isinstance(got, dict)  # noqa: S101 - a test's own
        assert got.keys() == want.keys()  # noqa: S101
        for name, value in want.items():
            same(got[name], value)
        return
    assert np.shape(got) == np.shape(want)  # noqa: S101
    np.testing.assert_allclose(got, want, rtol=RTOL, atol=ATOL)

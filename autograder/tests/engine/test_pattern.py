"""Every pattern is found where it is, and none is said where it explains too little."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from autograder.engine.pattern import pattern

Array = NDArray[Any]
RNG = np.random.default_rng(7)
MATRIX = RNG.normal(size=(5, 4))
SQUARE = RNG.normal(size=(4, 4))
CUBE = RNG.normal(size=(3, 3, 3))
SEQUENCE = RNG.normal(size=(2, 5, 3))
IMAGES = RNG.normal(size=(2, 3, 6, 5))
VECTOR = RNG.normal(size=6)


def said(got: Array, want: Array) -> str | None:
    wrong = ~((got == want) | (np.isnan(got) & np.isnan(want)))
    return pattern(got, want, wrong)


def changed(want: Array, *region: Any) -> Array:
    got = want.copy()
    got[region] += RNG.normal(size=got[region].shape)
    return got


@pytest.mark.parametrize(
    ("got", "want", "words"),
    [
        (changed(MATRIX, 2), MATRIX, "only row 2"),
        (changed(MATRIX, 0), MATRIX, "only the first row"),
        (changed(MATRIX, -1), MATRIX, "only the last row"),
        (changed(MATRIX, slice(None), 1), MATRIX, "only column 1"),
        (changed(IMAGES, slice(None), 1), IMAGES, "only channel 1"),
        (changed(IMAGES, 1), IMAGES, "only the last image"),
        (changed(SEQUENCE, slice(None), -1), SEQUENCE, "only the last step along axis 1"),
        (changed(SEQUENCE, slice(None), slice(1, None)), SEQUENCE, "all but the first step along axis 1"),
        (changed(MATRIX, slice(None, -1)), MATRIX, "all but the last row"),
        (changed(MATRIX, slice(1, -1)), MATRIX, "all but the first and the last row"),
        (changed(MATRIX, [0, -1]), MATRIX, "only the first and the last row"),
        (changed(IMAGES, ..., [0, -1]), IMAGES, "only the first and the last column"),
        (changed(VECTOR, [0, -1]), VECTOR, "only the first and the last element"),
        (changed(MATRIX, slice(1, -1), slice(1, -1)), MATRIX, "only in the interior, not on the border"),
        (changed(MATRIX, slice(None), slice(None, None, 2)), MATRIX, "only every second column, from 0 on"),
        (changed(VECTOR, slice(1, None, 2)), VECTOR, "only every second element, from 1 on"),
        (changed(SQUARE, np.arange(4), np.arange(4)), SQUARE, "only on the diagonal"),
        (changed(SQUARE, *np.triu_indices(4, 1)), SQUARE, "only above the diagonal"),
        (np.triu(SQUARE), SQUARE, "only below the diagonal: 0 there"),
        (changed(SQUARE, ~np.eye(4, dtype=bool)), SQUARE, "only off the diagonal"),
        (np.maximum(MATRIX, 0), MATRIX, "only where the expected value is negative: 0 there"),
        (np.abs(MATRIX), MATRIX, "only where the expected value is negative: the sign is reversed there"),
        (np.minimum(MATRIX, 0), MATRIX, "only where the expected value is positive: 0 there"),
        (
            np.maximum(MATRIX, 0) + 0.01 * (MATRIX < 0) * RNG.random((5, 4)),
            np.maximum(MATRIX, 0),
            "only where the expected value is zero",
        ),
        (MATRIX * 5, MATRIX, "everywhere 5 times the expected value; 5 is the length of axis 0"),
        (MATRIX / 4, MATRIX, "everywhere 1/4 of the expected value; 4 is the length of axis 1"),
        (MATRIX * 20, MATRIX, "everywhere 20 times the expected value; 20 is the number of elements"),
        (MATRIX * 5 / 4, MATRIX, "everywhere 5/4 of the expected value; 5 is the length of axis 0"),
        (MATRIX * 4 / 5, MATRIX, "everywhere 4/5 of the expected value; 5 is the length of axis 0"),
        (MATRIX * 2.5, MATRIX, "everywhere 2.5 times the expected value"),
        (MATRIX / 3, MATRIX, "everywhere 1/3 of the expected value"),
        (MATRIX * -2, MATRIX, "everywhere -2 times the expected value"),
        (-MATRIX, MATRIX, "the sign is reversed everywhere"),
        (MATRIX * 0, MATRIX, "everywhere 0"),
        ((MATRIX * 5).astype(np.float32), MATRIX, "everywhere 5 times the expected value; 5 is the length of axis 0"),
        (MATRIX + 0.5, MATRIX, "everywhere 0.5 more than expected"),
        (MATRIX - 0.5, MATRIX, "everywhere 0.5 less than expected"),
        (np.array([1, 3, 6]), np.array([0, 2, 5]), "everywhere 1 more than expected"),
        (SQUARE.T, SQUARE, "the transpose"),
        (CUBE.transpose(1, 2, 0), CUBE, "the axes in another order, (1, 2, 0)"),
        (
            MATRIX.T.reshape(5, 4),
            MATRIX,
            "the expected values, read along the axes in another order and put into this shape",
        ),
        (MATRIX[::-1], MATRIX, "the expected values in reversed order along axis 0"),
        (MATRIX[:, ::-1], MATRIX, "the expected values in reversed order along axis 1"),
        (MATRIX[[1, 0, 3, 2, 4]], MATRIX, "the expected rows in another order"),
        (VECTOR[[1, 0, 3, 2, 4, 5]], VECTOR, "the expected values in another order"),
        (MATRIX + VECTOR[:4], MATRIX, "each column is off by a constant of its own"),
        (MATRIX * VECTOR[:5, None], MATRIX, "each row is off by a factor of its own"),
        (IMAGES + VECTOR[:3, None, None], IMAGES, "each channel is off by a constant of its own"),
        (MATRIX * np.nan, MATRIX, "nan where a finite number is expected"),
        (MATRIX + np.inf, MATRIX, "inf where a finite number is expected"),
        (
            np.where(np.arange(5)[:, None] == 1, np.nan, MATRIX),
            MATRIX,
            "only row 1: nan where a finite number is expected",
        ),
        (MATRIX < 0, MATRIX > 0, "each is the opposite"),
        (np.zeros((5, 4), bool), MATRIX > 0, "only where True is expected"),
        (np.array(6.0), np.array(2.0), "3 times the expected value"),
        (np.array(0.25), np.array(2.0), "1/8 of the expected value"),
        (np.array(-2.0), np.array(2.0), "the sign is reversed"),
        (MATRIX * 2j, MATRIX * 1j, None),
    ],
)
def test_the_pattern_is_said(got: Array, want: Array, words: str | None) -> None:
    assert said(got, want) == words


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (RNG.normal(size=(5, 4)), MATRIX),  # everything differs, and nothing relates the two
        (changed(MATRIX, 2, 3), MATRIX),  # one element alone has no pattern
        (changed(MATRIX, [0, 2, 3], [1, 0, 3]), MATRIX),
        (changed(MATRIX, [0, 0], [1, 2]), MATRIX[...]),  # half of a row is not the row
        (np.array(1.3), np.array(1.0)),  # a single number has a factor always
        (np.array(0.0), np.array(1.0)),
        (np.array([0, 1, 0, 0, 1, 1, 0]), np.array([1, 0, 0, 1, 0, 1, 0])),  # few values match by chance
    ],
)
def test_what_explains_too_little_is_not_said(got: Array, want: Array) -> None:
    assert said(got, want) is None


def test_large_arrays_are_left_alone() -> None:
    want = np.ones((500, 500))
    assert said(2 * want, want) is None


EXTREMES = st.sampled_from([0.0, 1.0, -1.0, 1e308, -1e308, 5e-324, np.nan, np.inf, -np.inf])


@settings(deadline=None)
@given(st.lists(EXTREMES, min_size=6, max_size=6), st.lists(EXTREMES, min_size=6, max_size=6))
def test_no_numbers_break_it(mine: list[float], yours: list[float]) -> None:
    got, want = np.array(mine).reshape(2, 3), np.array(yours).reshape(2, 3)
    if not np.array_equal(got, want, equal_nan=True):
        assert said(got, want) != ""

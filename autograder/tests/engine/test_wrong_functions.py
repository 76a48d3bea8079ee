"""Tiny wrong functions, each pinned to the expectation that catches it and to the words it must say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.engine import expect
from autograder.engine.observe import CheckFailed

Array = NDArray[Any]
RNG = np.random.default_rng(11)
X, T = RNG.normal(size=(5, 4)), RNG.normal(size=(5, 4))
W = RNG.normal(size=(4, 3))
IMAGES = RNG.normal(size=(2, 3, 6, 5))


def gradient_of_loss(x: Array) -> Array:
    """Of the mean over all elements of (x - T)**2 / 2."""
    return (x - T) / x.size


def summed(x: Array) -> Array:
    return x - T


def mean_over_rows(x: Array) -> Array:
    return (x - T) / len(x)


def sign(x: Array) -> Array:
    return (T - x) / x.size


def last_row_forgotten(x: Array) -> Array:
    out = np.zeros_like(x)
    out[:-1] = gradient_of_loss(x)[:-1]
    return out


def stopped_at_zero(x: Array) -> Array:
    return np.maximum(gradient_of_loss(x), 0)


def transposed(x: Array) -> Array:
    return gradient_of_loss(x).T


def reshaped(x: Array) -> Array:
    return gradient_of_loss(x).T.reshape(x.shape)


def nothing_returned(x: Array) -> None:
    gradient_of_loss(x)


def a_list(x: Array) -> list[list[float]]:
    return gradient_of_loss(x).tolist()


def a_row_only(x: Array) -> Array:
    return gradient_of_loss(x)[0]


def whole_numbers(x: Array) -> Array:
    return (x > 0).astype(int)


def slightly_off(x: Array) -> Array:
    out = gradient_of_loss(x)
    out[2, 3] *= 1 + 1e-5
    return out


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (summed, "everywhere 20 times the expected value; 20 is the number of elements"),
        (mean_over_rows, "everywhere 4 times the expected value; 4 is the length of axis 1"),
        (sign, "the sign is reversed everywhere"),
        (last_row_forgotten, "only the last row: 0 there"),
        (stopped_at_zero, "only where the expected value is negative: 0 there"),
        (transposed, "an array of shape (4, 5), expected an array of shape (5, 4): the transpose"),
        (reshaped, "read along the axes in another order"),
        (nothing_returned, "(is a `return` missing?), expected an array of shape (5, 4)"),
        (a_list, "a list or tuple, expected an array of shape (5, 4)"),
        (a_row_only, "axis 0, of length 5, is missing"),
        (whole_numbers, ": 1, expected "),
        (slightly_off, "at [2, 3]: "),
    ],
)
@pytest.mark.parametrize("expectation", ["close", "gradient"])
def test_a_wrong_gradient_is_caught_by_values_and_by_differences(
    expectation: str, wrong: Callable[[Array], object], says: str
) -> None:
    slopes = expect.central_differences(lambda x: np.mean((x - T) ** 2) / 2, X, 1.0)
    want = gradient_of_loss(X) if expectation == "close" else slopes
    with pytest.raises(CheckFailed) as failed:
        getattr(expect, expectation)(wrong(X), want)
    text = f"{failed.value.got_text}, expected {failed.value.expected}: {failed.value.where}"
    assert says in text


def right_in_float32(x: Array) -> Array:
    return gradient_of_loss(x.astype(np.float32)).astype(np.float32)


def right_in_another_order(x: Array) -> Array:
    return x / x.size - T / x.size


def right_in_fortran_order(x: Array) -> Array:
    return np.asfortranarray(gradient_of_loss(x))


@pytest.mark.parametrize("right", [gradient_of_loss, right_in_float32, right_in_another_order, right_in_fortran_order])
def test_every_right_way_passes(right: Callable[[Array], Array]) -> None:
    expect.close(right(X), gradient_of_loss(X))
    expect.gradient(right(X), expect.central_differences(lambda x: np.mean((x - T) ** 2) / 2, X, 1.0))


def padded_with_nothing(images: Array) -> Array:
    out = images.copy()
    out[..., [0, -1]] *= 0.5
    return out


def one_channel_twice(images: Array) -> Array:
    out = images.copy()
    out[:, 2] += out[:, 1]
    return out


def every_second_row(images: Array) -> Array:
    out = images.copy()
    out[..., 1::2, :] = 0
    return out


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (padded_with_nothing, "only the first and the last column"),
        (one_channel_twice, "only the last channel"),
        (every_second_row, "only every second row, from 1 on: 0 there"),
    ],
)
def test_the_place_in_images_is_said(wrong: Callable[[Array], Array], says: str) -> None:
    with pytest.raises(CheckFailed) as failed:
        expect.close(wrong(IMAGES), IMAGES)
    assert str(failed.value.where).endswith(says)

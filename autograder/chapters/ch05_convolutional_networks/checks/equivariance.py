"""Checks of equivariance.py. The layers are ours: what they do to a shift is known."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.chapters.ch05_convolutional_networks.experiments import shift_error_and_images, shift_error_of
from autograder.engine import expect
from autograder.engine.check import check

# Work in float32 inside is right work: of numbers of size 1 its rounding stays below 1e-5. The mildest wrong
# version is off by more than 1e-2.
RTOL, ATOL = 1e-4, 1e-5

SHIFT = "equivariance.shift_error"


@check(SHIFT, points=1)
def measures_a_difference_by_hand(student):
    """A layer that multiplies columns by 0, 1, 2 and 3 is off by 24 on (1, 8, 2, 4), moved by one."""
    # moved first: (4, 1, 8, 2) -> (0, 1, 16, 6); moved last: (0, 8, 4, 12) -> (12, 0, 8, 4); 12, 1, 8 and 2 apart
    x = np.array([1.0, 8.0, 2.0, 4.0]).reshape(1, 1, 1, 4)
    got = [student.run(shift_error_of, "weights by column", scale * x, 1, 1) for scale in (2, -2)]
    expect.close(got, [24.0, 24.0], rtol=RTOL, atol=ATOL)


@check(SHIFT, points=0.5)
def tells_a_circular_filter_from_weights(student, rng):
    """A filter that goes round in a circle moves its answer along, whatever the shift; weights by column do not."""
    x = rng.normal(size=(2, 3, 4, 7))
    asked = [("circular filter", 3), ("twice", 2), ("circular filter", 0), ("circular filter", 6)]
    got = [student.run(shift_error_of, layer, x, shift, 1) for layer, shift in asked]
    # a 1 in column 0 has weight 0; moved to column 6 it has weight 6
    moved = student.run(shift_error_of, "weights by column", np.eye(1, 7).reshape(1, 1, 1, 7), 6, 1)
    expect.close([*got, moved], [0.0] * len(asked) + [6.0], rtol=RTOL, atol=ATOL)


@check(SHIFT, points=1)
def moves_the_answer_by_fewer_columns(student, reference, rng):
    """Behind a stride the answer moves by fewer columns: exactly for multiples of the stride, and not for others."""
    layers = [
        ("every second column", 2, 8),
        ("every third column of the filter", 3, 9),
        ("largest of two columns", 2, 6),
    ]
    asked = [
        (layer, rng.normal(size=(2, 3, 5, width)), shift, stride)
        for layer, stride, width in layers
        for shift in (stride, stride - 1, 2 * stride, 2 * stride + 1)
    ]
    _expect_errors(student, reference, asked)


@check(SHIFT, points=1)
def measures_layers_that_do_not_move_along(student, reference, rng):
    """The largest difference over all images, channels and places is found, whatever the layer does."""
    layers = ["weights by column", "turned around", "zeros at the border"]
    asked = [(layer, rng.normal(size=(3, 2, 4, 6)), shift, 1) for layer in layers for shift in (1, 2, 5)]
    _expect_errors(student, reference, asked)


@check(SHIFT, points=0.5)
def tells_invariance_too(student, reference, rng):
    """For an answer of one column it says whether the answer stays the same: a mean of everything does."""
    layers = ["mean of everything", "largest of the first columns"]
    asked = [(layer, rng.normal(size=(2, 3, 4, 6)), shift, 6) for layer in layers for shift in (1, 4)]
    _expect_errors(student, reference, asked)


@check(SHIFT, points=0.5)
def shift_error_leaves_the_images_as_they_were(student, reference, rng):
    """The images are as before."""
    asked = "turned around", rng.normal(size=(2, 2, 3, 5)), 2, 1
    after, like = (subject.run(shift_error_and_images, *asked) for subject in (student, reference))
    expect.read_only(after, like, asked[1], atol=ATOL)


def _expect_errors(student: Any, reference: Any, asked: list[tuple[Any, ...]]) -> None:
    got, want = ([subject.run(shift_error_of, *one) for one in asked] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)

"""Checks of activations.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.chapters.ch01_neural_networks.experiments import (
    answer_and_arguments,
    logarithm_of_sigmoid,
    without_warnings,
)
from autograder.engine import expect
from autograder.engine.check import check

# Work in float32 inside is right work: its rounding is about 1e-6 of each result here. The mildest wrong
# version is off by more than 1e-3; what is small itself is compared by its logarithm.
RTOL = 1e-5
# Results that are 0 beside 1: the smallest float32 is 1e-45, and (1 + tanh(z / 2)) / 2 is off by 1e-16.
ATOL = 1e-12

SHAPES = [(2,), (3, 1), (2, 5), (4, 1, 3), (7, 6)]


@check("activations.sigmoid", points=1)
def squeezes_three_numbers_by_hand(student):
    """sigmoid of 0, ln 3 and -ln 4 is 1/2, 3/4 and 1/5."""
    got = student.activations.sigmoid(np.array([0.0, np.log(3.0), -np.log(4.0)]))
    expect.close(got, np.array([1 / 2, 3 / 4, 1 / 5]), rtol=RTOL, atol=ATOL)


@check("activations.sigmoid", points=0.5)
def squeezes_arrays_of_any_shape(student, reference, rng):
    """sigmoid takes every number of an array of any shape."""
    inputs = [3 * rng.normal(size=shape) for shape in SHAPES]
    got, want = ([subject.activations.sigmoid(z) for z in inputs] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("activations.sigmoid", points=0.5)
def tells_small_results_apart(student, reference):
    """sigmoid of -22, -25 and -28 is as small as it should be: its logarithm is -22, -25 and -28 too."""
    inputs = [np.array([-22.0]), np.array([[-25.0, -28.0], [-1.0, 3.0]])]
    got, want = ([subject.run(logarithm_of_sigmoid, z) for z in inputs] for subject in (student, reference))
    # (1 + tanh(z / 2)) / 2 is off by 1e-16 of 7e-13 here, so its logarithm by less than 1e-3
    expect.close(got, want, rtol=0.0, atol=1e-3)


@check("activations.sigmoid", points=1)
def squeezes_large_numbers_without_a_warning(student, reference, rng):
    """sigmoid of 1000 is 1 and of -1000 is 0, and nothing overflows on the way."""
    inputs = _far_out(rng)
    got, want = (
        [subject.run(without_warnings, "activations.sigmoid", z) for z in inputs] for subject in (student, reference)
    )
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("activations.sigmoid_derivative", points=1)
def finds_three_slopes_by_hand(student):
    """The slope of the sigmoid at 0, ln 3 and -ln 4 is 1/4, 3/16 and 4/25."""
    got = student.activations.sigmoid_derivative(np.array([0.0, np.log(3.0), -np.log(4.0)]))
    expect.close(got, np.array([1 / 4, 3 / 16, 4 / 25]), rtol=RTOL, atol=ATOL)


@check("activations.sigmoid_derivative", points=1)
def is_the_slope_of_the_sigmoid(student, reference, rng):
    """sigmoid_derivative is as fast as the sigmoid rises, measured at numbers in arrays of any shape."""
    inputs = [2 * rng.normal(size=shape) for shape in SHAPES]
    got = [student.activations.sigmoid_derivative(z) for z in inputs]
    # Each entry depends on its own z alone, so one step moves all. The error of a difference over 2e-4 is
    # below 1e-9; RTOL is a hundred times that for the smallest slope here.
    around = [[reference.activations.sigmoid(z + step) for step in (1e-4, -1e-4)] for z in inputs]
    expect.close(got, [(above - below) / 2e-4 for above, below in around], rtol=RTOL, atol=1e-6)


@check("activations.sigmoid_derivative", points=1)
def is_flat_far_out_without_a_warning(student, reference, rng):
    """The slope at 1000 and at -1000 is 0, and nothing overflows on the way."""
    inputs = _far_out(rng)
    got, want = (
        [subject.run(without_warnings, "activations.sigmoid_derivative", z) for z in inputs]
        for subject in (student, reference)
    )
    for z in inputs:
        student.activations.sigmoid_derivative(z)  # not judged: it tells apart what the warning cuts short
    expect.close(got, want, rtol=RTOL, atol=ATOL)


SLOPES = [1.5, 0.25, 0.0, 0.01]  # above 1 the larger of z and slope * z is the wrong one


@check("activations.leaky_relu", points=1)
def passes_three_numbers_by_hand(student):
    """leaky_relu of -2, 0 and 3 with slope 0.1 is -0.2, 0 and 3."""
    got = student.activations.leaky_relu(np.array([-2.0, 0.0, 3.0]), 0.1)
    expect.close(got, np.array([-0.2, 0.0, 3.0]), rtol=RTOL, atol=ATOL)


@check("activations.leaky_relu", points=1)
def passes_with_any_slope(student, reference, rng):
    """leaky_relu is right for slopes of 0 and above 1 too, and for arrays of any shape."""
    asked = _with_slopes(rng)
    got, want = ([subject.activations.leaky_relu(*each) for each in asked] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("activations.leaky_relu", points=1)
def leaves_z_as_it_was(student, reference, rng):
    """leaky_relu returns a new array: the caller's z is as before."""
    inputs = [np.array([-1.0, 2.0, -3.0]), rng.normal(size=(3, 4))]
    _expect_read_only(student, reference, "activations.leaky_relu", [(z, 0.2) for z in inputs])


@check("activations.leaky_relu_derivative", points=1)
def takes_the_slope_at_the_kink(student):
    """The derivative of leaky_relu with slope 0.1 is 0.1 at -2 and at 0, and 1 at 3."""
    got = student.activations.leaky_relu_derivative(np.array([-2.0, 0.0, 3.0]), 0.1)
    expect.close(got, np.array([0.1, 0.1, 1.0]), rtol=RTOL, atol=ATOL)


@check("activations.leaky_relu_derivative", points=1)
def has_any_slope_on_the_left(student, reference, rng):
    """The derivative is right for slopes of 0 and above 1 too, and for arrays of any shape."""
    asked = _with_slopes(rng)
    got, want = (
        [subject.activations.leaky_relu_derivative(*each) for each in asked] for subject in (student, reference)
    )
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("activations.softmax", points=2)
def matches_the_example_by_hand(student):
    """softmax of [[0, ln 2, ln 5], [ln 3, 0, 0]] is [[1/8, 2/8, 5/8], [3/5, 1/5, 1/5]]."""
    logits = np.log([[1.0, 2.0, 5.0], [3.0, 1.0, 1.0]])
    got = student.activations.softmax(logits)
    expect.close(got, np.array([[1 / 8, 2 / 8, 5 / 8], [3 / 5, 1 / 5, 1 / 5]]), rtol=RTOL, atol=ATOL)


@check("activations.softmax", points=2)
def works_for_any_number_of_rows_and_classes(student, reference, rng):
    """softmax gives the right (n, k) probabilities for any n and k, one row and one class among them."""
    shapes = [(2, 3), (1, 4), (3, 1), (5, 2), (4, 7), (9, 6), (3, 11)]
    logits = [2 * rng.normal(size=shape) for shape in shapes]
    got, want = ([subject.activations.softmax(z) for z in logits] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("activations.softmax", points=1)
def survives_large_logits(student, reference, rng):
    """softmax stays exact for logits as large as 1000."""
    logits = [
        np.array([[1000.0, 0.0, -1000.0]]),
        np.array([[998.0, 1000.0, 999.0]]),
        _coarse(1000 + rng.normal(size=(1, 5))),
    ]
    got, want = ([subject.activations.softmax(z) for z in logits] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("activations.softmax", points=1)
def treats_each_row_by_itself(student, reference, rng):
    """softmax of a row does not depend on the other rows, even if those are 2000 larger."""
    far_apart = _coarse(np.array([[1000.0], [-1000.0], [0.0]]) + rng.normal(size=(3, 4)))
    logits = [np.array([[1000.0, 1001.0, 1002.0], [-1000.0, -1001.0, -1002.0]]), far_apart]
    got, want = ([subject.activations.softmax(z) for z in logits] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("activations.softmax", points=1)
def leaves_the_logits_as_they_were(student, reference, rng):
    """softmax returns a new array: the caller's logits are as before."""
    logits = [np.array([[1.0, 2.0, 3.0]]), rng.normal(size=(4, 3))]
    _expect_read_only(student, reference, "activations.softmax", [(z,) for z in logits])


def _expect_read_only(student: Any, reference: Any, exercise: str, asked: list[tuple[Any, ...]]) -> None:
    got, want = (
        [subject.run(answer_and_arguments, exercise, *each) for each in asked] for subject in (student, reference)
    )
    for after, like, arguments in zip(got, want, asked, strict=True):
        expect.read_only(after, like, list(arguments))


def _coarse(logits: np.ndarray) -> np.ndarray:
    """Multiples of 1/64, which float32 holds exactly: large logits then cost float32 no precision."""
    return np.round(logits * 64) / 64


def _far_out(rng: np.random.Generator) -> list[np.ndarray]:
    """Numbers up to 1000, each side by itself and both together."""
    return [np.array([1000.0]), np.array([-1000.0]), _coarse(rng.uniform(-1000, 1000, size=(4, 3)))]


def _with_slopes(rng: np.random.Generator) -> list[tuple[np.ndarray, float]]:
    """Arrays with a 0 in each, and a slope for each."""
    arrays = [rng.normal(size=shape) for shape in SHAPES[1:]]
    for array in arrays:
        array.flat[0], array.flat[1], array.flat[2] = 0.0, 1.0, -2.0
    return list(zip(arrays, SLOPES, strict=True))

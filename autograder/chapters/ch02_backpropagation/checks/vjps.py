"""Checks of vjps.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.chapters.ch02_backpropagation.experiments import (
    affine_gradients,
    answer_and_arguments,
    unbroadcast,
    unbroadcast_and_gradient,
)
from autograder.engine import expect
from autograder.engine.check import check

# Work in float32 inside is right work: of numbers of size 1 its rounding stays below 1e-5. The mildest wrong
# version is off by more than 1e-2.
RTOL, ATOL = 1e-4, 1e-5

SIX = np.array([[1.0, 2.0, 4.0], [10.0, 20.0, 40.0]])


@check("vjps.unbroadcast", points=1)
def sums_over_axes_that_were_added(student):
    """An axis that broadcasting put in front is summed away: (2, 3) becomes (3,), and ()."""
    asked = [((), np.array(77.0)), ((3,), np.array([11.0, 22.0, 44.0]))]
    got = [student.run(unbroadcast, SIX, shape) for shape, _ in asked]
    expect.close(got, [want for _, want in asked], rtol=RTOL, atol=ATOL)


@check("vjps.unbroadcast", points=1)
def sums_over_axes_that_were_stretched(student):
    """An axis of length 1 that broadcasting stretched is summed, and stays: (2, 3) becomes (2, 1), and (1, 3)."""
    asked = [((2, 1), np.array([[7.0], [70.0]])), ((1, 3), np.array([[11.0, 22.0, 44.0]]))]
    got = [student.run(unbroadcast, SIX, shape) for shape, _ in asked]
    expect.close(got, [want for _, want in asked], rtol=RTOL, atol=ATOL)


SHAPES = [  # after broadcasting, before it
    ((2, 3), (2, 3)),
    ((1, 4), (1, 4)),
    ((3, 1, 2), (1, 2)),
    ((3, 2, 4), (2, 1)),
    ((4, 3, 2, 5), (3, 1, 5)),
    ((1, 3, 2), (1, 1, 2)),
    ((5, 4, 2, 6, 3), (5, 1, 2, 1, 3)),
]


@check("vjps.unbroadcast", points=1)
def undoes_any_broadcasting(student, reference, rng):
    """Both at once, nothing at all, and axes of length 1 that were not stretched are undone as well."""
    asked = [(rng.normal(size=after), before) for after, before in SHAPES]
    got, want = ([subject.run(unbroadcast, *one) for one in asked] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("vjps.unbroadcast", points=0.5)
def weighs_like_the_broadcast_array(student, rng):
    """sum(gradient * x broadcast) equals sum(unbroadcast(gradient) * x): the law that defines it."""
    asked = [(rng.normal(size=after), rng.normal(size=before)) for after, before in [((2, 3, 4), (3, 1)), ((5, 2), ())]]
    got = [student.run(unbroadcast, gradient, x.shape) for gradient, x in asked]
    for answer, (gradient, x) in zip(got, asked, strict=True):
        expect.shape(answer, x.shape)
        before, after = np.sum(np.asarray(answer) * x), np.sum(gradient * x)
        law = f"numbers whose sum(... * x) is {after:.4f}, for x = {np.round(x, 3).tolist()}"
        expect.true(answer, abs(before - after) < 1e-4, law)


@check("vjps.unbroadcast", points=0.5)
def unbroadcast_leaves_the_gradient_as_it_was(student, reference, rng):
    """unbroadcast returns what it computes: the caller's array is as before."""
    asked = [(rng.normal(size=after), before) for after, before in SHAPES[3:5]]
    got, want = ([subject.run(unbroadcast_and_gradient, *one) for one in asked] for subject in (student, reference))
    for after, like, (gradient, _) in zip(got, want, asked, strict=True):
        expect.read_only(after, like, gradient)


BY_HAND = [np.array([[1.0, 0.0], [2.0, -1.0], [0.0, 3.0]]), np.array([[1.0], [2.0], [-1.0]]), np.array([[5.0, 2.0]])]
SIZES = [(4, 3, 2), (2, 5, 3), (6, 1, 4), (1, 2, 7)]  # n, d_in, d_out


@check("vjps.affine_vjp", points=1.5)
def finds_the_gradient_by_the_input(student, reference, rng):
    """dX says how the loss depends on each input of the layer."""
    _expect_affine(student, reference, rng, "dX", np.array([[5.0], [8.0], [6.0]]))


@check("vjps.affine_vjp", points=1.5)
def finds_the_gradient_by_the_weights(student, reference, rng):
    """dW says how the loss depends on each weight, over all samples."""
    _expect_affine(student, reference, rng, "dW", np.array([[5.0, -5.0]]))


@check("vjps.affine_vjp", points=1)
def finds_the_gradient_by_the_bias(student, reference, rng):
    """db says how the loss depends on each bias, over all samples."""
    _expect_affine(student, reference, rng, "db", np.array([3.0, 2.0]))


@check("vjps.affine_vjp", points=0.5)
def agrees_with_measured_slopes(student, rng):
    """dX, dW and db are the slopes that a small step in each entry shows."""
    upstream, X, W = _layer(rng, 3, 4, 2)  # noqa: N806 - as the handout writes them
    b = rng.normal(size=2)
    got = student.run(affine_gradients, upstream, X, W)
    forward = {"dX": lambda x: x @ W + b, "dW": lambda w: X @ w + b, "db": lambda c: X @ W + c}
    for name, x in {"dX": X, "dW": W, "db": b}.items():
        # float32 inside leaves 1e-6 of the largest slope, which may cancel in the others: "not smooth" is 1e-4
        expect.gradient(_part(got, name), expect.central_differences(forward[name], x, upstream), smooth=False)


@check("vjps.affine_vjp", points=0.5)
def affine_leaves_its_arguments_as_they_were(student, reference, rng):
    """affine_vjp returns new arrays: upstream, X and W are as before."""
    layer = _layer(rng, 3, 2, 4)
    after, like = (subject.run(answer_and_arguments, "affine_vjp", *layer) for subject in (student, reference))
    expect.read_only(after, like, list(layer))


def _expect_affine(student: Any, reference: Any, rng: np.random.Generator, name: str, by_hand: np.ndarray) -> None:
    layers = [_layer(rng, *sizes) for sizes in SIZES]
    got = [student.run(affine_gradients, *layer) for layer in [BY_HAND, *layers]]
    want = [reference.run(affine_gradients, *layer) for layer in layers]
    expect.close(
        [_part(one, name) for one in got], [by_hand, *(_part(one, name) for one in want)], rtol=RTOL, atol=ATOL
    )


def _part(answer: Any, name: str) -> Any:
    """One of the three gradients."""
    expect.true(answer, isinstance(answer, dict) and name in answer, "three arrays: dX, dW and db")
    return answer[name]


def _layer(rng: np.random.Generator, n: int, d_in: int, d_out: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return rng.normal(size=(n, d_out)), rng.normal(size=(n, d_in)), rng.normal(size=(d_in, d_out))


@check("vjps.softmax_vjp", points=1.5)
def differentiates_two_rows_by_hand(student):
    """For P = [[1/2, 1/4, 1/4], [1/4, 3/4, 0]] and U = [[1, 0, 0], [4, 0, 8]] the gradient can be found by hand."""
    upstream = np.array([[1.0, 0.0, 0.0], [4.0, 0.0, 8.0]])
    got = student.vjps.softmax_vjp(upstream, np.array([[0.5, 0.25, 0.25], [0.25, 0.75, 0.0]]))
    expect.close(got, np.array([[0.25, -0.125, -0.125], [0.75, -0.75, 0.0]]), rtol=RTOL, atol=ATOL)


@check("vjps.softmax_vjp", points=1)
def differentiates_any_number_of_rows(student, reference, rng):
    """softmax_vjp is right for any n and k, one row and one class among them."""
    asked = [(rng.normal(size=shape), _rows(rng, *shape)) for shape in [(1, 4), (3, 1), (5, 2), (4, 7), (3, 3)]]
    got, want = ([subject.vjps.softmax_vjp(*one) for one in asked] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("vjps.softmax_vjp", points=1)
def knows_that_rows_sum_to_one(student, rng):
    """Each row of dZ sums to 0, and adding a number to a row of U changes nothing."""
    upstream, rows = rng.normal(size=(4, 5)), _rows(rng, 4, 5)
    got = student.vjps.softmax_vjp(upstream, rows)
    moved = student.vjps.softmax_vjp(upstream + np.array([[1.0], [-2.0], [3.0], [0.5]]), rows)
    expect.shape(got, (4, 5))
    expect.true(got, np.all(np.abs(np.sum(got, axis=1)) < ATOL), "rows that sum to 0, as the P of each row sum to 1")
    expect.close(moved, got, rtol=RTOL, atol=ATOL)


@check("vjps.softmax_vjp", points=0.5)
def softmax_leaves_its_arguments_as_they_were(student, reference, rng):
    """softmax_vjp returns a new array: upstream and probabilities are as before."""
    arguments = [rng.normal(size=(3, 4)), _rows(rng, 3, 4)]
    after, like = (subject.run(answer_and_arguments, "softmax_vjp", *arguments) for subject in (student, reference))
    expect.read_only(after, like, arguments)


def _rows(rng: np.random.Generator, n: int, k: int) -> np.ndarray:
    """Rows of probabilities."""
    return rng.dirichlet(np.ones(k), size=n)

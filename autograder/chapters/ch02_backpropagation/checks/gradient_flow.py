"""Checks of gradient_flow.py."""

from __future__ import annotations

import numpy as np

from autograder.chapters.ch02_backpropagation.checks.network import network
from autograder.chapters.ch02_backpropagation.experiments import gradient_sizes, network_after
from autograder.engine import expect
from autograder.engine.check import check

# Work in float32 inside is right work, as in network.py.
RTOL, ATOL = 1e-4, 1e-5

EXERCISE = "gradient_flow.gradient_norms"


@check(EXERCISE, points=1.5)
def measures_two_layers_by_hand(student):
    """Two layers of one unit, on two samples: the norms are found on paper, from the input to the logits."""
    # On the way back: d_logits [3, 4], times w2 = 2 is dL/dh_1 = [6, 8], times 1 - h**2 = [0.75, 1] and times
    # w1 = 2 is dL/dh_0 = [9, 16]: norms 5, 10 and sqrt(81 + 256).
    layers = [np.array([[1.0], [-1.0]]), np.array([[0.5], [0.0]]), np.array([[1.0], [1.0]])]
    weights, biases = [np.array([[2.0]]), np.array([[2.0]])], [np.array([0.0]), np.array([1.0])]
    got = student.run(gradient_sizes, weights, biases, layers, np.array([[3.0], [4.0]]), "tanh")
    expect.close(got, [337**0.5, 10.0, 5.0], rtol=RTOL, atol=ATOL)


@check(EXERCISE, points=1.5)
def measures_any_depth_and_widths(student, reference, rng):
    """The norms are right for one to four layers of different widths, and for any activation."""
    shapes = [
        ((3, 2), 4, "tanh"),
        ((2, 5, 3), 6, "sigmoid"),
        ((4, 2, 3, 5), 3, "another"),
        ((5, 4, 1, 3, 2), 7, "tanh"),
    ]
    asked = [(*network(rng, widths, n), activation) for widths, n, activation in shapes]
    got, want = ([subject.run(gradient_sizes, *one) for one in asked] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check(EXERCISE, points=0.5)
def grows_with_the_gradient_that_arrives(student, rng):
    """Ten times the gradient by the logits makes every norm ten times as large."""
    *before, d_logits = network(rng, (3, 4, 2), 5)
    once, tenfold = (student.run(gradient_sizes, *before, factor * d_logits, "tanh") for factor in (1, 10))
    expect.finite(once)
    expect.true(once, np.min(once) > 0, "norms above 0")
    expect.close(tenfold, [10 * norm for norm in once], rtol=RTOL, atol=ATOL)


@check(EXERCISE, points=0.5)
def norms_leave_their_arguments_as_they_were(student, reference, rng):
    """Parameters, layers and d_logits are as before, the lists as well as the arrays."""
    weights, biases, layers, d_logits = network(rng, (3, 4, 2, 2), 5)
    passed = weights, biases, layers, d_logits
    after, like = (subject.run(network_after, "gradient_flow", *passed) for subject in (student, reference))
    parameters = [list(pair) for pair in zip(weights, biases, strict=True)]
    expect.read_only(after, like, {"parameters": parameters, "layers": layers, "d_logits": d_logits}, atol=0)

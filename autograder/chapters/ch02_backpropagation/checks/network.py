"""Checks of network.py. The layers are drawn, not computed: the way back is defined for any of them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from autograder.chapters.ch02_backpropagation.experiments import network_after, network_gradients
from autograder.engine import expect
from autograder.engine.check import check

# Work in float32 inside is right work: through four layers its rounding stays below 1e-5 of numbers of size 1.
# The mildest wrong version is off by more than 1e-2.
RTOL, ATOL = 1e-4, 1e-5

WIDTHS = [(4, 3, 2), (2, 5, 3, 4), (5, 4, 1, 3, 2)]
SAMPLES = (6, 3, 7)


@check("network.backward", points=1)
def is_a_layer_backwards_for_one_layer(student):
    """With one layer there is no activation: dW and db are those of a layer."""
    X, d_logits = np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([[1.0], [3.0]])  # noqa: N806 - the handout's name
    # by hand: dW = [1*1 + 0*3, 2*1 - 1*3], db = 1 + 3
    got = student.run(network_gradients, [np.ones((2, 1))], [np.zeros(1)], [X, np.ones((2, 1))], d_logits, "tanh")
    _expect_named(got, {"dW_1": np.array([[1.0], [-1.0]]), "db_1": np.array([4.0])})


@check("network.backward", points=2)
def goes_through_two_layers_by_hand(student):
    """Two layers of one unit, on two samples, are differentiated as on paper; the first layer comes first."""
    # On the way back: d_logits [2, 4], times w2 = 3 is [6, 12], times 1 - h**2 = [0.75, 1] is [4.5, 12].
    layers = [np.array([[2.0], [-1.0]]), np.array([[0.5], [0.0]]), np.array([[1.0], [1.0]])]
    weights, biases = [np.array([[7.0]]), np.array([[3.0]])], [np.array([0.0]), np.array([1.0])]
    got = student.run(network_gradients, weights, biases, layers, np.array([[2.0], [4.0]]), "tanh")
    by_hand = {"dW_1": [[-3.0]], "db_1": [16.5], "dW_2": [[1.0]], "db_2": [6.0]}
    _expect_named(got, {name: np.array(numbers) for name, numbers in by_hand.items()})


@check("network.backward", points=2)
def works_for_any_depth_and_widths(student, reference, rng):
    """The gradients are right for two, three and four layers, all of different widths."""
    _expect_gradients(student, reference, rng, "tanh")


@check("network.backward", points=1)
def uses_the_derivative_that_it_is_given(student, reference, rng):
    """The gradients are right for other activations than tanh, too."""
    _expect_gradients(student, reference, rng, "sigmoid", "another")


@check("network.backward", points=1)
def backward_leaves_its_arguments_as_they_were(student, reference, rng):
    """Parameters, layers and d_logits are as before, the lists as well as the arrays."""
    weights, biases, layers, d_logits = network(rng, (3, 4, 2, 2), 5)
    passed = weights, biases, layers, d_logits
    after, like = (subject.run(network_after, "network", *passed) for subject in (student, reference))
    parameters = [list(pair) for pair in zip(weights, biases, strict=True)]
    expect.read_only(after, like, {"parameters": parameters, "layers": layers, "d_logits": d_logits}, atol=0)


def _expect_gradients(student: Any, reference: Any, rng: np.random.Generator, *activations: str) -> None:
    networks = [network(rng, widths, n) for widths, n in zip(WIDTHS, SAMPLES, strict=True)]
    asked = [(*one, activation) for one in networks for activation in activations]
    got, want = ([subject.run(network_gradients, *one) for one in asked] for subject in (student, reference))
    for mine, yours in zip(got, want, strict=True):
        _expect_named(mine, yours)


def _expect_named(got: Any, want: Any) -> None:
    """The same gradients; the failure names the first that is wrong, such as dW_2."""
    pairs = len(want) // 2
    law = f"a list of {pairs} pair{'s' if pairs > 1 else ''} (dW, db), one for each layer"
    expect.true(got, isinstance(got, dict), law)
    expect.close(got, want, rtol=RTOL, atol=ATOL)


def network(
    rng: np.random.Generator, widths: tuple[int, ...], n: int
) -> tuple[list[np.ndarray], list[np.ndarray], list[np.ndarray], np.ndarray]:
    """Weights, biases, layers and d_logits of a network of these widths, on n samples."""
    pairs = list(pairwise(widths))
    weights = [rng.normal(size=pair) / np.sqrt(pair[0]) for pair in pairs]
    biases = [rng.normal(size=width) for width in widths[1:]]
    layers = [rng.uniform(-0.9, 0.9, size=(n, width)) for width in widths]
    return weights, biases, layers, rng.normal(size=(n, widths[-1]))

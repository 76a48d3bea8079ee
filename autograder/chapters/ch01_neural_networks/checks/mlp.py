# ruff: noqa: N806 - X and W are the names of the handout
"""Checks of mlp.py."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from autograder.chapters.ch01_neural_networks.experiments import layers_of_forward, logits_and_arguments
from autograder.engine import expect
from autograder.engine.check import check

# Work in float32 inside is right work: through four layers its rounding is below 1e-5 of numbers of size 1 to
# 10. The mildest wrong version is off by more than 1e-2.
RTOL, ATOL = 1e-4, 1e-4


@check("mlp.forward", points=1.5)
def sends_two_samples_through_by_hand(student):
    """With ReLU, (1, 2) and (3, 0) become (0, 3) and (2, 2) in the hidden layer, and 4 and -1 at the end."""
    # the first layer's z is (-2, 3) and (2, 2); then 1 - 2·0 + 3 = 4 and 1 - 2·2 + 2 = -1
    X = np.array([[1.0, 2.0], [3.0, 0.0]])
    W1, b1 = np.array([[1.0, 1.0], [-1.0, 1.5]]), np.array([-1.0, -1.0])
    W2, b2 = np.array([[-2.0], [1.0]]), np.array([1.0])
    got = student.run(layers_of_forward, [[W1, b1], [W2, b2]], X, "relu")
    # not judged: where all arrays are square, a product in the wrong order has a result
    student.run(layers_of_forward, [[W1, b1], [W1, b1]], X, "relu")
    _expect_layers([got], [[X, np.array([[0.0, 3.0], [2.0, 2.0]]), np.array([[4.0], [-1.0]])]])


@check("mlp.forward", points=0.5)
def has_no_activation_at_the_end(student, reference, rng):
    """A network of one layer is X @ W + b, without an activation."""
    asked = [(*_network(rng, 5, [3, 2]), "relu"), (*_network(rng, 2, [4, 3]), "shifted tanh")]
    got, want = ([subject.run(layers_of_forward, *each) for each in asked] for subject in (student, reference))
    _expect_layers(got, want)


@check("mlp.forward", points=2)
def sends_samples_through_any_network(student, reference, rng):
    """forward returns the input and the answer of every layer, for any depth, widths and activation."""
    asked = [
        (*_network(rng, 4, [3, 2, 5]), "relu"),
        (*_network(rng, 1, [2, 4, 3]), "shifted tanh"),
        (*_network(rng, 6, [2, 5, 4, 3, 7]), "shifted tanh"),
        (*_network(rng, 3, [5, 4, 2, 6]), "bump"),
    ]
    got, want = ([subject.run(layers_of_forward, *each) for each in asked] for subject in (student, reference))
    _expect_layers(got, want)


@check("mlp.forward", points=1)
def leaves_the_network_as_it_was(student, reference, rng):
    """forward only reads its arguments: X, and the list of parameters with its arrays, are as before."""
    parameters, X = _network(rng, 4, [3, 5, 2])
    after, like = (subject.run(logits_and_arguments, parameters, X, "bump") for subject in (student, reference))
    expect.read_only(after, like, [X, parameters])


def _expect_layers(got: list[Any], want: list[list[np.ndarray]]) -> None:
    for mine, layers in zip(got, want, strict=True):
        if isinstance(mine, list) and len(mine) != len(layers):
            law = f"{len(layers)} arrays: the input X stands first, then the answer of each layer"
            expect.true(mine, False, law, likely=_likely(mine, layers))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


def _likely(got: list[Any], layers: list[np.ndarray]) -> str | None:
    shapes = [np.shape(layer) for layer in got if isinstance(layer, np.ndarray)]
    return "leaves_out_the_input" if shapes == [layer.shape for layer in layers[1:]] else None


def _network(rng: np.random.Generator, samples: int, sizes: list[int]) -> tuple[Any, np.ndarray]:
    """Parameters with biases that are not 0, and an input."""
    shapes = pairwise(sizes)
    parameters = [[rng.normal(size=(inputs, outputs)), rng.normal(size=outputs)] for inputs, outputs in shapes]
    return parameters, rng.normal(size=(samples, sizes[0]))

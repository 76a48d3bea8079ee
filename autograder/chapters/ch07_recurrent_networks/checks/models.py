"""Checks of models.py. The layers are running sums: what is judged is how they are put together."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from autograder.chapters.ch07_recurrent_networks.experiments import (
    both_directions,
    both_directions_and_arguments,
    stacked,
    stacked_and_arguments,
    stacked_in_two_parts,
)
from autograder.engine import expect
from autograder.engine.check import check

# Work in float32 inside is right work: running sums of size 10 round at 1e-6. The mildest wrong version is off by
# more than 1e-1.
RTOL, ATOL = 1e-4, 1e-4


@check("models.bidirectional", points=1.5)
def reads_two_sequences_by_hand(student):
    """With running sums as layers, 1, 2, 4 and 8, 16 become 1, 3, 7 with 70, 60, 40, and 8, 24 with 240, 160."""
    x = np.array([[1.0, 8.0], [2.0, 16.0], [4.0, 999.0]])[:, :, None]
    got = student.run(both_directions, x, np.array([3, 2]), np.array([[1.0]]), np.array([[10.0]]))
    first, second = [[1, 70], [3, 60], [7, 40]], [[8, 240], [24, 160], [0, 0]]
    expect.close(got, np.stack([first, second], axis=1).astype(float), rtol=RTOL, atol=ATOL)


@check("models.bidirectional", points=1)
def reads_equal_lengths_from_both_sides(student, reference, rng):
    """Sequences without padding have the states of both directions side by side, (T, B, 2H)."""
    _expect_both(student, reference, [_padded(rng, [4, 4], 3, 2), _padded(rng, [1, 1, 1], 2, 4)])


@check("models.bidirectional", points=1)
def starts_at_each_sequences_own_end(student, reference, rng):
    """Sequences of different lengths are read backwards from their own end, whatever the padding is."""
    _expect_both(student, reference, [_padded(rng, [3, 5, 1], 2, 4), _padded(rng, [2, 6, 4, 3], 3, 1, padding=2)])


@check("models.bidirectional", points=0.5)
def bidirectional_leaves_its_arguments_as_they_were(student, reference, rng):
    """x and the lengths are as before."""
    asked = _padded(rng, [4, 2, 3], 2, 3)
    after, like = (subject.run(both_directions_and_arguments, *asked) for subject in (student, reference))
    expect.read_only(after, like, list(asked[:2]))


@check("models.deep", points=1)
def stacks_two_layers_by_hand(student):
    """Two running sums upon each other make 1, 2, 4 into 11, 13, 17 and then into 211, 224, 241."""
    x = np.array([1.0, 2.0, 4.0]).reshape(3, 1, 1)
    got = student.run(stacked, x, [np.array([[10.0]]), np.array([[200.0]])], [np.ones((1, 1)), np.ones((1, 1))])
    states = np.array([211.0, 224.0, 241.0]).reshape(3, 1, 1)
    _expect_stacks([got], [{"states": states, "last": [np.array([[17.0]]), np.array([[241.0]])]}])


@check("models.deep", points=1)
def stacks_any_number_of_layers(student, reference, rng):
    """One to four layers of different widths are stacked in their order."""
    asked = [_stack(rng, *sizes) for sizes in [(4, 2, (3, 5)), (3, 3, (2, 4, 3)), (5, 1, (1, 3, 2, 4, 6))]]
    got, want = ([subject.run(stacked, *one) for one in asked] for subject in (student, reference))
    _expect_stacks(got, want)


@check("models.deep", points=0.5)
def deep_goes_on_where_it_ended(student, reference, rng):
    """A sequence read in two parts, the second from what the first has returned, has the states of the whole."""
    x, starts, layers = _stack(rng, 6, 2, (3, 4, 2))
    got = student.run(stacked_in_two_parts, x, starts, layers, 4)
    want = reference.run(stacked, x, starts, layers)
    expect.close(got, want["states"], rtol=RTOL, atol=ATOL)


@check("models.deep", points=0.5)
def deep_leaves_its_arguments_as_they_were(student, reference, rng):
    """x and the list of starts are as before."""
    asked = _stack(rng, 4, 3, (2, 5, 3))
    after, like = (subject.run(stacked_and_arguments, *asked) for subject in (student, reference))
    expect.read_only(after, like, list(asked[:2]))


def _expect_both(student: Any, reference: Any, asked: list[tuple[Any, ...]]) -> None:
    got, want = ([subject.run(both_directions, *one) for one in asked] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


def _expect_stacks(got: list[Any], want: list[Any]) -> None:
    for mine in got:
        expect.true(mine, isinstance(mine, dict), "the pair (states, last)")
    expect.close(got, want, rtol=RTOL, atol=ATOL)


def _padded(rng: np.random.Generator, lengths: list[int], inputs: int, units: int, padding: int = 0) -> tuple[Any, ...]:
    """x, lengths, and the weights of both layers. Where `padding` is not 0, every sequence has some."""
    x = rng.normal(size=(max(lengths) + padding, len(lengths), inputs))
    return x, np.array(lengths), rng.normal(size=(inputs, units)), rng.normal(size=(inputs, units))


def _stack(rng: np.random.Generator, steps: int, sequences: int, widths: tuple[int, ...]) -> tuple[Any, ...]:
    """x, starts and the weights of each layer."""
    starts = [rng.normal(size=(sequences, width)) for width in widths[1:]]
    weights = [rng.normal(size=pair) for pair in pairwise(widths)]
    return rng.normal(size=(steps, sequences, widths[0])), starts, weights

"""Checks of cells.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.chapters.ch07_recurrent_networks.experiments import (
    answer_and_arguments,
    both_of_unroll,
    single_states,
    states_of_unroll,
    unroll_in_two_parts,
)
from autograder.engine import expect
from autograder.engine.check import check

# Work in float32 inside is right work: over ten steps its rounding stays below 1e-5 of states of size 1. The
# mildest wrong version is off by more than 1e-2.
RTOL, ATOL = 1e-4, 1e-5


@check("cells.rnn_step", points=1.5)
def takes_a_step_by_hand(student):
    """Two sequences, whose sums are ln 2, ln 3, 0 and -ln 2, step to the states 3/5, 4/5, 0 and -3/5."""
    # tanh(ln c) is (c - 1/c) / (c + 1/c)
    ln2, ln3 = np.log(2.0), np.log(3.0)
    x, h = np.array([[1.0, 2.0, 0.0], [0.0, -1.0, 3.0]]), np.array([[1.0, 0.0], [-1.0, 2.0]])
    Wx, b = np.array([[0.5, 1.0], [0.25, -0.5], [0.5, 0.0]]), np.array([0.5, -1.0])  # noqa: N806 - the handout's
    # x @ Wx + b = [[1.5, -1], [1.75, -0.5]]; h adds its own row of Wh, and its second one for the second sequence
    Wh = np.array([[ln2 - 1.5, ln3 + 1.0], [0.0, 0.0]])  # noqa: N806
    Wh[1] = (np.array([0.0, -ln2]) - np.array([1.75, -0.5]) + Wh[0]) / 2
    got = student.cells.rnn_step(x, h, Wx, Wh, b)
    expect.close(got, np.array([[3 / 5, 4 / 5], [0.0, -3 / 5]]), rtol=RTOL, atol=ATOL)


@check("cells.rnn_step", points=1.5)
def steps_for_any_shape(student, reference, rng):
    """rnn_step gives the right (B, H) states for any numbers of sequences, inputs and units."""
    asked = [_step(rng, *sizes) for sizes in [(2, 3, 4), (1, 5, 2), (6, 1, 3), (5, 4, 7)]]
    got, want = ([subject.cells.rnn_step(*one) for one in asked] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("cells.rnn_step", points=0.5)
def leaves_the_old_state_as_it_was(student, reference, rng):
    """A state of the right shape comes back, and x, h and the weights are as before."""
    asked = [_step(rng, 3, 2, 4), _step(rng, 2, 4, 4)]
    got, want = (
        [subject.run(answer_and_arguments, "cells.rnn_step", *one) for one in asked] for subject in (student, reference)
    )
    for after, like, arguments in zip(got, want, asked, strict=True):
        expect.read_only(after, like, list(arguments))


@check("cells.unroll", points=1.5)
def unrolls_three_steps_by_hand(student):
    """One unit over three steps has the states 3/5, 4/5 and 0, and is last at 0."""
    # wx = 2, wh = 1/2, b = -1 and h0 = 1: the sums are to be ln 2, ln 3 and 0
    sums, before = np.array([np.log(2.0), np.log(3.0), 0.0]), np.array([1.0, 3 / 5, 4 / 5])
    x = ((sums - before / 2 + 1) / 2).reshape(3, 1, 1)
    parameters = [np.array([[2.0]]), np.array([[0.5]]), np.array([-1.0])]
    got = student.run(both_of_unroll, x, np.array([[1.0]]), parameters)
    _expect_pair(got, {"states": np.array([3 / 5, 4 / 5, 0.0]).reshape(3, 1, 1), "last": np.array([[0.0]])})


@check("cells.unroll", points=1.5)
def unrolls_any_shape(student, reference, rng):
    """The states are right for any numbers of steps, sequences, inputs and units, from any h0."""
    asked = [_sequences(rng, *sizes) for sizes in [(3, 2, 4, 5), (1, 3, 2, 4), (6, 1, 3, 2), (10, 5, 1, 3)]]
    got, want = ([subject.run(states_of_unroll, *one) for one in asked] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("cells.unroll", points=1.5)
def keeps_the_state_at_the_end(student, reference, rng):
    """Sequences of different lengths keep their state from their own end on, whatever the padding is."""
    lengths = [[4, 2, 5], [1, 6, 3, 6], [2, 2]]
    asked = [(*_sequences(rng, max(each) + 1, len(each), 3, 2), np.array(each)) for each in lengths]
    got, want = ([subject.run(states_of_unroll, *one) for one in asked] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("cells.unroll", points=1)
def reads_the_last_state_at_the_end(student, reference, rng):
    """last holds the state of each sequence at its own end, also where all have the same length."""
    lengths = [[3, 5, 1], [6, 2, 4, 6]]
    padded = [(*_sequences(rng, max(each) + 1, len(each), 2, 3), np.array(each)) for each in lengths]
    asked = [*padded, _sequences(rng, 4, 3, 2, 5)]
    got, want = ([subject.run(both_of_unroll, *one) for one in asked] for subject in (student, reference))
    law = "the pair (states, last)"
    for mine in got:
        expect.true(mine, isinstance(mine, dict), law)
    expect.close([mine["last"] for mine in got], [yours["last"] for yours in want], rtol=RTOL, atol=ATOL)


@check("cells.unroll", points=0.5)
def goes_on_where_it_ended(student, reference, rng):
    """A sequence read in two parts, the second from the last state of the first, has the states of the whole."""
    asked = [(*_sequences(rng, 7, 3, 2, 4), 3), (*_sequences(rng, 5, 2, 4, 3), 1)]
    got = [student.run(unroll_in_two_parts, *one) for one in asked]
    want = [reference.run(states_of_unroll, *one[:3]) for one in asked]
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("cells.unroll", points=0.5)
def unroll_leaves_its_arguments_as_they_were(student, reference, rng):
    """Both answers have the right shape, and x, h0, the weights and the lengths are as before."""
    asked = [*_sequences(rng, 4, 3, 2, 5), np.array([4, 1, 3])]
    after, like = (subject.run(answer_and_arguments, "cells.unroll", *asked) for subject in (student, reference))
    expect.read_only(after, like, asked)


@check("cells.unroll", points=0.5, style=True)
def steps_with_all_sequences_together(student, reference, rng):
    """2 and 60 sequences are unrolled rightly, by equally many of your lines: one loop, over time, is enough."""
    asked = [_sequences(rng, 5, sequences, 2, 3) for sequences in (2, 60)]
    got = [student.lines(single_states, *one) for one in asked]
    want = [reference.run(single_states, *one) for one in asked]
    expect.same_lines(got, want, "2 sequences of 5 steps and 60 of them", likely="loops_over_the_sequences")


def _expect_pair(got: Any, want: dict[str, np.ndarray]) -> None:
    expect.true(got, isinstance(got, dict), "the pair (states, last)")
    expect.close(got, want, rtol=RTOL, atol=ATOL)


def _step(rng: np.random.Generator, sequences: int, inputs: int, units: int) -> tuple[np.ndarray, ...]:
    parameters = draw_parameters(rng, inputs, units)
    return rng.normal(size=(sequences, inputs)), rng.uniform(-0.9, 0.9, size=(sequences, units)), *parameters


def draw_parameters(rng: np.random.Generator, inputs: int, units: int) -> list[np.ndarray]:
    """Wx, Wh and b with which states are of size 1/2, and neither die out nor saturate."""
    Wx = rng.normal(size=(inputs, units)) / np.sqrt(inputs)  # noqa: N806 - the handout's names
    Wh = rng.normal(size=(units, units)) / np.sqrt(units)  # noqa: N806
    return [Wx, Wh, 0.5 * rng.normal(size=units)]


def _sequences(
    rng: np.random.Generator, steps: int, sequences: int, inputs: int, units: int
) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    """x, h0 and parameters; h0 is not 0."""
    h0 = rng.uniform(-0.9, 0.9, size=(sequences, units))
    return rng.normal(size=(steps, sequences, inputs)), h0, draw_parameters(rng, inputs, units)

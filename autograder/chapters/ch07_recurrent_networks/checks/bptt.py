"""Checks of bptt.py. The states are the reference's: nobody's unroll matters. An upstream arrives at each step."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.chapters.ch07_recurrent_networks.checks.cells import draw_parameters
from autograder.chapters.ch07_recurrent_networks.experiments import (
    answer_and_arguments,
    gradients,
    single_gradients,
    states_of_unroll,
    truncated_gradients,
    weighted_sum,
)
from autograder.engine import expect
from autograder.engine.check import check

# Work in float32 inside is right work: over ten steps its rounding stays below 1e-5 of gradients of size 1 to 10.
# The mildest wrong version is off by more than 1e-2.
RTOL, ATOL = 1e-4, 1e-4

SHARED, INPUTS = ["Wx", "Wh", "b"], ["h0", "x"]
NAMES = [*SHARED, *INPUTS]
# A student may build the second exercise on the first.
WHOLE = ("bptt.backward",)


def by_hand() -> tuple[list[Any], dict[str, np.ndarray]]:
    """One unit over two steps, and its gradients: states 3/5 and 0, so tanh has the slopes 16/25 and 1."""
    # wx = 2, wh = 3, b = 1, h0 = -1: the sums are to be ln 2 and 0; upstream 4 and 2.
    # On the way back: 2; then (4 + 2 * 3) * 16/25 = 6.4.
    x = np.array([(np.log(2.0) + 2) / 2, -(1.8 + 1) / 2])
    arguments = [
        np.array([4.0, 2.0]).reshape(2, 1, 1),
        x.reshape(2, 1, 1),
        np.array([3 / 5, 0.0]).reshape(2, 1, 1),
        np.array([[-1.0]]),
        [np.array([[2.0]]), np.array([[3.0]]), np.array([1.0])],
    ]
    found = {
        "Wx": np.array([[6.4 * x[0] + 2 * x[1]]]),
        "Wh": np.array([[-6.4 + 2 * 3 / 5]]),
        "b": np.array([8.4]),
        "h0": np.array([[19.2]]),
        "x": np.array([12.8, 4.0]).reshape(2, 1, 1),
    }
    return arguments, found


@check("bptt.backward", points=1)
def shares_weights_over_two_steps_by_hand(student):
    """One unit over two steps: the gradients by Wx, Wh and b are found on paper, as sums over both steps."""
    arguments, found = by_hand()
    _expect_parts([student.run(gradients, SHARED, *arguments)], [found], SHARED)


@check("bptt.backward", points=1)
def reaches_the_beginning_by_hand(student):
    """One unit over two steps: the gradients by h0 and by both inputs are found on paper."""
    arguments, found = by_hand()
    _expect_parts([student.run(gradients, INPUTS, *arguments)], [found], INPUTS)


@check("bptt.backward", points=2)
def adds_over_all_steps(student, reference, rng):
    """The gradients by Wx, Wh and b are right for any numbers of steps, sequences, inputs and units."""
    _expect_same(student, reference, rng, SHARED)


@check("bptt.backward", points=1)
def reaches_inputs_and_the_first_state(student, reference, rng):
    """The gradients by h0 and by every input are right for any numbers of steps, sequences, inputs and units."""
    _expect_same(student, reference, rng, INPUTS)


@check("bptt.backward", points=1)
def agrees_with_measured_slopes(student, reference, rng):
    """Every gradient is the slope that a small step in each entry shows."""
    upstream, x, states, h0, parameters = draw_problem(reference, rng, 4, 2, 2, 3)
    made_from = {"x": x, "h0": h0, **dict(zip(SHARED, parameters, strict=True))}
    got = {name: student.run(gradients, [name], upstream, x, states, h0, parameters) for name in made_from}
    measured = {
        name: expect.central_differences(
            lambda moved, name=name: reference.run(weighted_sum, upstream, {**made_from, name: moved}),
            entries,
            1.0,
            kinks=False,
        )
        for name, entries in made_from.items()
    }
    for name, slopes in measured.items():  # one request each: the call that is shown says which gradient is wrong
        _expect_names(got[name], [name])
        expect.gradient(got[name][name], slopes, smooth=False)  # 1e-4: float32 inside is right work


@check("bptt.backward", points=0.5)
def backward_leaves_its_arguments_as_they_were(student, reference, rng):
    """All five gradients of backward have the right shape, and everything that was passed in is as before."""
    _expect_read_only(student, reference, "bptt.backward", list(draw_problem(reference, rng, 4, 3, 2, 5)))


@check("bptt.backward", points=0.5, style=True)
def goes_back_with_all_sequences_together(student, reference, rng):
    """2 and 60 sequences get the right gradients, by equally many of your lines: one loop, over time, is enough."""
    asked = [draw_problem(reference, rng, 5, sequences, 2, 3) for sequences in (2, 60)]
    got = [student.lines(single_gradients, *one) for one in asked]
    want = [reference.run(single_gradients, *one) for one in asked]
    expect.same_lines(got, want, "2 sequences of 5 steps and 60 of them", likely="goes_back_sequence_by_sequence")


@check("bptt.truncated_backward", points=1, needs=WHOLE)
def cuts_between_two_steps_by_hand(student):
    """With chunks of one step, the second step of the example on paper passes nothing on to the first."""
    # On the way back: 2, and then 4 * 16/25 = 2.56, to which the second step adds nothing.
    arguments, _ = by_hand()
    x = arguments[1].ravel()
    cut = {
        "Wx": np.array([[2.56 * x[0] + 2 * x[1]]]),
        "Wh": np.array([[-2.56 + 2 * 3 / 5]]),
        "b": np.array([4.56]),
        "h0": np.array([[7.68]]),
        "x": np.array([5.12, 4.0]).reshape(2, 1, 1),
    }
    _expect_parts([student.run(truncated_gradients, {"T": 2, "k": 1}, *arguments)], [cut], NAMES)


@check("bptt.truncated_backward", points=1.5, needs=WHOLE)
def cuts_chunks_of_any_length(student, reference, rng):
    """The gradients are right for chunks of any length, where the last chunk is a short one too."""
    problems = [((7, 3, 2, 4), 3), ((8, 2, 4, 3), 5), ((6, 1, 3, 2), 2), ((5, 4, 1, 3), 1), ((9, 2, 3, 5), 4)]
    asked = [({"T": sizes[0], "k": k}, *draw_problem(reference, rng, *sizes)) for sizes, k in problems]
    got, want = ([subject.run(truncated_gradients, *one) for one in asked] for subject in (student, reference))
    _expect_parts(got, want, NAMES)


@check("bptt.truncated_backward", points=1, needs=WHOLE)
def is_the_whole_gradient_for_one_chunk(student, reference, rng):
    """With a chunk that is as long as the sequences, or longer, the result is that of backward."""
    asked = [
        ({"T": 4, "k": 4}, *draw_problem(reference, rng, 4, 2, 3, 5)),
        ({"T": 3, "k": 7}, *draw_problem(reference, rng, 3, 4, 2, 3)),
    ]
    got = [student.run(truncated_gradients, *one) for one in asked]
    want = [reference.run(gradients, NAMES, *one[1:]) for one in asked]
    _expect_parts(got, want, NAMES)


@check("bptt.truncated_backward", points=0.5, needs=WHOLE)
def truncated_leaves_its_arguments_as_they_were(student, reference, rng):
    """All five gradients of truncated_backward have the right shape, and what was passed in is as before."""
    _expect_read_only(student, reference, "bptt.truncated_backward", [*draw_problem(reference, rng, 5, 3, 2, 4), 2])


def _expect_same(student: Any, reference: Any, rng: np.random.Generator, names: list[str]) -> None:
    sizes = [(3, 2, 4, 5), (1, 3, 2, 4), (6, 1, 3, 2), (10, 5, 1, 3)]
    asked = [(names, *draw_problem(reference, rng, *each)) for each in sizes]
    got, want = ([subject.run(gradients, *one) for one in asked] for subject in (student, reference))
    _expect_parts(got, want, names)


def _expect_parts(got: list[Any], want: list[Any], names: list[str]) -> None:
    """Some of the gradients, as they were answered: the failure names the first that is wrong, and its call."""
    for mine in got:
        _expect_names(mine, names)
    expect.close(got, [{name: one[name] for name in names} for one in want], rtol=RTOL, atol=ATOL)


def _expect_names(got: Any, names: list[str]) -> None:
    law = f"a dict with five arrays: {', '.join(NAMES)}"
    expect.true(got, isinstance(got, dict) and all(name in got for name in names), law)


def _expect_read_only(student: Any, reference: Any, exercise: str, arguments: list[Any]) -> None:
    after, like = (subject.run(answer_and_arguments, exercise, *arguments) for subject in (student, reference))
    expect.read_only(after, like, arguments)


def draw_problem(
    reference: Any, rng: np.random.Generator, steps: int, sequences: int, inputs: int, units: int
) -> tuple[Any, ...]:
    """upstream, x, states, h0 and parameters."""
    parameters = draw_parameters(rng, inputs, units)
    x, h0 = rng.normal(size=(steps, sequences, inputs)), rng.uniform(-0.9, 0.9, size=(sequences, units))
    states = reference.run(states_of_unroll, x, h0, parameters)
    return rng.normal(size=(steps, sequences, units)), x, states, h0, parameters

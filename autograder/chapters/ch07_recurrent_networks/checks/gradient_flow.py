"""Checks of gradient_flow.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.chapters.ch07_recurrent_networks.experiments import (
    clipped,
    clipped_and_arguments,
    norms_and_arguments,
    norms_of,
)
from autograder.engine import expect
from autograder.engine.check import check

# Work in float32 inside is right work: its rounding stays below 1e-5 of norms of size 1 to 10. Clipping by
# max_norm / (norm + 1e-6), as PyTorch does, is right too. The mildest wrong version is off by more than 1e-2.
RTOL, ATOL = 1e-4, 1e-5


@check("gradient_flow.jacobian_norms", points=1.5)
def measures_one_unit_by_hand(student):
    """One unit with wh = -2 and the states 3/5, 4/5 and 0 has the norms 1, 2, 18/25 * 2 and 18/25 * 64/25."""
    # tanh has the slopes 16/25, 9/25 and 1; each step back takes a factor 2 and the slope of the later state.
    got = student.run(norms_of, np.array([[3 / 5], [4 / 5], [0.0]]), np.array([[-2.0]]))
    expect.close(got, np.array([1.0, 2.0, 4 * 9 / 25, 8 * 9 / 25 * 16 / 25]), rtol=RTOL, atol=ATOL)


@check("gradient_flow.jacobian_norms", points=1.5)
def measures_any_number_of_units(student, reference, rng):
    """The norms are right for any numbers of steps and units."""
    asked = [_sequence(rng, *sizes) for sizes in [(2, 2), (5, 3), (9, 4), (1, 6)]]
    got, want = ([subject.run(norms_of, *one) for one in asked] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("gradient_flow.jacobian_norms", points=0.5)
def fades_by_a_factor_a_step(student, rng):
    """At states of 0, a Wh that turns and shortens by 0.8 makes norms of 1, 0.8, 0.64, ..., exactly."""
    turn = np.linalg.qr(rng.normal(size=(4, 4)))[0]
    got = student.run(norms_of, np.zeros((6, 4)), 0.8 * turn)
    expect.close(got, 0.8 ** np.arange(7), rtol=RTOL, atol=ATOL)


@check("gradient_flow.jacobian_norms", points=0.5)
def norms_leave_their_arguments_as_they_were(student, reference, rng):
    """One finite norm for each state comes back, and states and Wh are as before."""
    asked = list(_sequence(rng, 5, 3))
    after, like = (subject.run(norms_and_arguments, *asked) for subject in (student, reference))
    expect.read_only(after, like, asked)
    got = after["answer"]
    expect.true(got, len(np.unique(np.round(got, 6))) > 1, "norms that differ from step to step")


@check("gradient_flow.clip_global_norm", points=1)
def shortens_two_arrays_by_hand(student):
    """[3, 0] and [[4]] together have the norm 5; clipped to 1 they are [0.6, 0] and [[0.8]]."""
    asked = {"b": np.array([3.0, 0.0]), "Wh": np.array([[4.0]])}
    want = {"clipped": {"b": np.array([0.6, 0.0]), "Wh": np.array([[0.8]])}, "norm": 5.0}
    _expect_pairs([student.run(clipped, asked, 1.0)], [want])


@check("gradient_flow.clip_global_norm", points=1)
def leaves_short_gradients_alone(student):
    """What is shorter than the limit, all zeros among it, comes back as it was, with its norm."""
    short = {"b": np.array([0.3, 0.0]), "Wh": np.array([[-0.4]])}
    zero = {"b": np.zeros(2), "Wx": np.zeros((3, 2))}
    got = [student.run(clipped, short, 5.0), student.run(clipped, zero, 2.0)]
    _expect_pairs(got, [{"clipped": short, "norm": 0.5}, {"clipped": zero, "norm": 0.0}])


@check("gradient_flow.clip_global_norm", points=1)
def keeps_the_direction(student, reference, rng):
    """Arrays of any shape and size are all multiplied with one and the same factor, below 1."""
    asked = [(_gradients(rng, size), limit) for size, limit in [(0.1, 1.0), (3.0, 2.0), (100.0, 5.0)]]
    got, want = ([subject.run(clipped, *one) for one in asked] for subject in (student, reference))
    _expect_pairs(got, want)


@check("gradient_flow.clip_global_norm", points=0.5)
def leaves_the_gradients_as_they_were(student, reference, rng):
    """A dict of right names and shapes comes back, and no array in it is the caller's own, clipped or not."""
    asked = [(_gradients(rng, 3.0), limit) for limit in (2.0, 1000.0)]  # below and above every norm that may come
    got, want = ([subject.run(clipped_and_arguments, *one) for one in asked] for subject in (student, reference))
    for after, like, (gradients, _) in zip(got, want, asked, strict=True):
        expect.read_only(after, like, gradients)


def _expect_pairs(got: list[Any], want: list[Any]) -> None:
    for mine in got:
        expect.true(mine, isinstance(mine, dict) and "clipped" in mine, "the pair (clipped, norm)")
    expect.close(got, want, rtol=RTOL, atol=ATOL)


def _gradients(rng: np.random.Generator, size: float) -> dict[str, np.ndarray]:
    shapes = {"Wx": (2, 3), "Wh": (3, 3), "b": (3,), "bo": ()}
    return {name: size * rng.normal(size=shape) for name, shape in shapes.items()}


def _sequence(rng: np.random.Generator, steps: int, units: int) -> tuple[np.ndarray, np.ndarray]:
    """States and Wh. The norms are of size 1: neither fading nor exploding."""
    return rng.uniform(-0.8, 0.8, size=(steps, units)), 1.5 * rng.normal(size=(units, units)) / np.sqrt(units)

"""Checks of initialization.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.chapters.ch02_backpropagation.experiments import initial
from autograder.engine import expect
from autograder.engine.check import check

EXERCISE = "initialization.init_layer"


@check(EXERCISE, points=0.5)
def has_the_shapes_of_a_layer(student, rng):
    """W has shape (fan_in, fan_out), and b is fan_out zeros."""
    asked = [(2, 3, "he"), (5, 2, "xavier"), (1, 4, "he")]
    got = [student.run(initial, *layer, _seed(rng)) for layer in asked]
    for answer, (fan_in, fan_out, _) in zip(got, asked, strict=True):
        expect.shape(_part(answer, "W"), (fan_in, fan_out))
        expect.finite(_part(answer, "W"))
        expect.equal(_part(answer, "b"), np.zeros(fan_out))


@check(EXERCISE, points=1)
def he_has_its_variance(student, rng):
    """With "he" the weights have mean 0 and variance 2 / fan_in."""
    _expect_variance(student, rng, "he", 12, 72, 2 / 12)


@check(EXERCISE, points=1)
def xavier_has_its_variance(student, rng):
    """With "xavier" the weights have mean 0 and variance 2 / (fan_in + fan_out)."""
    _expect_variance(student, rng, "xavier", 60, 24, 2 / 84)


@check(EXERCISE, points=0.5)
def draws_each_weight_by_itself(student, rng):
    """No two weights are copies of each other."""
    got = student.run(initial, 8, 11, "he", _seed(rng))
    expect.shape(_part(got, "W"), (8, 11))
    weights = np.asarray(_part(got, "W"))
    # float32 draws hold 2**24 values: that two of 88 are equal happens once in 4000 runs, three pairs never.
    law = "88 weights that are drawn one by one, not copied"
    expect.true(got, np.unique(weights).size >= 85, law)


@check(EXERCISE, points=0.5)
def draws_from_rng(student, rng):
    """Equal generators give equal weights, and another generator gives others."""
    seed = _seed(rng)
    first, again, other = (student.run(initial, 3, 5, "xavier", one) for one in (seed, seed, seed + 1))
    for answer in (first, again, other):
        expect.shape(_part(answer, "W"), (3, 5))
    same = np.array_equal(_part(again, "W"), _part(first, "W"))
    expect.true(
        again, same, "the same weights as in the first call, from an equal generator", likely="global_generator"
    )
    differ = not np.array_equal(_part(first, "W"), _part(other, "W"))
    law = "other weights than in the first call, from a generator with another seed"
    expect.true(other, differ, law, likely="a_seed_of_its_own")


@check(EXERCISE, points=0.5)
def refuses_an_unknown_scheme(student):
    """Any other scheme than "he" and "xavier" raises a ValueError."""
    got = [student.run(initial, 3, 4, scheme, 0) for scheme in ("normal", "glorot", "")]
    for answer in got:
        expect.raises(answer, "ValueError")


def _expect_variance(
    student: Any, rng: np.random.Generator, scheme: str, fan_in: int, fan_out: int, variance: float
) -> None:
    got = student.run(initial, fan_in, fan_out, scheme, _seed(rng))
    # Right weights, normal (the wider of the two) or uniform, fail once in a million runs. The limit is 12 % for
    # the 864 weights of "he", whose mildest wrong scale is off by 29 %, and 9 % for the 1440 of "xavier", with 16 %.
    expect.distribution(_part(got, "W"), 0.0, variance**0.5, false_alarm=1e-6)


def _part(answer: Any, name: str) -> Any:
    """W or b."""
    expect.true(answer, isinstance(answer, dict) and name in answer, "two arrays: W and b")
    return answer[name]


def _seed(rng: np.random.Generator) -> int:
    return int(rng.integers(2**31))

"""Checks of activations.py."""

from __future__ import annotations

import numpy as np

from autograder.chapters.ch01_neural_networks.experiments import logits_after_softmax
from autograder.engine import expect
from autograder.engine.check import check

# Work in float32 inside is right work: its rounding is about 1e-6 of each probability here. The mildest
# wrong version is off by more than 1e-3.
RTOL = 1e-5
# Probabilities that are 0 beside their row's largest: the smallest float32 is 1e-45.
ATOL = 1e-12


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
def leaves_the_logits_as_they_were(student, rng):
    """softmax returns a new array: the caller's logits are as before."""
    logits = [np.array([[1.0, 2.0, 3.0]]), rng.normal(size=(4, 3))]
    after = [student.run(logits_after_softmax, z) for z in logits]
    for changed, before in zip(after, logits, strict=True):
        expect.unchanged(changed, before)


def _coarse(logits: np.ndarray) -> np.ndarray:
    """Multiples of 1/64, which float32 holds exactly: large logits then cost float32 no precision."""
    return np.round(logits * 64) / 64

"""Checks of worksheet.py: numbers that were found by hand. A slip costs the part in which it happened, once.

The rules recompute a step from the question and from the student's own earlier numbers. They hold the map from one
flat list to the next as a table of sums, which is no way to write a convolution.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.chapters.ch05_convolutional_networks.experiments import trace_question
from autograder.engine import expect
from autograder.engine.by_hand import Rule
from autograder.engine.check import check

LENGTHS = {"Z": 9, "A": 9, "P": 4, "dZ": 9, "dK": 4, "db": 1, "dX": 16}

# UNDER[m, k] is (9, 16): which entry of X lies under entry (m, k) of the kernel, for each of the 9 places
DOWN = [np.eye(4)[m : m + 3] for m in (0, 1)]
UNDER = np.array([[np.kron(DOWN[m], DOWN[k]) for k in (0, 1)] for m in (0, 1)])
# POOLED is (4, 9): which entries of A each window of the pool holds
POOLED = np.kron(np.eye(3)[:2] + np.eye(3)[1:], np.eye(3)[:2] + np.eye(3)[1:]) > 0


@check("worksheet.convolution_trace", points=1, by_hand=True)
def slides_the_kernel(student, reference):
    """Z holds, for each of the nine places, the sum of products under the kernel, plus the bias."""
    _follow(student, reference, {"Z": lambda q, _: _table(q) @ q["X"].ravel() + q["b"]})


@check("worksheet.convolution_trace", points=0.5, by_hand=True)
def cuts_and_pools(student, reference):
    """A is what ReLU leaves of Z, and P the largest entry in each window of A."""
    rules: dict[str, Rule] = {
        "A": lambda _, a: np.maximum(a["Z"], 0),
        "P": lambda _, a: np.where(POOLED, a["A"], -np.inf).max(axis=1),
    }
    _follow(student, reference, rules)


@check("worksheet.convolution_trace", points=0.5, by_hand=True)
def sends_the_gradient_to_the_largest(student, reference):
    """dZ is the gradient that comes back through the pool and through ReLU."""
    _follow(student, reference, {"dZ": _gradient_by_z})


@check("worksheet.convolution_trace", points=1, by_hand=True)
def arrives_at_kernel_bias_and_image(student, reference):
    """dK, db and dX are what dZ makes of them, summed over all nine places."""
    rules: dict[str, Rule] = {
        "dK": lambda q, a: np.einsum("p,mkpx,x->mk", a["dZ"], UNDER, q["X"].ravel()).ravel(),
        "db": lambda _, a: [np.sum(a["dZ"])],
        "dX": lambda q, a: _table(q).T @ np.asarray(a["dZ"], dtype=float),
    }
    _follow(student, reference, rules)


def _table(question: Any) -> np.ndarray:
    """(9, 16): how each entry of Z is summed from the entries of X."""
    return np.einsum("mk,mkpx->px", question["K"], UNDER)


def _gradient_by_z(question: Any, answers: Any) -> np.ndarray:
    """Each window sends its upstream gradient to the places of its largest entry, where Z is above 0."""
    windows = np.where(POOLED, np.asarray(answers["A"], dtype=float), -np.inf)
    largest = windows == windows.max(axis=1, keepdims=True)
    return (question["U"].reshape(4, 1) * largest).sum(axis=0) * (np.asarray(answers["Z"], dtype=float) > 0)


def _follow(student: Any, reference: Any, rules: dict[str, Rule]) -> None:
    got, want = (subject.worksheet.convolution_trace() for subject in (student, reference))
    expect.follows(got, want, reference.run(trace_question), rules, LENGTHS)

"""Checks of layers.py."""

from __future__ import annotations

from typing import Any

from autograder.chapters.ch90_tensors.experiments import called, slopes

from autograder.engine import expect
from autograder.engine.check import check


@check("layers.linear", points=1)
def maps_each_row(student, reference, rng):
    """linear returns x @ weight + bias."""
    _expect_same(student, reference, called, "linear", [_linear(rng) for _ in range(5)])


@check("layers.linear", points=1)
def carries_gradients(student, reference, rng):
    """Gradients flow back through linear."""
    _expect_same(student, reference, slopes, "linear", [_linear(rng) for _ in range(5)])


@check("layers.cross_entropy", points=1)
def averages_over_samples(student, reference, rng):
    """cross_entropy is the mean over the samples."""
    _expect_same(student, reference, called, "cross_entropy", [_scores(rng) for _ in range(5)])


@check("layers.cross_entropy", points=1)
def has_the_right_slope(student, reference, rng):
    """Gradients flow back through cross_entropy."""
    _expect_same(student, reference, slopes, "cross_entropy", [_scores(rng) for _ in range(5)])


@check("layers.layer_norm", points=1)
def centres_and_scales(student, reference, rng):
    """Each row of layer_norm has mean 0 and variance 1."""
    _expect_same(student, reference, called, "layer_norm", [(rng.normal(size=(6, 8)),) for _ in range(5)])


@check("layers.layer_norm", points=1)
def differentiates_through_both_moments(student, reference, rng):
    """Gradients flow back through the mean and the variance."""
    _expect_same(student, reference, slopes, "layer_norm", [(rng.normal(size=(6, 8)),) for _ in range(5)])


def _expect_same(student: Any, reference: Any, experiment: Any, function: str, inputs: list[tuple[Any, ...]]) -> None:
    got, want = ([subject.run(experiment, function, *arrays) for arrays in inputs] for subject in (student, reference))
    expect.close(got, want, rtol=1e-6, atol=1e-9)  # float64 on both sides, in any order of summation


def _linear(rng: Any) -> tuple[Any, ...]:
    return rng.normal(size=(7, 5)), rng.normal(size=(5, 3)), rng.normal(size=3)


def _scores(rng: Any) -> tuple[Any, ...]:
    return rng.normal(size=(9, 4)), rng.integers(4, size=9)

"""Checks of mlp.py: plain calls whose answers are compared with the solution's, as any tool can do."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.engine import expect
from autograder.engine.check import check

RTOL, ATOL = 1e-6, 1e-9  # any order of summation passes; the same numbers stand in truths.py for the other tools


@check("mlp.affine", points=1)
def maps_each_row(student, reference, rng):
    """affine returns x @ weight + bias."""
    _same(student, reference, "affine", (rng.normal(size=(7, 5)), rng.normal(size=(5, 3)), rng.normal(size=3)))


@check("mlp.affine", points=1)
def maps_a_single_sample(student, reference, rng):
    """affine of one row is one row."""
    _same(student, reference, "affine", (rng.normal(size=(1, 4)), rng.normal(size=(4, 4)), rng.normal(size=4)))


@check("mlp.relu", points=1)
def clips_what_is_negative(student, reference, rng):
    """relu keeps positive numbers and turns negative ones into 0."""
    _same(student, reference, "relu", (rng.normal(size=(6, 4)),))


@check("mlp.relu", points=1)
def takes_any_shape(student, reference, rng):
    """relu works number by number, for any shape."""
    _same(student, reference, "relu", *((rng.normal(size=shape),) for shape in [(5,), (2, 3, 4)]))


@check("mlp.softmax", points=1)
def turns_rows_into_probabilities(student, reference, rng):
    """Each row of softmax is exp(logits), divided by its sum."""
    _same(student, reference, "softmax", (rng.normal(size=(6, 4)),))


@check("mlp.softmax", points=1)
def survives_large_logits(student, reference, rng):
    """softmax stays finite for logits around 1000."""
    _same(student, reference, "softmax", (1000.0 + rng.normal(size=(5, 3)),))


@check("mlp.softmax", points=1)
def works_for_square_scores(student, reference, rng):
    """softmax goes along rows, for as many samples as classes too."""
    _same(student, reference, "softmax", (rng.normal(size=(5, 5)),))


@check("mlp.cross_entropy", points=1)
def averages_over_samples(student, reference, rng):
    """cross_entropy is the mean over the samples."""
    _same(student, reference, "cross_entropy", *(_scores(rng, samples) for samples in (4, 9)))


@check("mlp.cross_entropy", points=1)
def measures_one_sample(student, reference, rng):
    """cross_entropy of one sample is -log of the probability of its label."""
    _same(student, reference, "cross_entropy", _scores(rng, 1))


@check("mlp.cross_entropy", points=1)
def stays_finite_when_sure_and_wrong(student, reference, rng):
    """cross_entropy stays finite where the right class gets a probability of 0."""
    _same(student, reference, "cross_entropy", (np.diag(rng.uniform(900, 1000, size=4)), np.array([1, 2, 3, 0])))


@check("mlp.gradient_by_logits", points=1)
def points_from_label_to_probability(student, reference, rng):
    """gradient_by_logits is probabilities less the labels, divided by the number of samples."""
    _same(student, reference, "gradient_by_logits", *(_scores(rng, samples) for samples in (3, 8)))


@check("mlp.gradient_by_logits", points=1)
def has_the_slope_of_one_sample(student, reference, rng):
    """gradient_by_logits is right for a single sample."""
    _same(student, reference, "gradient_by_logits", _scores(rng, 1))


@check("mlp.gradients", points=1)
def reaches_every_parameter(student, reference, rng):
    """gradients are the network's, for each parameter."""
    _same(student, reference, "gradients", (_parameters(rng, 5, 8, 3), *_samples(rng, 12, 5, 3)))


@check("mlp.gradients", points=1)
def stops_at_units_that_are_off(student, reference, rng):
    """No gradient flows back through a hidden unit that is 0."""
    parameters = _parameters(rng, 4, 6, 3)
    parameters["first_bias"][:3] = -100.0
    _same(student, reference, "gradients", (parameters, *_samples(rng, 10, 4, 3)))


@check("mlp.gradients", points=1)
def is_right_for_one_sample(student, reference, rng):
    """gradients are right for a batch of one sample."""
    _same(student, reference, "gradients", (_parameters(rng, 3, 4, 2), *_samples(rng, 1, 3, 2)))


@check("mlp.sgd_step", points=1)
def steps_against_the_slopes(student, reference, rng):
    """sgd_step moves every parameter by -rate times its slope."""
    _same(student, reference, "sgd_step", (_parameters(rng, 4, 3, 2), _parameters(rng, 4, 3, 2), 0.1))


@check("mlp.sgd_step", points=1)
def stands_still_at_rate_0(student, reference, rng):
    """sgd_step with rate 0 changes nothing."""
    _same(student, reference, "sgd_step", (_parameters(rng, 4, 3, 2), _parameters(rng, 4, 3, 2), 0.0))


@check("mlp.train", points=1)
def falls_from_the_first_loss(student, reference, rng):
    """train returns the loss before each step and after the last."""
    _same(student, reference, "train", _run(rng, hidden=48, steps=450))


@check("mlp.train", points=1)
def trains_a_wide_network(student, reference, rng):
    """train works for a wide hidden layer."""
    _same(student, reference, "train", _run(rng, hidden=96, steps=270))


@check("mlp.train", points=1)
def trains_a_narrow_network_for_long(student, reference, rng):
    """train takes as many steps as it is told."""
    _same(student, reference, "train", _run(rng, hidden=16, steps=900))


def _same(student: Any, reference: Any, function: str, *calls: tuple[Any, ...]) -> None:
    got, want = ([getattr(subject.mlp, function)(*each) for each in calls] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


def _scores(rng: Any, samples: int) -> tuple[Any, Any]:
    return rng.normal(size=(samples, 4)), rng.integers(4, size=samples)


def _parameters(rng: Any, inputs: int, hidden: int, classes: int) -> dict[str, Any]:
    return {
        "first": rng.normal(size=(inputs, hidden)) / np.sqrt(inputs),
        "first_bias": 0.1 * rng.normal(size=hidden),
        "last": rng.normal(size=(hidden, classes)) / np.sqrt(hidden),
        "last_bias": 0.1 * rng.normal(size=classes),
    }


def _samples(rng: Any, samples: int, inputs: int, classes: int) -> tuple[Any, Any]:
    return rng.normal(size=(samples, inputs)), rng.integers(classes, size=samples)


def _run(rng: Any, hidden: int, steps: int) -> tuple[Any, ...]:
    return _parameters(rng, 64, hidden, 10), *_samples(rng, 512, 64, 10), steps, 0.1

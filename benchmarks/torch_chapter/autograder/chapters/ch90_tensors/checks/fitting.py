"""Checks of fitting.py."""

from __future__ import annotations

from typing import Any

from autograder.chapters.ch90_tensors.experiments import losses_of_fitting

from autograder.engine import expect
from autograder.engine.check import check

RTOL = 1e-4  # Adam divides small numbers by small numbers: another order of summation shows after many steps


@check("fitting.fit", points=1)
def takes_the_first_steps(student, reference, rng):
    """fit takes the steps of Adam, one after another."""
    _expect_same_losses(student, reference, _problem(rng, 40), steps=10)


@check("fitting.fit", points=1)
def goes_on_for_250_steps(student, reference, rng):
    """fit takes as many steps as it is told."""
    _expect_same_losses(student, reference, _problem(rng, 200), steps=250)


def _expect_same_losses(student: Any, reference: Any, problem: tuple[Any, ...], steps: int) -> None:
    got, want = (subject.run(losses_of_fitting, *problem, steps) for subject in (student, reference))
    expect.close(got, want, rtol=RTOL)


def _problem(rng: Any, samples: int) -> tuple[Any, ...]:
    x = rng.normal(size=(samples, 6))
    return x, (x[:, :1] * x[:, 1:2]), 0.4 * rng.normal(size=(6, 16)), 0.25 * rng.normal(size=(16, 1))

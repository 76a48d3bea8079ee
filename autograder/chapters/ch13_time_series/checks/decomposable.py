"""Checks of decomposable.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.chapters.ch13_time_series.experiments import answer_and_arguments
from autograder.engine import expect
from autograder.engine.check import check

# Work in float32 inside is right work: sines of angles up to 50 are off by 4e-6 there, and a fit of six columns by
# a hundred times that. The mildest wrong version is off by more than 1e-2.
RTOL, ATOL = 1e-4, 1e-4
FIT = 2e-3

TIMES, CHANGES = np.array([0.0, 1.0, 2.0, 3.0, 4.0]), np.array([1.0, 3.0])
BY_HAND = np.array(
    [
        [1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0],
        [1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, -1.0],
        [1.0, 2.0, 1.0, 0.0, 0.0, -1.0, 0.0, 1.0],
        [1.0, 3.0, 2.0, 0.0, -1.0, 0.0, 0.0, -1.0],
        [1.0, 4.0, 3.0, 1.0, 0.0, 1.0, 0.0, 1.0],
    ]
)


@check("decomposable.design_matrix", points=1)
def bends_the_trend_by_hand(student):
    """At the times 0 to 4, the ramp of a change-point at 1 is 0, 0, 1, 2, 3; it stands after the columns 1 and t."""
    got = student.decomposable.design_matrix(TIMES, CHANGES, 4.0, 0)
    expect.close(got, BY_HAND[:, :4], rtol=RTOL, atol=ATOL)


@check("decomposable.design_matrix", points=1)
def swings_with_the_season_by_hand(student):
    """With a period of 4, sine and cosine of each harmonic follow each other: the first sine is 0, 1, 0, -1, 0."""
    got = student.decomposable.design_matrix(TIMES, CHANGES[:0], 4.0, 2)
    expect.close(got, BY_HAND[:, [0, 1, 4, 5, 6, 7]], rtol=RTOL, atol=ATOL)


@check("decomposable.design_matrix", points=1.5)
def describes_any_times(student, reference, rng):
    """The matrix is right for times in any order, any period, and any number of change-points and harmonics."""
    asked = [
        (rng.permutation(rng.uniform(0, 10, size=n)), np.sort(rng.uniform(1, 9, size=m)), float(period), order)
        for n, m, period, order in [(6, 2, 2.5, 3), (9, 1, 7, 2), (4, 3, 1.7, 1), (7, 0, 3, 0), (1, 2, 4.4, 2)]
    ]
    got, want = ([subject.decomposable.design_matrix(*each) for each in asked] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("decomposable.design_matrix", points=0.5)
def leaves_the_times_as_they_were(student, reference, rng):
    """design_matrix only reads its arguments: times and change-points are as before."""
    asked = [(rng.uniform(0, 9, size=5), np.array([2.0, 4.0]), 3.0, 2)]
    _expect_read_only(student, reference, "decomposable.design_matrix", asked)


@check("decomposable.fit", points=1)
def divides_what_a_bend_explains(student):
    """Where each column explains one value alone, a penalty of 3 makes 8 / (1 + 3) of a ramp's 8, and of no other."""
    got = student.decomposable.fit(np.eye(5), np.array([2.0, 4.0, 8.0, 8.0, 6.0]), 2, 3.0)
    expect.close(got, np.array([2.0, 4.0, 2.0, 2.0, 6.0]), rtol=RTOL, atol=ATOL)


@check("decomposable.fit", points=1.5)
def fits_any_series(student, reference, rng):
    """The coefficients are right for any number of change-points and harmonics, and any penalty."""
    asked = [
        _regression(rng, *sizes) for sizes in [(20, 2, 1, 5.0), (31, 3, 2, 0.4), (14, 0, 2, 9.0), (25, 1, 0, 60.0)]
    ]
    got, want = ([subject.decomposable.fit(*each) for each in asked] for subject in (student, reference))
    expect.close(got, want, rtol=FIT, atol=FIT)


@check("decomposable.fit", points=0.5)
def finds_what_it_was_made_from(student, rng):
    """Without a price, the coefficients of a series that is made from the columns are found again."""
    design, _, changepoints, _ = _regression(rng, 30, 2, 2, 0.0)
    coefficients = rng.uniform(0.5, 2.0, size=design.shape[1]) * rng.choice([-1, 1], size=design.shape[1])
    got = student.decomposable.fit(design, design @ coefficients, changepoints, 0.0)
    expect.close(got, coefficients, rtol=FIT, atol=FIT)


@check("decomposable.fit", points=0.5)
def leaves_the_design_as_it_was(student, reference, rng):
    """fit only reads its arguments: the matrix and the series are as before."""
    _expect_read_only(student, reference, "decomposable.fit", [_regression(rng, 15, 2, 1, 2.0)])


def _regression(rng: np.random.Generator, n: int, changepoints: int, order: int, penalty: float) -> tuple[Any, ...]:
    """A matrix of the right kind, whose columns are of size 1: float32 then costs a fit little."""
    t = np.linspace(0.0, 3.0, n)
    ramps = [np.maximum(0.0, t - s) for s in np.linspace(0.8, 2.2, changepoints)]
    waves = [wave(2 * np.pi * k * t / 0.7) for k in range(1, order + 1) for wave in (np.sin, np.cos)]
    design = np.column_stack([np.ones(n), t, *ramps, *waves])
    return design, 5 + 3 * rng.normal(size=n), changepoints, penalty


def _expect_read_only(student: Any, reference: Any, exercise: str, asked: list[Any]) -> None:
    got, want = (
        [subject.run(answer_and_arguments, exercise, *each) for each in asked] for subject in (student, reference)
    )
    for after, like, arguments in zip(got, want, asked, strict=True):
        expect.read_only(after, like, list(arguments))

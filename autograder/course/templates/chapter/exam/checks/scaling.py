"""Checks of scaling.py."""

from __future__ import annotations

import numpy as np
from autograder.chapters.chNN_name.experiments import centre_and_samples

from autograder.engine import expect
from autograder.engine.check import check


@check("scaling.centre", points=2)
def matches_the_example_by_hand(student):
    """centre of [[1, 10], [2, 20], [6, 30]] is [[-2, -10], [-1, 0], [3, 10]]."""
    got = student.scaling.centre(np.array([[1.0, 10.0], [2.0, 20.0], [6.0, 30.0]]))
    expect.close(got, np.array([[-2.0, -10.0], [-1.0, 0.0], [3.0, 10.0]]))


@check("scaling.centre", points=2)
def works_for_any_number_of_rows_and_columns(student, reference, rng):
    """centre subtracts each column's mean for any (n, d), one row and one column among them."""
    shapes = [(1, 3), (4, 1), (2, 3), (5, 4), (3, 7)]
    samples = [rng.normal(3.0, 2.0, size=shape) for shape in shapes]  # not centred already
    got, want = ([subject.scaling.centre(x) for x in samples] for subject in (student, reference))
    expect.close(got, want)


@check("scaling.centre", points=1)
def leaves_the_samples_as_they_were(student, reference, rng):
    """centre returns a new array: the caller's samples are as before."""
    samples = rng.normal(3.0, 2.0, size=(4, 2))
    after, like = (subject.run(centre_and_samples, samples) for subject in (student, reference))
    expect.read_only(after, like, samples)

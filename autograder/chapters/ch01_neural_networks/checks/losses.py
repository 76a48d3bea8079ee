"""Checks of losses.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.chapters.ch01_neural_networks.experiments import answer_and_arguments
from autograder.engine import expect
from autograder.engine.check import check

# Work in float32 inside is right work: logits of size 5 round at 5e-7, and a loss is a difference of such
# numbers. The mildest wrong version is off by more than 1e-3.
RTOL, ATOL = 1e-5, 1e-5
# Logits of size 1000 round at 6e-5 in float32. What costs 2000 is not off by less than 100 in a wrong version.
ATOL_LARGE = 2e-4

SIZES = [(2, 3), (1, 4), (3, 2), (7, 5), (4, 9)]  # samples, classes


@check("losses.cross_entropy", points=1)
def charges_two_samples_by_hand(student):
    """Logits [0, ln 2, ln 5] of class 1 and [0, 0, 0] of class 2 cost ln 4 and ln 3, in the mean (ln 12) / 2."""
    logits = np.array([[0.0, np.log(2.0), np.log(5.0)], [0.0, 0.0, 0.0]])
    got = student.losses.cross_entropy(logits, np.array([1, 2]))
    expect.close(got, np.log(12.0) / 2, rtol=RTOL, atol=ATOL)


@check("losses.cross_entropy", points=1)
def charges_any_number_of_samples_and_classes(student, reference, rng):
    """cross_entropy is one number, and right for any number of samples and classes."""
    asked = _problems(rng)
    got, want = ([subject.losses.cross_entropy(*each) for each in asked] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("losses.cross_entropy", points=2)
def charges_in_full_for_large_logits(student, reference, rng):
    """A sample that is sure and wrong costs what the formula says, 2000 for logits of 1000 and -1000."""
    asked = _large_problems(rng)
    got, want = ([subject.losses.cross_entropy(*each) for each in asked] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL_LARGE)


@check("losses.cross_entropy", points=1)
def leaves_the_logits_of_the_loss(student, reference, rng):
    """cross_entropy only reads its arguments: the caller's logits are as before."""
    answers = _expect_read_only(student, reference, rng, "losses.cross_entropy")
    # a constant has the right form, too
    expect.true(answers, len(set(map(float, answers))) > 1, "other logits have another loss")


@check("losses.cross_entropy_gradient", points=1)
def pulls_two_samples_by_hand(student):
    """For [0, ln 2, ln 5] of class 1 and [0, 0, 0] of class 2: [[1, -6, 5] / 16, [1, 1, -2] / 6]."""
    # the probabilities are 1/8, 2/8, 5/8 and thirds; the true class gives 1 away; the mean halves all
    logits = np.array([[0.0, np.log(2.0), np.log(5.0)], [0.0, 0.0, 0.0]])
    got = student.losses.cross_entropy_gradient(logits, np.array([1, 2]))
    expect.close(got, np.array([[1 / 16, -6 / 16, 5 / 16], [1 / 6, 1 / 6, -2 / 6]]), rtol=RTOL, atol=ATOL)


@check("losses.cross_entropy_gradient", points=1)
def pulls_any_number_of_samples_and_classes(student, reference, rng):
    """cross_entropy_gradient is right for any number of samples and classes."""
    asked = _problems(rng)
    got, want = ([subject.losses.cross_entropy_gradient(*each) for each in asked] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("losses.cross_entropy_gradient", points=1)
def is_the_slope_of_the_loss(student, reference, rng):
    """Each entry is how fast the mean loss rises with this logit, measured by moving it a little."""
    logits, labels = _problem(rng, 5, 3)
    got = student.losses.cross_entropy_gradient(logits, labels)
    measured = expect.central_differences(
        lambda moved: reference.losses.cross_entropy(moved, labels), logits, 1.0, kinks=False
    )
    expect.gradient(got, measured, smooth=False)  # 1e-4: float32 inside is right work


@check("losses.cross_entropy_gradient", points=1)
def pulls_at_large_logits(student, reference, rng):
    """The gradient is finite and right for logits as large as 1000, and for rows that are far apart."""
    asked = _large_problems(rng)
    got, want = ([subject.losses.cross_entropy_gradient(*each) for each in asked] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL_LARGE)


@check("losses.cross_entropy_gradient", points=1)
def leaves_the_logits_of_the_gradient(student, reference, rng):
    """cross_entropy_gradient returns a new array: the caller's logits are as before."""
    _expect_read_only(student, reference, rng, "losses.cross_entropy_gradient")


def _expect_read_only(student: Any, reference: Any, rng: np.random.Generator, exercise: str) -> list[Any]:
    """Returns the student's answers."""
    problems = [(np.array([[1.0, 2.0, 3.0]]), np.array([1])), _problem(rng, 4, 3)]
    got, want = (
        [subject.run(answer_and_arguments, exercise, *problem) for problem in problems]
        for subject in (student, reference)
    )
    for after, like, problem in zip(got, want, problems, strict=True):
        expect.read_only(after, like, list(problem))
    return [after["answer"] for after in got]


def _problem(rng: np.random.Generator, samples: int, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Logits, and labels that are not all the same where there are several."""
    labels = rng.permutation(np.arange(samples) % classes)
    return 2 * rng.normal(size=(samples, classes)), (labels + rng.integers(classes)) % classes


def _problems(rng: np.random.Generator) -> list[tuple[np.ndarray, np.ndarray]]:
    return [_problem(rng, *sizes) for sizes in SIZES]


def _large_problems(rng: np.random.Generator) -> list[tuple[np.ndarray, np.ndarray]]:
    """Logits around 1000 and -1000. Multiples of 1/64: float32 holds them exactly, and rounds only its sums."""
    near, labels = _problem(rng, 3, 4)
    far_apart = np.round(64 * (np.array([[1000.0], [-1000.0], [0.0]]) + near)) / 64
    return [
        (np.array([[1000.0, 0.0, -1000.0]]), np.array([2])),
        (np.array([[998.0, 1000.0, 999.0], [0.0, -1000.0, 1000.0]]), np.array([2, 0])),
        (far_apart, labels),
    ]

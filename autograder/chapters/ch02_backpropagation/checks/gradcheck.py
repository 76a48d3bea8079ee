"""Checks of gradcheck.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.chapters.ch02_backpropagation.experiments import (
    places_asked,
    slopes,
    upstreams,
    verdict,
    x_after_agrees,
    x_after_measuring,
)
from autograder.engine import expect
from autograder.engine.check import check

# A slope measured on one side only is off by 1e-5 here: that is left to the check of its own. The other
# wrong versions are off by more than 1e-1.
RTOL, ATOL = 1e-3, 1e-3

SLOPES = "gradcheck.numerical_gradient"


@check(SLOPES, points=1)
def measures_the_slopes_of_a_polynomial(student):
    """At (2, -1) the slopes of x0**2 + 3 x0 x1 are 1 and 6."""
    got = student.run(slopes, "products", np.array([2.0, -1.0]))
    expect.close(got, np.array([1.0, 6.0]), rtol=RTOL, atol=ATOL)


@check(SLOPES, points=1)
def measures_at_arrays_of_any_shape(student, reference, rng):
    """The slopes have the shape of x, and are right for any shape, a single number () among them."""
    points = [rng.uniform(-1.5, 1.5, size=shape) for shape in [(), (3,), (2, 4), (3, 1, 2), (1, 5)]]
    got, want = ([subject.run(slopes, "waves", x) for x in points] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check(SLOPES, points=1)
def measures_on_both_sides_at_distance_h(student, rng):
    """Of a sum of cubes the formula gives exactly 3 x**2 + h**2, which for h = 0.1 can be seen."""
    asked = [(np.array([1.0, -2.0]), 0.1), (rng.uniform(-1.5, 1.5, size=(2, 3)), 0.5)]
    got = [student.run(slopes, "cubes", x, h=h) for x, h in asked]
    # Rounding stays below 1e-13; a slope on one side is off by 3 x h.
    expect.close(got, [3 * x**2 + h**2 for x, h in asked], rtol=1e-6, atol=1e-6)


@check(SLOPES, points=0.5)
def moves_one_entry_at_a_time(student, rng):
    """Whenever f is asked, at most one entry of x is away from where it was."""
    x = rng.uniform(-1.5, 1.5, size=(2, 3))
    got = student.run(places_asked, x)
    expect.true(got, isinstance(got, list) and len(got) > 1, "f is asked at places around x")
    for place in got:
        moved = np.abs(np.asarray(place) - x.ravel()) > 1e-3  # the step is 0.01
        law = f"f is asked where at most one entry is away from {np.round(x.ravel(), 6).tolist()}"
        expect.true(place, int(np.sum(moved)) <= 1, law)


@check(SLOPES, points=0.5)
def leaves_x_as_it_was(student, reference, rng):
    """x is as before, to the last bit, once the slopes are measured."""
    points = [rng.uniform(-1.5, 1.5, size=shape) for shape in [(3,), (4, 5)]]
    got, want = ([subject.run(x_after_measuring, x) for x in points] for subject in (student, reference))
    for after, like, x in zip(got, want, points, strict=True):
        expect.true(after, isinstance(after, dict), "slopes of the shape of x")
        expect.close(after["answer"], like["answer"], rtol=0, atol=np.inf)  # a function that does nothing earns nothing
        changed = after["changed"]
        law = f"0 of the {x.size} entries of x changed: x is as before, to the last bit"
        expect.true(changed, changed == 0, law)


CLAIMS = {  # what agrees should say, and of what
    "sine": (True, "cos(x) u, which is right for f = sin"),
    "sine, sign": (False, "-cos(x) u for f = sin, which has the wrong sign"),
    "sine, twice": (False, "2 cos(x) u for f = sin, which is twice too large"),
    "sine, no upstream": (False, "cos(x) for f = sin, which ignores u"),
    "sine, one entry": (False, "cos(x) u for f = sin, with one entry too large by 0.3 of the largest"),
    "sine, last entry": (False, "cos(x) u for f = sin, with the last entry too small by 0.3 of the largest"),
    "neighbours": (True, "the right gradient for f = x * roll(x, 1)"),
    "neighbours, one path": (False, "u * roll(x, 1) for f = x * roll(x, 1), one of the two paths"),
    "total": (True, "3 x**2 u, which is right for the single number f = sum(x**3)"),
    "total, one number": (False, "one number in place of an array for f = sum(x**3)"),
    "columns": (True, "u for each row, which is right for f = x.sum(axis=0)"),
    "columns, one row": (False, "u for f = x.sum(axis=0): the right numbers, one row of them"),
    "turned": (True, "u.T, which is right for f = x.T"),
    "turned, reshaped": (False, "u reshaped for f = x.T: the right numbers in the wrong places"),
    "sine nearly": (True, "cos(x) u, times 1.00005, for f = sin"),
    "sine nearly in one entry": (True, "cos(x) u for f = sin, with one entry off by 5e-5 of the largest"),
    "sine, too large": (False, "cos(x) u, times 1.025, for f = sin"),
    "sine, one entry too small": (False, "cos(x) u for f = sin, with one entry off by 0.025 of the largest"),
    "tiny": (True, "1e-12 cos(x) u, which is right for f = 1e-12 sin(x)"),
    "tiny, half": (False, "half of what is right for f = 1e-12 sin(x)"),
    "huge": (True, "1e8 cos(x) u, which is right for f = 1e8 sin(x)"),
    "huge, half": (False, "half of what is right for f = 1e8 sin(x)"),
    "flat": (True, "3 (x**2 - 1) u, which is right for f = x**3 - 3 x, at an x with many ones"),
    "flat, twice": (False, "6 (x**2 - 1) u for f = x**3 - 3 x, twice too large, at an x with many ones"),
    "shares": (True, "the right gradient for f = x / 10 + x / (sum of the row)"),
    "shares, evenly": (False, "a gradient for f = x / 10 + x / (sum of the row) that is right for a constant u only"),
}
LIKELY = {  # what a wrong verdict on one of them points to
    "sine, no upstream": "upstream_of_ones",
    "tiny, half": "absolute_tolerance",
    "sine nearly": "limit_for_the_rounding_alone",
    "sine nearly in one entry": "limit_for_the_rounding_alone",
    "sine, too large": "limit_of_a_tenth",
}
# Students may measure with their own numerical_gradient.
NEEDS = (SLOPES,)
UPSTREAM = {
    "entries differ": "a u for vjp whose entries differ from each other",
    "equal generators, equal u": "the same u for vjp from two generators with the same seed",
    "another generator, another u": "another u for vjp from a generator with another seed",
}


@check("gradcheck.agrees", points=0.5)
def draws_a_random_upstream(student, rng):
    """The upstream gradient comes from rng, and x is as before afterwards."""
    x = rng.uniform(-1.5, 1.5, size=(4, 6))
    facts, after = student.run(upstreams, x), student.run(x_after_agrees, x)
    expect.true(facts, isinstance(facts, dict), "that vjp is asked for a gradient")
    for fact, law in UPSTREAM.items():
        expect.true(facts, facts.get(fact) is True, law, likely=_likely_upstream(facts))
    expect.unchanged(after, x)


@check("gradcheck.agrees", points=1, needs=NEEDS)
def tells_right_from_wrong_for_a_sine(student, rng):
    """agrees accepts cos(x) u for f = sin, and refuses it with the wrong sign, twice too large, or without u."""
    cases = ["sine", "sine, sign", "sine, twice", "sine, no upstream"]
    # 24 entries: an upstream of +1 and -1 alone would be all ones, and hide something, once in 2**24 draws
    x = rng.uniform(-1.5, 1.5, size=(4, 6))
    x[0, 0] = x[2, 3] = 0.0
    _expect_verdicts(student, rng, cases, [x])


@check("gradcheck.agrees", points=1, needs=NEEDS)
def works_for_results_of_any_shape(student, rng):
    """agrees judges functions whose result has another shape than x, and refuses gradients of another shape."""
    cases = ["total", "total, one number", "columns", "columns, one row", "neighbours", "neighbours, one path"]
    _expect_verdicts(student, rng, cases, [rng.uniform(0.5, 1.5, size=shape) for shape in [(3, 4), (2, 3, 2)]])


@check("gradcheck.agrees", points=1, needs=NEEDS)
def judges_the_error_beside_the_size(student, rng):
    """agrees accepts right gradients of size 1e-12 and 1e8, and refuses half of them; entries may be 0."""
    cases = ["tiny", "tiny, half", "huge", "huge, half", "flat", "flat, twice"]
    x = rng.uniform(-1.2, 0.8, size=(3, 5))
    x[rng.uniform(size=x.shape) < 0.4] = 1.0
    x[0, 0], x[2, 1] = -1.0, 1.0
    _expect_verdicts(student, rng, cases, [x])


@check("gradcheck.agrees", points=0.5, needs=NEEDS)
def draws_the_line_between_rounding_and_mistakes(student, rng):
    """agrees accepts what is off by 5e-5 of the largest entry, and refuses what is off by 0.025 of it."""
    cases = ["sine", "sine, twice", "sine nearly", "sine nearly in one entry"]
    cases += ["sine, too large", "sine, one entry too small"]
    _expect_verdicts(student, rng, cases, [rng.uniform(-1.5, 1.5, size=(4, 6))])


@check("gradcheck.agrees", points=0.5, needs=NEEDS)
def sees_what_a_constant_upstream_hides(student, rng):
    """agrees refuses a wrong gradient that is right whenever all entries of u are equal, and accepts the right one."""
    # rows of sum 1 and uneven: the two gradients then differ by more than 5 % of the largest entry
    x = rng.dirichlet(np.full(4, 0.7), size=8) + 0.01
    _expect_verdicts(student, rng, ["shares, evenly", "shares"], [x])


@check("gradcheck.agrees", points=0.5, needs=NEEDS)
def compares_entry_by_entry(student, rng):
    """agrees refuses a gradient with one wrong entry, and the right numbers in the wrong places."""
    cases = ["turned", "turned, reshaped", "sine, one entry", "sine, last entry"]
    _expect_verdicts(student, rng, cases, [rng.uniform(-1.5, 1.5, size=(5, 7))])


def _likely_upstream(facts: dict[str, Any]) -> str | None:
    """The misconception that draws, or does not draw, in this way."""
    if facts.get("entries differ") is False:
        return "one_number_for_the_upstream" if facts.get("another generator, another u") else "upstream_of_ones"
    return "draws_from_elsewhere" if facts.get("equal generators, equal u") is False else None


def _expect_verdicts(student: Any, rng: np.random.Generator, cases: list[str], points: list[np.ndarray]) -> None:
    """Each case at each point, with a generator of its own. What says the same of all cases has no likely mistake."""
    seeds = [int(seed) for seed in rng.integers(2**31, size=len(points))]
    asked = [(case, x, seed) for x, seed in zip(points, seeds, strict=True) for case in cases]
    answers = [student.run(verdict, case, x, seed) for case, x, seed in asked]
    said = [_said(answer) for answer in answers]
    judges = True in said and False in said
    for (case, _, _), answer, yes in zip(asked, answers, said, strict=True):
        right, claim = CLAIMS[case]
        law = f"{right} for a vjp that returns {claim}"
        expect.true(answer, yes is right, law, likely=LIKELY.get(case) if judges else None)


def _said(answer: Any) -> bool | None:
    """True or False, NumPy's among them; None for anything else."""
    said = np.asarray(answer)
    return bool(said) if said.dtype == np.bool_ and said.shape == () else None

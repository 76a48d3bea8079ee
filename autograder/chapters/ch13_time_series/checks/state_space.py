"""Checks of state_space.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.chapters.ch13_time_series.experiments import answer_and_arguments, filtered
from autograder.engine import expect
from autograder.engine.check import check

# Work in float32 inside is right work: of levels of size 10 its rounding stays below 1e-5, of a likelihood that
# sums 20 terms below 1e-4. The mildest wrong version is off by more than 1e-2.
RTOL, ATOL = 1e-4, 1e-4


@check("state_space.local_level_filter", points=1)
def weighs_one_value_by_hand(student):
    """From 1 with var_eps 2 and var_eta 1, the value 4 gets the gain 3/5: the level is 2.8, its variance 1.2."""
    got = student.run(filtered, np.array([1.0, 4.0]), 2.0, 1.0)
    _expect_parts(got, {"levels": np.array([1.0, 2.8]), "variances": np.array([2.0, 1.2])})


@check("state_space.local_level_filter", points=1)
def waits_where_nothing_was_seen(student):
    """Over a gap of two values the level stays, and its variance grows from 2 to 3 and 4; the next gain is 5/7."""
    got = student.run(filtered, np.array([1.0, np.nan, np.nan, 8.0]), 2.0, 1.0)
    _expect_parts(got, {"levels": np.array([1.0, 1.0, 1.0, 6.0]), "variances": np.array([2.0, 3.0, 4.0, 10 / 7])})


@check("state_space.local_level_filter", points=1.5)
def follows_any_level(student, reference, rng):
    """Levels and variances are right for any series, with and without gaps, at the end too."""
    asked = _problems(rng)
    got, want = ([subject.run(filtered, *each) for each in asked] for subject in (student, reference))
    for mine, yours in zip(got, want, strict=True):
        _expect_parts(mine, {name: yours[name] for name in ("levels", "variances")})


@check("state_space.local_level_filter", points=1.5)
def measures_how_likely_a_series_is(student, reference, rng):
    """The log-likelihood sums over every value that was seen after the first, with what was predicted for it."""
    # By hand for 1, 4 with the variances 2 and 1: F = 3 + 2, v = 3. One value alone is never surprising.
    by_hand = -0.5 * (np.log(2 * np.pi * 5) + 9 / 5)
    asked = [(np.array([1.0, 4.0]), 2.0, 1.0), (np.array([3.0]), 2.0, 1.0), *_problems(rng)]
    got, want = ([subject.run(filtered, *each) for each in asked] for subject in (student, reference))
    likelihoods = [by_hand, 0.0, *(answer["loglik"] for answer in want[2:])]
    for mine, yours in zip(got, likelihoods, strict=True):
        _expect_parts(mine, {"loglik": yours})


@check("state_space.local_level_filter", points=0.5)
def does_not_know_what_comes(student, reference, rng):
    """Other values later on do not change what was said about the level before, also where there is a gap."""
    y = 5 + rng.normal(size=12)
    y[[4, 7]] = np.nan
    changed = y.copy()
    changed[8:] = 40 * rng.normal(size=4)
    before, after = (student.run(filtered, series, 1.5, 0.8) for series in (y, changed))
    want = reference.run(filtered, y, 1.5, 0.8)
    for name in ("levels", "variances"):
        for answer in (before, after):
            expect.close(_part(answer, name), want[name], rtol=0, atol=np.inf)  # the form first
        expect.same_past(before[name], after[name], 7)
    _expect_parts(before, {"levels": want["levels"]})  # what never changes is no answer


@check("state_space.local_level_filter", points=0.5)
def leaves_the_gaps_as_they_were(student, reference, rng):
    """The filter only reads the series: a missing value is still missing in the caller's array."""
    asked = [_problems(rng)[1], (np.array([2.0, np.nan]), 1.0, 3.0)]
    got, want = (
        [subject.run(answer_and_arguments, "state_space.local_level_filter", *each) for each in asked]
        for subject in (student, reference)
    )
    for after, like, arguments in zip(got, want, asked, strict=True):
        expect.read_only(after, like, list(arguments))


def _problems(rng: np.random.Generator) -> list[tuple[np.ndarray, float, float]]:
    """Series with their two variances, which differ: large and small gains, a still level, gaps."""
    problems = []
    for n, gaps, var_eps, var_eta in [
        (6, [], 3.0, 0.5),
        (9, [3, 4, 6], 0.7, 2.0),
        (5, [], 2.0, 0.0),
        (14, [1, 8, 12, 13], 5.0, 1.2),
    ]:
        y = 10 + np.cumsum(rng.normal(size=n)) + rng.normal(size=n)
        y[gaps] = np.nan
        problems.append((y, var_eps, var_eta))
    return problems


def _expect_parts(got: Any, want: dict[str, Any]) -> None:
    for name, value in want.items():
        expect.close(_part(got, name), value, rtol=RTOL, atol=ATOL)


def _part(answer: Any, name: str) -> Any:
    expect.true(answer, isinstance(answer, dict) and name in answer, "levels, variances and loglik, in this order")
    return answer[name]

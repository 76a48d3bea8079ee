"""A misconception is named when it alone answers as the student does, on all checks jointly."""

from __future__ import annotations

import math

import numpy as np
import pytest

from autograder.engine.diagnose import SEPARATION, TOLERANCE, distance, fitting, same, separation
from autograder.engine.observe import Died, Raised
from autograder.engine.wire import Opaque

ARRAY = np.array([1.0, -200.0, np.nan, np.inf])


@pytest.mark.parametrize(
    ("a", "b", "apart"),
    [
        (ARRAY, ARRAY.copy(), 0.0),
        (ARRAY, ARRAY + 1e-3, 1e-3 / 200),
        (np.array([1e-3]), np.array([2e-3]), 1e-3),  # on the scale of 1 where all is small
        (1.0, np.array(1.5), 0.5 / 1.5),
        (ARRAY, -ARRAY, math.inf),
        (ARRAY, ARRAY.reshape(2, 2), math.inf),
        (ARRAY, ARRAY.astype(np.float32), math.inf),
        (ARRAY.astype(np.float32), ARRAY.astype(np.float32), math.inf),  # too coarse to tell
        (np.array([1]), np.array([1.0]), math.inf),
        (3, 3, 0.0),
        (3, 4, math.inf),
        (True, 1, math.inf),
        ("a", "a", 0.0),
        ("a", "b", math.inf),
        (b"a", b"a", 0.0),
        (None, None, 0.0),
        (None, 0.0, math.inf),
        (Opaque("A"), Opaque("A"), 0.0),
        (Opaque("A"), Opaque("B"), math.inf),
        (Raised("ValueError", "one", "a.py", 1), Raised("ValueError", "two", "b.py", 2), 0.0),
        (Raised("ValueError", ""), Raised("TypeError", ""), math.inf),
        (Died("cpu", "one"), Died("cpu", "two"), 0.0),
        (Died("cpu", ""), Died("wall", ""), math.inf),
        ([1, [2.0]], (1, [2.25]), 0.25 / 2.25),
        ([1, 2], [1, 2, 3], math.inf),
        ({"a": 1.0, "b": 2.0}, {"b": 2.0, "a": 1.0}, 0.0),
        ({"a": 1.0}, {"b": 1.0}, math.inf),
        ({}, [], math.inf),
        (np.zeros((0, 2)), np.zeros((0, 2)), 0.0),
        (np.array([1 + 1j]), np.array([1 + 1j]), 0.0),
        (np.array([np.inf]), np.array([1.0]), math.inf),
    ],
)
def test_distance(a: object, b: object, apart: float) -> None:
    assert distance(a, b) == pytest.approx(apart, rel=1e-9)
    assert distance(b, a) == distance(a, b)
    assert same(a, b) == (apart <= TOLERANCE)


def answers(toy: float, random: float) -> dict[str, list[object]]:
    return {"toy": [np.array([toy]), 1.0], "random": [{"z": random}]}


RIGHT = answers(1.0, 2.0)
MISCONCEPTIONS = {"mean": answers(1.0, 3.0), "sign": answers(-1.0, -2.0), "mean and sign": answers(-1.0, 3.0)}


def test_the_one_that_fits_every_check_is_named() -> None:
    assert fitting(answers(-1.0, -2.0), MISCONCEPTIONS) == "sign"
    assert fitting(answers(-1.0, 3.0 + 1e-7), MISCONCEPTIONS) == "mean and sign"


def test_what_passes_counts_too() -> None:
    assert fitting(answers(1.0, 3.0), MISCONCEPTIONS) == "mean"
    assert fitting({"random": [{"z": 3.0}]}, MISCONCEPTIONS) is None  # the checks are not the same


@pytest.mark.parametrize("student", [{}, RIGHT, answers(1.0, 3.00001), answers(5.0, 5.0)])
def test_silence_where_none_fits(student: dict[str, list[object]]) -> None:
    assert fitting(student, MISCONCEPTIONS) is None


def test_silence_where_several_fit() -> None:
    assert fitting(answers(1.0, 3.0), {**MISCONCEPTIONS, "twin": answers(1.0, 3.0)}) is None


def test_the_tolerance_is_the_callers() -> None:
    assert fitting(answers(1.0, 3.003), MISCONCEPTIONS, 1e-2) == "mean"


def test_separation_is_on_the_check_that_tells_two_apart_best() -> None:
    apart = separation({"reference": RIGHT, "mean": answers(1.0, 2.5), "twin": answers(1.0, 2.5)})
    assert apart == {
        ("reference", "mean"): pytest.approx(0.2),
        ("reference", "twin"): pytest.approx(0.2),
        ("mean", "twin"): 0.0,
    }
    assert apart["reference", "mean"] >= SEPARATION * TOLERANCE > apart["mean", "twin"]

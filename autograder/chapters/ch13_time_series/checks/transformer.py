# ruff: noqa: N806 - Q, K, V and X are the names of the handout
"""Checks of causal_attention and report. Those of PatchForecaster are in forecaster.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.chapters.ch13_time_series.experiments import (
    attention,
    attention_and_arguments,
    attention_in_float32,
    attention_on,
    attention_without_numbers,
    table,
    table_and_arguments,
)
from autograder.engine import expect
from autograder.engine.check import check

# Tensors come in float64 here, and in float32 where it is said: a softmax over 20 numbers is then off by 1e-6.
RTOL, ATOL = 1e-7, 1e-9
RTOL32, ATOL32 = 1e-4, 1e-5

SIZES = [(2, 5, 3, 4), (3, 4, 2, 2), (1, 7, 5, 3), (4, 1, 2, 3), (2, 6, 1, 5)]  # B, T, d, e


@check("transformer.causal_attention", points=1)
def weighs_the_past_by_hand(student):
    """Equal scores make running means: of 2, 4, 9 they are 2, 3, 5. Scores of ln 3 and 0 weigh 3/4 and 1/4."""
    V = np.array([[[2.0], [4.0], [9.0]]])
    one = np.zeros((1, 3, 4))
    # d is 4, so the product 2 ln 3 is divided by 2; the first time sees itself alone
    K = np.array([[[np.log(3.0), 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]]])
    Q = np.array([[[5.0, 0.0, 0.0, 0.0], [2.0, 0.0, 0.0, 0.0]]])
    got = [student.run(attention, one, one, V), student.run(attention, Q, K, np.array([[[8.0], [4.0]]]))]
    expect.close(got, [np.array([[[2.0], [3.0], [5.0]]]), np.array([[[8.0], [7.0]]])], rtol=RTOL, atol=ATOL)


@check("transformer.causal_attention", points=1)
def weighs_any_number_of_series_and_times(student, reference, rng):
    """The result is right for any B, T, d and e, one series and one time among them."""
    asked = [_heads(rng, *size) for size in SIZES]
    got, want = ([subject.run(attention, *each) for each in asked] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("transformer.causal_attention", points=1)
def cannot_look_ahead(student, reference, rng):
    """Other queries, keys and values after a time do not change the results up to that time."""
    for_all = [_heads(rng, *size) for size in [(2, 8, 3, 4), (3, 6, 5, 2)]]
    until = (3, 4)
    changed = [_after(rng, each, moment) for each, moment in zip(for_all, until, strict=True)]
    before, after = ([student.run(attention, *each) for each in asked] for asked in (for_all, changed))
    want = [reference.run(attention, *each) for each in for_all]
    for one, other, moment in zip(before, after, until, strict=True):
        expect.same_past(one, other, moment, axis=1)
    expect.close(before, want, rtol=RTOL, atol=ATOL)  # what never changes is no answer


@check("transformer.causal_attention", points=0.5)
def stays_finite_for_large_scores(student, reference, rng):
    """With scores of several hundred the weights are still numbers, and the result is right in float32, too."""
    large = [np.round(20 * array) for array in _heads(rng, 2, 5, 4, 3)]
    got, single = (student.run(experiment, *large) for experiment in (attention, attention_in_float32))
    want = reference.run(attention, *large)
    expect.close(got, want, rtol=RTOL, atol=ATOL)
    expect.close(single, {"answer": want, "dtype": "torch.float32"}, rtol=RTOL32, atol=ATOL32)


@check("transformer.causal_attention", points=0.5)
def works_where_its_tensors_are(student):
    """On the device "meta", which stands for any other than the CPU, the result lies there, with shape and dtype."""
    got = student.run(attention_without_numbers, [2, 5, 3])
    expect.equal(got, {"device": "meta", "shape": [2, 5, 3], "dtype": "torch.float32"})


@check("transformer.causal_attention", points=0.5, style=True)
def needs_no_loop(student, reference, rng):
    """A right answer for many series and times runs as many lines of code as for few."""
    few, many = _heads(rng, 2, 3, 4, 2), _heads(rng, 9, 40, 4, 2)
    got = [student.lines(attention, *each) for each in (few, many)]
    want = [reference.run(attention, *each) for each in (few, many)]
    expect.same_lines(got, want, "2 series of 3 times and 9 series of 40 times", likely="loops_over_times")


@check("transformer.causal_attention", points=0.5)
def leaves_its_tensors_as_they_were(student, reference, rng):
    """causal_attention returns a new tensor: Q, K and V are as before."""
    arguments = _heads(rng, 2, 4, 3, 2)
    after, like = (subject.run(attention_and_arguments, *arguments) for subject in (student, reference))
    expect.read_only(after, like, arguments)


@check("transformer.causal_attention", points=0, device="cuda")
def attends_on_a_gpu(student, rng):
    """On a GPU the result lies there, and agrees with that of the CPU."""
    for kind, tolerance in TOLERANCES.items():
        got = student.run(attention_on, "cuda", kind, *_heads(rng, 3, 20, 8, 5))
        expect.true(got, isinstance(got, dict) and got["device"] == "cuda", "a result on the device of its input")
        expect.close(got["there"], got["cpu"], rtol=tolerance, atol=tolerance)


# A GPU sums in another order, and may round products of float32 to 10 bits of mantissa (TF32): 2**-11 of each
# factor, over 20 terms of both signs. In float64 there is only the order.
TOLERANCES = {"float32": 5e-3, "float64": 1e-10}


def _heads(rng: np.random.Generator, series: int, times: int, d: int, e: int) -> list[np.ndarray]:
    """Q, K and V whose scores differ by several units, so that each weight counts."""
    return [1.5 * rng.normal(size=(series, times, width)) for width in (d, d, e)]


def _after(rng: np.random.Generator, heads: list[np.ndarray], moment: int) -> list[np.ndarray]:
    """Copies with other numbers after a moment."""
    changed = [array.copy() for array in heads]
    for array in changed:
        array[:, moment + 1 :] = 3 * rng.normal(size=array[:, moment + 1 :].shape)
    return changed


@check("transformer.report", points=0.5)
def measures_two_windows_by_hand(student):
    """After (1, 2, 3, 5) and (2, 2, 4, 4), with a season of 3, the naive error is 7/4 and the seasonal one 2."""
    X = np.array([[1.0, 2.0, 3.0, 5.0], [2.0, 2.0, 4.0, 4.0]])
    Y = np.array([[4.0, 6.0], [1.0, 2.0]])
    # naive: |4-5|, |6-5|, |1-4|, |2-4|; one season before: 2, 3 and 2, 4, so |4-2|, |6-3|, |1-2|, |2-4| make 8/4
    train = np.arange(24.0).reshape(6, 4) % 7, np.arange(12.0).reshape(6, 2) % 5
    got = student.run(table, train, (X, Y), 3, np.zeros((4, 2)))
    _expect_rows(got, {"naive": 7 / 4, "seasonal naive": 2.0})


@check("transformer.report", points=1)
def measures_the_naive_forecasts(student, reference, rng):
    """The rows "naive" and "seasonal naive" are right for windows of any length, season and horizon."""
    _expect_tables(student, reference, rng, "naive", "seasonal naive")


@check("transformer.report", points=1)
def measures_a_linear_forecast(student, reference, rng):
    """The row "linear" fits the training windows, and is measured on the test windows."""
    _expect_tables(student, reference, rng, "linear")


@check("transformer.report", points=1)
def measures_the_model(student, reference, rng):
    """The row "model" is what the model forecasts after the last patch, in evaluation mode."""
    _expect_tables(student, reference, rng, "model")


@check("transformer.report", points=0.5)
def leaves_the_windows_as_they_were(student, reference, rng):
    """report has exactly its four rows, and only reads its windows."""
    train, test, season, matrix = _windows(rng, WINDOWS[1])
    after, like = (subject.run(table_and_arguments, train, test, season, matrix) for subject in (student, reference))
    expect.read_only(after, like, [list(train), list(test)])


# training windows, test windows, input_length, horizon, season, patches of the model: all different
WINDOWS = [(30, 7, 6, 2, 4, 3), (25, 4, 8, 3, 8, 2), (40, 9, 5, 4, 4, 1)]


def _windows(rng: np.random.Generator, sizes: tuple[int, ...]) -> Any:
    """Training and test windows around different levels, a season, and the matrix of a model."""
    n, m, length, horizon, season, patches = sizes
    mixing = rng.normal(size=(length, horizon)) / length
    train, test = (
        (X, X @ mixing + 4 + rng.normal(size=(len(X), horizon)))
        for X in (3 + rng.normal(size=(n, length)), 5 + rng.normal(size=(m, length)))
    )
    return train, test, season, rng.normal(size=(length, patches * horizon)) / length


def _expect_tables(student: Any, reference: Any, rng: np.random.Generator, *rows: str) -> None:
    asked = [_windows(rng, sizes) for sizes in WINDOWS]
    got, want = ([subject.run(table, *each) for each in asked] for subject in (student, reference))
    for mine, yours in zip(got, want, strict=True):
        _expect_rows(mine, {name: yours[name] for name in rows})


def _expect_rows(got: Any, want: dict[str, Any]) -> None:
    for name, value in want.items():
        law = f'a dict with a number for "{name}"'
        expect.true(got, isinstance(got, dict) and name in got, law)
        # the model answers in float32, and other solvers of the same least squares differ by 1e-6
        expect.close(got[name], value, rtol=RTOL32, atol=ATOL32)

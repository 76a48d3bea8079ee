# ruff: noqa: N806 - X and Y are the names of the handout
"""Checks of evaluation.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.chapters.ch13_time_series.experiments import answer_and_arguments, folds, windows
from autograder.engine import expect
from autograder.engine.check import check

# Work in float32 inside is right work: its rounding stays below 1e-5 of numbers of size 10. The mildest wrong
# version is off by more than 1e-3.
RTOL, ATOL = 1e-4, 1e-5


@check("evaluation.seasonal_naive", points=1)
def repeats_the_last_season(student):
    """After 1, 2, ..., 7 with a season of 4, the next three forecasts are 4, 5, 6; with a season of 1 they are 7."""
    y = np.arange(1.0, 8.0)
    got = [student.evaluation.seasonal_naive(y, *each) for each in [(4, 3), (1, 2)]]
    expect.close(got, [np.array([4.0, 5.0, 6.0]), np.array([7.0, 7.0])], rtol=RTOL, atol=ATOL)


@check("evaluation.seasonal_naive", points=1)
def starts_the_season_again(student):
    """After 1, 2, ..., 7 with a season of 3, the next eight values are forecast as 5, 6, 7, 5, 6, 7, 5, 6."""
    got = student.evaluation.seasonal_naive(np.arange(1.0, 8.0), 3, 8)
    expect.close(got, np.array([5.0, 6.0, 7.0, 5.0, 6.0, 7.0, 5.0, 6.0]), rtol=RTOL, atol=ATOL)


@check("evaluation.seasonal_naive", points=1)
def repeats_seasons_of_any_length(student, reference, rng):
    """seasonal_naive is right for any length, season and horizon, and leaves the series as it was."""
    asked = [
        (rng.normal(size=n), season, horizon) for n, season, horizon in [(5, 5, 3), (11, 4, 9), (9, 2, 1), (3, 1, 4)]
    ]
    _expect_read_only(student, reference, "evaluation.seasonal_naive", asked, ATOL)


@check("evaluation.mase", points=1)
def scales_an_error_by_hand(student):
    """Errors of 1 and 3 after the training series 1, 3, 2, 6, 5 with a season of 2: 2 / (7/3) = 6/7."""
    # |2 - 1|, |6 - 3|, |5 - 2| have the mean 7/3
    training = np.array([1.0, 3.0, 2.0, 6.0, 5.0])
    got = student.evaluation.mase(np.array([4.0, 8.0]), np.array([5.0, 5.0]), training, 2)
    expect.close(got, 6 / 7, rtol=RTOL, atol=ATOL)


@check("evaluation.mase", points=1)
def scales_any_error(student, reference, rng):
    """mase is one number, right for series and tests of any length, and leaves all three series as they were."""
    asked = [_errors(rng, *sizes) for sizes in [(4, 9, 1), (1, 7, 3), (6, 13, 4)]]
    _expect_read_only(student, reference, "evaluation.mase", asked, ATOL)


@check("evaluation.mase", points=1)
def has_no_units(student, rng):
    """In other units the error is the same number, above 0; that of a forecast twice as far off is twice as large."""
    actual, forecast, training, season = _errors(rng, 5, 11, 2)
    plain, in_other_units, twice = (
        student.evaluation.mase(*each, season)
        for each in [
            (actual, forecast, training),
            (1000 * actual, 1000 * forecast, 1000 * training),
            (actual, actual + 2 * (forecast - actual), training),
        ]
    )
    expect.shape(plain, ())
    expect.dtype(plain, "float")
    expect.finite(plain)
    expect.true(plain, bool(plain > 0), "an error above 0: no forecast here is exact")
    expect.close([in_other_units, twice], [plain, 2 * plain], rtol=RTOL, atol=ATOL)


def _errors(rng: np.random.Generator, horizon: int, n: int, season: int) -> tuple[Any, ...]:
    actual = 5 + 2 * rng.normal(size=horizon)
    return actual, actual + rng.normal(size=horizon), 20 + 4 * rng.normal(size=n), season


@check("evaluation.rolling_origin", points=1)
def moves_the_origin_by_hand(student):
    """Of 10 times, with first 4, horizon 3 and step 2, the tests are 4, 5, 6 and 6, 7, 8, each after its training."""
    got = student.run(folds, 10, 4, 3, 2)
    expect.equal(got, [{"train": list(range(end)), "test": [end, end + 1, end + 2]} for end in (4, 6)])


@check("evaluation.rolling_origin", points=1)
def slides_a_window(student):
    """With a window of 3, only the last 3 times before each origin are trained on."""
    got = student.run(folds, 9, 4, 2, 2, 3)
    expect.equal(got, [{"train": [1, 2, 3], "test": [4, 5]}, {"train": [3, 4, 5], "test": [6, 7]}])


@check("evaluation.rolling_origin", points=1)
def ends_with_a_whole_test(student, reference):
    """The last test may end at the last time and not after it; where no test fits, there is no fold."""
    asked = [(9, 3, 2, 2), (8, 3, 2, 2), (7, 2, 4, 1), (12, 5, 3, 4), (6, 5, 1, 3), (7, 4, 2, 3)]
    got, want = ([subject.run(folds, *each) for each in [*asked, (5, 4, 2, 1)]] for subject in (student, reference))
    expect.equal(got, want)


@check("evaluation.rolling_origin", points=1)
def takes_a_window_larger_than_the_past(student, reference):
    """Where the window is longer than the past, all of the past is trained on."""
    asked = [(9, 2, 2, 2, 5), (12, 4, 3, 2, 4), (11, 3, 1, 3, 6), (10, 2, 3, 5, 1)]
    got, want = ([subject.run(folds, *each) for each in asked] for subject in (student, reference))
    expect.equal(got, want)


@check("evaluation.make_windows", points=1)
def cuts_a_series_by_hand(student):
    """On the scale of its first 4 rows, 1, 3, 1, 3, 8, 9 is -1, 1, -1, 1, 6, 7; it has 4 windows of 2 + 1 rows."""
    got = student.run(windows, np.array([[1.0], [3.0], [1.0], [3.0], [8.0], [9.0]]), 2, 1, 4)
    X = np.array([[-1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [1.0, 6.0]])
    Y = np.array([[-1.0], [1.0], [6.0], [7.0]])
    want = {"X": X[:, :, None], "Y": Y[:, :, None], "mean": np.array([2.0]), "std": np.array([1.0])}
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("evaluation.make_windows", points=2)
def cuts_series_of_any_shape(student, reference, rng):
    """X, Y, mean and std are right for any number of times, columns, inputs and targets."""
    asked = [(_series(rng, *size), *lengths) for size, *lengths in SIZES]
    got, want = ([subject.run(windows, *each) for each in asked] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("evaluation.make_windows", points=1)
def scales_without_seeing_the_future(student, reference, rng):
    """Other values after the training rows change neither mean and std nor any window that ends before them."""
    series, length, horizon, n_train = _series(rng, 17, 3), 4, 2, 9
    changed = series.copy()
    changed[n_train:] = 50 * rng.normal(size=(17 - n_train, 3))
    before, after = (student.run(windows, each, length, horizon, n_train) for each in (series, changed))
    want = reference.run(windows, series, length, horizon, n_train)
    for answer in (before, after):
        expect.close(answer, want, rtol=0, atol=np.inf)  # the form first
    law = "mean and std of the training rows alone: the same, whatever comes after them"
    moved = [name for name in ("mean", "std") if not np.allclose(after[name], before[name], rtol=1e-9, atol=0)]
    expect.true(after, not moved, law, likely="scaled_with_everything")
    expect.same_past(before["X"], after["X"], n_train - length)
    expect.same_past(before["Y"], after["Y"], n_train - length - horizon)
    expect.close(before["mean"], want["mean"], rtol=RTOL, atol=ATOL)  # what never changes is no answer


@check("evaluation.make_windows", points=1)
def leaves_the_series_as_it_was(student, reference, rng):
    """make_windows only reads the series: the caller's array is as before."""
    _expect_read_only(student, reference, "evaluation.make_windows", [(_series(rng, 9, 2), 3, 2, 5)])


# rows and columns, then input_length, horizon, n_train: all different, with one window and one column among them
SIZES = [((7, 1), 3, 2, 4), ((12, 2), 5, 3, 8), ((6, 3), 4, 2, 5), ((15, 4), 2, 5, 6), ((9, 2), 1, 1, 9)]


def _series(rng: np.random.Generator, rows: int, columns: int) -> np.ndarray:
    """Columns of different levels and widths."""
    return rng.normal(size=(rows, columns)) * (1 + np.arange(columns)) + 3 * np.arange(1, columns + 1)


def _expect_read_only(student: Any, reference: Any, exercise: str, asked: list[Any], atol: float = np.inf) -> None:
    got, want = (
        [subject.run(answer_and_arguments, exercise, *each) for each in asked] for subject in (student, reference)
    )
    for after, like, arguments in zip(got, want, asked, strict=True):
        expect.read_only(after, like, list(arguments), atol=atol)

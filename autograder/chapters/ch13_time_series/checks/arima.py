"""Checks of arima.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.chapters.ch13_time_series.experiments import answer_and_arguments, forecasts, polynomials
from autograder.engine import expect
from autograder.engine.check import check

# Work in float32 inside is right work: of numbers of size 10 its rounding stays below 1e-5, also after two
# differences. The mildest wrong version is off by more than 1e-3.
RTOL, ATOL = 1e-4, 1e-4

DIFFERENCES = [(0, 0, 4), (1, 0, 3), (2, 0, 4), (0, 1, 4), (1, 1, 3), (2, 1, 2), (1, 2, 3), (0, 2, 4)]  # d, D, season


@check("arima.difference", points=1)
def takes_differences_by_hand(student):
    """The differences of 1, 4, 9, 16, 25 are 3, 5, 7, 9, theirs are 2, 2, 2; at a season of 3 they are 15 and 21."""
    y = np.array([1.0, 4.0, 9.0, 16.0, 25.0])
    got = [student.arima.difference(y, *each) for each in [(1, 0, 3), (2, 0, 3), (0, 1, 3)]]
    want = [np.array([3.0, 5.0, 7.0, 9.0]), np.array([2.0, 2.0, 2.0]), np.array([15.0, 21.0])]
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("arima.difference", points=1)
def takes_any_differences(student, reference, rng):
    """difference is right for any d, D and season, none at all among them."""
    asked = [(rng.normal(size=n), *each) for n, each in zip(range(9, 17), DIFFERENCES, strict=True)]
    got, want = ([subject.arima.difference(*each) for each in asked] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("arima.difference", points=0.5)
def leaves_the_series_undifferenced(student, reference, rng):
    """difference only reads its argument: the caller's series is as before."""
    _expect_read_only(student, reference, "arima.difference", [(rng.normal(size=11), 2, 1, 3)])


@check("arima.undifference", points=1)
def adds_changes_to_the_last_value(student):
    """After 2, 5, 7, changes of 1 and 3 lead to 8 and 11; if they are changes of changes, to 10 and 16."""
    history = np.array([2.0, 5.0, 7.0])
    got = [student.arima.undifference(np.array([1.0, 3.0]), history, d, 0, 2) for d in (1, 2)]
    # the last change is 2: the next ones are 3 and 6
    expect.close(got, [np.array([8.0, 11.0]), np.array([10.0, 16.0])], rtol=RTOL, atol=ATOL)


@check("arima.undifference", points=1)
def adds_changes_to_the_last_season(student):
    """After 1, 5, 2, 6, 4 with a season of 3, changes of 1, 1, 1, 1 lead to 3, 7, 5, 4."""
    got = student.arima.undifference(np.ones(4), np.array([1.0, 5.0, 2.0, 6.0, 4.0]), 0, 1, 3)
    expect.close(got, np.array([3.0, 7.0, 5.0, 4.0]), rtol=RTOL, atol=ATOL)


@check("arima.undifference", points=1.5)
def undoes_any_differences(student, reference, rng):
    """From the true differences of what comes, undifference finds what comes, for any d, D and season."""
    series = [10 + rng.normal(size=n) for n in range(16, 24)]
    true = [reference.arima.difference(y, *each)[-7:] for y, each in zip(series, DIFFERENCES, strict=True)]
    asked = [(w, y[:-7], *each) for w, y, each in zip(true, series, DIFFERENCES, strict=True)]
    got = [student.arima.undifference(*each) for each in asked]
    expect.close(got, [y[-7:] for y in series], rtol=RTOL, atol=ATOL)


@check("arima.undifference", points=0.5)
def leaves_the_history_as_it_was(student, reference, rng):
    """undifference only reads its arguments: forecast and history are as before."""
    asked = [(rng.normal(size=4), rng.normal(size=11), 1, 1, 3), (rng.normal(size=2), rng.normal(size=6), 2, 0, 3)]
    _expect_read_only(student, reference, "arima.undifference", asked)


@check("arima.acf", points=1)
def correlates_four_values_by_hand(student):
    """The autocorrelations of 1, 2, 3, 4 at lags 0 to 3 are 1, 0.25, -0.3 and -0.45."""
    # around the mean: -1.5, -0.5, 0.5, 1.5; the sums of products are 5, 1.25, -1.5, -2.25
    got = student.arima.acf(np.array([1.0, 2.0, 3.0, 4.0]), 3)
    expect.close(got, np.array([1.0, 0.25, -0.3, -0.45]), rtol=RTOL, atol=ATOL)


@check("arima.acf", points=1)
def correlates_series_of_any_length(student, reference, rng):
    """acf is right for series of any length, level and unit, and for any number of lags."""
    asked = [(7 + 3 * np.cumsum(rng.normal(size=n)), nlags) for n, nlags in [(5, 2), (12, 7), (30, 4), (9, 0), (8, 7)]]
    got, want = ([subject.arima.acf(*each) for each in asked] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("arima.acf", points=0.5)
def leaves_the_series_with_its_mean(student, reference, rng):
    """acf only reads its argument: the mean is still in the caller's series."""
    _expect_read_only(student, reference, "arima.acf", [(5 + rng.normal(size=9), 3)])


@check("arima.pacf", points=1)
def finds_nothing_behind_the_first_lag(student):
    """Of the autocorrelations 1, 1/2, 1/4, 1/8, lag 1 says all: 1, 0.5, 0, 0. Of 1, 0.5, 0.4 it leaves 0.2."""
    # (0.4 - 0.5 * 0.5) / (1 - 0.5 * 0.5)
    got = [student.arima.pacf(np.array(r)) for r in ([1.0, 0.5, 0.25, 0.125], [1.0, 0.5, 0.4])]
    expect.close(got, [np.array([1.0, 0.5, 0.0, 0.0]), np.array([1.0, 0.5, 0.2])], rtol=RTOL, atol=ATOL)


@check("arima.pacf", points=1)
def ends_where_the_model_ends(student, rng):
    """The exact autocorrelations of a model with two lags have partial ones that are 0 beyond lag 2."""
    models = [(0.5, 0.3), (0.9, -0.5), (-0.4, float(rng.uniform(0.2, 0.4)))]
    got = [student.arima.pacf(_of_two_lags(*phi, 7)) for phi in models]
    want = [np.array([1.0, phi1 / (1 - phi2), phi2, 0.0, 0.0, 0.0, 0.0, 0.0]) for phi1, phi2 in models]
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("arima.pacf", points=1)
def finds_partial_autocorrelations_of_any_series(student, reference, rng):
    """pacf is right for the autocorrelations of any series and any number of lags, and leaves them as they were."""
    series = [np.cumsum(rng.normal(size=n)) for n in (9, 25, 14, 6, 11)]
    lags = (5, 9, 2, 0, 1)
    asked = [(reference.arima.acf(y, nlags),) for y, nlags in zip(series, lags, strict=True)]
    _expect_read_only(student, reference, "arima.pacf", asked, 1e-3)  # the quotients lose a digit or two in float32


def _of_two_lags(phi1: float, phi2: float, nlags: int) -> np.ndarray:
    """Autocorrelations of y_t = phi1 y_(t-1) + phi2 y_(t-2) + e_t: they follow the same recursion."""
    r = [1.0, phi1 / (1 - phi2)]
    for _ in range(nlags - 1):
        r.append(phi1 * r[-1] + phi2 * r[-2])
    return np.array(r)


@check("arima.expand_seasonal", points=1.5)
def multiplies_two_factors_by_hand(student):
    """(1 - 0.5 B)(1 - 0.2 B^3) is 1 - 0.5 B - 0.2 B^3 + 0.1 B^4, and (1 + 0.4 B)(1 + 0.6 B^3) has 0.24 at B^4."""
    got = student.run(polynomials, *(np.array([one]) for one in (0.5, 0.4, 0.2, 0.6)), 3)
    ar, ma = np.array([1.0, -0.5, 0.0, -0.2, 0.1]), np.array([1.0, 0.4, 0.0, 0.6, 0.24])
    expect.close(got, {"ar_polynomial": ar, "ma_polynomial": ma}, rtol=RTOL, atol=ATOL)


@check("arima.expand_seasonal", points=1.5)
def multiplies_factors_of_any_order(student, reference, rng):
    """The polynomials are right for any orders, none among them, and for seasons as short as the other lags."""
    orders = [(2, 1, 1, 2, 4), (0, 2, 1, 0, 3), (1, 0, 0, 1, 5), (3, 2, 2, 1, 2), (0, 0, 0, 0, 7), (2, 3, 1, 1, 1)]
    asked = [(*(0.9 * rng.normal(size=order) for order in each), season) for *each, season in orders]
    got, want = ([subject.run(polynomials, *each) for each in asked] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("arima.forecast", points=1)
def forecasts_from_the_last_value(student):
    """With 0.6 y_(t-1), the last value 4 leads to 2.4, 1.44, 0.864; with 0.3 y_(t-2), 3 and 4 lead to 0.9 and 1.2."""
    zero = np.zeros(3)
    models = [([1.0, -0.6], 3), ([1.0, 0.0, -0.3], 2)]
    got = [
        student.run(forecasts, np.array([1.0, 3.0, 4.0]), np.array(ar), np.ones(1), zero, 4.0, horizon)
        for ar, horizon in models
    ]
    want = [np.array([2.4, 1.44, 0.864]), np.array([0.9, 1.2])]
    _expect_part("mean", got, want)


@check("arima.forecast", points=1)
def grows_less_certain_by_hand(student):
    """With sigma2 = 4, 0.6 y_(t-1) gives std 2, 2 sqrt(1.36), 2 sqrt(1.4896), and 0.5 e_(t-1) gives 2, 2 sqrt(1.25)."""
    history, residuals = np.array([1.0, 3.0, 4.0]), np.array([0.5, -1.0, 2.0])
    asked = [([1.0, -0.6], [1.0], 3), ([1.0], [1.0, 0.5], 3)]
    got = [
        student.run(forecasts, history, np.array(ar), np.array(ma), residuals, 4.0, horizon)
        for ar, ma, horizon in asked
    ]
    _expect_part("std", got, [2 * np.sqrt([1.0, 1.36, 1.4896]), 2 * np.sqrt([1.0, 1.25, 1.25])])


@check("arima.forecast", points=1.5)
def forecasts_any_model(student, reference, rng):
    """The means are right for any orders: known values and residuals, then forecasts and zeros."""
    got, want = _ask_models(student, reference, rng)
    _expect_part("mean", got, [answer["mean"] for answer in want])


@check("arima.forecast", points=1)
def measures_the_uncertainty_of_any_model(student, reference, rng):
    """The standard deviations are right for any orders, for models with a difference inside, too."""
    got, want = _ask_models(student, reference, rng)
    _expect_part("std", got, [answer["std"] for answer in want])


@check("arima.forecast", points=0.5)
def leaves_the_model_as_it_was(student, reference, rng):
    """forecast only reads its arguments: history, polynomials and residuals are as before."""
    _expect_read_only(student, reference, "arima.forecast", [_model(rng, 9, [0.4, -0.3], [0.5], 3)])


# polynomials without their first coefficient, and a horizon; the last two have differences inside
MODELS = [
    (6, [0.5, -0.2], [0.4, 0.3, -0.2], 9),
    (9, [0.3, 0.0, 0.0, -0.6, -0.2], [], 7),
    (5, [], [0.7, -0.4], 4),
    (4, [], [], 3),
    (7, [-0.2, -0.4, 0.3], [0.6], 1),
    (8, [-1.5, 0.5], [-0.4], 6),
    (11, [-1.0, 0.0, -1.0, 1.0], [-0.3, 0.0, -0.5, 0.15], 8),
]


def _ask_models(student: Any, reference: Any, rng: np.random.Generator) -> tuple[list[Any], list[Any]]:
    asked = [_model(rng, *model) for model in MODELS]
    got, want = ([subject.run(forecasts, *each) for each in asked] for subject in (student, reference))
    return got, want


def _model(rng: np.random.Generator, n: int, ar: list[float], ma: list[float], horizon: int) -> tuple[Any, ...]:
    polynomials = [np.array([1.0, *coefficients]) for coefficients in (ar, ma)]
    return rng.normal(size=n), *polynomials, rng.normal(size=n), float(rng.uniform(2.0, 5.0)), horizon


def _expect_part(name: str, got: list[Any], want: list[np.ndarray]) -> None:
    """One of the two arrays; the other is another check's."""
    for answer in got:
        expect.true(answer, isinstance(answer, dict), "the pair (mean, std)")
    expect.close([answer[name] for answer in got], want, rtol=RTOL, atol=ATOL)


def _expect_read_only(student: Any, reference: Any, exercise: str, asked: list[Any], atol: float = np.inf) -> None:
    got, want = (
        [subject.run(answer_and_arguments, exercise, *each) for each in asked] for subject in (student, reference)
    )
    for after, like, arguments in zip(got, want, asked, strict=True):
        expect.read_only(after, like, list(arguments), atol=atol)

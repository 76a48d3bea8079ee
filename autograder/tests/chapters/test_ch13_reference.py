# ruff: noqa: N803, N806 - X, Y and D are the names of the handout
"""Chapter 13's solution against statsmodels, scikit-learn, scipy and a joint normal distribution; its worksheet."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
import statsmodels.api as sm
from ch13_time_series import arima, decomposable, evaluation, given, questions, state_space, worksheet
from coursedata import air_passengers, nile
from prophet import Prophet
from scipy.optimize import minimize
from scipy.stats import multivariate_normal
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import TimeSeriesSplit
from sklearn.preprocessing import StandardScaler
from statsmodels.tsa.arima_process import arma2ma
from statsmodels.tsa.statespace.tools import diff
from statsmodels.tsa.stattools import acf, pacf

from autograder.course.splice import install
from autograder.course.tapes import solution_files
from autograder.engine.load import here


@pytest.fixture
def rng():
    return np.random.default_rng(13)


@pytest.mark.parametrize(("n", "season", "horizon"), list(product([6, 7, 11], [1, 3, 6], [1, 3, 14])))
def test_the_naive_forecast_has_the_period_of_the_season(n, season, horizon, rng):
    y = rng.normal(size=n)
    longer = np.concatenate([y, evaluation.seasonal_naive(y, season, horizon)])
    np.testing.assert_array_equal(longer[n:], longer[n - season : n - season + horizon])


@pytest.mark.parametrize("season", [1, 4])
def test_the_naive_forecast_has_an_error_of_one_in_training(season, rng):
    y = rng.normal(size=15)
    assert evaluation.mase(y[season:], y[:-season], y, season) == pytest.approx(1)


@pytest.mark.parametrize(("folds", "horizon", "window"), list(product([2, 3, 5], [1, 2, 4], [None, 3, 40])))
def test_rolling_origins_are_scikit_learns(folds, horizon, window):
    n = 30
    splitter = TimeSeriesSplit(folds, max_train_size=window, test_size=horizon)
    mine = evaluation.rolling_origin(n, n - folds * horizon, horizon, horizon, window)
    for (train, test), (their_train, their_test) in zip(mine, splitter.split(np.zeros(n)), strict=True):
        np.testing.assert_array_equal(train, their_train)
        np.testing.assert_array_equal(test, their_test)


@pytest.mark.parametrize("shape", [(9, 1), (14, 3)])
def test_windows_are_slices_of_scikit_learns_scaled_series(shape, rng):
    series = 5 + 3 * rng.normal(size=shape)
    X, Y, mean, std = evaluation.make_windows(series, 4, 2, 6)
    scaler = StandardScaler().fit(series[:6])
    scaled = scaler.transform(series)
    assert len(X) == len(Y) == shape[0] - 4 - 2 + 1
    for i in range(len(X)):
        np.testing.assert_allclose(np.concatenate([X[i], Y[i]]), scaled[i : i + 6])
    np.testing.assert_allclose(mean, scaler.mean_)
    np.testing.assert_allclose(std, scaler.scale_)


ORDERS = list(product([0, 1, 2], [0, 1, 2], [2, 4]))


@pytest.mark.parametrize(("d", "D", "season"), ORDERS)
def test_differences_are_statsmodels(d, D, season, rng):
    y = rng.normal(size=20)
    np.testing.assert_allclose(arima.difference(y, d, D, season), diff(y, d, D, season), atol=1e-12)


@pytest.mark.parametrize(("d", "D", "season"), ORDERS)
def test_undifferencing_finds_the_series_again(d, D, season, rng):
    y = rng.normal(size=27)
    changes = diff(y, d, D, season)[-9:]
    np.testing.assert_allclose(arima.undifference(changes, y[:-9], d, D, season), y[-9:], atol=1e-10)


def test_autocorrelations_are_statsmodels(rng):
    y = 5 + np.cumsum(rng.normal(size=60))
    mine = arima.acf(y, 12)
    np.testing.assert_allclose(mine, acf(y, nlags=12, fft=False), atol=1e-12)
    np.testing.assert_allclose(arima.pacf(mine), pacf(y, nlags=12, method="ldb"), atol=1e-10)


@pytest.mark.parametrize("season", [1, 2, 12])
def test_polynomials_are_products(season, rng):
    ar, ma, seasonal_ar, seasonal_ma = (rng.normal(size=order) for order in (2, 1, 1, 2))

    def spread(coefficients):
        polynomial = np.zeros(len(coefficients) * season + 1)
        polynomial[0], polynomial[season::season] = 1, coefficients
        return np.polynomial.Polynomial(polynomial)

    mine = arima.expand_seasonal(ar, ma, seasonal_ar, seasonal_ma, season)
    theirs = [
        np.polynomial.Polynomial([1, *-ar]) * spread(-seasonal_ar),
        np.polynomial.Polynomial([1, *ma]) * spread(seasonal_ma),
    ]
    for polynomial, other in zip(mine, theirs, strict=True):
        np.testing.assert_allclose(polynomial, other.coef, atol=1e-12)


def test_forecasts_are_those_of_sarimax(rng):
    """On a long series, at whose end the residuals no longer know how it began."""
    parameters = {"ar": [0.5, -0.2], "ma": [0.4], "seasonal_ar": [0.3], "seasonal_ma": [-0.6]}
    y = rng.normal(size=400)
    polynomials = arima.expand_seasonal(*(np.array(each) for each in parameters.values()), 4)
    residuals = given.residuals(y, *polynomials)
    mean, std = arima.forecast(y, *polynomials, residuals, 1.3, 15)
    model = sm.tsa.SARIMAX(y, order=(2, 0, 1), seasonal_order=(1, 0, 1, 4))
    theirs = model.filter([number for each in parameters.values() for number in each] + [1.3]).get_forecast(15)
    np.testing.assert_allclose(mean, theirs.predicted_mean, atol=1e-8)
    np.testing.assert_allclose(std, theirs.se_mean, rtol=1e-8)


def test_a_difference_may_stand_inside_the_polynomial():
    """(1 - B)(1 - B^12) in the AR polynomial forecasts what differencing and undifferencing does."""
    y = np.log(air_passengers.load().passengers)
    _, ma_polynomial = arima.expand_seasonal(np.zeros(0), np.array([-0.4]), np.zeros(0), np.array([-0.55]), 12)
    changes = arima.difference(y, 1, 1, 12)
    residuals = given.residuals(changes, np.ones(1), ma_polynomial)
    inside, _ = arima.forecast(changes, np.ones(1), ma_polynomial, residuals, 1.0, 24)
    both, _ = arima.expand_seasonal(np.ones(1), np.zeros(0), np.ones(1), np.zeros(0), 12)
    padded = np.concatenate([np.zeros(13), residuals])
    mean, std = arima.forecast(y, both, ma_polynomial, padded, 0.00135, 24)
    np.testing.assert_allclose(mean, arima.undifference(inside, y, 1, 1, 12), atol=1e-10)
    np.testing.assert_allclose(std, np.sqrt(0.00135 * np.cumsum(arma2ma(both, ma_polynomial, 24) ** 2)), rtol=1e-10)


GAPS = [[], [2], [1, 3, 4]]


@pytest.mark.parametrize("gaps", GAPS)
def test_the_filter_is_conditioning_in_a_joint_normal_distribution(gaps, rng):
    """Given the first value, levels and values are jointly normal: condition on what was seen, by brute force."""
    n, var_eps, var_eta = 6, 1.7, 0.6
    y = 3 + np.cumsum(rng.normal(size=n))
    y[gaps] = np.nan
    levels, variances, loglik = state_space.local_level_filter(y, var_eps, var_eta)
    times = np.arange(n)
    of_levels = var_eps + var_eta * np.minimum.outer(times, times)  # covariance, given y[0]
    of_values = of_levels + var_eps * np.eye(n)
    for t in range(1, n):
        seen = [s for s in range(1, t + 1) if s not in gaps]
        weights = np.linalg.solve(of_values[np.ix_(seen, seen)], of_levels[seen, t])
        assert levels[t] == pytest.approx(y[0] + weights @ (y[seen] - y[0]))
        assert variances[t] == pytest.approx(of_levels[t, t] - weights @ of_levels[seen, t])
    seen = [s for s in range(1, n) if s not in gaps]
    joint = multivariate_normal(np.full(len(seen), y[0]), of_values[np.ix_(seen, seen)])
    assert loglik == pytest.approx(joint.logpdf(y[seen]))


@pytest.mark.parametrize("gaps", GAPS)
def test_the_filter_is_statsmodels(gaps, rng):
    y = 3 + np.cumsum(rng.normal(size=12))
    y[gaps] = np.nan
    levels, variances, loglik = state_space.local_level_filter(y, 1.7, 0.6)
    model = sm.tsa.UnobservedComponents(y[1:], "llevel")
    model.ssm.initialize_known(np.array([y[0]]), np.array([[1.7 + 0.6]]))  # predicted for the second value
    model.ssm.loglikelihood_burn = 0  # it would leave out the first value, as if nothing had been known
    theirs = model.filter([1.7, 0.6])
    np.testing.assert_allclose(levels[1:], theirs.filtered_state[0])
    np.testing.assert_allclose(variances[1:], theirs.filtered_state_cov[0, 0])
    assert loglik == pytest.approx(theirs.llf)


def test_the_nile_has_the_numbers_of_the_literature():
    """Durbin and Koopman's variances; the steady gain solves its own equation."""
    levels, variances, loglik = state_space.local_level_filter(nile.load().flow, 15099, 1469.1)
    assert levels[-1] == pytest.approx(798.37, abs=5e-3)
    assert variances[-1] == pytest.approx(4032.16, abs=5e-3)
    assert loglik == pytest.approx(-632.5456, abs=5e-5)
    ratio = 1469.1 / 15099
    steady = (-ratio + np.sqrt(ratio**2 + 4 * ratio)) / 2
    assert variances[-1] / 15099 == pytest.approx(steady, rel=1e-6)


def test_the_season_is_prophets(rng):
    days = np.arange(40.0)
    dates = np.datetime64("1970-01-01") + days.astype("timedelta64[D]")
    mine = decomposable.design_matrix(days, np.zeros(0), 7.0, 3)[:, 2:]
    np.testing.assert_allclose(mine, Prophet.fourier_series(pd_series(dates), 7.0, 3), atol=1e-9)


def test_the_trend_is_prophets(rng):
    t, changepoints = np.sort(rng.uniform(0, 1, size=30)), np.array([0.2, 0.5, 0.7])
    level, slope, changes = 0.4, 1.5, np.array([0.8, -2.0, 0.3])
    mine = decomposable.design_matrix(t, changepoints, 1.0, 0) @ np.array([level, slope, *changes])
    np.testing.assert_allclose(mine, Prophet.piecewise_linear(t, changes, slope, level, changepoints), atol=1e-12)


def pd_series(dates):
    import pandas as pd  # noqa: PLC0415 - Prophet's own type, for this one call

    return pd.Series(dates)


@pytest.mark.parametrize("penalty", [0.3, 40.0])
def test_the_fit_is_where_an_optimiser_ends(penalty, rng):
    t = np.linspace(0, 3, 40)
    design = decomposable.design_matrix(t, np.array([0.8, 1.9]), 0.7, 2)
    y = 4 + rng.normal(size=40)

    def cost(b):
        return ((y - design @ b) ** 2).sum() + penalty * (b[2:4] ** 2).sum()

    mine = decomposable.fit(design, y, 2, penalty)
    best = minimize(cost, np.zeros(design.shape[1]), method="BFGS", options={"gtol": 1e-9})
    np.testing.assert_allclose(mine, best.x, atol=1e-5)


def test_without_a_price_the_fit_is_least_squares(rng):
    design = decomposable.design_matrix(np.linspace(0, 3, 30), np.array([1.0]), 0.6, 1)
    y = rng.normal(size=30)
    theirs = LinearRegression(fit_intercept=False).fit(design, y)
    np.testing.assert_allclose(decomposable.fit(design, y, 1, 0.0), theirs.coef_, atol=1e-9)


YEARS = range(2020, 2050)


@pytest.mark.parametrize("year", YEARS)
def test_the_worksheet_is_what_the_modules_compute(year, monkeypatch):
    monkeypatch.setattr(questions, "YEAR", year)
    answers, q, s = worksheet.forecast_trace(), questions.autoregression(), questions.hidden_level()
    quarters, w = questions.two_years()
    past = np.array([q["last"] - q["mu"]])
    mean, std = arima.forecast(past, np.array([1, -q["phi"]]), np.ones(1), np.zeros(1), q["sigma2"], 3)
    assert [answers[f"forecast_{h}"] for h in (1, 2, 3)] == pytest.approx(q["mu"] + mean)
    assert [answers[f"variance_{h}"] for h in (1, 2, 3)] == pytest.approx(std**2)
    assert answers["difference"] == arima.difference(np.array(quarters), 0, 1, 4)[-1]
    assert answers["next_value"] == arima.undifference(np.array([w]), np.array(quarters), 0, 1, 4)[0]
    gain = 1 / (1 + s["var_eps"] / (s["P"] + s["var_eta"]))
    assert answers["gain"] == pytest.approx(gain)
    assert answers["new_level"] == pytest.approx(s["level"] + gain * (s["y"] - s["level"]))
    assert answers["new_variance"] == pytest.approx(1 / (1 / answers["predicted_variance"] + 1 / s["var_eps"]))


@pytest.mark.parametrize("year", YEARS)
def test_the_numbers_of_no_year_hide_a_mistake(year, monkeypatch):
    """Each misconception is wrong, and unlike the others, by more than the tolerance of three decimal places."""
    monkeypatch.setattr(questions, "YEAR", year)
    chapter = here().load("ch13_time_series")
    solution = solution_files(here().home(chapter.name))
    answers = [worksheet.forecast_trace()]
    for wrong in chapter.misconceptions_of("worksheet.forecast_trace"):
        module = {"__package__": "ch13_time_series", "__name__": "ch13_time_series.worksheet"}
        exec(install(wrong, solution)["worksheet.py"], module)  # noqa: S102 - our own lines
        answers.append(module["forecast_trace"]())
    apart = [max(abs(one[name] - two[name]) for name in one) for one, two in combinations(answers, 2)]
    assert min(apart) > 5e-3

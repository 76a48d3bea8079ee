"""The numbers and claims of chapter 13's handout about ARIMA, the Kalman filter and Prophet, computed anew."""

from __future__ import annotations

import re

import numpy as np
import pytest
from ch13_time_series import arima, decomposable, evaluation, given, state_space
from coursedata import co2, nile
from statsmodels.tsa.statespace.sarimax import SARIMAX
from statsmodels.tsa.statespace.structural import UnobservedComponents
from statsmodels.tsa.stattools import acf, pacf

from autograder.tests.chapters.ch13 import HANDOUT, LOGARITHM, NONE, PASSENGERS, airline, estimated, rounded, section
from autograder.tests.chapters.handout import numbers

# --- ARIMA


def test_differences_by_hand():
    table = dict(HANDOUT.table("quarters | values"))
    quarters = np.array([12.0, 20, 28, 16, 15, 24, 30, 21])
    assert numbers(table["seasonal differences"]) == arima.difference(quarters, 0, 1, 4).tolist()
    assert numbers(table["differences of these"]) == arima.difference(quarters, 1, 1, 4).tolist()
    assert arima.undifference(np.array([2.0, -1]), quarters, 1, 1, 4).tolist() == [22, 30]
    assert HANDOUT.says("$5 + 2 = 7$ and $7 - 1 = 6$")
    assert np.convolve([1, -1], [1, 0, 0, 0, -1]).tolist() == [1, -1, 0, 0, -1, 1]
    zeros = np.zeros(9)
    assert arima.undifference(zeros, quarters, 0, 1, 4).tolist() == evaluation.seasonal_naive(quarters, 4, 9).tolist()
    assert arima.undifference(zeros, quarters, 1, 0, 4).tolist() == evaluation.seasonal_naive(quarters, 1, 9).tolist()


def test_the_spread_of_differences():
    table = HANDOUT.table("logarithm of the passengers | standard")
    for (_, cell), orders in zip(table, ((0, 0), (1, 0), (0, 1), (1, 1)), strict=True):
        rounded(arima.difference(LOGARITHM, *orders, 12).std(), cell)


def test_a_difference_too_many():
    changes = np.diff(np.random.default_rng(0).normal(size=100_000))
    assert changes.var() == pytest.approx(2, abs=0.05)
    assert arima.acf(changes, 1)[1] == pytest.approx(-0.5, abs=0.01)


def test_the_divisor_n():
    y = np.array([1.0, 0, -1])
    np.testing.assert_allclose(arima.acf(y, 2), [1, 0, -0.5])
    np.testing.assert_allclose(acf(y, adjusted=True, nlags=2, fft=False), [1, 0, -1.5])
    noise = np.random.default_rng(0).normal(size=(400, 200))
    assert np.mean([np.abs(arima.acf(one, 24)[1:]) > 1.96 / np.sqrt(200) for one in noise]) * 24 < 1.3


def test_durbin_levinson_by_hand():
    r = np.array([1, 0.5, 0.4, 0.4])
    found, all_weights = arima.pacf(r), [[float(x) for x in row[2].split(",")] for row in HANDOUT.table("k | new")]
    np.testing.assert_allclose(found, [1, 0.5, 0.2, 0.1944], atol=5e-5)
    for k, printed in enumerate(all_weights, start=1):
        toeplitz = r[np.abs(np.subtract.outer(range(k), range(k)))]
        np.testing.assert_allclose(printed, np.linalg.solve(toeplitz, r[1 : k + 1]), atol=5e-5)
        assert printed[-1] == pytest.approx(found[k], abs=5e-5)
    assert pytest.approx(0.1944, abs=5e-5) == (0.4 - 0.16 - 0.1) / (1 - 0.2 - 0.08)


def test_the_correlogram_of_the_passengers():
    both = arima.difference(LOGARITHM, 1, 1, 12)
    r, limit = arima.acf(both, 24), 1.96 / np.sqrt(131)
    assert len(both) == 131
    assert HANDOUT.says(r"131 values, so the limits of chance are at $\pm 0.171$")
    rounded(limit, "0.171")
    assert HANDOUT.says("lags 1 ($-0.341$) and 12 ($-0.387$) stand out. Lags 3, 9 and 23 lie just outside")
    rounded(r[1], "-0.341")
    rounded(r[12], "-0.387")
    assert [lag for lag in range(1, 25) if abs(r[lag]) > limit] == [1, 3, 9, 12, 23]
    assert HANDOUT.says("we expect -0.346 at lag 1 and -0.425 at lag 12")
    for theta, cell in ((-0.4018, "-0.346"), (-0.5569, "-0.425")):
        rounded(theta / (1 + theta**2), cell)


def test_whose_pacf():
    flow = nile.load().flow
    ours = arima.pacf(arima.acf(flow, 5))
    for method in ("ldb", "ywm"):
        np.testing.assert_allclose(pacf(flow, nlags=5, method=method), ours)
    default = pacf(flow, nlags=1)
    np.testing.assert_allclose(default, pacf(flow, nlags=1, method="ywadjusted"))
    assert HANDOUT.says("ours is 0.4984 at lag 1, the default 0.5034: a factor of $100/99$")
    rounded(ours[1], "0.4984")
    rounded(default[1], "0.5034")
    assert default[1] / ours[1] == pytest.approx(100 / 99)


def test_a_product_of_polynomials():
    rows = HANDOUT.table("| $B^0$")
    product = [float(cell) for cell in rows[-1][1:]]
    ar, ma = arima.expand_seasonal(np.array([0.5]), NONE, np.array([0.8]), NONE, 4)
    np.testing.assert_allclose(ar, product)
    assert ma.tolist() == [1]
    parts = [[float(cell or 0) for cell in row[1:]] for row in rows[:2]]
    np.testing.assert_allclose(np.sum(parts, axis=0), product)


def test_the_airline_model():
    model = SARIMAX(LOGARITHM, order=(0, 1, 1), seasonal_order=(0, 1, 1, 12), simple_differencing=True)
    fitted = model.fit(disp=False)
    theta, seasonal, sigma2, likelihood = HANDOUT.printed(
        r"\\theta = (-[\d.]+), \\qquad \\Theta = (-[\d.]+), \\qquad \\sigma\^2 = ([\d.]+), "
        r"\\qquad \\text\{log-likelihood \} (\d+\.\d+)"
    )
    assert fitted.params == pytest.approx([theta, seasonal, sigma2], abs=2e-4)
    assert fitted.llf == pytest.approx(likelihood, abs=1e-4)
    _, ma = arima.expand_seasonal(NONE, np.array([theta]), NONE, np.array([seasonal]), 12)
    assert np.flatnonzero(ma).tolist() == [0, 1, 12, 13]
    rounded(ma[13], "0.2238")
    assert HANDOUT.says(r"$0.4018 \cdot 0.5569 = 0.2238$ at $B^{13}$")


def test_a_forecast_by_hand():
    ar, ma = np.array([1, -0.5]), np.array([1, 0.4])
    mean, std = arima.forecast(np.array([2.0]), ar, ma, np.array([1.0]), 1.0, 3)
    np.testing.assert_allclose(mean, [1.4, 0.7, 0.35])
    np.testing.assert_allclose(std**2, [1, 1.81, 2.0125])
    assert HANDOUT.says(r"$\psi = 1, 0.9, 0.45$, and so the variances are $1, 1.81, 2.0125$ times")
    np.testing.assert_allclose(np.cumsum(np.square([1, 0.9, 0.45])), std**2)


def test_a_random_walk_is_the_naive_forecast():
    walk = np.array([3.0, 1.0, 7.0])
    mean, std = arima.forecast(walk, np.array([1.0, -1]), np.array([1.0]), np.zeros(3), 4.0, 9)
    assert mean.tolist() == [7] * 9
    assert std[8] == pytest.approx(3 * 2)


def test_two_years_with_intervals():
    theta, seasonal, sigma2 = HANDOUT.printed(
        r"they are \$\\theta = (-[\d.]+)\$, \$\\Theta = (-[\d.]+)\$, \$\\sigma\^2 = ([\d.]+)\$"
    )
    assert estimated(LOGARITHM[:120]) == pytest.approx([theta, seasonal, sigma2], abs=2e-4)
    mean, wide, narrow = airline(LOGARITHM[:120], theta, seasonal, sigma2, 24)
    table = section("From one step to many").split("| months ahead ")[1].split("\n\n")[0].split("\n")
    ahead = [int(number) - 1 for number in numbers(table[0])]
    for line, stds in ((table[2], narrow), (table[3], wide)):
        assert numbers(line) == pytest.approx(stds[ahead], abs=5.1e-4)
    assert HANDOUT.says("39.6 thousand, the seasonal naive forecast's 71.2; in MASE 1.39 and 2.49. All 24 values lie")
    rounded(np.abs(np.exp(mean) - PASSENGERS[120:]).mean(), "39.6")
    rounded(evaluation.mase(PASSENGERS[120:], np.exp(mean), PASSENGERS[:120], 12), "1.39")
    assert np.all(np.abs(LOGARITHM[120:] - mean) < 1.96 * wide)


def test_residuals_of_the_wrong_series():
    past = LOGARITHM[:120]
    theta, seasonal, sigma2 = estimated(past)
    ar, ma = arima.expand_seasonal(NONE, np.array([theta]), NONE, np.array([seasonal]), 12)
    full = np.convolve(ar, np.convolve([1, -1], [1, *np.zeros(11), -1]))
    shocks = given.residuals(past, full, ma)
    assert HANDOUT.says("a logarithm of 0, and find a shock of 4.7. The first $d + Ds = 13$ times have no difference")
    rounded(shocks[0], "4.7")
    mean, _ = arima.forecast(past, full, ma, shocks, sigma2, 24)
    assert HANDOUT.says("the error below would be 34.3 in place of 39.6")
    rounded(np.abs(np.exp(mean) - PASSENGERS[120:]).mean(), "34.3")


# --- A level


def test_the_filter_by_hand():
    levels, variances, likelihood = state_space.local_level_filter(np.array([20, 26, np.nan, 23]), 6.0, 3.0)
    rows = HANDOUT.table("time | value | predicted")
    for row, level, variance in zip(rows, levels, variances, strict=True):
        rounded(level, row[4])
        rounded(variance, row[5])
    np.testing.assert_allclose([float(row[2]) for row in rows[1:]], variances[:-1] + 3)
    gains = [(eval(re.sub(r"=.*", "", row[3])), row[3].split("=")[1].strip()) for row in (rows[1], rows[3])]  # noqa: S307 - our own text
    for exact, cell in gains:
        rounded(exact, cell)
    terms = [-0.5 * (np.log(2 * np.pi * F) + v**2 / F) for v, F in ((6, 15), (-0.6, 15.6))]
    assert HANDOUT.says(r"$\ell = -3.473 - 2.304 = -5.777$")
    for value, cell in zip((*terms, likelihood), ("-3.473", "-2.304", "-5.777"), strict=True):
        rounded(value, cell)


def test_the_nile():
    flow = nile.load().flow
    levels, variances, likelihood = state_space.local_level_filter(flow, 15_099.0, 1469.1)
    q = 1469.1 / 15_099
    gain = (-q + np.sqrt(q * q + 4 * q)) / 2
    table = dict(HANDOUT.table("the filter in 1970"))
    rounded(levels[-1], table["last filtered level"])
    rounded(variances[-1], table["its variance"])
    rounded(gain, table["gain"])
    rounded(likelihood, table["log-likelihood"])
    assert variances[-1] == pytest.approx(gain * 15_099)
    assert variances[10] == pytest.approx(variances[-1], rel=0.005)  # "after some ten years"
    assert gain**2 == pytest.approx(q * (1 - gain))
    assert pytest.approx(1 / 12 * (1 - 0.25)) == 0.25**2


def test_three_likelihoods_of_the_nile():
    flow, cells = nile.load().flow, [row[1] for row in HANDOUT.table("how the start is handled")]
    rounded(state_space.local_level_filter(flow, 15_099.0, 1469.1)[2], cells[0])
    rounded(UnobservedComponents(flow, "llevel").loglike([15_099, 1469.1]), cells[1])
    exact = UnobservedComponents(flow, "llevel", use_exact_diffuse=True).loglike([15_099, 1469.1])
    rounded(exact, cells[2])
    assert exact - float(cells[0]) == pytest.approx(-0.5 * np.log(2 * np.pi), abs=1e-4)
    rounded(-0.5 * np.log(2 * np.pi), "-0.9189")
    best = max(
        (state_space.local_level_filter(flow, noise, steps)[2], noise, steps)
        for noise in (14_700.0, 15_099.0, 15_500.0)
        for steps in (1400.0, 1469.1, 1540.0)
    )
    assert best[1:] == (15_099.0, 1469.1)


def test_the_filter_is_an_arima():
    flow = nile.load().flow
    theta = SARIMAX(flow, order=(0, 1, 1), simple_differencing=True).fit(disp=False).params[0]
    assert HANDOUT.says(r"answers $\theta = -0.7329$, and $K - 1 = -0.73295$")
    assert theta == pytest.approx(-0.7329, abs=2e-4)
    rounded(0.26705 - 1, "-0.73295")
    level = flow[0]
    for value in flow[1:]:
        level += 0.26705 * (value - level)
    ar, ma = np.array([1.0, -1]), np.array([1.0, 0.26705 - 1])
    shocks = np.append(0.0, given.residuals(np.diff(flow), np.array([1.0]), ma))
    np.testing.assert_allclose(arima.forecast(flow, ar, ma, shocks, 1.0, 3)[0], level)


# --- A trend and a season


def test_columns_by_hand():
    rows = HANDOUT.table("column | values")
    design = decomposable.design_matrix(np.arange(5.0), np.array([2.0]), 4.0, 2)
    assert design.shape == (5, 2 + 1 + 2 * 2)
    for column, row in enumerate(rows[:3]):
        assert numbers(row[1]) == design[:, column].tolist()
    assert numbers(rows[3][1]) == (design[:, :3] @ [10, 1, -0.5]).tolist()
    np.testing.assert_allclose(design[:, 5], 0, atol=1e-15)  # the sine of the second harmonic of four values
    t, a, b = np.linspace(0, 3, 50), 0.7, -1.2
    wave = decomposable.design_matrix(t, NONE, 1.5, 1)[:, 2:] @ [a, b]
    np.testing.assert_allclose(wave, np.hypot(a, b) * np.sin(2 * np.pi * t / 1.5 + np.arctan2(b, a)))


def test_ridge_by_hand():
    design = np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 2.0], [1.0, 0.0, 0.0], [1.0, 1.0, 0.0]])
    for price, slope in ((0.0, 2.0), (5.0, 1.0)):
        x, y = np.array([1.0, 2.0]), np.array([2.0, 4.0])
        assert x @ y / (x @ x + price) == slope
        b = decomposable.fit(design, np.array([2.0, 4.0, 0.0, 0.0]), 1, price)
        matrix = design.T @ design + np.diag([0, 0, price])
        np.testing.assert_allclose(matrix @ b, design.T @ [2.0, 4, 0, 0])


def carbon_dioxide(train, test, penalty):
    """Error of training and test, and the last slope."""
    ppm = co2.load().co2[82:]
    t = 1965 + np.arange(len(ppm)) / 12
    turns = t[train[0]] + 0.8 * (t[train[-1]] - t[train[0]]) * np.arange(1, 26) / 26
    b = decomposable.fit(decomposable.design_matrix(t[train], turns, 1.0, 2), ppm[train], 25, penalty)
    errors = [
        np.abs(decomposable.design_matrix(t[rows], turns, 1.0, 2) @ b - ppm[rows]).mean() for rows in (train, test)
    ]
    return errors[0], b[1 : 2 + 25].sum(), errors[1]


def test_the_price_of_bends():
    rows, folds = HANDOUT.table("penalty | error"), evaluation.rolling_origin(324, 144, 60, 24)
    assert len(folds) == 6
    found = {}
    for row in rows:
        penalty = float(row[0].replace(" ", ""))
        inside, slope, outside = carbon_dioxide(np.arange(324), np.arange(324, 444), penalty)
        rolling = np.mean([carbon_dioxide(train, test, penalty)[2] for train, test in folds])
        for value, cell in zip((inside, slope, outside, rolling), row[1:], strict=True):
            rounded(value, cell)
        found[penalty] = outside, rolling
    assert min(found, key=lambda penalty: found[penalty][0]) == 10_000
    assert min(found, key=lambda penalty: found[penalty][1]) == 100
    ppm = co2.load().co2[82:]
    assert not np.isnan(ppm).any()
    rounded(np.abs(evaluation.seasonal_naive(ppm[:324], 12, 120) - ppm[324:]).mean(), "7.89")
    rises = np.diff(ppm.reshape(-1, 12).mean(axis=1))  # rises[0] is that of 1966
    assert HANDOUT.says("rose by 0.79 and 0.66 ppm, in the ten years before never by less than 1.16")
    for rise, cell in zip((*rises[26:28], rises[16:26].min()), ("0.79", "0.66", "1.16"), strict=True):
        rounded(rise, cell)

"""The form of chapter 13's handout, and its numbers about honest tests, computed anew."""

from __future__ import annotations

import re
import tomllib

import numpy as np
import pytest
from ch13_time_series import arima, evaluation, questions, worksheet
from coursedata import half_hourly_demand, stocks

from autograder.tests.chapters.ch13 import (
    FOLDER,
    HANDOUT,
    LOGARITHM,
    PASSENGERS,
    airline,
    estimated,
    rounded,
    section,
)
from autograder.tests.chapters.handout import numbers

CHAPTER = tomllib.loads(FOLDER.joinpath("chapter.toml").read_text(encoding="utf-8"))


# --- What the handout must hold


def test_exercises_in_the_order_of_the_chapter():
    listed = re.findall(r"^\| `([\w.]+)` \| `(\w+\.py)` \| (\d+) min \|$", HANDOUT.text, re.MULTILINE)
    assert listed == [
        (one["name"], f"{one['name'].split('.')[0]}.py", str(one["minutes"])) for one in CHAPTER["exercise"]
    ]


@pytest.mark.parametrize("exercise", CHAPTER["exercise"], ids=lambda exercise: exercise["name"])
def test_each_exercise_has_its_box_in_its_section(exercise):
    assert section(exercise["section"]).count(f"\n\n> **Exercise `{exercise['name']}`.** ") == 1


def test_every_objective_stands_in_the_handout():
    head = " ".join(HANDOUT.text.split("\n| exercise |")[0].split())
    for number, objective in enumerate(CHAPTER["objective"], start=1):
        assert f"{number}. {objective['sentence']}" in head


def test_every_picture_is_there_and_used():
    used = re.findall(r"!\[[^\]]+\]\(figures/(\w+\.svg)\)", HANDOUT.text)
    assert sorted(used) == sorted(path.name for path in FOLDER.glob("figures/*"))
    assert all(path.stat().st_size < 100_000 for path in FOLDER.glob("figures/*"))


def test_no_module_hides_a_library_from_the_notebook():
    """Jupyter puts the notebook's own folder before all libraries."""
    assert not {path.stem for path in FOLDER.glob("*.py")} & {"matplotlib", *CHAPTER["libraries"], *CHAPTER["notebook"]}


# --- Pencil and paper


def test_the_practice_variant():
    table = HANDOUT.table("answer | value | answer")
    answers = {name.strip('`"'): float(value) for row in table for name, value in (row[:2], row[2:])}
    assert sorted(answers) == sorted(worksheet.forecast_trace())
    sigma2 = 2.5
    mean, std = arima.forecast(np.array([4.0]), np.array([1, -0.6]), np.array([1.0]), np.zeros(1), sigma2, 200)
    for step in (1, 2, 3):
        assert answers[f"forecast_{step}"] == pytest.approx(10 + mean[step - 1])
        assert answers[f"variance_{step}"] == pytest.approx(std[step - 1] ** 2)
    assert HANDOUT.says(r"$2.5$, $2.5 \cdot 1.36 = 3.4$ and $2.5 \cdot 1.4896 = 3.724$")
    rounded(std[-1] ** 2, "3.906")
    assert answers["new_variance"] == (1 - 0.25) * 4
    assert tuple(answers[name] for name in ("predicted_variance", "gain", "new_level")) == (
        3 + 1,
        4 / (4 + 12),
        50 + 0.25 * 8,
    )
    quarters = np.array([12.0, 20, 28, 16, 15, 24, 30, 21])
    assert arima.difference(quarters, 0, 1, 4).tolist() == [3, 4, 2, 5]
    assert answers["difference"] == 5
    assert arima.undifference(np.array([4.0]), quarters, 0, 1, 4).tolist() == [19.0] == [answers["next_value"]]


def test_the_worksheet_asks_for_other_numbers():
    assert questions.autoregression() != {"mu": 10.0, "phi": 0.6, "last": 14.0, "sigma2": 2.5}
    assert questions.two_years()[0] != [12, 20, 28, 16, 15, 24, 30, 21]
    assert questions.hidden_level()["var_eps"] < 12  # 2 to 7 by its range: the practice numbers cannot be drawn


# --- Honest tests


def test_naive_forecasts():
    assert evaluation.seasonal_naive(np.array([3.0, 5, 4, 6, 8, 7]), 3, 4).tolist() == [6, 8, 7, 6]
    table = HANDOUT.table("mean absolute error | naive")
    for season, cell in ((1, table[0][1]), (12, table[0][2])):
        rounded(np.abs(evaluation.seasonal_naive(PASSENGERS[:120], season, 24) - PASSENGERS[120:]).mean(), cell)
    demand = half_hourly_demand.load().demand
    errors = [
        [np.abs(evaluation.seasonal_naive(demand[:origin], season, 48) - demand[origin : origin + 48]).mean()]
        for season in (1, 336)
        for origin in range(2688, 4032 - 48 + 1)
    ]
    rounded(np.mean(errors[: len(errors) // 2]), table[1][1])
    rounded(np.mean(errors[len(errors) // 2 :]), table[1][2])
    assert demand.mean() == pytest.approx(30_000, rel=0.02)
    assert 638 / demand.mean() == pytest.approx(0.02, abs=0.002)


def test_the_scaled_error():
    training = np.array([10.0, 20, 12, 22, 15, 25])
    assert arima.difference(training, 0, 1, 2).tolist() == [2, 2, 3, 3]
    assert evaluation.mase(np.array([18.0, 26]), np.array([15.0, 25]), training, 2) == pytest.approx(0.8)
    own = evaluation.mase(PASSENGERS[120:], evaluation.seasonal_naive(PASSENGERS[:120], 12, 24), PASSENGERS[:120], 12)
    rounded(own, *(f"{number:g}" for number in HANDOUT.printed(r"its own MASE is ([\d.]+),")))


def test_a_scale_for_another_world():
    price = stocks.load().closes[:, 0]
    steps, cut = np.abs(np.diff(price)), int(0.75 * len(price))
    before, after = steps[: cut - 1].mean(), steps[cut - 1 :].mean()
    rounded(after / before, "4.35")
    assert evaluation.mase(price[cut:], price[cut - 1 : -1], price[:cut], 1) == pytest.approx(after / before)
    rounded(before, "0.16")
    rounded(after, "0.68")
    assert HANDOUT.says("(It is 4.35.")
    assert HANDOUT.says("from 4 dollars to 90, and its daily steps grew with it, from 0.16 to 0.68")
    assert (price[0], price.max()) == pytest.approx((4, 90), abs=1)


def test_the_folds_by_hand():
    rows = HANDOUT.table("origin | train on")
    for window, column in ((None, 1), (3, 3)):
        folds = evaluation.rolling_origin(10, 4, 3, 2, window)
        assert [[*map(int, numbers(row[column]))] for row in rows] == [train.tolist() for train, _ in folds]
        assert [[*map(int, numbers(row[2]))] for row in rows] == [test.tolist() for _, test in folds]


def test_the_table_of_four_origins():
    rows, found = HANDOUT.table("year | airline model"), []
    for row, (train, test) in zip(rows[:-1], evaluation.rolling_origin(144, 96, 12, 12), strict=True):
        past, later = PASSENGERS[train], PASSENGERS[test]
        forecasts = [np.exp(airline(LOGARITHM[train], *estimated(LOGARITHM[train]), 12)[0])]
        forecasts += [evaluation.seasonal_naive(past, season, 12) for season in (12, 1)]
        found.append([evaluation.mase(later, forecast, past, 12) for forecast in forecasts])
        assert found[-1] == pytest.approx([float(cell) for cell in row[1:]], abs=0.0055)
        assert 1949 + test[0] / 12 == int(row[0])
    assert np.mean(found, axis=0) == pytest.approx([float(cell) for cell in rows[-1][1:]], abs=0.0055)
    assert found[0][0] / found[0][1] == pytest.approx(1 / 6, abs=0.015)
    assert np.divide(*np.mean(found, axis=0)[:2]) == pytest.approx(1 / 2, abs=0.02)


def test_windows_by_hand():
    X, Y, _, _ = evaluation.make_windows(np.arange(7.0)[:, None], 3, 2, 7)  # noqa: N806
    mean, std = 3.0, 2.0
    for row, x, y in zip(HANDOUT.table("window | input"), X, Y, strict=True):
        places = [[int(place) for place in re.findall(r"y_(\d)", cell)] for cell in row[1:]]
        np.testing.assert_allclose(places[0], x[:, 0] * std + mean)
        np.testing.assert_allclose(places[1], y[:, 0] * std + mean)
    series = np.array([1.0, 3, 1, 3, 6])[:, None]
    X, Y, *scale = evaluation.make_windows(series, 3, 2, 4)  # noqa: N806
    assert (scale[0].item(), scale[1].item(), Y[0, 1, 0]) == (2, 1, 4)
    assert series.mean() == pytest.approx(2.8)


def test_which_windows_train_and_which_test():
    length, horizon, n_train, times = 4, 3, 10, 16
    ends = [row + length + horizon for row in range(times - length - horizon + 1)]
    trains = [row for row, end in enumerate(ends) if end <= n_train]
    tests = [row for row in range(len(ends)) if row + length >= n_train]
    assert len(trains) == n_train - length - horizon + 1
    assert tests[0] == n_train - length
    assert tests[0] - trains[-1] - 1 == horizon - 1


# --- Four shares


def linear(X: np.ndarray, Y: np.ndarray, new: np.ndarray) -> np.ndarray:  # noqa: N803
    weights = np.linalg.lstsq(np.column_stack([X, np.ones(len(X))]), Y)[0]
    return np.column_stack([new, np.ones(len(new))]) @ weights


def nearest(X: np.ndarray, Y: np.ndarray, new: np.ndarray) -> np.ndarray:  # noqa: N803
    return Y[((X**2).sum(axis=1) - 2 * new @ X.T).argmin(axis=1)]


def beside_naive(price, inputs, target_days, method, order=None):
    """Mean error of a method on the last quarter, divided by that of the price of the day before."""
    Y, naive = price[target_days], price[target_days - 1]  # noqa: N806
    cut = np.searchsorted(target_days, int(0.75 * len(price))) if order is None else int(0.75 * len(Y))
    order = np.arange(len(Y)) if order is None else order
    train, test = order[:cut], order[cut:]
    error = np.abs(method(inputs[train], Y[train], inputs[test]) - Y[test]).mean()
    return error / np.abs(naive[test] - Y[test]).mean()


@pytest.mark.parametrize("row", HANDOUT.table("share | R"), ids=lambda row: row[0])
def test_the_table_of_shares(row):
    table = stocks.load()
    price = table.closes[:, table.symbols.tolist().index(row[0])]
    price = price[~np.isnan(price)]
    days, means = np.arange(20, len(price)), np.convolve(price, np.ones(5) / 5, "valid")
    windows = np.lib.stride_tricks.sliding_window_view(price, 20)[:-1]
    smooth = np.lib.stride_tricks.sliding_window_view(means, 20)
    ahead = np.arange(len(smooth)) + 19 + 2 + 1  # the last mean of a window is centred at the day before this one
    shuffled = np.random.default_rng(0).permutation(len(days))
    found = [
        beside_naive(price, windows, days, linear),
        beside_naive(price, windows, days, nearest),
        beside_naive(price, windows, days, nearest, shuffled),
        beside_naive(price, smooth[:-2], ahead[:-2], linear),
    ]
    for value, cell in zip(found, row[2:], strict=True):
        rounded(value, cell)
    last = price[int(0.75 * len(price)) - 1 :]
    residual, spread = np.diff(last) ** 2, (last[1:] - last[1:].mean()) ** 2
    rounded(1 - residual.sum() / spread.sum(), row[1])
    honest = beside_naive(
        price, smooth[:-1], np.arange(len(smooth) - 1) + 24, linear
    )  # the means of the last five days
    assert HANDOUT.says("the ratios are between 1.07 and 1.12")
    assert 1.065 < honest < 1.125


def test_what_a_centred_mean_gives_away():
    y = np.random.default_rng(0).normal(size=20)
    c = np.convolve(y, np.ones(5) / 5, "valid")  # c[i] is centred at i + 2
    t = 10
    assert 5 * (c[t - 2] - c[t - 3]) == pytest.approx(y[t + 2] - y[t - 3])

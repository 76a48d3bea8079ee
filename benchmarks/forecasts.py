# ruff: noqa: N806 - X and Y are the names of chapter 13
"""How far off chapter 13's forecasts are on real series, beside statsmodels and Prophet on the same folds.

MASE of `evaluation.mase`, the mean over the folds of `evaluation.rolling_origin`: below 1 is nearer than the
seasonal naive forecast was in training. Every method sees the training values of a fold and nothing else, and
chooses its parameters anew on each.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np
from measure import ROOT, Figure, Table, present

sys.path.append(str(ROOT / "solutions"))

import torch
from ch13_time_series import arima, decomposable, evaluation, given, state_space, transformer
from coursedata import air_passengers, co2, half_hourly_demand, nile, stocks

Method = Callable[[np.ndarray, int, int], np.ndarray]  # training values, season, horizon -> forecasts


@dataclass(frozen=True)
class Series:
    """A series and its folds. A logarithm turns growth that is a share into growth that is a sum."""

    values: np.ndarray
    season: int
    horizon: int
    folds: int
    step: int
    frequency: str  # in Prophet's words
    logarithm: bool = False


def all_series() -> dict[str, Series]:
    """Name -> series, without gaps."""
    carbon = co2.load().co2
    carbon = np.interp(np.arange(len(carbon)), np.flatnonzero(~np.isnan(carbon)), carbon[~np.isnan(carbon)])
    shares = stocks.load()
    apple = shares.closes[:, list(shares.symbols).index("AAPL")]
    return {
        "air passengers, a year ahead": Series(air_passengers.load().passengers, 12, 12, 3, 12, "MS", logarithm=True),
        "carbon dioxide, a year ahead": Series(carbon, 12, 12, 3, 12, "MS"),
        "half-hourly demand, a day ahead": Series(half_hourly_demand.load().demand, 336, 48, 4, 384, "30min"),
        "Nile, 5 years ahead": Series(nile.load().flow, 1, 5, 6, 5, "YS"),
        "AAPL, 20 trading days ahead": Series(apple, 1, 20, 6, 60, "B", logarithm=True),
    }


def naive(y: np.ndarray, season: int, horizon: int) -> np.ndarray:
    """The season before, again."""
    return evaluation.seasonal_naive(y, season, horizon)


GRID = np.arange(-0.8, 0.81, 0.2)


def airline(y: np.ndarray, season: int, horizon: int) -> np.ndarray:
    """ARIMA (0, 1, 1)(0, 1, 1): both parameters from a grid, by the squares of the one-step errors."""
    D = int(season > 1)
    changes = arima.difference(y, 1, D, season)
    one, none = np.ones(1), np.zeros(0)
    choices = [
        arima.expand_seasonal(none, np.array([theta]), none, np.array([seasonal][:D]), season)[1]
        for theta, seasonal in product(GRID, GRID if D else GRID[:1])
    ]
    errors = [given.residuals(changes, one, choice) for choice in choices]
    best = int(np.argmin([(each**2).sum() for each in errors]))
    mean, _ = arima.forecast(changes, one, choices[best], errors[best], 1.0, horizon)
    return arima.undifference(mean, y, 1, D, season)


def local_level(y: np.ndarray, season: int, horizon: int) -> np.ndarray:
    """The level of the seasonal differences, with the variances under which the series is most likely."""
    changes = arima.difference(y, 0, int(season > 1), season)
    ratios = [0.001, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0]
    scales = [np.var(np.diff(changes)) * factor for factor in (0.1, 0.3, 0.5, 0.8, 1.2)]
    filtered = [state_space.local_level_filter(changes, eps, eps * ratio) for eps, ratio in product(scales, ratios)]
    levels, _, _ = max(filtered, key=lambda each: each[2])
    level = np.full(horizon, levels[-1])
    return arima.undifference(level, y, 0, 1, season) if season > 1 else level


def regression(y: np.ndarray, season: int, horizon: int) -> np.ndarray:
    """Trend with 25 change-points in the first four fifths, and a season of up to 40 harmonics."""
    t, changepoints = np.arange(len(y) + horizon) / len(y), np.linspace(0, 0.8, 26)[1:]
    order = min(40, (season - 1) // 2)
    design = decomposable.design_matrix(t, changepoints, season / len(y), order)
    coefficients = decomposable.fit(design[: len(y)], y - y.mean(), len(changepoints), 1.0)
    return design[len(y) :] @ coefficients + y.mean()


def patches(y: np.ndarray, season: int, horizon: int) -> np.ndarray:
    """PatchForecaster on two seasons of seasonal differences, of patches as long as the horizon."""
    changes = arima.difference(y, 0, int(season > 1), season)
    length = horizon * max(2, min(7, len(changes) // (4 * horizon)))
    X, Y, mean, std = evaluation.make_windows(changes[:, None], length, horizon, len(changes))
    torch.manual_seed(0)
    model = transformer.PatchForecaster(horizon, horizon, 32, transformer.causal_attention)
    given.train(model, X[..., 0], Y[..., 0], horizon, steps=300, seed=0)
    window = torch.tensor((changes[-length:] - mean) / std, dtype=torch.float32)[None]
    with torch.no_grad():
        forecast = model(window)[0, -1].double().numpy() * std + mean
    return arima.undifference(forecast, y, 0, 1, season) if season > 1 else forecast


def sarimax(y: np.ndarray, season: int, horizon: int) -> np.ndarray:
    """The same ARIMA in statsmodels, by maximum likelihood."""
    import statsmodels.api as sm  # noqa: PLC0415 - slow to import, and the quick run does without

    seasonal = (0, 1, 1, season) if season > 1 else (0, 0, 0, 0)
    return sm.tsa.SARIMAX(y, order=(0, 1, 1), seasonal_order=seasonal).fit(disp=False).forecast(horizon)


def ets(y: np.ndarray, season: int, horizon: int) -> np.ndarray:
    """Exponential smoothing of statsmodels: a damped trend and, where there is one, an additive season."""
    from statsmodels.tsa.holtwinters import ExponentialSmoothing  # noqa: PLC0415 - as above

    seasonal = {"seasonal": "add", "seasonal_periods": season} if season > 1 else {}
    return ExponentialSmoothing(y, trend="add", damped_trend=True, **seasonal).fit().forecast(horizon)


def prophet_library(frequency: str) -> Method:
    """Prophet as it comes, for time stamps of this frequency."""

    def forecast(y: np.ndarray, season: int, horizon: int) -> np.ndarray:
        logging.getLogger("prophet.plot").disabled = True  # it says what is not installed for drawing
        import pandas as pd  # noqa: PLC0415 - as above
        from prophet import Prophet  # noqa: PLC0415 - as above

        logging.getLogger("cmdstanpy").disabled = True
        dates = pd.date_range("2000-01-03", periods=len(y) + horizon, freq=frequency)
        model = Prophet().fit(pd.DataFrame({"ds": dates[: len(y)], "y": y}))
        return model.predict(pd.DataFrame({"ds": dates[len(y) :]}))["yhat"].to_numpy()

    return forecast


OURS = {
    "naive": naive,
    "arima": airline,
    "local level": local_level,
    "decomposable.fit": regression,
    "patches": patches,
}
LONGEST_SEASON = 48  # of statsmodels' two: a state of 336 values takes hours


def measure(options: argparse.Namespace) -> Table:
    """A row for each series and method."""
    table = Table("Forecasts of chapter 13")
    for name, series in all_series().items():
        methods: dict[str, Method] = dict(OURS)
        if not options.quick:
            short = series.season <= LONGEST_SEASON
            methods |= {"statsmodels SARIMAX": sarimax, "statsmodels ETS": ets} if short else {}
            methods |= {"Prophet": prophet_library(series.frequency)}
        for method, forecast in methods.items():
            error, seconds = _backtest(series, forecast)
            table.figures.append(Figure(f"{name}: {method}", f"MASE {error:.3f}, {seconds:.1f} CPU s"))
    table.notes += [
        "Few folds: differences below a fifth are not established. Parameters were not tuned to these tests.",
        "A share that grew is far off on the scale of its first years: there only the naive row says what is near.",
    ]
    return table


def _backtest(series: Series, forecast: Method) -> tuple[float, float]:
    """Mean error over the folds, and the CPU time of all of them."""
    n = len(series.values)
    first = n - series.horizon - (series.folds - 1) * series.step
    errors, began = [], time.process_time()
    for train, test in evaluation.rolling_origin(n, first, series.horizon, series.step):
        known = series.values[train]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of optimisers that did not end: their forecast counts all the same
            ahead = forecast(np.log(known) if series.logarithm else known, series.season, series.horizon)
        ahead = np.exp(ahead) if series.logarithm else ahead
        errors.append(evaluation.mase(series.values[test], ahead, known, series.season))
    return float(np.mean(errors)), time.process_time() - began


if __name__ == "__main__":
    torch.set_num_threads(1)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="without statsmodels and Prophet")
    present(parser, measure)

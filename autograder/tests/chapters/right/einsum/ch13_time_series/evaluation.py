# ruff: noqa - written as a student might write it
"""Right, with indices and other formulas."""

import numpy as np


def seasonal_naive(y, season, horizon):
    return np.tile(y[-season:], -(-horizon // season))[:horizon]


def mase(actual, forecast, training, season):
    lagged = training[: len(training) - season]
    return (
        np.linalg.norm(actual - forecast, 1) * len(lagged) / np.linalg.norm(training[season:] - lagged, 1) / len(actual)
    )


def rolling_origin(n, first, horizon, step, window=None):
    origins = np.arange(first, max(first, n - horizon + 1), step)
    times = np.arange(n)
    reach = n if window is None else window
    return [
        (times[(times < o) & (times >= o - reach)], times[(times >= o) & (times < o + horizon)])
        for o in origins
        if o + horizon <= n
    ]


def make_windows(series, input_length, horizon, n_train):
    seen = series[:n_train]
    mean = np.einsum("tf->f", seen) / n_train
    std = np.sqrt(np.einsum("tf,tf->f", seen, seen) / n_train - mean**2)
    scaled = (series - mean) / std
    starts = np.arange(len(series) - input_length - horizon + 1)[:, None]
    return (
        scaled[starts + np.arange(input_length)],
        scaled[starts + input_length + np.arange(horizon)],
        mean,
        std,
    )

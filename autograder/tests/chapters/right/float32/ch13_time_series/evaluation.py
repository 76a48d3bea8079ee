# ruff: noqa - written as a student might write it
"""Right, in float32 throughout, with int32 indices."""

import numpy as np


def seasonal_naive(y, season, horizon):
    last = y[-season:].astype(np.float32)
    return np.array([last[h % season] for h in range(horizon)], dtype=np.float32)


def mase(actual, forecast, training, season):
    actual, forecast, training = (np.asarray(a, np.float32) for a in (actual, forecast, training))
    scale = np.mean(np.abs(training[season:] - training[:-season]))
    return np.mean(np.abs(forecast - actual) / scale)


def rolling_origin(n, first, horizon, step, window=None):
    window = window or n
    return [
        (np.arange(max(0, o - window), o, dtype=np.int32), np.arange(o, o + horizon, dtype=np.int32))
        for o in range(first, n + 1 - horizon, step)
    ]


def make_windows(series, input_length, horizon, n_train):
    series = series.astype(np.float32)
    mean, std = np.mean(series[:n_train], 0), np.std(series[:n_train], 0)
    z = (series - mean) / std
    count = len(z) + 1 - input_length - horizon
    X = np.stack([z[i : i + count] for i in range(input_length)], axis=1)
    Y = np.stack([z[input_length + i : input_length + i + count] for i in range(horizon)], axis=1)
    return X, Y, mean, std

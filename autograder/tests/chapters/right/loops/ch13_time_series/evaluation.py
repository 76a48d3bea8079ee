# ruff: noqa - written as a student might write it
"""Right, value by value."""

import numpy as np


def seasonal_naive(y, season, horizon):
    values = list(y)
    for _ in range(horizon):
        values.append(values[-season])
    return np.array(values[len(y) :])


def mase(actual, forecast, training, season):
    above = sum(abs(a - f) for a, f in zip(actual, forecast)) / len(actual)
    changes = [abs(training[t] - training[t - season]) for t in range(season, len(training))]
    return above / (sum(changes) / len(changes))


def rolling_origin(n, first, horizon, step, window=None):
    folds = []
    origin = first
    while origin + horizon <= n:
        train = [t for t in range(origin) if window is None or t >= origin - window]
        test = [origin + h for h in range(horizon)]
        folds.append((np.array(train), np.array(test)))
        origin += step
    return folds


def make_windows(series, input_length, horizon, n_train):
    T, F = series.shape
    mean = np.array([sum(series[:n_train, f]) / n_train for f in range(F)])
    std = np.array([np.sqrt(sum((series[:n_train, f] - mean[f]) ** 2) / n_train) for f in range(F)])
    X, Y = [], []
    for i in range(T - input_length - horizon + 1):
        X.append([(series[i + j] - mean) / std for j in range(input_length)])
        Y.append([(series[i + input_length + j] - mean) / std for j in range(horizon)])
    return np.array(X), np.array(Y), mean, std

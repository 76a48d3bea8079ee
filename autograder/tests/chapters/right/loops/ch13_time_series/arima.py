# ruff: noqa - written as a student might write it
"""Right, value by value, by recursion; partial autocorrelations by solving for each lag."""

import numpy as np


def difference(y, d, D, season):
    if d > 0:
        return difference(np.array([y[t] - y[t - 1] for t in range(1, len(y))]), d - 1, D, season)
    if D > 0:
        return difference(np.array([y[t] - y[t - season] for t in range(season, len(y))]), 0, D - 1, season)
    return np.array(y)


def undifference(forecast, history, d, D, season):
    if d == 0 and D == 0:
        return np.array(forecast)
    lag, rest = (1, (d - 1, D)) if d > 0 else (season, (0, D - 1))
    changes = np.array([history[t] - history[t - lag] for t in range(lag, len(history))])
    changes = undifference(forecast, changes, *rest, season)
    values = list(history)
    for change in changes:
        values.append(values[len(values) - lag] + change)
    return np.array(values[len(history) :])


def acf(y, nlags):
    n, mean = len(y), sum(y) / len(y)
    c = [sum((y[t] - mean) * (y[t - k] - mean) for t in range(k, n)) / n for k in range(nlags + 1)]
    return np.array([value / c[0] for value in c])


def pacf(r):
    answer = [1.0]
    for k in range(1, len(r)):
        matrix = np.array([[r[abs(i - j)] for j in range(k)] for i in range(k)])
        answer.append(np.linalg.solve(matrix, r[1 : k + 1])[-1])
    return np.array(answer)


def expand_seasonal(ar, ma, seasonal_ar, seasonal_ma, season):
    def product(plain, seasonal, sign):
        out = [0.0] * (len(plain) + len(seasonal) * season + 1)
        for i, one in enumerate([1.0] + [sign * p for p in plain]):
            for j, other in enumerate([1.0] + [sign * s for s in seasonal]):
                out[i + j * season] += one * other
        return np.array(out)

    return product(ar, seasonal_ar, -1), product(ma, seasonal_ma, 1)


def forecast(history, ar_polynomial, ma_polynomial, residuals, sigma2, horizon):
    n = len(history)
    y = [float(v) for v in history]
    e = [float(v) for v in residuals] + [0.0] * horizon
    for h in range(horizon):
        total = 0.0
        for i in range(1, len(ar_polynomial)):
            total -= ar_polynomial[i] * y[n + h - i]
        for j in range(1, len(ma_polynomial)):
            total += ma_polynomial[j] * e[n + h - j]
        y.append(total)
    psi = []
    for j in range(horizon):
        value = ma_polynomial[j] if j < len(ma_polynomial) else 0.0
        for i in range(1, min(j, len(ar_polynomial) - 1) + 1):
            value -= ar_polynomial[i] * psi[j - i]
        psi.append(value)
    std = [np.sqrt(sigma2 * sum(p**2 for p in psi[: h + 1])) for h in range(horizon)]
    return np.array(y[n:]), np.array(std)

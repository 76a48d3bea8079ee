# ruff: noqa - written as a student might write it
"""Right, in float32 throughout."""

import numpy as np


def f32(*arrays):
    return [np.asarray(a, dtype=np.float32) for a in arrays]


def difference(y, d, D, season):
    (y,) = f32(y)
    for _ in range(D):
        y = y[season:] - y[: len(y) - season]
    return np.diff(y, d)


def undifference(forecast, history, d, D, season):
    forecast, history = f32(forecast, history)
    seasonal = [history]
    for _ in range(D):
        seasonal.append(seasonal[-1][season:] - seasonal[-1][:-season])
    for order in range(d - 1, -1, -1):
        forecast = np.cumsum(forecast) + np.diff(seasonal[-1], order)[-1]
    for past in seasonal[-2::-1]:
        values = np.concatenate([past[-season:], forecast])
        for t in range(season, len(values)):
            values[t] += values[t - season]
        forecast = values[season:]
    return forecast


def acf(y, nlags):
    (y,) = f32(y)
    z = y - y.mean()
    return np.array([np.sum(z[: len(z) - k] * z[k:]) for k in range(nlags + 1)]) / np.sum(z * z)


def pacf(r):
    (r,) = f32(r)
    answer, phi = [np.float32(1)], np.zeros(0, np.float32)
    for k in range(1, len(r)):
        reversed_r = r[1:k][::-1]
        last = (r[k] - np.sum(phi * reversed_r)) / (1 - np.sum(phi * r[1:k]))
        phi = np.concatenate([phi - last * phi[::-1], [last]]).astype(np.float32)
        answer.append(last)
    return np.array(answer, np.float32)


def expand_seasonal(ar, ma, seasonal_ar, seasonal_ma, season):
    def spread(coefficients, lag):
        out = np.zeros(len(coefficients) * lag + 1, np.float32)
        out[0] = 1
        for i, c in enumerate(coefficients, 1):
            out[i * lag] = c
        return out

    return (
        np.polymul(spread(-ar, 1)[::-1], spread(-seasonal_ar, season)[::-1])[::-1],
        np.convolve(spread(ma, 1), spread(seasonal_ma, season)),
    )


def forecast(history, ar_polynomial, ma_polynomial, residuals, sigma2, horizon):
    y, a, b, e = f32(history, ar_polynomial, ma_polynomial, residuals)
    k, m = len(a) - 1, len(b) - 1
    means, psi = [], [np.float32(1)]
    for _ in range(horizon):
        value = np.sum(b[1:] * e[len(e) - m :][::-1]) - np.sum(a[1:] * y[len(y) - k :][::-1])
        means.append(value)
        y, e = np.append(y, value).astype(np.float32), np.append(e, np.float32(0))
        j = len(psi)
        known = np.array(psi[::-1][:k], np.float32)
        psi.append((b[j] if j <= m else np.float32(0)) - np.sum(a[1 : len(known) + 1] * known))
    return np.array(means, np.float32), np.sqrt(np.float32(sigma2) * np.cumsum(np.array(psi[:horizon]) ** 2))

# ruff: noqa - written as a student might write it
"""Right, with polynomials, matrices and impulse responses."""

import numpy as np


def difference(y, d, D, season):
    kernel = np.ones(1)
    for lag, times in ((1, d), (season, D)):
        one = np.zeros(lag + 1)
        one[0], one[-1] = 1, -1
        for _ in range(times):
            kernel = np.convolve(kernel, one)
    return np.convolve(y, kernel, mode="valid")


def undifference(forecast, history, d, D, season):
    kernel = np.ones(1)
    for lag, times in ((1, d), (season, D)):
        one = np.zeros(lag + 1)
        one[0], one[-1] = 1, -1
        for _ in range(times):
            kernel = np.convolve(kernel, one)
    memory = kernel[:0:-1]
    values = np.concatenate([history, np.zeros(len(forecast))])
    for h, change in enumerate(forecast):
        t = len(history) + h
        values[t] = change - values[t - len(memory) : t] @ memory
    return values[len(history) :]


def acf(y, nlags):
    centred = y - np.mean(y)
    full = np.correlate(centred, centred, mode="full")[len(y) - 1 :]
    return full[: nlags + 1] / full[0]


def pacf(r):
    m = len(r) - 1
    phi = np.zeros((m + 1, m + 1))
    answer = np.ones(m + 1)
    variance = 1.0
    for k in range(1, m + 1):
        phi[k, k] = (r[k] - np.einsum("j,j->", phi[k - 1, 1:k], r[1:k][::-1])) / variance
        phi[k, 1:k] = phi[k - 1, 1:k] - phi[k, k] * phi[k - 1, 1:k][::-1]
        variance = variance * (1 - phi[k, k] ** 2)
        answer[k] = phi[k, k]
    return answer


def expand_seasonal(ar, ma, seasonal_ar, seasonal_ma, season):
    def matrix_product(plain, seasonal):
        outer = np.einsum("i,j->ij", np.r_[1.0, plain], np.r_[1.0, seasonal])
        out = np.zeros(len(plain) + len(seasonal) * season + 1)
        lags = np.add.outer(np.arange(len(plain) + 1), season * np.arange(len(seasonal) + 1))
        np.add.at(out, lags, outer)
        return out

    return matrix_product(-ar, -seasonal_ar), matrix_product(ma, seasonal_ma)


def forecast(history, ar_polynomial, ma_polynomial, residuals, sigma2, horizon):
    k, m = len(ar_polynomial) - 1, len(ma_polynomial) - 1
    y = np.concatenate([history, np.zeros(horizon)])
    e = np.concatenate([residuals, np.zeros(horizon)])
    for t in range(len(history), len(y)):
        y[t] = np.dot(ma_polynomial[1:], e[t - m : t][::-1]) - np.dot(ar_polynomial[1:], y[t - k : t][::-1])
    # the response to a shock: solve the lower triangular system A psi = b
    lags = np.subtract.outer(np.arange(horizon), np.arange(horizon))
    a = np.r_[ar_polynomial, np.zeros(horizon)]
    psi = np.linalg.solve(
        np.where(lags >= 0, a[np.maximum(lags, 0)], 0.0), np.r_[ma_polynomial, np.zeros(horizon)][:horizon]
    )
    return y[len(history) :], np.sqrt(sigma2) * np.sqrt(np.cumsum(psi**2))

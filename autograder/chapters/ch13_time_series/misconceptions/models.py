"""What students really write for expand_seasonal and arima.forecast, and what they did, in one sentence each."""

import numpy as np

from autograder.engine.check import misconception


@misconception("arima.expand_seasonal")
def no_cross_term(ar, ma, seasonal_ar, seasonal_ma, season):
    """The coefficients were put side by side, not multiplied: the products of both factors are missing."""
    polynomials = []
    for sign, plain, seasonal in ((-1, ar, seasonal_ar), (1, ma, seasonal_ma)):
        polynomial = np.zeros(len(plain) + len(seasonal) * season + 1)
        polynomial[0] = 1.0
        polynomial[1 : len(plain) + 1] += sign * plain
        polynomial[season : len(seasonal) * season + 1 : season] += sign * seasonal
        polynomials.append(polynomial)
    return tuple(polynomials)


@misconception("arima.expand_seasonal")
def ar_with_a_plus(ar, ma, seasonal_ar, seasonal_ma, season):
    """phi and Phi were put into the polynomial with a plus."""

    def spread(coefficients, lag):
        polynomial = np.zeros(len(coefficients) * lag + 1)
        polynomial[0] = 1.0
        polynomial[lag::lag] = coefficients
        return polynomial

    ar_polynomial = np.convolve(spread(ar, 1), spread(seasonal_ar, season))
    return ar_polynomial, np.convolve(spread(ma, 1), spread(seasonal_ma, season))


@misconception("arima.expand_seasonal")
def seasonal_ar_with_a_plus(ar, ma, seasonal_ar, seasonal_ma, season):
    """phi was put into the polynomial with a minus, and the seasonal Phi with a plus."""

    def spread(coefficients, lag):
        polynomial = np.zeros(len(coefficients) * lag + 1)
        polynomial[0] = 1.0
        polynomial[lag::lag] = coefficients
        return polynomial

    ar_polynomial = np.convolve(spread(-ar, 1), spread(seasonal_ar, season))
    return ar_polynomial, np.convolve(spread(ma, 1), spread(seasonal_ma, season))


@misconception("arima.expand_seasonal")
def ma_with_a_minus(ar, ma, seasonal_ar, seasonal_ma, season):
    """theta and Theta were put into the polynomial with a minus, as other books do."""

    def spread(coefficients, lag):
        polynomial = np.zeros(len(coefficients) * lag + 1)
        polynomial[0] = 1.0
        polynomial[lag::lag] = -coefficients
        return polynomial

    ar_polynomial = np.convolve(spread(ar, 1), spread(seasonal_ar, season))
    return ar_polynomial, np.convolve(spread(ma, 1), spread(seasonal_ma, season))


@misconception("arima.expand_seasonal")
def seasonal_lags_one_by_one(ar, ma, seasonal_ar, seasonal_ma, season):
    """Phi and Theta were put at the lags 1, 2, ..., not at the multiples of the season."""
    ar_polynomial = np.convolve([1.0, *-ar], [1.0, *-seasonal_ar])
    return ar_polynomial, np.convolve([1.0, *ma], [1.0, *seasonal_ma])


@misconception("arima.expand_seasonal")
def highest_lag_first(ar, ma, seasonal_ar, seasonal_ma, season):
    """The coefficients stand in the order of np.poly1d, the highest power of B first."""

    def spread(coefficients, lag):
        polynomial = np.zeros(len(coefficients) * lag + 1)
        polynomial[0] = 1.0
        polynomial[lag::lag] = coefficients
        return polynomial

    ar_polynomial = np.convolve(spread(-ar, 1), spread(-seasonal_ar, season))
    return ar_polynomial[::-1], np.convolve(spread(ma, 1), spread(seasonal_ma, season))[::-1]


@misconception("arima.expand_seasonal")
def product_with_a_minus(ar, ma, seasonal_ar, seasonal_ma, season):
    """In the AR polynomial the products phi * Phi have a minus, though minus times minus is plus."""

    def spread(coefficients, lag):
        polynomial = np.zeros(len(coefficients) * lag + 1)
        polynomial[0] = 1.0
        polynomial[lag::lag] = coefficients
        return polynomial

    products = np.convolve([0.0, *ar], [0.0, *spread(seasonal_ar, season)[1:]])
    ar_polynomial = np.convolve(spread(-ar, 1), spread(-seasonal_ar, season)) - 2 * products
    return ar_polynomial, np.convolve(spread(ma, 1), spread(seasonal_ma, season))


@misconception("arima.expand_seasonal")
def constant_left_out(ar, ma, seasonal_ar, seasonal_ma, season):
    """The coefficient of B^0 was left out, so the arrays begin with lag 1."""

    def spread(coefficients, lag):
        polynomial = np.zeros(len(coefficients) * lag + 1)
        polynomial[0] = 1.0
        polynomial[lag::lag] = coefficients
        return polynomial

    ar_polynomial = np.convolve(spread(-ar, 1), spread(-seasonal_ar, season))
    return ar_polynomial[1:], np.convolve(spread(ma, 1), spread(seasonal_ma, season))[1:]


@misconception("arima.forecast")
def oldest_first(history, ar_polynomial, ma_polynomial, residuals, sigma2, horizon):
    """The first coefficients were multiplied with the oldest of the values and residuals that they reach."""
    a, b = ar_polynomial[1:], ma_polynomial[1:]
    values, errors, psi = list(history), list(residuals), [1.0]
    for step in range(horizon):
        known = b @ errors[len(errors) - len(b) :] - a @ values[len(values) - len(a) :]
        values.append(known)
        errors.append(0.0)
        lags = min(step + 1, len(a))
        psi.append((b[step] if step < len(b) else 0.0) - a[:lags] @ psi[::-1][:lags])
    return np.array(values[len(history) :]), np.sqrt(sigma2 * np.cumsum(np.square(psi[:horizon])))


@misconception("arima.forecast")
def interval_of_one_width(history, ar_polynomial, ma_polynomial, residuals, sigma2, horizon):
    """The std is the same at every step, though the errors of earlier steps are carried on."""
    a, b = ar_polynomial[1:], ma_polynomial[1:]
    values, errors = list(history), list(residuals)
    for _ in range(horizon):
        values.append(b @ errors[: -len(b) - 1 : -1] - a @ values[: -len(a) - 1 : -1])
        errors.append(0.0)
    return np.array(values[len(history) :]), np.full(horizon, np.sqrt(sigma2))


@misconception("arima.forecast")
def last_residual_goes_on(history, ar_polynomial, ma_polynomial, residuals, sigma2, horizon):
    """For times that lie ahead, the last residual was repeated."""
    a, b = ar_polynomial[1:], ma_polynomial[1:]
    values, errors, psi = list(history), list(residuals), [1.0]
    for step in range(horizon):
        values.append(b @ errors[: -len(b) - 1 : -1] - a @ values[: -len(a) - 1 : -1])
        errors.append(errors[-1])
        lags = min(step + 1, len(a))
        psi.append((b[step] if step < len(b) else 0.0) - a[:lags] @ psi[::-1][:lags])
    return np.array(values[len(history) :]), np.sqrt(sigma2 * np.cumsum(np.square(psi[:horizon])))


@misconception("arima.forecast")
def residuals_not_used(history, ar_polynomial, ma_polynomial, residuals, sigma2, horizon):
    """The means were made from the values alone; the known residuals were left out."""
    a, b = ar_polynomial[1:], ma_polynomial[1:]
    values, psi = list(history), [1.0]
    for step in range(horizon):
        values.append(-(a @ values[: -len(a) - 1 : -1]))
        lags = min(step + 1, len(a))
        psi.append((b[step] if step < len(b) else 0.0) - a[:lags] @ psi[::-1][:lags])
    return np.array(values[len(history) :]), np.sqrt(sigma2 * np.cumsum(np.square(psi[:horizon])))


@misconception("arima.forecast")
def adds_the_ar_side(history, ar_polynomial, ma_polynomial, residuals, sigma2, horizon):
    """The coefficients of the AR polynomial were added, though they stand on the other side of the equation."""
    a, b = ar_polynomial[1:], ma_polynomial[1:]
    values, errors, psi = list(history), list(residuals), [1.0]
    for step in range(horizon):
        values.append(b @ errors[: -len(b) - 1 : -1] + a @ values[: -len(a) - 1 : -1])
        errors.append(0.0)
        lags = min(step + 1, len(a))
        psi.append((b[step] if step < len(b) else 0.0) + a[:lags] @ psi[::-1][:lags])
    return np.array(values[len(history) :]), np.sqrt(sigma2 * np.cumsum(np.square(psi[:horizon])))


@misconception("arima.forecast")
def last_term_alone(history, ar_polynomial, ma_polynomial, residuals, sigma2, horizon):
    """Only the newest psi was squared at each step, so the uncertainty shrinks where it should add up."""
    a, b = ar_polynomial[1:], ma_polynomial[1:]
    values, errors, psi = list(history), list(residuals), [1.0]
    for step in range(horizon):
        values.append(b @ errors[: -len(b) - 1 : -1] - a @ values[: -len(a) - 1 : -1])
        errors.append(0.0)
        lags = min(step + 1, len(a))
        psi.append((b[step] if step < len(b) else 0.0) - a[:lags] @ psi[::-1][:lags])
    return np.array(values[len(history) :]), np.sqrt(sigma2 * np.square(psi[:horizon]))


@misconception("arima.forecast")
def variance_for_std(history, ar_polynomial, ma_polynomial, residuals, sigma2, horizon):
    """The variance came back: its root was not taken."""
    a, b = ar_polynomial[1:], ma_polynomial[1:]
    values, errors, psi = list(history), list(residuals), [1.0]
    for step in range(horizon):
        values.append(b @ errors[: -len(b) - 1 : -1] - a @ values[: -len(a) - 1 : -1])
        errors.append(0.0)
        lags = min(step + 1, len(a))
        psi.append((b[step] if step < len(b) else 0.0) - a[:lags] @ psi[::-1][:lags])
    return np.array(values[len(history) :]), sigma2 * np.cumsum(np.square(psi[:horizon]))


@misconception("arima.forecast")
def psi_without_the_residuals(history, ar_polynomial, ma_polynomial, residuals, sigma2, horizon):
    """psi was computed from the AR polynomial alone, so the std knows nothing of the MA side."""
    a, b = ar_polynomial[1:], ma_polynomial[1:]
    values, errors, psi = list(history), list(residuals), [1.0]
    for step in range(horizon):
        values.append(b @ errors[: -len(b) - 1 : -1] - a @ values[: -len(a) - 1 : -1])
        errors.append(0.0)
        lags = min(step + 1, len(a))
        psi.append(-(a[:lags] @ psi[::-1][:lags]))
    return np.array(values[len(history) :]), np.sqrt(sigma2 * np.cumsum(np.square(psi[:horizon])))


@misconception("arima.forecast")
def one_term_too_many(history, ar_polynomial, ma_polynomial, residuals, sigma2, horizon):
    """The variance h steps ahead sums psi_0 to psi_h: one square too many."""
    a, b = ar_polynomial[1:], ma_polynomial[1:]
    values, errors, psi = list(history), list(residuals), [1.0]
    for step in range(horizon):
        values.append(b @ errors[: -len(b) - 1 : -1] - a @ values[: -len(a) - 1 : -1])
        errors.append(0.0)
        lags = min(step + 1, len(a))
        psi.append((b[step] if step < len(b) else 0.0) - a[:lags] @ psi[::-1][:lags])
    return np.array(values[len(history) :]), np.sqrt(sigma2 * np.cumsum(np.square(psi)))[1:]


@misconception("arima.forecast")
def one_step_repeated(history, ar_polynomial, ma_polynomial, residuals, sigma2, horizon):
    """Every forecast is that of the next step: the forecasts themselves were not used for the steps after."""
    a, b = ar_polynomial[1:], ma_polynomial[1:]
    mean = b @ residuals[: -len(b) - 1 : -1] - a @ history[: -len(a) - 1 : -1]
    psi = [1.0]
    for step in range(horizon):
        lags = min(step + 1, len(a))
        psi.append((b[step] if step < len(b) else 0.0) - a[:lags] @ psi[::-1][:lags])
    return np.full(horizon, mean), np.sqrt(sigma2 * np.cumsum(np.square(psi[:horizon])))


@misconception("arima.forecast")
def turns_the_signs_in_place(history, ar_polynomial, ma_polynomial, residuals, sigma2, horizon):
    """The signs of the AR coefficients were turned in the caller's own array."""
    a, b = ar_polynomial[1:], ma_polynomial[1:]
    a *= -1
    values, errors, psi = list(history), list(residuals), [1.0]
    for step in range(horizon):
        values.append(a @ values[: -len(a) - 1 : -1] + b @ errors[: -len(b) - 1 : -1])
        errors.append(0.0)
        lags = min(step + 1, len(a))
        psi.append((b[step] if step < len(b) else 0.0) + a[:lags] @ psi[::-1][:lags])
    return np.array(values[len(history) :]), np.sqrt(sigma2 * np.cumsum(np.square(psi[:horizon])))

# ruff: noqa: N803 - spliced into a copy of the solution, as students write
"""What students really write for difference, undifference, acf and pacf, and what they did, in one sentence each."""

import numpy as np

from autograder.engine.check import misconception


@misconception("arima.difference")
def differences_season_times(y, d, D, season):
    """For the season, the difference to the value before was taken `season` times, not once to a season before."""
    return np.diff(y, n=d + D * season)


@misconception("arima.difference")
def forgets_the_season(y, d, D, season):
    """Only the differences to the value before were taken; D was not used."""
    return np.diff(y, n=d)


@misconception("arima.difference")
def one_difference_of_a_larger_lag(y, d, D, season):
    """Differencing twice became one difference to the value two steps before."""
    for lag in (D * season, d):
        if lag:
            y = y[lag:] - y[:-lag]
    return y


@misconception("arima.difference")
def older_minus_newer(y, d, D, season):
    """The newer value was taken from the older one, so a rise has a minus."""
    for lag in [season] * D + [1] * d:
        y = y[:-lag] - y[lag:]
    return y


@misconception("arima.difference")
def keeps_the_length(y, d, D, season):
    """The first values, which have no difference, were kept as zeros, so the result is as long as the series."""
    length = len(y)
    for lag in [season] * D + [1] * d:
        y = y[lag:] - y[:-lag]
    return np.concatenate([np.zeros(length - len(y)), y])


@misconception("arima.difference")
def never_more_than_once(y, d, D, season):
    """Each kind of difference was taken once at most, also where d or D is 2."""
    if D:
        y = y[season:] - y[:-season]
    if d:
        y = y[1:] - y[:-1]
    return y


@misconception("arima.undifference")
def sums_from_zero(forecast, history, d, D, season):
    """The changes were added up from 0, not from the last values of the series."""
    for lag in [1] * d + [season] * D:
        values = [0.0] * lag
        for change in forecast:
            values.append(values[-lag] + change)
        forecast = np.array(values[lag:])
    return forecast


@misconception("arima.undifference")
def season_from_one_value(forecast, history, d, D, season):
    """Seasonal changes were added up from the last value; they belong to the values a season before."""
    pasts = [history]
    for lag in ([season] * D + [1] * d)[:-1]:
        pasts.append(pasts[-1][lag:] - pasts[-1][:-lag])
    for past in reversed(pasts):
        if d + D:
            forecast = past[-1] + np.cumsum(forecast)
    return forecast


@misconception("arima.undifference")
def starts_from_the_series_each_time(forecast, history, d, D, season):
    """Every undoing started from the series itself, though the inner ones undo differences of differences."""
    for lag in [1] * d + [season] * D:
        values = list(history[-lag:])
        for change in forecast:
            values.append(values[-lag] + change)
        forecast = np.array(values[lag:])
    return forecast


@misconception("arima.undifference")
def undoes_each_kind_once(forecast, history, d, D, season):
    """Each kind of difference was undone once at most, also where d or D is 2."""
    if d:
        past = history[season:] - history[:-season] if D else history
        forecast = past[-1] + np.cumsum(forecast)
    if D:
        values = list(history[-season:])
        for change in forecast:
            values.append(values[-season] + change)
        forecast = np.array(values[season:])
    return forecast


@misconception("arima.undifference")
def second_season_without_the_first(forecast, history, d, D, season):
    """Beyond one season the changes were added to the old values again, not to the forecasts of the season before."""
    lags, pasts = [season] * D + [1] * d, [history]
    for lag in lags[:-1]:
        pasts.append(pasts[-1][lag:] - pasts[-1][:-lag])
    for lag, past in zip(reversed(lags), reversed(pasts), strict=False):
        forecast = past[len(past) - lag + np.arange(len(forecast)) % lag] + forecast
    return forecast


@misconception("arima.undifference")
def starts_from_the_first_values(forecast, history, d, D, season):
    """The changes were added to the first values of the history, not to the last ones."""
    lags, pasts = [season] * D + [1] * d, [history]
    for lag in lags[:-1]:
        pasts.append(pasts[-1][lag:] - pasts[-1][:-lag])
    for lag, past in zip(reversed(lags), reversed(pasts), strict=False):
        values = list(past[:lag])
        for change in forecast:
            values.append(values[-lag] + change)
        forecast = np.array(values[lag:])
    return forecast


@misconception("arima.undifference")
def season_not_undone(forecast, history, d, D, season):
    """Only the differences to the value before were undone; the season was forgotten."""
    past = history
    for _ in range(D):
        past = past[season:] - past[:-season]
    for order in reversed(range(d)):
        forecast = np.diff(past, n=order)[-1] + np.cumsum(forecast)
    return forecast


@misconception("arima.acf")
def divides_by_the_number_of_pairs(y, nlags):
    """The sum at lag k was divided by n - k, the number of its products, not by n."""
    centred, n = y - y.mean(), len(y)
    products = [centred[k:] @ centred[: n - k] / (n - k) for k in range(nlags + 1)]
    return np.array(products) / products[0]


@misconception("arima.acf")
def mean_not_subtracted(y, nlags):
    """The products were made of the values themselves; the mean was not taken away."""
    products = [y[k:] @ y[: len(y) - k] for k in range(nlags + 1)]
    return np.array(products) / products[0]


@misconception("arima.acf")
def correlates_each_part(y, nlags):
    """At each lag the two overlapping parts were correlated, with a mean and a spread of their own."""
    return np.array([1.0, *(np.corrcoef(y[k:], y[:-k])[0, 1] for k in range(1, nlags + 1))])


@misconception("arima.acf")
def covariances(y, nlags):
    """The autocovariances came back: they were not divided by the one at lag 0."""
    centred = y - y.mean()
    return np.array([centred[k:] @ centred[: len(y) - k] for k in range(nlags + 1)]) / len(y)


@misconception("arima.acf")
def begins_at_lag_one(y, nlags):
    """The first entry is that of lag 1; lag 0 was left out."""
    centred = y - y.mean()
    products = [centred[k:] @ centred[: len(y) - k] for k in range(nlags + 1)]
    return np.array(products[1:]) / products[0]


@misconception("arima.acf")
def spread_with_one_less(y, nlags):
    """The sums were divided by n, and the variance below them by n - 1."""
    centred = y - y.mean()
    products = [centred[k:] @ centred[: len(y) - k] / len(y) for k in range(nlags + 1)]
    return np.array(products) / y.var(ddof=1)


@misconception("arima.acf")
def goes_around_the_end(y, nlags):
    """The series was shifted with np.roll, so its end was multiplied with its start."""
    centred = y - y.mean()
    products = [centred @ np.roll(centred, k) for k in range(nlags + 1)]
    return np.array(products) / products[0]


@misconception("arima.pacf")
def plain_autocorrelations(r):
    """The autocorrelations came back as they were: each still holds what came through the lags between."""
    return r.copy()


@misconception("arima.pacf")
def coefficients_not_updated(r):
    """Each new coefficient was appended, and those of the smaller lags were left as they had been."""
    partial, phi = [1.0], np.zeros(0)
    for k in range(1, len(r)):
        last = (r[k] - phi @ r[k - 1 : 0 : -1]) / (1 - phi @ r[1:k])
        phi = np.append(phi, last)
        partial.append(last)
    return np.array(partial)


@misconception("arima.pacf")
def coefficients_not_reversed(r):
    """The update took phi_(k-1)j itself, where phi_(k-1)(k-j), the one from the other end, belongs."""
    partial, phi = [1.0], np.zeros(0)
    for k in range(1, len(r)):
        last = (r[k] - phi @ r[k - 1 : 0 : -1]) / (1 - phi @ r[1:k])
        phi = np.append(phi - last * phi, last)
        partial.append(last)
    return np.array(partial)


@misconception("arima.pacf")
def numerator_without_reversing(r):
    """The sum above pairs phi_j with r_j, not with r_(k-j)."""
    partial, phi = [1.0], np.zeros(0)
    for k in range(1, len(r)):
        last = (r[k] - phi @ r[1:k]) / (1 - phi @ r[1:k])
        phi = np.append(phi - last * phi[::-1], last)
        partial.append(last)
    return np.array(partial)


@misconception("arima.pacf")
def updates_in_place(r):
    """The coefficients were updated one by one in place, so half of them were made from new ones."""
    partial, phi = [1.0], np.zeros(0)
    for k in range(1, len(r)):
        last = (r[k] - phi @ r[k - 1 : 0 : -1]) / (1 - phi @ r[1:k])
        for j in range(k - 1):
            phi[j] -= last * phi[k - 2 - j]
        phi = np.append(phi, last)
        partial.append(last)
    return np.array(partial)


@misconception("arima.pacf")
def denominator_missing(r):
    """The difference above was not divided by what the lags between leave over."""
    partial, phi = [1.0], np.zeros(0)
    for k in range(1, len(r)):
        last = r[k] - phi @ r[k - 1 : 0 : -1]
        phi = np.append(phi - last * phi[::-1], last)
        partial.append(last)
    return np.array(partial)


@misconception("arima.pacf")
def coefficients_of_the_largest_model(r):
    """The coefficients of one forecast from all lags came back, where each lag needs the last one of its own."""
    m = len(r) - 1
    matrix = r[np.abs(np.arange(m)[:, None] - np.arange(m))]
    return np.array([1.0, *np.linalg.solve(matrix, r[1:])])


@misconception("arima.undifference")
def writes_into_the_forecast(forecast, history, d, D, season):
    """The values were added to the changes in the caller's own array."""
    lags, pasts = [season] * D + [1] * d, [history]
    for lag in lags[:-1]:
        pasts.append(pasts[-1][lag:] - pasts[-1][:-lag])
    for lag, past in zip(reversed(lags), reversed(pasts), strict=False):
        for h in range(len(forecast)):
            forecast[h] += past[h - lag] if h < lag else forecast[h - lag]
    return forecast

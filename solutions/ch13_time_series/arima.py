"""ARIMA: differences, memory, and forecasts whose uncertainty grows.

Signs are those of statsmodels: phi stands with a minus in the AR polynomial, theta with a plus in the MA
polynomial. Every function leaves the arrays that it was given as they were.
"""

import numpy as np


def difference(y: np.ndarray, d: int, D: int, season: int) -> np.ndarray:  # noqa: N803 - as in ARIMA(p, d, q)(P, D, Q)
    """Take the trend and the season away.

        d times   y_t - y_(t-1),   and   D times   y_t - y_(t-season)

    y:       (n,), with n > d + D * season;  d, D: 0 or more;  season: 1 or more
    returns: (n - d - D * season,), the values that can be computed; the last belongs to the last time. With d = D = 0
             that is the series: y itself may come back, or a copy

    Handout: "Taking the season away, and putting it back".
    """
    # BEGIN SOLUTION
    for lag in [season] * D + [1] * d:
        y = y[lag:] - y[:-lag]
    return y
    # END SOLUTION


def undifference(forecast: np.ndarray, history: np.ndarray, d: int, D: int, season: int) -> np.ndarray:  # noqa: N803
    """Turn forecasts of differences into forecasts of the series: the exact inverse of `difference`.

    If `forecast` holds the true differences of the times after `history`, the true values come back.

    forecast: (horizon,), the next values of the series that `difference(history, d, D, season)` is the past of
    history:  (n,), the series itself, not its differences; n > d + D * season
    returns:  (horizon,), the next values after history, on its own scale

    Handout: "Taking the season away, and putting it back".
    """
    # BEGIN SOLUTION
    lags, pasts = [season] * D + [1] * d, [history]
    for lag in lags[:-1]:
        pasts.append(pasts[-1][lag:] - pasts[-1][:-lag])
    for lag, past in zip(reversed(lags), reversed(pasts), strict=False):  # without differences there are no lags
        values = list(past[-lag:])
        for change in forecast:
            values.append(values[-lag] + change)
        forecast = np.array(values[lag:])
    return forecast
    # END SOLUTION


def acf(y: np.ndarray, nlags: int) -> np.ndarray:
    """The autocorrelations of a series: how much a value says about the one k times later.

        c_k = (1 / n) * sum over t from k to n - 1 of (y_t - mean) (y_(t-k) - mean),      r_k = c_k / c_0

    Every c_k divides by n, the length of the whole series, and the mean is that of the whole series.

    y:       (n,), not constant;  nlags: 0 or more, below n
    returns: (nlags + 1,), r_0 to r_nlags; r_0 is 1

    Handout: "What the past says about today".
    """
    # BEGIN SOLUTION
    centred = y - y.mean()
    products = [centred[k:] @ centred[: len(y) - k] for k in range(nlags + 1)]
    return np.array(products) / products[0]
    # END SOLUTION


def pacf(r: np.ndarray) -> np.ndarray:
    """The partial autocorrelations: what lag k says that the lags between do not say already.

    The entry of lag k is the last of the k coefficients phi_k1, ..., phi_kk that forecast a value best from the k
    values before it. Durbin and Levinson get them one from another:

        phi_kk = (r_k - sum over j from 1 to k-1 of phi_(k-1)j r_(k-j)) / (1 - sum over j of phi_(k-1)j r_j)
        phi_kj = phi_(k-1)j - phi_kk phi_(k-1)(k-j)        for j from 1 to k-1

    r:       (m + 1,), the autocorrelations r_0 = 1, r_1, ..., r_m, as `acf` returns them; m is 0 or more
    returns: (m + 1,), the partial autocorrelations of lags 0 to m; lag 0 is 1

    Source: Brockwell and Davis, "Introduction to Time Series and Forecasting", section 2.5.3.
    Handout: "What the past says about today".
    """
    # BEGIN SOLUTION
    partial, phi = [1.0], np.zeros(0)
    for k in range(1, len(r)):
        last = (r[k] - phi @ r[k - 1 : 0 : -1]) / (1 - phi @ r[1:k])
        phi = np.append(phi - last * phi[::-1], last)
        partial.append(last)
    return np.array(partial)
    # END SOLUTION


def expand_seasonal(
    ar: np.ndarray, ma: np.ndarray, seasonal_ar: np.ndarray, seasonal_ma: np.ndarray, season: int
) -> tuple[np.ndarray, np.ndarray]:
    """Multiply out the polynomials of a seasonal ARMA model. B moves a series back by one time.

        AR:  (1 - phi_1 B - ... - phi_p B^p) (1 - Phi_1 B^season - ... - Phi_P B^(P season))
        MA:  (1 + theta_1 B + ... + theta_q B^q) (1 + Theta_1 B^season + ... + Theta_Q B^(Q season))

    ar: (p,), ma: (q,), seasonal_ar: (P,), seasonal_ma: (Q,), each of which may be empty;  season: 1 or more
    returns: (ar_polynomial, ma_polynomial) of shapes (p + P * season + 1,) and (q + Q * season + 1,): the
             coefficients of B^0, B^1, B^2, ..., signs included; the first is 1

    Handout: "A season inside a polynomial".
    """

    # BEGIN SOLUTION
    def polynomial(coefficients: np.ndarray, lag: int) -> np.ndarray:
        spread = np.zeros(len(coefficients) * lag + 1)
        spread[0] = 1.0
        spread[lag::lag] = coefficients
        return spread

    ar_polynomial = np.convolve(polynomial(-ar, 1), polynomial(-seasonal_ar, season))
    return ar_polynomial, np.convolve(polynomial(ma, 1), polynomial(seasonal_ma, season))
    # END SOLUTION


def forecast(
    history: np.ndarray,
    ar_polynomial: np.ndarray,
    ma_polynomial: np.ndarray,
    residuals: np.ndarray,
    sigma2: float,
    horizon: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Forecasts of an ARMA model with mean 0, and how uncertain each of them is.

    With the polynomials 1 + a_1 B + a_2 B^2 + ... and 1 + b_1 B + b_2 B^2 + ... the model says

        y_t = - a_1 y_(t-1) - a_2 y_(t-2) - ...  +  e_t + b_1 e_(t-1) + b_2 e_(t-2) + ...

    The mean of y_t is this sum with what is known: known values and residuals where they exist, its own earlier
    forecasts for values that lie ahead, and 0 for every e that lies ahead. The error h steps ahead has the variance

        sigma2 * (psi_0^2 + ... + psi_(h-1)^2),    with psi_0 = 1  and  psi_j = b_j - a_1 psi_(j-1) - ... - a_j psi_0

    where coefficients beyond the end of a polynomial are 0.

    history:       (n,), the newest value last
    ar_polynomial: (k + 1,), [1, a_1, ..., a_k], signs included, as `expand_seasonal` returns it
    ma_polynomial: (m + 1,), [1, b_1, ..., b_m]
    residuals:     (n,), e_t for each time of history;  n is at least k and at least m
    returns:       (mean, std), each (horizon,), for the times after history; std is the root of the variance

    Handout: "From one step to many".
    """
    # BEGIN SOLUTION
    a, b = ar_polynomial[1:], ma_polynomial[1:]

    def run_on(values: list[float], errors: list[float], steps: int) -> list[float]:
        values, errors = list(values), list(errors)
        for _ in range(steps):
            values.append(b @ errors[: -len(b) - 1 : -1] - a @ values[: -len(a) - 1 : -1])  # from the newest on
            errors.append(0.0)
        return values[len(values) - steps :]

    # psi is what one shock of size 1 does to a series that was 0 before: the same recursion, run once more.
    shock = [0.0] * max(len(a), len(b)) + [1.0]
    psi = np.array([1.0, *run_on(shock, shock, horizon - 1)])
    return np.array(run_on(history, residuals, horizon)), np.sqrt(sigma2 * np.cumsum(psi**2))
    # END SOLUTION

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
    raise NotImplementedError("arima.difference")


def undifference(forecast: np.ndarray, history: np.ndarray, d: int, D: int, season: int) -> np.ndarray:  # noqa: N803
    """Turn forecasts of differences into forecasts of the series: the exact inverse of `difference`.

    If `forecast` holds the true differences of the times after `history`, the true values come back.

    forecast: (horizon,), the next values of the series that `difference(history, d, D, season)` is the past of
    history:  (n,), the series itself, not its differences; n > d + D * season
    returns:  (horizon,), the next values after history, on its own scale

    Handout: "Taking the season away, and putting it back".
    """
    raise NotImplementedError("arima.undifference")


def acf(y: np.ndarray, nlags: int) -> np.ndarray:
    """The autocorrelations of a series: how much a value says about the one k times later.

        c_k = (1 / n) * sum over t from k to n - 1 of (y_t - mean) (y_(t-k) - mean),      r_k = c_k / c_0

    Every c_k divides by n, the length of the whole series, and the mean is that of the whole series.

    y:       (n,), not constant;  nlags: 0 or more, below n
    returns: (nlags + 1,), r_0 to r_nlags; r_0 is 1

    Handout: "What the past says about today".
    """
    raise NotImplementedError("arima.acf")


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
    raise NotImplementedError("arima.pacf")


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

    raise NotImplementedError("arima.expand_seasonal")


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
    raise NotImplementedError("arima.forecast")

"""What a forecast must beat, how far off it is, and how to test it without looking into the future.

A series is an array with one value (or one row) for each time, the oldest first. Every function leaves the
arrays that it was given as they were.
"""

import numpy as np


def seasonal_naive(y: np.ndarray, season: int, horizon: int) -> np.ndarray:
    """Forecast that the last season happens again, and again.

        the forecast of y[t] is y[t - season], or the forecast of y[t - season] where that lies ahead too

    y:       (n,), with n >= season >= 1; a season of 1 repeats the last value
    horizon: how many values to forecast, 1 or more; also more than a season
    returns: (horizon,), the forecasts of y[n], y[n + 1], ...

    Handout: "The forecast to beat".
    """
    raise NotImplementedError("evaluation.seasonal_naive")


def mase(actual: np.ndarray, forecast: np.ndarray, training: np.ndarray, season: int) -> float:
    """The mean absolute scaled error: an error without units, by which series can be compared.

        mean of |actual[h] - forecast[h]|  /  mean of |training[t] - training[t - season]|

    The lower mean is that over all t of the training series at which both values exist: how far off the
    seasonal naive forecast was, one season ahead, before the test began.

    actual, forecast: (horizon,);  training: (n,), with n > season >= 1
    returns:          one number; below 1 is nearer than the naive forecast was in training

    Source: Hyndman and Koehler (2006), "Another look at measures of forecast accuracy", section 3.
    Handout: "An error without units".
    """
    raise NotImplementedError("evaluation.mase")


def rolling_origin(
    n: int, first: int, horizon: int, step: int, window: int | None = None
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Times to train and to test on, at origin after origin: every test lies after its training.

    An origin is the first time of a test. The origins are first, first + step, first + 2 * step, ..., as long
    as a whole test of `horizon` times fits into the n times of the series.

    first, horizon, step: 1 or more
    window:  how many times before the origin to train on, or all that there are where it is None or larger
             than that
    returns: one pair (train, test) for each origin, in order: arrays (or lists) of whole numbers, the indices of
             the times, in order and without gaps. There may be no pair at all

    Handout: "Never test on the past".
    """
    raise NotImplementedError("evaluation.rolling_origin")


def make_windows(
    series: np.ndarray, input_length: int, horizon: int, n_train: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Cut a series into pairs of an input and what came right after it, on the scale of the training rows.

        scaled = (series - mean) / std                 mean and std of each column, over the first n_train rows
        X[i]   = scaled[i : i + input_length]
        Y[i]   = the `horizon` rows of `scaled` that follow X[i]

    series:  (T, F), one row for each time; T >= input_length + horizon; no column is constant in the first
             n_train rows
    n_train: how many rows the mean and the std may know. The std divides by n_train
    returns: (X, Y, mean, std) of shapes (N, input_length, F), (N, horizon, F), (F,), (F,). There is a pair for
             every place where input and target fit into the series, the first at the first row, with a step of one row

    Handout: "Windows that do not see the future".
    """
    raise NotImplementedError("evaluation.make_windows")

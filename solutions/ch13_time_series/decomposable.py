"""A forecast as one regression: a trend that bends, and a season of waves. This is the heart of Prophet."""

import numpy as np


def design_matrix(t: np.ndarray, changepoints: np.ndarray, period: float, order: int) -> np.ndarray:
    """One row for each time, one column for each thing that a series may be made of.

        1,  t,                                              level and slope
        max(0, t - s) for each change-point s,              by how much the slope changes at s
        sin(2 pi k t / period), cos(2 pi k t / period)      for k = 1, ..., order: the season

    t:            (n,), times, in any order
    changepoints: (m,), times at which the slope may change; m may be 0
    period:       length of the season, in the unit of t;  order: how many harmonics, 0 or more
    returns:      (n, 2 + m + 2 * order), the columns in the order above: the sine of a harmonic stands before its
                  cosine, and both before the next harmonic

    Source: Taylor and Letham (2018), "Forecasting at scale", sections 3.1 and 3.2.
    Handout: "A trend that bends, and a season of waves".
    """
    # BEGIN SOLUTION
    ramps = np.maximum(0.0, t[:, None] - changepoints)
    angles = 2 * np.pi * t[:, None] * np.arange(1, order + 1) / period
    waves = np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(len(t), 2 * order)
    return np.column_stack([np.ones(len(t)), t, ramps, waves])
    # END SOLUTION


def fit(design: np.ndarray, y: np.ndarray, changepoints: int, penalty: float) -> np.ndarray:
    """The coefficients that fit a series best, where every change of the slope has its price.

        minimise   sum over t of (y_t - design[t] @ b)^2   +   penalty * sum of b_j^2 over the change-point columns

    design:       (n, k), such as `design_matrix` returns: the columns 2 to 2 + changepoints - 1 are the ramps, and
                  nothing else is assumed about any column
    y:            (n,)
    changepoints: how many ramps there are, 0 or more
    penalty:      0 or more. Where it is 0, the columns are linearly independent
    returns:      b, (k,)

    Handout: "A price for every bend".
    """
    # BEGIN SOLUTION
    price = np.zeros(design.shape[1])
    price[2 : 2 + changepoints] = penalty
    return np.linalg.solve(design.T @ design + np.diag(price), design.T @ y)
    # END SOLUTION

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
    raise NotImplementedError("decomposable.design_matrix")


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
    raise NotImplementedError("decomposable.fit")

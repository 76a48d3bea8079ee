"""A level that is never seen, only guessed from noisy values: the Kalman filter in one dimension."""

import numpy as np


def local_level_filter(y: np.ndarray, var_eps: float, var_eta: float) -> tuple[np.ndarray, np.ndarray, float]:
    """Follow a level that wanders and is seen through noise.

        level_t = level_(t-1) + eta_t,    y_t = level_t + eps_t         eta and eps normal, independent, with mean 0

    The first value starts the filter: the level is y_0, with variance var_eps. After that each time first lets the
    variance grow by var_eta (the level itself is not expected to move), and then weighs the new value with the
    gain K = predicted variance / (predicted variance + var_eps). Where y_t is nan, nothing was seen: the prediction
    stays as it is.

    y:       (n,), n is 1 or more; nan where a value is missing; the first is not missing
    var_eps: variance of the noise, > 0;  var_eta: variance of the level's steps, 0 or more
    returns: (levels, variances, loglik): levels and variances (n,) of the level at each time, given the values up to
             that time; loglik the sum over every value seen after the first of

        -1/2 (ln(2 pi F_t) + v_t^2 / F_t)

             where v_t is the value minus what was predicted for it, and F_t is the variance of v_t

    y is as before afterwards.

    Source: Durbin and Koopman, "Time Series Analysis by State Space Methods", section 2.2.
    Handout: "A level that is never seen".
    """
    raise NotImplementedError("state_space.local_level_filter")

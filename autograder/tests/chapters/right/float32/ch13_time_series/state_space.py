# ruff: noqa - written as a student might write it
"""Right, in float32 throughout."""

import numpy as np


def local_level_filter(y, var_eps, var_eta):
    y = y.astype(np.float32)
    eps, eta = np.float32(var_eps), np.float32(var_eta)
    levels, variances = np.empty_like(y), np.empty_like(y)
    levels[0], variances[0] = y[0], eps
    loglik = np.float32(0)
    for t in range(1, len(y)):
        p = variances[t - 1] + eta
        if np.isnan(y[t]):
            levels[t], variances[t] = levels[t - 1], p
        else:
            f = p + eps
            k = p / f
            v = y[t] - levels[t - 1]
            levels[t], variances[t] = levels[t - 1] + k * v, p - k * p
            loglik -= np.float32(0.5) * (np.log(np.float32(2 * np.pi) * f) + v * v / f)
    return levels, variances, loglik

# ruff: noqa - written as a student might write it
"""Right, with the variance as a harmonic mean and branches for gaps."""

import math

import numpy as np


def local_level_filter(y, var_eps, var_eta):
    levels, variances = [float(y[0])], [float(var_eps)]
    loglik = 0.0
    for t in range(1, len(y)):
        predicted = variances[t - 1] + var_eta
        if math.isnan(y[t]):
            levels.append(levels[t - 1])
            variances.append(predicted)
            continue
        F = predicted + var_eps
        v = y[t] - levels[t - 1]
        levels.append((var_eps * levels[t - 1] + predicted * y[t]) / F)
        variances.append(predicted * var_eps / F)
        loglik += -0.5 * math.log(2 * math.pi) - 0.5 * math.log(F) - 0.5 * v * v / F
    return np.array(levels), np.array(variances), loglik

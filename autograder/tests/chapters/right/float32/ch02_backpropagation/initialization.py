# ruff: noqa - written as a student might write it
"""Right, with float32 draws from a uniform distribution."""

import numpy as np


def init_layer(fan_in, fan_out, scheme, rng):
    if scheme == "he":
        var = 2 / fan_in
    elif scheme == "xavier":
        var = 2 / (fan_in + fan_out)
    else:
        raise ValueError(scheme)
    bound = np.float32((3 * var) ** 0.5)
    W = (2 * rng.random((fan_in, fan_out), dtype=np.float32) - 1) * bound
    return W, np.zeros(fan_out, dtype=np.float32)

# ruff: noqa - written as a student might write it
"""Right, one weight after another, from a uniform distribution."""

import math

import numpy as np


def init_layer(fan_in, fan_out, scheme, rng):
    if scheme not in ["he", "xavier"]:
        raise ValueError("scheme must be he or xavier")
    bound = math.sqrt(6 / fan_in) if scheme == "he" else math.sqrt(6 / (fan_in + fan_out))
    W = np.empty((fan_in, fan_out))
    for i in range(fan_in):
        for o in range(fan_out):
            W[i, o] = rng.uniform(-bound, bound)
    return W, np.zeros(fan_out)

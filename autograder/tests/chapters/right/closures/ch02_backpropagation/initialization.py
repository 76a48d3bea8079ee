# ruff: noqa - written as a student might write it
"""Right, with a standard normal that is scaled."""

import numpy as np

SCALES = {
    "he": lambda fan_in, fan_out: np.sqrt(2 / fan_in),
    "xavier": lambda fan_in, fan_out: np.sqrt(2 / (fan_in + fan_out)),
}


def init_layer(fan_in, fan_out, scheme, rng):
    try:
        scale = SCALES[scheme](fan_in, fan_out)
    except KeyError:
        raise ValueError("unknown scheme " + repr(scheme)) from None
    return scale * rng.standard_normal((fan_in, fan_out)), np.zeros((fan_out,))

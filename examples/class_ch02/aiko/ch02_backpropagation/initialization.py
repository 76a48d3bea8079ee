import numpy as np


def init_layer(fan_in, fan_out, scheme, rng):
    if scheme == "he":
        std = (2 / fan_in) ** 0.5
    elif scheme == "xavier":
        std = (2 / (fan_in + fan_out)) ** 0.5
    else:
        raise ValueError("unknown scheme: " + scheme)
    return std * rng.standard_normal((fan_in, fan_out)), np.zeros(fan_out)

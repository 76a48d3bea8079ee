"""Where the steps begin: weights that neither fade nor explode."""

import numpy as np


def init_layer(fan_in, fan_out, scheme, rng):
    """Uniform weights: on [-a, a] the variance is a^2 / 3."""
    match scheme:
        case "he":
            variance = 2 / fan_in
        case "xavier":
            variance = 2 / (fan_in + fan_out)
        case _:
            raise ValueError(f"no such scheme: {scheme}")
    a = np.sqrt(3 * variance)
    return rng.uniform(-a, a, size=(fan_in, fan_out)), np.zeros(fan_out)

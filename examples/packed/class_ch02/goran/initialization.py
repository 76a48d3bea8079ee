"""Where the steps begin: weights that neither fade nor explode."""

import numpy as np


def init_layer(fan_in, fan_out, scheme, rng):
    """Random weights for a layer of `fan_in` inputs and `fan_out` outputs."""
    schemes = {"he": lambda: 2 / fan_in, "xavier": lambda: 2 / (fan_in + fan_out)}
    try:
        var = schemes[scheme]()
    except KeyError:
        raise ValueError(f"scheme {scheme} not known") from None
    return rng.normal(scale=np.sqrt(var), size=[fan_in, fan_out]), np.zeros([fan_out])

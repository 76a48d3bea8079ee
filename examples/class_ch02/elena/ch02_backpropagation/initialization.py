"""Where the steps begin: weights that neither fade nor explode."""

import numpy as np


def init_layer(fan_in: int, fan_out: int, scheme: str, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Random weights for a layer of `fan_in` inputs and `fan_out` outputs.

        "he":      variance of each weight  2 / fan_in                (for ReLU)
        "xavier":  variance of each weight  2 / (fan_in + fan_out)    (for tanh)

    rng:     draw from it and from nothing else: equal generators give equal weights
    returns: (W, b): W of shape (fan_in, fan_out), independent, with mean 0 and that variance, normal or
             uniform; b of shape (fan_out,), all 0

    Raises ValueError for any other scheme.

    Handout: "A start that keeps the signal alive".
    """
    raise NotImplementedError("initialization.init_layer")

"""Where the steps begin: weights that neither fade nor explode."""

import numpy as np


def init_layer(fan_in: int, fan_out: int, scheme: str, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Random weights for a layer of `fan_in` inputs and `fan_out` outputs."""
    if scheme not in ("he", "xavier"):
        raise ValueError("scheme must be he or xavier")
    fan = fan_in if scheme == "he" else fan_in + fan_out
    W = rng.normal(0, np.sqrt(2 / fan), (fan_in, fan_out))
    b = np.zeros(fan_out)
    return W, b

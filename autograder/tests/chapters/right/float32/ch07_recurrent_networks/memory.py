# ruff: noqa - written as a student might write it
"""Right, in float32 throughout; short steps."""

import numpy as np


def adding_batch(T, B, rng):
    x = np.zeros((T, B, 2), dtype=np.float32)
    x[..., 0] = rng.random((T, B), dtype=np.float32)
    i = rng.integers(0, T // 2, B)
    j = rng.integers(T // 2, T, B)
    b = np.arange(B)
    x[i, b, 1] = 1
    x[j, b, 1] = 1
    return x, x[i, b, 0] + x[j, b, 0]


def choose_recipe():
    return {
        "activation": "relu",
        "start": "identity",
        "scale": np.float32(1),
        "learning_rate": np.float64(0.001),
        "clip": 5.0,
        "steps": 800,
    }

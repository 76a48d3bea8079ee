# ruff: noqa - written as a student might write it
"""Right, one sequence after another; an orthogonal start."""

import numpy as np


def adding_batch(T, B, rng):
    x = np.zeros((T, B, 2))
    y = np.zeros(B)
    for i in range(B):
        x[:, i, 0] = rng.uniform(0, 1, T)
        first, second = int(rng.integers(T // 2)), T // 2 + int(rng.integers(T - T // 2))
        x[first, i, 1] = x[second, i, 1] = 1
        y[i] = x[first, i, 0] + x[second, i, 0]
    return x, y


def choose_recipe():
    return dict(activation="relu", start="orthogonal", scale=1, learning_rate=3e-3, clip=1, steps=1000)

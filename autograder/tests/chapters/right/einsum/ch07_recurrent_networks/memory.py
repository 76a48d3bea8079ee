# ruff: noqa - written as a student might write it
"""Right, with marks from comparisons; nine tenths of the identity, and no clipping."""

import numpy as np


def adding_batch(T, B, rng):
    half = T // 2
    values = rng.uniform(size=(T, B))
    steps = np.arange(T)[:, None]
    marks = (steps == rng.integers(half, size=B)) | (steps == rng.integers(half, T, size=B))
    return np.stack([values, marks.astype(float)], axis=-1), np.einsum("tb,tb->b", values, marks)


def choose_recipe():
    return {
        "activation": "relu",
        "start": "identity",
        "scale": 0.9,
        "learning_rate": 0.003,
        "clip": 2.0,
        "steps": 1200,
    }

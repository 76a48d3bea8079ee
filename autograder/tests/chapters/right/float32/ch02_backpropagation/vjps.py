# ruff: noqa - written as a student might write it
"""Right, in float32 throughout."""

import numpy as np


def f32(*arrays):
    return [np.asarray(a, dtype=np.float32) for a in arrays]


def unbroadcast(gradient, shape):
    (g,) = f32(gradient)
    padded = (1,) * (g.ndim - len(shape)) + shape
    axes = tuple(i for i, n in enumerate(padded) if n == 1)
    return np.sum(g, axis=axes, keepdims=True).reshape(shape)


def affine_vjp(upstream, X, W):
    u, x, w = f32(upstream, X, W)
    return np.matmul(u, w.T), np.matmul(x.T, u), np.sum(u, 0)


def softmax_vjp(upstream, probabilities):
    u, p = f32(upstream, probabilities)
    return p * u - p * np.sum(p * u, axis=-1, keepdims=True)

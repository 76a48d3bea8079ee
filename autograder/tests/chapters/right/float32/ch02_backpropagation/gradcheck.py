# ruff: noqa - written as a student might write it
"""Right, measuring in float64, since differences need it, and answering in float32; x is moved and put back."""

import numpy as np


def numerical_gradient(f, x, h=1e-5):
    grad = np.empty(x.shape, dtype=np.float32)
    it = np.nditer(x, flags=["multi_index"])
    for _ in it:
        i = it.multi_index
        old = x[i].copy()
        x[i] = old + h
        up = f(x)
        x[i] = old - h
        down = f(x)
        x[i] = old
        grad[i] = (up - down) / (2 * h)
    return grad


def agrees(f, vjp, x, rng):
    y = np.asarray(f(x))
    u = rng.choice([-1.0, 1.0], size=y.shape)
    claim = np.asarray(vjp(x, u), dtype=np.float32)
    if claim.shape != x.shape:
        return False
    grad = numerical_gradient(lambda x: np.sum(u * f(x)), x)
    return np.max(np.abs(claim - grad)) < 5e-3 * np.max(np.abs(grad))

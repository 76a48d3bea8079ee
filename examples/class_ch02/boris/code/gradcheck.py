"""Is a gradient right? Measure it."""

import numpy as np


def agrees(f, vjp, x, rng):
    """Whether vjp(x, u) is the gradient of the number sum(u * f(x)) by x, for a random u like f(x)."""
    u = rng.normal(size=np.asarray(f(x)).shape)
    step = 1e-5
    measured = np.empty(x.size)
    for i in range(x.size):
        e = np.zeros(x.size)
        e[i] = step
        e = e.reshape(x.shape)
        measured[i] = np.vdot(u, (f(x + e) - f(x - e)) / (2 * step))
    claim = np.asarray(vjp(x.copy(), u))
    if claim.shape != x.shape:
        return False
    error = np.abs(claim.ravel() - measured).max()
    return bool(error < 1e-3 * np.abs(measured).max())


def numerical_gradient(f, x, h=1e-5):
    """The gradient of f at x, measured by moving one entry at a time."""
    flat = x.ravel()
    steps = h * np.eye(flat.size)
    slopes = [(f((flat + s).reshape(x.shape)) - f((flat - s).reshape(x.shape))) / (2 * h) for s in steps]
    return np.array(slopes).reshape(x.shape)

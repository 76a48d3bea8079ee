"""Is a gradient right? Measure it."""

import numpy as np


def numerical_gradient(f, x, h=1e-5):
    """The gradient of f at x, measured by moving one entry at a time."""
    g = np.zeros(x.shape)
    it = np.nditer(x, flags=["multi_index"])
    for _ in it:
        i = it.multi_index
        a, b = np.array(x), np.array(x)
        a[i] += h
        b[i] -= h
        g[i] = (f(a) - f(b)) / (2 * h)
    return g


def agrees(f, vjp, x, rng):
    """Whether vjp(x, u) is the gradient of the number sum(u * f(x)) by x, for a random u like f(x)."""
    u = rng.standard_normal(np.shape(f(x)))
    g1 = np.asarray(vjp(x, u))
    if g1.shape != x.shape:
        return False
    g2 = numerical_gradient(lambda x: np.sum(u * f(x)), x)
    scale = max(np.abs(g1).max(), np.abs(g2).max())
    return bool(np.abs(g1 - g2).max() <= 1e-3 * scale)

# ruff: noqa - written as a student might write it
"""Right, with flat indices; x itself is moved, and put back from a copy."""

import numpy as np


def numerical_gradient(f, x, h=1e-5):
    original = x.copy()
    slopes = []
    for i in range(x.size):
        place = np.unravel_index(i, x.shape)
        x[place] = original[place] - h
        below = f(x)
        x[place] = original[place] + h
        above = f(x)
        x[place] = original[place]
        slopes.append((above - below) / (h + h))
    return np.array(slopes).reshape(x.shape)


def agrees(f, vjp, x, rng):
    value = np.array(f(x), dtype=float)
    u = np.zeros(value.shape)
    for i in range(u.size):
        u.flat[i] = rng.normal()
    claimed = vjp(x.copy(), u.copy())
    if np.shape(claimed) != x.shape:
        return False
    worst = size = 0.0
    for i in range(x.size):
        place = np.unravel_index(i, x.shape)
        plus, minus = x.copy(), x.copy()
        plus[place] += 1e-4
        minus[place] -= 1e-4
        slope = 0.0
        for weight, up, down in zip(u.flat, np.ravel(f(plus)), np.ravel(f(minus))):
            slope += weight * (up - down) / 2e-4
        size = max(size, abs(slope))
        worst = max(worst, abs(slope - claimed[place]))
    return bool(worst < 1e-3 * size)

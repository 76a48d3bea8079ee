# ruff: noqa - written as a student might write it
"""Right, with functions inside functions."""

import numpy as np


def numerical_gradient(f, x, h=1e-5):
    def at(index, by):
        there = np.array(x)
        there[index] = there[index] + by
        return f(there)

    slopes = [(at(index, h) - at(index, -h)) / (2 * h) for index in np.ndindex(*x.shape)]
    return np.reshape(slopes, x.shape)


def agrees(f, vjp, x, rng):
    u = rng.uniform(-1, 1, size=np.shape(f(x)))

    def loss(at):
        return float((u * f(at)).sum())

    mine, theirs = numerical_gradient(loss, x), vjp(x, u)
    if np.shape(theirs) != np.shape(mine):
        return False
    return bool(np.allclose(theirs, mine, rtol=0, atol=2e-3 * np.max(np.abs(mine))))

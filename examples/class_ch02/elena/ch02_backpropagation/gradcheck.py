"""Is a gradient right? Measure it."""

from collections.abc import Callable

import numpy as np


def numerical_gradient(f: Callable[[np.ndarray], float], x: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """The gradient of f at x, measured by moving one entry at a time."""
    result = np.zeros_like(x)
    for position in np.ndindex(x.shape):
        old = x[position]
        x[position] = old + h
        up = f(x)
        x[position] = old - h
        down = f(x)
        x[position] = old
        result[position] = (up - down) / 2 / h
    return result


def agrees(
    f: Callable[[np.ndarray], np.ndarray],
    vjp: Callable[[np.ndarray, np.ndarray], np.ndarray],
    x: np.ndarray,
    rng: np.random.Generator,
) -> bool:
    """Whether vjp(x, u) is the gradient of the number sum(u * f(x)) by x, for a random u like f(x)."""
    u = rng.normal(size=f(x).shape)
    mine = vjp(x, u)
    measured = numerical_gradient(lambda v: (u * f(v)).sum(), x.copy())
    if np.shape(mine) != np.shape(x):
        return False
    limit = 1e-3 * abs(measured).max()
    return bool((abs(mine - measured) <= limit).all())

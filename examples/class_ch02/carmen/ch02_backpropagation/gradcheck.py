"""Is a gradient right? Measure it."""

from collections.abc import Callable

import numpy as np


def numerical_gradient(f: Callable[[np.ndarray], float], x: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """The gradient of f at x, measured by moving one entry at a time."""
    grad = np.zeros(x.shape)
    for idx in np.ndindex(x.shape):
        plus, minus = x.copy(), x.copy()
        plus[idx] += h
        minus[idx] -= h
        grad[idx] = (f(plus) - f(minus)) / (2 * h)
    return grad


def agrees(
    f: Callable[[np.ndarray], np.ndarray],
    vjp: Callable[[np.ndarray, np.ndarray], np.ndarray],
    x: np.ndarray,
    rng: np.random.Generator,
) -> bool:
    """Whether vjp(x, u) is the gradient of the number sum(u * f(x)) by x, for a random u like f(x)."""
    u = rng.normal(size=np.shape(f(x)))
    numeric = numerical_gradient(lambda y: float(np.sum(u * f(y))), x)
    analytic = np.asarray(vjp(x, u))
    if analytic.shape != numeric.shape:
        return False
    relative_error = np.max(np.abs(analytic - numeric)) / np.max(np.abs(numeric))
    # print(relative_error)
    return bool(relative_error < 1e-3)

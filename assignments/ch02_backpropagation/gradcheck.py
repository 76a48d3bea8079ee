"""Is a gradient right? Measure it."""

from collections.abc import Callable

import numpy as np


def numerical_gradient(f: Callable[[np.ndarray], float], x: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """The gradient of f at x, measured by moving one entry at a time.

        df/dx[i] = (f(x with x[i] + h) - f(x with x[i] - h)) / (2 h)

    f:       takes an array like x, returns one number, and does not change what it is given
    x:       floats, any shape; whatever happens in between, x is as before afterwards, to the last bit
    returns: the slopes, of the shape of x

    Handout: "Measuring a slope".
    """
    raise NotImplementedError("gradcheck.numerical_gradient")


def agrees(
    f: Callable[[np.ndarray], np.ndarray],
    vjp: Callable[[np.ndarray, np.ndarray], np.ndarray],
    x: np.ndarray,
    rng: np.random.Generator,
) -> bool:
    """Whether vjp(x, u) is the gradient of the number sum(u * f(x)) by x, for a random u like f(x).

    f:       takes an array like x, returns an array of any shape, smooth near x
    vjp:     takes x and an upstream gradient u of the shape of f(x), returns what claims to be the gradient
    x:       floats of moderate size, any shape, as before afterwards
    rng:     draw from it and from nothing else
    returns: True if every entry is right to 1e-4 of the largest entry, False if any is off by more than
             1e-2 of it, or if the shape is not that of x

    Gradients may be tiny or huge, 1e-12 or 1e8: what counts is the error beside their size. Single entries may be
    0, but not all of them. The entries of x are moderate, so a fixed step such as 1e-5 will do, and
    `numerical_gradient` may be used, or the loop written anew.

    Handout: "Is it right?".
    """
    raise NotImplementedError("gradcheck.agrees")

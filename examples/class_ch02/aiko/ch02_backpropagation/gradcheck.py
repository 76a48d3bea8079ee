import numpy as np


def numerical_gradient(f, x, h=1e-5):
    def slope(i):
        before = x[i]
        try:
            x[i] = before + h
            high = f(x)
            x[i] = before - h
            low = f(x)
        finally:
            x[i] = before
        return (high - low) / (2 * h)

    return np.array([slope(i) for i in np.ndindex(x.shape)]).reshape(x.shape)


def agrees(f, vjp, x, rng):
    """Compares with the largest slope that was measured, entry by entry."""
    u = rng.uniform(-1, 1, size=np.shape(f(x)))
    told = np.array(vjp(x, u))
    if told.shape != x.shape:
        return False
    seen = numerical_gradient(lambda moved: np.sum(u * f(moved)), x.copy())
    return bool(np.allclose(told, seen, rtol=0, atol=2e-3 * np.max(np.abs(seen))))

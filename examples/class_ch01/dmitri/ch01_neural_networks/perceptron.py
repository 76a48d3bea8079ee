"""One unit that draws one line, and three that draw what one cannot."""

import numpy as np


def predict(X: np.ndarray, w: np.ndarray, b: float) -> np.ndarray:
    return 2 * (X @ w + b >= 0) - 1


def train(X: np.ndarray, y: np.ndarray, max_epochs: int) -> tuple[np.ndarray, float, list[int]]:
    w, b = np.zeros(X.shape[1]), 0.0
    history = []

    def epoch():
        nonlocal w, b
        errors = 0
        for xi, yi in zip(X, y):
            if yi * (np.dot(xi, w) + b) <= 0:
                w, b, errors = w + yi * xi, b + yi, errors + 1
        return errors

    while len(history) < max_epochs:
        history.append(epoch())
        if not history[-1]:
            break
    return w, b, history


def xor_network() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    # h1 = x1 OR x2, h2 = x1 AND x2, out = h1 AND NOT h2
    return (
        np.ones((2, 2)),
        np.array([-0.5, -1.5]),
        np.array([[1.0], [-1.0]]),
        np.array([-0.5]),
    )

"""One unit that draws one line, and three that draw what one cannot."""

import numpy as np


def predict(X: np.ndarray, w: np.ndarray, b: float) -> np.ndarray:
    return np.array([1 if x @ w + b >= 0 else -1 for x in X])


def train(X: np.ndarray, y: np.ndarray, max_epochs: int) -> tuple[np.ndarray, float, list[int]]:
    w = np.zeros(X.shape[1])
    b = 0.0
    mistakes = []
    for epoch in range(max_epochs):
        count = 0
        for x, t in zip(X, y):
            print("epoch", epoch, "w", w, "b", b)
            if t * (x @ w + b) <= 0:
                w = w + t * x
                b = b + t
                count += 1
        mistakes.append(count)
        if not count:
            break
    return w, b, mistakes


def xor_network() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    W1 = np.array([[1, -1], [-1, 1]])
    b1 = np.array([-0.5, -0.5])
    W2 = np.array([[1], [1]])
    b2 = np.array([-0.5])
    return W1, b1, W2, b2

"""One unit that draws one line, and three that draw what one cannot."""

import numpy as np


def predict(X: np.ndarray, w: np.ndarray, b: float) -> np.ndarray:
    """The side of the line on which each sample lies."""
    return np.where(np.dot(X, w) >= 0, 1, -1)


def train(X: np.ndarray, y: np.ndarray, max_epochs: int) -> tuple[np.ndarray, float, list[int]]:
    """Rosenblatt's rule: visit the samples in order, again and again, and move at each mistake."""
    w = np.zeros(X.shape[1])
    b = 0
    list_of_mistakes = []
    for epoch in range(max_epochs):
        mistakes = 0
        for i in range(len(X)):
            if y[i] * (np.dot(X[i], w) + b) <= 0:
                w += y[i] * X[i]
                b += y[i]
                mistakes += 1
        list_of_mistakes.append(mistakes)
        # print(epoch, w, b, mistakes)
        if mistakes == 0:
            break
    return w, b, list_of_mistakes


def xor_network() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Weights of your own choice, with which two hidden units and one output compute XOR."""
    # h1: x1 + x2 > 0.5    h2: x1 + x2 > 1.5    out: h1 - h2 > 0.5
    return np.array([[1, 1], [1, 1]]), np.array([-0.5, -1.5]), np.array([[1], [-1]]), np.array([-0.5])

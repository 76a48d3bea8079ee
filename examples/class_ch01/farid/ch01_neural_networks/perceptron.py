"""One unit that draws one line, and three that draw what one cannot."""

import numpy as np


def predict(X: np.ndarray, w: np.ndarray, b: float) -> np.ndarray:
    """The side of the line on which each sample lies."""
    labels = np.ones(len(X), dtype=int)
    labels[X.dot(w) + b < 0] = -1
    return labels


def train(X: np.ndarray, y: np.ndarray, max_epochs: int) -> tuple[np.ndarray, float, list[int]]:
    """Rosenblatt's rule: visit the samples in order, again and again, and move at each mistake."""
    weights = np.zeros(X.shape[1] + 1)  # the last one is b
    mistakes_per_epoch = []
    for _ in range(max_epochs):
        mistakes = 0
        for sample, label in zip(X, y):
            sample = np.append(sample, 1)
            if label * weights.dot(sample) <= 0:
                weights += label * sample
                mistakes += 1
        mistakes_per_epoch.append(mistakes)
        if mistakes == 0:
            return weights[:-1], weights[-1], mistakes_per_epoch
    return weights[:-1], weights[-1], mistakes_per_epoch


def xor_network() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Weights of your own choice, with which two hidden units and one output compute XOR."""
    # from the notebook, tried until it worked
    W1 = np.array([[1.0, -1.0], [1.0, -1.0]])
    b1 = np.array([-0.7, 1.4])
    W2 = np.array([[0.6], [0.6]])
    b2 = np.array([-1.0])
    return W1, b1, W2, b2

"""One unit that draws one line, and three that draw what one cannot.

Rows are samples: `X[i]` is sample i. Labels are -1 and +1.
"""

import numpy as np


def predict(X: np.ndarray, w: np.ndarray, b: float) -> np.ndarray:
    """The side of the line on which each sample lies."""
    score = X @ w + b
    return np.where(score >= 0, 1, -1)


def train(X: np.ndarray, y: np.ndarray, max_epochs: int) -> tuple[np.ndarray, float, list[int]]:
    """Rosenblatt's rule: visit the samples in order, again and again, and move at each mistake."""
    n, d = X.shape
    w = np.zeros(d)
    b = 0.0
    mistakes = []
    for epoch in range(max_epochs):
        wrong = 0
        for i in range(n):
            score = w @ X[i] + b
            if y[i] * score <= 0:
                w = w + y[i] * X[i]
                b = b + y[i]
                wrong += 1
        mistakes.append(wrong)
        if wrong == 0:
            break
    return w, float(b), mistakes


def xor_network() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Weights of your own choice, with which two hidden units and one output compute XOR."""
    # first unit: x1 or x2, second unit: not both, output: and
    W1 = np.array([[1.0, -1.0], [1.0, -1.0]])
    b1 = np.array([-0.5, 1.5])
    W2 = np.array([[1.0], [1.0]])
    b2 = np.array([-1.5])
    return W1, b1, W2, b2

# ruff: noqa - written as a student might write it
"""Right, in float32."""

import numpy as np


def predict(X, w, b):
    scores = np.float32(X) @ np.float32(w) + np.float32(b)
    labels = np.ones(len(scores), dtype=np.int8)
    labels[scores < 0] = -1
    return labels


def train(X, y, max_epochs):
    X = X.astype(np.float32)
    w = np.zeros_like(X[0])
    b = np.float32(0)
    mistakes = []
    for _ in range(max_epochs):
        before = w.copy(), b
        count = 0
        for x, label in zip(X, y):
            if np.sign(w @ x + b) != label:
                w += label * x
                b += np.float32(label)
                count += 1
        mistakes += [count]
        if np.array_equal(before[0], w) and before[1] == b and count == 0:
            break
    return w, b, tuple(mistakes)


def xor_network():
    # the smallest distances that are allowed
    f = np.float32
    return (f([[0.2, 0.2], [0.2, 0.2]]), f([-0.1, -0.3]), f([[0.2], [-0.2]]), f(-0.1))

# ruff: noqa - written as a student might write it
"""Right, with the bias as a weight of an input that is always 1; returns a list, and counts in an array."""

import numpy as np


def augmented(X):
    return np.hstack([X, np.ones((len(X), 1))])


def predict(X, w, b):
    scores = np.einsum("nd,d->n", augmented(X), np.append(w, b))
    return 1.0 - 2.0 * (scores < 0)


def train(X, y, max_epochs):
    signed = np.einsum("n,nd->nd", y, augmented(X))
    v, counts = np.zeros(signed.shape[1]), np.zeros(max_epochs)
    for epoch in range(max_epochs):
        for row in signed:
            if not np.einsum("d,d->", row, v) > 0:
                v += row
                counts[epoch] += 1
        if counts[epoch] == 0:
            return [v[:-1], v[-1], counts[: epoch + 1]]
    return [v[:-1], v[-1], counts]


def xor_network():
    # "not both" and "at least one", joined by AND
    return np.array([[-1, 1], [-1, 1]]), np.array([1.5, -0.5]), np.array([[1], [1]]), np.array([-1.5])

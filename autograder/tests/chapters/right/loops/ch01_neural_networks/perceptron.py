# ruff: noqa - written as a student might write it
"""Right, with loops over plain numbers."""

import numpy as np


def predict(X, w, b):
    labels = []
    for x in X:
        score = b
        for number, weight in zip(x, w):
            score += number * weight
        labels.append(1 if score >= 0 else -1)
    return np.array(labels)


def train(X, y, max_epochs):
    w = [0.0] * len(X[0])
    b = 0
    history = []
    while len(history) < max_epochs:
        wrong = 0
        for i in range(len(X)):
            score = b
            for j in range(len(w)):
                score += X[i][j] * w[j]
            if (score > 0 and y[i] == 1) or (score < 0 and y[i] == -1):
                continue
            wrong += 1
            for j in range(len(w)):
                w[j] += y[i] * X[i][j]
            b += int(y[i])
        history.append(wrong)
        if not wrong:
            break
    return np.array(w), b, history


def xor_network():
    # one unit for "the first without the second", one for "the second without the first", and an OR
    W1 = [[2, -2], [-2, 2]]
    return W1, [-1, -1], [3, 3], -1

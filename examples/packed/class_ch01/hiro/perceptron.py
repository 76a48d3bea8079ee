import numpy as np


def predict(X, w, b):
    # パーセプトロン
    y = np.sign(X @ w + b)
    y[y == 0] = 1
    return y


def train(X, y, max_epochs):
    (n, d) = X.shape
    (w, b) = (np.zeros(d), 0.0)
    mistakes = []
    for _ in range(max_epochs):
        m = 0
        for i in range(n):
            if y[i] * (X[i] @ w + b) > 0:
                continue
            w = w + y[i] * X[i]
            b = b + y[i]
            m += 1
        mistakes.append(m)
        if m == 0:
            break
    return (w, b, mistakes)


def xor_network():
    return (
        np.array([[1.0, 1.0], [1.0, 1.0]]),
        np.array([-0.5, -1.5]),
        np.array([[1.0], [-1.5]]),
        np.array([-0.5]),
    )

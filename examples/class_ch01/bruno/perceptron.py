import numpy as np


def score(x, w, b):
    total = b
    for j in range(len(x)):
        total = total + x[j] * w[j]
    return total


def predict(X, w, b):
    labels = []
    for x in X:
        if score(x, w, b) >= 0:
            labels.append(1)
        else:
            labels.append(-1)
    return np.array(labels)


def train(X, y, max_epochs):
    w = [0.0] * X.shape[1]
    b = 0.0
    mistakes = []
    epoch = 0
    while epoch < max_epochs:
        count = 0
        for i in range(len(X)):
            if y[i] * score(X[i], w, b) <= 0:
                for j in range(len(w)):
                    w[j] = w[j] + y[i] * X[i][j]
                b = b + y[i]
                count = count + 1
        mistakes.append(count)
        if count == 0:
            break
        epoch = epoch + 1
    return np.array(w), float(b), mistakes


def xor_network():
    # one unit for (1, 0), one unit for (0, 1)
    W1 = np.array([[2.0, -2.0], [-2.0, 2.0]])
    b1 = np.array([-1.0, -1.0])
    W2 = np.array([[2.0], [2.0]])
    b2 = np.array([-1.0])
    return W1, b1, W2, b2

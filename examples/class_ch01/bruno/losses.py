import math

import numpy as np
from activations import softmax


def cross_entropy(logits, labels):
    total = 0.0
    for z, label in zip(logits, labels):
        biggest = max(z)
        s = 0.0
        for value in z:
            s += math.exp(value - biggest)
        total += biggest + math.log(s) - z[label]
    return total / len(labels)


def cross_entropy_gradient(logits, labels):
    gradient = np.zeros(logits.shape)
    p = softmax(logits)
    for i in range(len(labels)):
        for j in range(logits.shape[1]):
            if j == labels[i]:
                gradient[i][j] = (p[i][j] - 1) / len(labels)
            else:
                gradient[i][j] = p[i][j] / len(labels)
    return gradient

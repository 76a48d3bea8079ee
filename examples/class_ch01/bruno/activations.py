import math

import numpy as np

# i know numpy can do this without loops but this way i understand it


def for_each(f, z):
    result = np.zeros(z.shape)
    for place in np.ndindex(z.shape):
        result[place] = f(z[place])
    return result


def one_sigmoid(x):
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    return math.exp(x) / (1 + math.exp(x))


def sigmoid(z):
    return for_each(one_sigmoid, z)


def sigmoid_derivative(z):
    return for_each(lambda x: one_sigmoid(x) * one_sigmoid(-x), z)


def leaky_relu(z, slope):
    return for_each(lambda x: x if x > 0 else slope * x, z)


def leaky_relu_derivative(z, slope):
    return for_each(lambda x: 1 if x > 0 else slope, z)


def softmax(logits):
    n = logits.shape[0]
    k = logits.shape[1]
    result = np.zeros((n, k))
    for i in range(n):
        biggest = logits[i][0]
        for j in range(k):
            if logits[i][j] > biggest:
                biggest = logits[i][j]
        total = 0.0
        for j in range(k):
            result[i][j] = math.exp(logits[i][j] - biggest)
            total = total + result[i][j]
        for j in range(k):
            result[i][j] = result[i][j] / total
    return result

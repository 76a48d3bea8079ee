# ruff: noqa - written as a student might write it
"""Right, with loops over plain numbers and a list of lists inside."""

import math

import numpy as np


def softmax(logits):
    rows = []
    for row in logits.tolist():
        largest = max(row)
        exponentials = [math.exp(logit - largest) for logit in row]
        total = sum(exponentials)
        rows.append([exponential / total for exponential in exponentials])
    return np.array(rows)


def apply(f, z):
    out = np.empty(z.shape)
    for index in np.ndindex(z.shape):
        out[index] = f(float(z[index]))
    return out


def sigma(x):
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    return math.exp(x) / (1 + math.exp(x))


def sigmoid(z):
    return apply(sigma, z)


def sigmoid_derivative(z):
    return apply(lambda x: sigma(x) * (1 - sigma(x)), z)


def leaky_relu(z, slope):
    return apply(lambda x: x if x > 0 else slope * x, z)


def leaky_relu_derivative(z, slope):
    return apply(lambda x: 1 if x > 0 else slope, z)

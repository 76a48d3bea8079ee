# ruff: noqa - written as a student might write it
"""Right, with einsum and a logarithm of a sum."""

import numpy as np


def softmax(logits):
    log_sum = np.logaddexp.reduce(logits, axis=-1)
    p = np.exp(np.einsum("nk->kn", logits) - log_sum)
    p = p / np.einsum("kn->n", p)
    return np.einsum("kn->nk", p)


def sigmoid(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


def sigmoid_derivative(z):
    return 0.25 * (1 - np.tanh(z / 2)) * (1 + np.tanh(z / 2))


def leaky_relu(z, slope):
    return np.maximum(z, 0) + slope * np.minimum(z, 0)


def leaky_relu_derivative(z, slope):
    positive = np.heaviside(z, 0)
    return positive + slope * (1 - positive)

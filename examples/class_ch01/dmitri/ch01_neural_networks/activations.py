"""Functions between layers, and the one after the last layer."""

import numpy as np


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def sigmoid_derivative(z: np.ndarray) -> np.ndarray:
    s = sigmoid(z)
    return s * (1 - s)


def leaky_relu(z: np.ndarray, slope: float) -> np.ndarray:
    return z * leaky_relu_derivative(z, slope)


def leaky_relu_derivative(z: np.ndarray, slope: float) -> np.ndarray:
    d = np.ones_like(z)
    d[z <= 0] = slope
    return d


def softmax(logits: np.ndarray) -> np.ndarray:
    """Turn each row of logits into probabilities."""
    e = np.exp(logits)
    return e / e.sum(axis=1)[:, None]

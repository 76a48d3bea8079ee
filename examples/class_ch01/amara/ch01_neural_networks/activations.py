"""Functions between layers, and the one after the last layer."""

import numpy as np


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Squeeze numbers into the range from 0 to 1."""
    out = np.empty(np.shape(z))
    right = z >= 0
    out[right] = 1 / (1 + np.exp(-z[right]))
    e = np.exp(z[~right])  # small, so nothing overflows
    out[~right] = e / (1 + e)
    return out


def sigmoid_derivative(z: np.ndarray) -> np.ndarray:
    """The slope of the sigmoid at z, the number before the sigmoid."""
    return sigmoid(z) * sigmoid(-z)  # because 1 - sigmoid(z) = sigmoid(-z)


def leaky_relu(z: np.ndarray, slope: float) -> np.ndarray:
    """Pass positive numbers, and a part of negative ones."""
    return np.where(z > 0, z, slope * z)


def leaky_relu_derivative(z: np.ndarray, slope: float) -> np.ndarray:
    """The slope of leaky_relu at z."""
    return np.where(z > 0, 1.0, slope)


def softmax(logits: np.ndarray) -> np.ndarray:
    """Turn each row of logits into probabilities."""
    row_max = np.max(logits, axis=1, keepdims=True)
    exp = np.exp(logits - row_max)
    return exp / np.sum(exp, axis=1, keepdims=True)

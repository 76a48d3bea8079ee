"""Functions between layers, and the one after the last layer."""

import numpy as np


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Squeeze numbers into the range from 0 to 1."""
    e = np.exp(-abs(z))
    return np.where(z < 0, e / (1 + e), 1 / (1 + e))


def sigmoid_derivative(z: np.ndarray) -> np.ndarray:
    """The slope of the sigmoid at z, the number before the sigmoid."""
    e = np.exp(-abs(z))
    return e / (1 + e) ** 2


def leaky_relu(z: np.ndarray, slope: float) -> np.ndarray:
    """Pass positive numbers, and a part of negative ones."""
    return np.where(z <= 0, slope * z, z)


def leaky_relu_derivative(z: np.ndarray, slope: float) -> np.ndarray:
    """The slope of leaky_relu at z."""
    return np.where(z <= 0, slope, 1)


def softmax(logits: np.ndarray) -> np.ndarray:
    """Turn each row of logits into probabilities."""
    row_max = np.max(logits, axis=1, keepdims=True)
    exp = np.exp(logits - row_max)
    return exp / np.sum(exp, axis=1, keepdims=True)

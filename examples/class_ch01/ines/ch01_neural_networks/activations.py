"""Functions between layers, and the one after the last layer."""

import numpy as np


def sigmoid(z: np.ndarray) -> np.ndarray:
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


def sigmoid_derivative(z: np.ndarray) -> np.ndarray:
    return sigmoid(z) * sigmoid(-z)


def leaky_relu(z: np.ndarray, slope: float) -> np.ndarray:
    return np.where(z > 0, z, z * slope)


def leaky_relu_derivative(z: np.ndarray, slope: float) -> np.ndarray:
    return np.where(z > 0, 1, slope)


def softmax(logits: np.ndarray) -> np.ndarray:
    """Turn each row of logits into probabilities."""
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return p

"""Functions between layers, and the one after the last layer."""

import numpy as np


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Squeeze numbers into the range from 0 to 1."""
    z = np.clip(z, -700, 700)  # exp(710) is inf
    return 1 / (1 + np.exp(-z))


def sigmoid_derivative(z: np.ndarray) -> np.ndarray:
    """The slope of the sigmoid at z, the number before the sigmoid."""
    e = np.exp(-np.abs(z))  # it is symmetric
    return e / (1 + e) / (1 + e)


def leaky_relu(z: np.ndarray, slope: float) -> np.ndarray:
    """Pass positive numbers, and a part of negative ones."""
    out = z.copy()
    out[z < 0] *= slope
    return out


def leaky_relu_derivative(z: np.ndarray, slope: float) -> np.ndarray:
    """The slope of leaky_relu at z."""
    return (z > 0) + slope * (z <= 0)


def softmax(logits: np.ndarray) -> np.ndarray:
    """Turn each row of logits into probabilities."""
    # log-sum-exp, from the lecture
    m = logits.max(axis=1, keepdims=True)
    lse = m + np.log(np.exp(logits - m).sum(axis=1, keepdims=True))
    return np.exp(logits - lse)

"""Functions between layers, and the one after the last layer."""

import numpy as np


def softmax(logits: np.ndarray) -> np.ndarray:
    """Turn each row of logits into probabilities."""
    row_max = np.max(logits, axis=1, keepdims=True)
    exp = np.exp(logits - row_max)
    return exp / np.sum(exp, axis=1, keepdims=True)

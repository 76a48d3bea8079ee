"""Functions between layers, and the one after the last layer."""

import numpy as np


def softmax(logits: np.ndarray) -> np.ndarray:
    """Turn each row of logits into probabilities."""
    shifted = logits - np.max(logits, axis=0)
    return np.exp(shifted) / np.sum(np.exp(shifted), axis=0)

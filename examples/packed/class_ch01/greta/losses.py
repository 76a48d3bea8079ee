"""How wrong a classifier is, and in which direction its logits should move."""

import numpy as np


def cross_entropy(logits: np.ndarray, labels: np.ndarray) -> float:
    """The mean over the samples of -ln(probability of the true class)."""
    m = logits.max(axis=1, keepdims=True)
    log_p = logits - m - np.log(np.sum(np.exp(logits - m), axis=1, keepdims=True))
    return -np.sum(log_p[np.arange(len(labels)), labels])


def cross_entropy_gradient(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The slope of `cross_entropy` by each logit."""
    n = len(labels)
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    p[np.arange(n), labels] -= 1
    return p / n

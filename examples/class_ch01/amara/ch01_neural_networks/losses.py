"""How wrong a classifier is, and in which direction its logits should move."""

import numpy as np


def cross_entropy(logits: np.ndarray, labels: np.ndarray) -> float:
    """The mean over the samples of -ln(probability of the true class)."""
    n = logits.shape[0]
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(shifted).sum(axis=1))
    true = shifted[np.arange(n), labels]
    return float(np.mean(log_sum - true))


def cross_entropy_gradient(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The slope of `cross_entropy` by each logit."""
    n, k = logits.shape
    exp = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = exp / exp.sum(axis=1, keepdims=True)
    one_hot = np.eye(k)[labels]
    return (p - one_hot) / n

"""Vector-Jacobian products: from the gradient of a result to the gradient of what it was made from."""

import numpy as np


def unbroadcast(gradient: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Undo NumPy's broadcasting: sum over all copies that were made of each entry."""
    extra = gradient.ndim - len(shape)
    g = gradient.sum(axis=tuple(range(extra)))
    for i in range(len(shape)):
        if shape[i] == 1:
            g = g.sum(axis=i, keepdims=True)
    return g


def affine_vjp(upstream, X, W):
    """The gradients of a layer Z = X @ W + b."""
    dX = np.dot(upstream, W.T)
    dW = np.dot(X.T, upstream)
    db = np.mean(upstream, axis=0)
    return dX, dW, db


def softmax_vjp(upstream: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """The gradient by the logits of P = softmax(Z), row by row."""
    s = np.sum(upstream * probabilities, axis=1, keepdims=True)
    return probabilities * (upstream - s)

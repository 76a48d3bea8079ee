"""Vector-Jacobian products: from the gradient of a result to the gradient of what it was made from."""

import numpy as np


def unbroadcast(gradient, shape):
    """Undo NumPy's broadcasting: sum over all copies that were made of each entry."""
    new_axes = gradient.ndim - len(shape)
    axes = list(range(new_axes))
    for i, n in enumerate(shape):
        if n == 1:
            axes.append(new_axes + i)
    return gradient.sum(axis=tuple(axes))


def affine_vjp(upstream, X, W):
    """The gradients of a layer Z = X @ W + b."""
    return upstream.dot(W.T), X.T.dot(upstream), upstream.sum(0)


def softmax_vjp(upstream, probabilities):
    """The gradient by the logits of P = softmax(Z), row by row."""
    inner = (upstream * probabilities).sum(1)
    return probabilities * (upstream - inner.reshape(-1, 1))

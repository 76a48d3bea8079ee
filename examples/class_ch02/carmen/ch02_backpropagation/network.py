"""A whole network, backwards, without an engine: what chapter 1 handed to you, by hand."""

import numpy as np


def backward(parameters, layers, d_logits, derivative):
    """The gradients of the loss by every weight and bias of a network."""
    grads = []
    delta = d_logits
    for l in reversed(range(len(parameters))):
        W, b = parameters[l]
        grads.append((np.dot(layers[l].T, delta), np.sum(delta, axis=0)))
        if l > 0:
            delta = np.dot(delta, W.T) * derivative(layers[l])
    return grads

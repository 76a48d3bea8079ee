"""How much of the gradient arrives at each layer."""

import numpy as np


def gradient_norms(parameters, layers, d_logits, derivative):
    """The size of the gradient by each layer's output, from the input to the logits."""
    L = len(parameters)
    norms = [0.0] * (L + 1)
    u = d_logits
    for i in range(L, -1, -1):
        norms[i] = float(np.linalg.norm(u))
        if i < L:
            u = u * derivative(layers[i])
        if i > 0:
            u = u.dot(parameters[i - 1][0].T)
    return norms

"""How much of the gradient arrives at each layer."""

import numpy as np


def gradient_norms(parameters, layers, d_logits, derivative):
    """The size of the gradient by each layer's output, from the input to the logits."""
    delta = d_logits
    norms = [np.sqrt((delta**2).sum())]
    for l in reversed(range(len(parameters))):
        dh = np.dot(delta, parameters[l][0].T)
        norms = [np.sqrt((dh**2).sum())] + norms
        delta = dh * derivative(layers[l])
    return norms

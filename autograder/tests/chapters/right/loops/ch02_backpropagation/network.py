# ruff: noqa - written as a student might write it
"""Right, one sample after another, with tuples of lists made into arrays at the end."""

import numpy as np


def backward(parameters, layers, d_logits, derivative):
    gradients = [(np.zeros_like(W), np.zeros_like(b)) for W, b in parameters]
    for sample in range(len(d_logits)):
        dz = d_logits[sample].copy()
        for l in range(len(parameters), 0, -1):
            W, b = parameters[l - 1]
            dW, db = gradients[l - 1]
            dW += np.outer(layers[l - 1][sample], dz)
            db += dz
            if l > 1:
                dz = np.array([sum(W[i, o] * dz[o] for o in range(W.shape[1])) for i in range(W.shape[0])])
                dz *= derivative(layers[l - 1][sample])
    return tuple(gradients)

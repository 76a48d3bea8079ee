# ruff: noqa - written as a student might write it
"""Right, in float32 throughout."""

import numpy as np


def gradient_norms(parameters, layers, d_logits, derivative):
    grad = d_logits.astype(np.float32)
    norms = [np.linalg.norm(grad)]
    last = len(parameters) - 1
    for l in range(last, -1, -1):
        if l < last:
            grad = grad * derivative(layers[l + 1].astype(np.float32))
        grad = np.matmul(grad, parameters[l][0].T.astype(np.float32))
        norms.insert(0, np.linalg.norm(grad.ravel()))
    return norms

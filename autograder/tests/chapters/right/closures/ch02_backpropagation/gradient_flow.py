# ruff: noqa - written as a student might write it
"""Right, by recursion over the layers, with an array as the result."""

import numpy as np


def gradient_norms(parameters, layers, d_logits, derivative):
    def norms(l, dh):
        here = [np.sqrt(np.sum(dh * dh))]
        if l == 0:
            return here
        dz = dh if l == len(parameters) else dh * derivative(layers[l])
        return norms(l - 1, dz @ parameters[l - 1][0].T) + here

    return np.array(norms(len(parameters), d_logits))

# ruff: noqa - written as a student might write it
"""Right, with a list of functions that each take a gradient one step back."""

import numpy as np


def backward(parameters, layers, d_logits, derivative):
    gradients = [None] * len(parameters)

    def step(l):
        def through(dz):
            W, b = parameters[l]
            gradients[l] = (layers[l].T.dot(dz), np.ones(len(dz)).dot(dz))
            return derivative(layers[l]) * dz.dot(W.T)

        return through

    dz = d_logits
    for through in [step(l) for l in reversed(range(len(parameters)))]:
        dz = through(dz)
    return gradients

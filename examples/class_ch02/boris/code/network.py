"""A whole network, backwards, without an engine: what chapter 1 handed to you, by hand."""

import numpy as np


def backward(parameters, layers, d_logits, derivative):
    """The gradients of the loss by every weight and bias of a network."""
    # first all dZ, from the last layer to the first, then the gradients
    dzs = [d_logits]
    for l in range(len(parameters) - 1, 0, -1):
        W = parameters[l][0]
        dzs = [np.einsum("nj,kj->nk", dzs[0], W) * derivative(layers[l]), *dzs]
    return [(np.einsum("nk,nj->kj", h, dz), dz.sum(axis=0)) for h, dz in zip(layers, dzs)]

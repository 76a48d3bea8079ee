# ruff: noqa - written as a student might write it
"""Right, with the last layer apart, einsum, and a tuple."""

import numpy as np


def affine(h, layer):
    return np.einsum("nd,dm->nm", h, layer[0]) + layer[1][None, :]


def forward(parameters, X, activation):
    *hidden, last = parameters
    layers = (X,)
    for layer in hidden:
        layers += (activation(affine(layers[-1], layer)),)
    return layers + (affine(layers[-1], last),)

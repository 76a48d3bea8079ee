# ruff: noqa - written as a student might write it
"""Right, in float32; the biases as a last row of W; the list begins with a copy of the input."""

import numpy as np


def forward(parameters, X, activation):
    h = np.float32(X)
    layers = [h.copy()]
    while len(layers) <= len(parameters):
        W, b = parameters[len(layers) - 1]
        stacked = np.vstack([W, b]).astype(np.float32)
        h = np.column_stack([h, np.ones(len(h), np.float32)]) @ stacked
        if len(layers) != len(parameters):
            h = activation(h)
        layers.append(h)
    return layers

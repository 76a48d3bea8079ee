"""The multilayer perceptron: layers in a row."""

import numpy as np


def forward(parameters, X, activation):
    """Send samples through all layers, and keep what each layer answers."""
    h = X
    all_h = [h]
    for W, b in parameters:
        h = activation(np.dot(h, W) + b)
        all_h.append(h)
    return all_h

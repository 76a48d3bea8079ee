# ruff: noqa - written as a student might write it
"""Right, one sample and one unit after another."""

import numpy as np


def forward(parameters, X, activation):
    layers = [X]
    for number in range(len(parameters)):
        W, b = parameters[number]
        z = np.zeros((len(X), len(b)))
        for i in range(len(X)):
            for unit in range(len(b)):
                z[i, unit] = b[unit]
                for j in range(len(W)):
                    z[i, unit] += layers[number][i, j] * W[j, unit]
        layers.append(activation(z) if number < len(parameters) - 1 else z)
    return layers

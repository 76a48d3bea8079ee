"""The multilayer perceptron: layers in a row."""


def forward(parameters, X, activation):
    h, out = X, [X]
    last = len(parameters) - 1
    for i, (W, b) in enumerate(parameters):
        z = np.dot(h, W) + b
        h = activation(z) if i < last else z
        out.append(h)
    return out


import numpy as np

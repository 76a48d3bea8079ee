import numpy as np


def size(g):
    return float(np.sqrt(np.sum(g**2)))


def gradient_norms(parameters, layers, d_logits, derivative):
    sizes = [size(d_logits)]
    dz = d_logits
    for l in range(len(parameters), 0, -1):
        dh = dz @ parameters[l - 1][0].T
        sizes.insert(0, size(dh))
        if l > 1:
            dz = dh * derivative(layers[l - 1])
    return sizes

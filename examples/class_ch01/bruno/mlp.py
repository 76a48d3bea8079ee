import numpy as np


def forward(parameters, X, activation):
    layers = [X]
    for number in range(len(parameters)):
        W, b = parameters[number]
        before = layers[number]
        z = np.zeros((before.shape[0], W.shape[1]))
        for i in range(z.shape[0]):
            for j in range(z.shape[1]):
                z[i, j] = b[j]
                for k in range(W.shape[0]):
                    z[i, j] += before[i, k] * W[k, j]
        if number == len(parameters) - 1:
            layers.append(z)
        else:
            layers.append(activation(z))
    return layers

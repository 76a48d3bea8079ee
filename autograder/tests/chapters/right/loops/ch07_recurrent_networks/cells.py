# ruff: noqa - written as a student might write it
"""Right, with a list of states and the last ones noted as they come by."""

import numpy as np


def rnn_step(x, h, Wx, Wh, b):
    a = np.zeros((x.shape[0], b.shape[0]))
    for i in range(x.shape[0]):
        for j in range(b.shape[0]):
            a[i, j] = b[j]
            for k in range(x.shape[1]):
                a[i, j] += x[i, k] * Wx[k, j]
            for k in range(h.shape[1]):
                a[i, j] += h[i, k] * Wh[k, j]
    return np.tanh(a)


def unroll(x, h0, parameters, lengths=None):
    Wx, Wh, b = parameters
    if lengths is None:
        lengths = np.array([x.shape[0]] * x.shape[1])
    h = h0.copy()
    states = []
    for t in range(x.shape[0]):
        new = np.tanh(np.dot(x[t], Wx) + np.dot(h, Wh) + b)
        running = lengths > t
        h = h.copy()
        h[running] = new[running]
        states.append(h)
    return np.stack(states), states[-1].copy()

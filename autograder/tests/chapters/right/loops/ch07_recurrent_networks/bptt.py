# ruff: noqa - written as a student might write it
"""Right, with gradients that are added up step by step, and a way back of its own for the chunks."""

import numpy as np


def backward(upstream, x, states, h0, parameters):
    return truncated_backward(upstream, x, states, h0, parameters, len(x))


def truncated_backward(upstream, x, states, h0, parameters, k):
    Wx, Wh, b = parameters
    g = {"Wx": np.zeros(Wx.shape), "Wh": np.zeros(Wh.shape), "b": np.zeros(b.shape), "x": np.zeros(x.shape)}
    dh_next = np.zeros(h0.shape)
    for t in range(len(x) - 1, -1, -1):
        prev = h0 if t == 0 else states[t - 1]
        da = (upstream[t] + dh_next) * (1 - states[t] * states[t])
        g["Wx"] += np.dot(x[t].T, da)
        g["Wh"] += np.dot(prev.T, da)
        g["b"] += np.sum(da, axis=0)
        g["x"][t] = np.dot(da, Wx.T)
        dh_next = np.dot(da, Wh.T)
        if t == 0:
            g["h0"] = dh_next
        elif t % k == 0:
            dh_next = np.zeros(h0.shape)
    return g

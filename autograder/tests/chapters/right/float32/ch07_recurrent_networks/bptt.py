# ruff: noqa - written as a student might write it
"""Right, in float32 throughout."""

import numpy as np

from .cells import f32


def _back(upstream, x, states, h0, parameters, cuts):
    u, x, s, h0 = f32(upstream, x, states, h0)
    Wx, Wh, b = f32(*parameters)
    T = len(x)
    da = [None] * T
    for t in reversed(range(T)):
        dh = u[t]
        if t + 1 < T and t + 1 not in cuts:
            dh = dh + da[t + 1] @ Wh.T
        da[t] = dh * (1 - s[t] ** 2)
    prev = [h0] + list(s[:-1])
    return {
        "Wx": sum(x[t].T @ da[t] for t in range(T)),
        "Wh": sum(prev[t].T @ da[t] for t in range(T)),
        "b": sum(da[t].sum(0) for t in range(T)),
        "h0": da[0] @ Wh.T,
        "x": np.stack([d @ Wx.T for d in da]),
    }


def backward(upstream, x, states, h0, parameters):
    return _back(upstream, x, states, h0, parameters, ())


def truncated_backward(upstream, x, states, h0, parameters, k):
    return _back(upstream, x, states, h0, parameters, set(range(k, len(x), k)))

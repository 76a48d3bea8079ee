# ruff: noqa - written as a student might write it
"""Right, in float32 throughout."""

import numpy as np


def f32(*arrays):
    return [np.asarray(a, dtype=np.float32) for a in arrays]


def rnn_step(x, h, Wx, Wh, b):
    x, h, Wx, Wh, b = f32(x, h, Wx, Wh, b)
    return np.tanh(x.dot(Wx) + h.dot(Wh) + b)


def unroll(x, h0, parameters, lengths=None):
    T, B, _ = x.shape
    lengths = np.repeat(T, B) if lengths is None else lengths
    states = np.zeros((T, B, h0.shape[1]), dtype=np.float32)
    for t in range(T):
        before = states[t - 1] if t > 0 else np.float32(h0)
        alive = (lengths > t).astype(np.float32)[:, None]
        states[t] = alive * rnn_step(x[t], before, *parameters) + (1 - alive) * before
    return states, states[lengths - 1, range(B)]

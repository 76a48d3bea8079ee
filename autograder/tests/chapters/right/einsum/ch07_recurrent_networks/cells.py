# ruff: noqa - written as a student might write it
"""Right, with one matrix for input and state together."""

import numpy as np


def rnn_step(x, h, Wx, Wh, b):
    return np.tanh(np.einsum("bk,kh->bh", np.hstack([x, h]), np.vstack([Wx, Wh])) + b)


def unroll(x, h0, parameters, lengths=None):
    Wx, Wh, b = parameters
    T, B, _ = x.shape
    states = np.zeros((T + 1, B, len(b)))
    states[0] = h0
    for t in range(T):
        states[t + 1] = rnn_step(x[t], states[t], Wx, Wh, b)
    if lengths is None:
        lengths = np.full(B, T)
    ends = np.minimum(np.arange(1, T + 1)[:, None], lengths)
    states = states[ends, np.arange(B)]
    return states, states[-1]

# ruff: noqa - written as a student might write it
"""Right, in float32 throughout."""

import numpy as np


def training_pair(text, vocabulary):
    ids = np.array([vocabulary.index(c) for c in vocabulary[0] + text + vocabulary[1]], dtype=np.int32)
    return ids[:-1].copy(), ids[1:].copy()


def sequence_loss(logits, targets, lengths):
    z = logits.astype(np.float32)
    T, B, V = z.shape
    z = z - z.max(axis=2, keepdims=True)
    logp = (z - np.log(np.exp(z).sum(axis=2, keepdims=True))).reshape(T * B, V)
    flat = targets.reshape(-1)
    rows = np.flatnonzero(flat >= 0)
    return -logp[rows, flat[rows]].mean()


def pick(logits, temperature, u):
    z = np.float32(logits) / np.float32(temperature)
    p = np.exp(z - z.max())
    c = np.cumsum(p / p.sum())
    below = np.count_nonzero(c <= np.float32(u))
    return np.int64(min(below, len(p) - 1))


def generate(step, start, end, choose, limit):
    state, token, out = None, start, []
    while True:
        logits, state = step(token, state)
        token = choose(logits)
        if token == end:
            return out
        out.append(token)
        if len(out) == limit:
            return out

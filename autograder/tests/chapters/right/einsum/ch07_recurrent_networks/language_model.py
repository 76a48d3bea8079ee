# ruff: noqa - written as a student might write it
"""Right, with one-hot targets, and lists of numbers."""

import numpy as np


def training_pair(text, vocabulary):
    ids = [vocabulary.find(c) for c in text]
    return [0] + ids, ids + [1]


def sequence_loss(logits, targets, lengths):
    V = logits.shape[2]
    onehot = (targets[..., None] == np.arange(V)).astype(float)
    z = logits - np.max(logits, axis=2)[:, :, None]
    cost = np.log(np.exp(z).sum(axis=2)) - np.einsum("tbv,tbv->tb", z, onehot)
    mask = np.arange(logits.shape[0])[:, None] < lengths[None, :]
    return np.sum(np.where(mask, cost, 0.0)) / np.sum(mask)


def pick(logits, temperature, u):
    scaled = (np.asarray(logits) - np.max(logits)) / temperature
    p = np.exp(scaled - np.log(np.sum(np.exp(scaled))))
    return min(int(np.searchsorted(np.cumsum(p), u, side="right")), len(p) - 1)


def generate(step, start, end, choose, limit):
    written = [start]
    state = None
    for _ in range(limit):
        logits, state = step(written[-1], state)
        written.append(choose(logits))
        if written[-1] == end:
            return written[1:-1]
    return written[1:]

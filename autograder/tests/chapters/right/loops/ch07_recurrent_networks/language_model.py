# ruff: noqa - written as a student might write it
"""Right, with loops where they are allowed."""

import numpy as np


def training_pair(text, vocabulary):
    place = {c: i for i, c in enumerate(vocabulary)}
    everything = [vocabulary[0]] + list(text) + [vocabulary[1]]
    ids = [place[c] for c in everything]
    return np.array(ids[:-1]), np.array(ids[1:])


def sequence_loss(logits, targets, lengths):
    z = logits - logits.max(-1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(-1, keepdims=True))
    mask = targets != -1
    t, b = np.nonzero(mask)
    return -logp[t, b, targets[t, b]].sum() / lengths.sum()


def pick(logits, temperature, u):
    z = logits / temperature
    z = z - np.max(z)
    p = np.exp(z)
    p = p / np.sum(p)
    total = 0.0
    for i in range(len(p)):
        total += p[i]
        if total > u:
            return i
    return len(p) - 1


def generate(step, start, end, choose, limit):
    out = []
    logits, state = step(start, None)
    for i in range(limit):
        c = choose(logits)
        if c == end:
            return out
        out.append(c)
        if i < limit - 1:
            logits, state = step(c, state)
    return out

# ruff: noqa - written as a student might write it
"""Right, in float32."""

import numpy as np


def cross_entropy(logits, labels):
    z = np.asarray(logits, dtype=np.float32)
    z = z - np.max(z, axis=1, keepdims=True)
    costs = np.log(np.exp(z).sum(1)) - np.take_along_axis(z, labels[:, None], 1)[:, 0]
    return np.mean(costs)


def cross_entropy_gradient(logits, labels):
    z = np.asarray(logits, dtype=np.float32)
    p = np.exp(z - z.max(axis=-1)[:, np.newaxis])
    p /= p.sum(axis=-1)[:, np.newaxis]
    np.subtract.at(p, (np.arange(len(labels)), labels), np.float32(1))
    return p / np.float32(len(labels))

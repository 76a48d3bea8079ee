# ruff: noqa - written as a student might write it
"""Right, with einsum and a logarithm of a sum."""

import numpy as np


def softmax(logits):
    log_sum = np.logaddexp.reduce(logits, axis=-1)
    p = np.exp(np.einsum("nk->kn", logits) - log_sum)
    p = p / np.einsum("kn->n", p)
    return np.einsum("kn->nk", p)

# ruff: noqa - written as a student might write it
"""Right, with logaddexp and one-hot rows."""

import numpy as np


def log_softmax(logits):
    return logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)


def onehot(labels, classes):
    return np.eye(classes)[labels]


def cross_entropy(logits, labels):
    return -np.einsum("nk,nk->", log_softmax(logits), onehot(labels, logits.shape[1])) / len(logits)


def cross_entropy_gradient(logits, labels):
    return np.einsum("nk->nk", np.exp(log_softmax(logits)) - onehot(labels, logits.shape[1])) / len(logits)

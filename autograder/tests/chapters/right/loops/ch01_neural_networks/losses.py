# ruff: noqa - written as a student might write it
"""Right, one sample after another, with plain numbers."""

import math

import numpy as np


def cross_entropy(logits, labels):
    total = 0.0
    for row, label in zip(logits.tolist(), labels.tolist()):
        top = max(row)
        total += math.log(math.fsum(math.exp(z - top) for z in row)) + (top - row[label])
    return total / len(labels)


def cross_entropy_gradient(logits, labels):
    gradient = np.zeros(logits.shape)
    for i, (row, label) in enumerate(zip(logits.tolist(), labels.tolist())):
        # the logit itself is taken away in the exponent: p_j = 1 / sum of exp(z_c - z_j)
        for j, z in enumerate(row):
            largest = max(row) - z
            p = math.exp(-largest) / sum(math.exp(other - z - largest) for other in row)
            gradient[i, j] = (p - (j == label)) / len(labels)
    return gradient

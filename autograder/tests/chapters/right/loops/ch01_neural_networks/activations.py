# ruff: noqa - written as a student might write it
"""Right, with loops over plain numbers and a list of lists inside."""

import math

import numpy as np


def softmax(logits):
    rows = []
    for row in logits.tolist():
        largest = max(row)
        exponentials = [math.exp(logit - largest) for logit in row]
        total = sum(exponentials)
        rows.append([exponential / total for exponential in exponentials])
    return np.array(rows)

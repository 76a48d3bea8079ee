# ruff: noqa - written as a student might write it
"""Right, with code in place of a pencil, arrays in the list, and a number too many in the dict."""

import numpy as np

from .questions import network_sizes, trace_points


def perceptron_trace():
    points, labels = trace_points()
    signed = labels[:, None] * np.c_[points, np.ones(6)]
    state, rows = np.zeros(3), []
    for row in signed:
        state = state + (np.einsum("i,i->", row, state) <= 0) * row
        rows.append(state)
    return rows


def predictions():
    sizes = np.array(network_sizes())
    weights, biases = (sizes[:-1] * sizes[1:]).sum(), sizes[1:].sum()
    return {"weights": weights, "parameters": weights + biases, "first_loss": np.log(sizes[-1])}

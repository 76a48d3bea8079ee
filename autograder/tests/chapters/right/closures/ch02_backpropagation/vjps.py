# ruff: noqa - written as a student might write it
"""Right, with einsum and with keepdims."""

import numpy as np


def unbroadcast(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis in range(len(shape)):
        if shape[axis] == 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient


def affine_vjp(upstream, X, W):
    return (
        np.einsum("no,io->ni", upstream, W),
        np.einsum("ni,no->io", X, upstream),
        np.einsum("no->o", upstream),
    )


def softmax_vjp(upstream, probabilities):
    inner = np.einsum("nk,nk->n", upstream, probabilities)
    return probabilities * upstream - probabilities * inner[:, None]

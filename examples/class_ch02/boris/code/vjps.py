"""Vector-Jacobian products, with einsum: an index that is missing on the right is summed over."""

import numpy as np

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def softmax_vjp(upstream, probabilities):
    jacobian_free = np.einsum("nk,nk->n", upstream, probabilities)
    return probabilities * (upstream - jacobian_free[:, None])


def affine_vjp(upstream, X, W):
    dX = np.einsum("nj,kj->nk", upstream, W)
    dW = np.einsum("nk,nj->kj", X, upstream)
    db = np.einsum("nj->j", upstream)
    return dX, dW, db


def unbroadcast(gradient, shape):
    all_axes = LETTERS[: gradient.ndim]
    own = all_axes[gradient.ndim - len(shape) :]
    kept = "".join(letter for letter, length in zip(own, shape) if length != 1)
    return np.einsum(f"{all_axes}->{kept}", gradient).reshape(shape)

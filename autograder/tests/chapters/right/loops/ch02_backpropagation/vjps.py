# ruff: noqa - written as a student might write it
"""Right, with a loop for every index; softmax through the whole Jacobian of each row."""

import numpy as np


def unbroadcast(gradient, shape):
    result = np.zeros(shape)
    for index in np.ndindex(gradient.shape):
        kept = index[len(index) - len(shape) :]
        place = tuple(0 if n == 1 else i for i, n in zip(kept, shape))
        result[place] += gradient[index]
    return result


def affine_vjp(upstream, X, W):
    dX, dW, db = np.zeros(X.shape), np.zeros(W.shape), np.zeros(W.shape[1])
    for sample in range(len(X)):
        for o in range(W.shape[1]):
            db[o] += upstream[sample, o]
            for i in range(W.shape[0]):
                dX[sample, i] += upstream[sample, o] * W[i, o]
                dW[i, o] += upstream[sample, o] * X[sample, i]
    return [dX, dW, db]


def softmax_vjp(upstream, probabilities):
    rows = []
    for u, p in zip(upstream, probabilities):
        jacobian = np.diag(p) - np.outer(p, p)
        rows.append(jacobian @ u)
    return np.array(rows)

import numpy as np


def unbroadcast(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis, n in enumerate(shape):
        if n == 1 and gradient.shape[axis] > 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient


def affine_vjp(upstream, X, W):
    dX = upstream @ W.T
    dW = X.T @ upstream
    db = unbroadcast(upstream, upstream.shape[1:])  # b was broadcast over the samples
    return dX, dW, db


def softmax_vjp(upstream, probabilities):
    g = upstream * probabilities
    return g - probabilities * g.sum(axis=1, keepdims=True)

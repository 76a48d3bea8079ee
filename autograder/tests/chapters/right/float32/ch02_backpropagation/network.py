# ruff: noqa - written as a student might write it
"""Right, in float32 throughout, with the chapter's own affine_vjp."""

import numpy as np

from .vjps import affine_vjp


def backward(parameters, layers, d_logits, derivative):
    hs = [h.astype(np.float32) for h in layers]
    grad = d_logits.astype(np.float32)
    out = []
    for l, (W, b) in reversed(list(enumerate(parameters))):
        dh, dW, db = affine_vjp(grad, hs[l], W)
        out.insert(0, (dW, db))
        grad = dh * derivative(hs[l])
    return out

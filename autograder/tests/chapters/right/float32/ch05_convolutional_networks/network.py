# ruff: noqa - written as a student might write it
"""Right, in float32."""

import numpy as np

from .convolution import conv2d, conv2d_backward
from .pooling import max_pool2d, max_pool2d_backward


def loss_and_gradients(parameters, x, labels):
    q = {name: np.float32(array) for name, array in parameters.items()}
    x = np.float32(x)
    h1 = conv2d(x, q["K1"], q["b1"], padding=1).clip(min=0)
    p1 = max_pool2d(h1, 2, 2)
    h2 = conv2d(p1, q["K2"], q["b2"], padding=1).clip(min=0)
    area = np.float32(h2[0, 0].size)
    g = h2.sum(axis=(2, 3)) / area
    s = g @ q["W"] + q["b"]
    s = s - s.max(axis=1, keepdims=True)
    p = np.exp(s)
    p /= p.sum(axis=1, keepdims=True)
    n = len(x)
    loss = np.mean(np.log(np.exp(s).sum(axis=1)) - s[np.arange(n), labels])
    p[np.arange(n), labels] -= 1
    p /= np.float32(n)
    back = (h2 > 0) * (p @ q["W"].T / area)[:, :, None, None]
    dp1, dK2, db2 = conv2d_backward(back, p1, q["K2"], padding=1)
    dh1 = (h1 > 0) * max_pool2d_backward(dp1, h1, 2, 2)
    _, dK1, db1 = conv2d_backward(dh1, x, q["K1"], padding=1)
    return loss, {"K1": dK1, "b1": db1, "K2": dK2, "b2": db2, "W": g.T @ p, "b": p.sum(axis=0)}

# ruff: noqa - written as a student might write it
"""Right, in float32 throughout."""

import numpy as np


def bidirectional(x, lengths, forwards, backwards):
    x = np.float32(x)
    T, B = x.shape[:2]
    index = (lengths[None, :] - 1 - np.arange(T)[:, None]) % T
    rev = np.take_along_axis(x, index[:, :, None], axis=0)
    back = np.float32(backwards(rev))
    return np.concatenate([np.float32(forwards(x)), np.take_along_axis(back, index[:, :, None], axis=0)], axis=2)


def deep(x, starts, layers):
    h = np.float32(x)
    finals = ()
    for layer, s in zip(layers, starts):
        h = np.float32(layer(h, np.float32(s)))
        finals += (h[-1],)
    return h, finals

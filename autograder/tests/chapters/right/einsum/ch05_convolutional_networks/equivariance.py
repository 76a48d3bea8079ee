# ruff: noqa - written as a student might write it
"""Right, with concatenation in place of roll."""

import numpy as np


def move(a, by):
    by = by % a.shape[-1]
    return np.concatenate([a[..., a.shape[-1] - by :], a[..., : a.shape[-1] - by]], axis=-1)


def shift_error(layer, x, shift, stride):
    one, two = layer(move(x, shift)), move(layer(x), int(np.floor(shift / stride)))
    return np.max(abs(one - two))

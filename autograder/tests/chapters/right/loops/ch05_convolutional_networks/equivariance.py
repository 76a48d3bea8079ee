# ruff: noqa - written as a student might write it
"""Right, entry after entry."""

import numpy as np


def shift_error(layer, x, shift, stride):
    before = layer(x)
    after = layer(np.take(x, (np.arange(x.shape[3]) - shift) % x.shape[3], axis=3))
    worst = 0.0
    for j in range(before.shape[3]):
        worst = max(worst, np.abs(after[..., (j + shift // stride) % before.shape[3]] - before[..., j]).max())
    return float(worst)

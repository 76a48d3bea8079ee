# ruff: noqa - written as a student might write it
"""Right, in float32."""

import numpy as np


def shift_error(layer, x, shift, stride):
    x = x.astype(np.float32)
    difference = layer(np.roll(x, shift, -1)) - np.roll(layer(x), shift // stride, -1)
    return max(difference.max(), -difference.min())

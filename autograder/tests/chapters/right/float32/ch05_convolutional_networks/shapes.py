# ruff: noqa - written as a student might write it
"""Right, with floats in between and NumPy's integers at the end."""

import numpy as np


def output_size(n, kernel, stride=1, padding=0, dilation=1):
    steps = np.floor(np.float32(n + 2 * padding - dilation * (kernel - 1) - 1) / np.float32(stride))
    if steps < 0:
        raise ValueError(f"no room for a kernel of {kernel}")
    return int(steps) + 1


def receptive_field(layers):
    size = 1
    for i, (kernel, _, dilation) in enumerate(layers):
        size += (kernel - 1) * dilation * int(np.prod([stride for _, stride, _ in layers[:i]], dtype=int))
    return size


def cost(layers, image_size):
    size = np.array(image_size)
    parameters = products = 0
    for c, o, k, s, p in layers:
        size = (size + 2 * p - k) // s + 1
        parameters += c * o * k * k + o
        products += c * o * k * k * int(size.prod())
    return parameters, products

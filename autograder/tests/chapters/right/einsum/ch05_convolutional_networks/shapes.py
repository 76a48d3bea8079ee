# ruff: noqa - written as a student might write it
"""Right, with other formulas."""

from functools import reduce


def output_size(n, kernel, stride=1, padding=0, dilation=1):
    places = range(-padding, n + padding - dilation * (kernel - 1), stride)
    if len(places) == 0:
        raise ValueError("no room")
    return len(places)


def receptive_field(layers):
    # from the last layer to the first: one entry needs (r - 1) * s + span entries before it
    return reduce(lambda r, layer: (r - 1) * layer[1] + layer[2] * (layer[0] - 1) + 1, reversed(layers), 1)


def cost(layers, image_size):
    h, w = image_size
    total, work = 0, 0
    for c, o, k, s, p in layers:
        h, w = output_size(h, k, s, p), output_size(w, k, s, p)
        total += o * (c * k**2 + 1)
        work += h * w * o * c * k**2
    return total, work

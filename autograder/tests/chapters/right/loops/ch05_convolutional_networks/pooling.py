# ruff: noqa - written as a student might write it
"""Right, with loops over the entries of a window; the last of equals wins."""

import numpy as np


def grids(x, size, stride):
    h, w = (x.shape[2] - size) // stride + 1, (x.shape[3] - size) // stride + 1
    for m in range(size):
        for k in range(size):
            yield slice(m, m + stride * (h - 1) + 1, stride), slice(k, k + stride * (w - 1) + 1, stride)


def surrounded(x, padding):
    big = np.full((x.shape[0], x.shape[1], x.shape[2] + 2 * padding, x.shape[3] + 2 * padding), -np.inf)
    big[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]] = x
    return big


def max_pool2d(x, size, stride, padding=0):
    big = surrounded(x, padding)
    out = None
    for rows, columns in grids(big, size, stride):
        part = big[:, :, rows, columns]
        out = part.copy() if out is None else np.maximum(out, part)
    return out


def max_pool2d_backward(upstream, x, size, stride, padding=0):
    best = max_pool2d(x, size, stride, padding)
    big = surrounded(x, padding)
    dx = np.zeros(big.shape)
    left = upstream.copy()
    for rows, columns in reversed(list(grids(big, size, stride))):
        wins = big[:, :, rows, columns] == best
        dx[:, :, rows, columns] += np.where(wins, left, 0)
        left[wins] = 0
    return dx[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]


def avg_pool2d(x, size, stride):
    return sum(x[:, :, rows, columns] for rows, columns in grids(x, size, stride)) / size**2


def avg_pool2d_backward(upstream, x, size, stride):
    dx = np.zeros(x.shape)
    for rows, columns in grids(x, size, stride):
        dx[:, :, rows, columns] += upstream / size**2
    return dx

# ruff: noqa - written as a student might write it
"""Right, with a loop for every index."""

import numpy as np


def cross_correlate(image, kernel):
    H, W = image.shape
    kH, kW = kernel.shape
    out = np.zeros((H - kH + 1, W - kW + 1))
    for i in range(H - kH + 1):
        for j in range(W - kW + 1):
            total = 0.0
            for m in range(kH):
                for k in range(kW):
                    total += image[i + m, j + k] * kernel[m, k]
            out[i, j] = total
    return out


def known_kernels():
    return {
        "identity": np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
        "blur": np.array([[0, 1, 0], [1, 4, 1], [0, 1, 0]]) / 8,
        "vertical_edges": np.array([[0, 0, 0], [1, -1, 0], [0, 0, 0]]),
        "horizontal_edges": np.array([[3, 10, 3], [0, 0, 0], [-3, -10, -3]]),
        "sharpen": np.array([[-1, -1, -1], [-1, 9, -1], [-1, -1, -1]]),
    }

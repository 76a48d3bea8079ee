# ruff: noqa - written as a student might write it
"""Right, in float32."""

import numpy as np


def cross_correlate(image, kernel):
    image, kernel = np.float32(image), np.float32(kernel)
    h, w = image.shape[0] - kernel.shape[0] + 1, image.shape[1] - kernel.shape[1] + 1
    out = np.zeros((h, w), dtype=np.float32)
    for m, row in enumerate(kernel):
        for k, weight in enumerate(row):
            out += weight * image[m : m + h, k : k + w]
    return out


def known_kernels():
    kernels = {
        "identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
        "blur": [[0.1, 0.1, 0.1], [0.1, 0.2, 0.1], [0.1, 0.1, 0.1]],
        "vertical_edges": [[1, 0, -1], [2, 0, -2], [1, 0, -1]],
        "horizontal_edges": [[1, 1, 1], [0, 0, 0], [-1, -1, -1]],
        "sharpen": [[0, -0.5, 0], [-0.5, 3, -0.5], [0, -0.5, 0]],
    }
    return {name: np.array(rows, dtype=np.float32) for name, rows in kernels.items()}

# ruff: noqa - written as a student might write it
"""Right, with einsum and other kernels."""

import numpy as np


def cross_correlate(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijmn,mn->ij", windows, kernel)


def known_kernels():
    smooth, slope = np.array([1.0, 2.0, 1.0]), np.array([1.0, 0.0, -1.0])
    middle = np.zeros((3, 3))
    middle[1, 1] = 1
    blur = np.outer(smooth, smooth) / 16
    return dict(
        identity=middle,
        blur=blur,
        vertical_edges=np.outer(np.ones(3), slope),
        horizontal_edges=np.outer(slope, np.ones(3)),
        sharpen=2 * middle - blur,
    )

"""Pooling: a window answers with one number, its largest or its mean. Each channel is pooled by itself.

Windows are square, `size` entries a side, and move by `stride` in both directions; they overlap where the stride
is smaller than the size. The number of positions is that of a convolution, and no Python loop runs over images,
channels or positions; loops over the entries of a window are fine.
"""

import numpy as np


def max_pool2d(x: np.ndarray, size: int, stride: int, padding: int = 0) -> np.ndarray:
    """The largest entry of each window.

    x:       (N, C, H, W) floats, of any sign
    padding: how many entries are added on each of the four sides, at most size // 2. They are never the answer:
             the largest of the entries of x in the window counts
    returns: (N, C, H_out, W_out) floats. x is as before afterwards

    Handout: "The largest in each window".
    """
    # BEGIN SOLUTION
    sides = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    padded = np.pad(x, sides, constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(2, 3))
    return windows[:, :, ::stride, ::stride].max(axis=(4, 5))
    # END SOLUTION


def max_pool2d_backward(upstream: np.ndarray, x: np.ndarray, size: int, stride: int, padding: int = 0) -> np.ndarray:
    """The gradient of a loss by the input of `max_pool2d`.

    upstream: (N, C, H_out, W_out), the gradient of the loss by each entry of the output
    x:        (N, C, H, W), what max_pool2d was given
    returns:  (N, C, H, W). Only the largest entry of a window receives its upstream gradient; an entry that is
              the largest of several windows receives their sum. Where several entries of a window are equally
              large, share the gradient among them in any way that adds up to it: all to one of them is fine

    upstream and x are as before afterwards.

    Handout: "The way back to the largest".
    """
    # BEGIN SOLUTION
    sides = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    padded = np.pad(x, sides, constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]
    height, width = windows.shape[2:4]
    largest = windows.reshape(*windows.shape[:4], size * size).argmax(axis=4)  # the first of equals
    d_padded = np.zeros_like(padded)
    for m in range(size):
        for k in range(size):
            place = (..., slice(m, m + stride * height, stride), slice(k, k + stride * width, stride))
            d_padded[place] += upstream * (largest == m * size + k)
    return d_padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    # END SOLUTION


def avg_pool2d(x: np.ndarray, size: int, stride: int) -> np.ndarray:
    """The mean of each window, without padding.

    x:       (N, C, H, W) floats
    returns: (N, C, H_out, W_out) floats. x is as before afterwards

    Handout: "The mean of each window".
    """
    # BEGIN SOLUTION
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))
    return windows[:, :, ::stride, ::stride].mean(axis=(4, 5))
    # END SOLUTION


def avg_pool2d_backward(upstream: np.ndarray, x: np.ndarray, size: int, stride: int) -> np.ndarray:
    """The gradient of a loss by the input of `avg_pool2d`.

    upstream: (N, C, H_out, W_out), the gradient of the loss by each entry of the output
    x:        (N, C, H, W), what avg_pool2d was given; only its shape matters
    returns:  (N, C, H, W). An entry collects from every window in which it lies, and 0 where there is none

    upstream and x are as before afterwards.

    Handout: "The mean of each window".
    """
    # BEGIN SOLUTION
    height, width = upstream.shape[2:]
    d_x = np.zeros_like(x)
    for m in range(size):
        for k in range(size):
            d_x[:, :, m : m + stride * height : stride, k : k + stride * width : stride] += upstream / size**2
    return d_x
    # END SOLUTION

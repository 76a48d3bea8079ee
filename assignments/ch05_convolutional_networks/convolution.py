"""Convolution over batches and channels, and its way back.

Images are (N, C, H, W), kernels (C_out, C_in, kH, kW), and kernels are not turned. `stride`, `padding` and
`dilation` are whole numbers that hold for both directions; padding adds zeros on all four sides.

What makes these functions fast is that NumPy runs the loops over images and positions. `np.vectorize`, `np.ndindex`
and their like run them in Python under another name, so they are not used here, and neither are `np.convolve`,
`np.correlate` and `np.fft`, which would leave nothing to write.
"""

import numpy as np


def im2col(
    x: np.ndarray, kernel_size: tuple[int, int], stride: int = 1, padding: int = 0, dilation: int = 1
) -> np.ndarray:
    """Every window of every image as one row of a matrix.

    x:           (N, C, H, W) floats
    kernel_size: (kH, kW), which may differ
    returns:     (N * H_out * W_out, C * kH * kW) floats. Rows run over images, then over positions from top to
                 bottom, then from left to right. Within a row the entries run over channels, then over the
                 rows of the window, then over its columns:

        row (n, i, j), column (c, m, k)  =  padded x at [n, c, i * stride + m * dilation, j * stride + k * dilation]

    x is as before afterwards. No Python loop runs over images, channels or positions: the same number of lines
    is executed for large images as for small ones. Loops over the entries of the kernel are fine.

    Handout: "Windows as rows".
    """
    raise NotImplementedError("convolution.im2col")


def conv2d(
    x: np.ndarray, weight: np.ndarray, bias: np.ndarray, stride: int = 1, padding: int = 0, dilation: int = 1
) -> np.ndarray:
    """Cross-correlate every image with every kernel, and sum over the channels.

        out at [n, o, i, j] = bias_o + sum over c, m, k of
            weight_(o, c, m, k) * padded x at [n, c, i * stride + m * dilation, j * stride + k * dilation]

    x:       (N, C_in, H, W) floats
    weight:  (C_out, C_in, kH, kW) floats
    bias:    (C_out,) floats, one for each output channel
    returns: (N, C_out, H_out, W_out) floats

    Nothing that was passed in is changed. You may use your `im2col`, or do without. No Python loop runs over
    images, channels or positions; loops over the entries of a kernel are fine.

    Handout: "A layer is one matrix product".
    """
    raise NotImplementedError("convolution.conv2d")


def conv2d_backward(
    upstream: np.ndarray, x: np.ndarray, weight: np.ndarray, stride: int = 1, padding: int = 0, dilation: int = 1
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The gradients of a loss by the input, the kernels and the biases of `conv2d`.

    upstream: (N, C_out, H_out, W_out), the gradient of the loss by each entry of conv2d's output
    x:        (N, C_in, H, W), what conv2d was given
    weight:   (C_out, C_in, kH, kW), the kernels that it used
    returns:  (dx, dweight, dbias) with the shapes of x, weight and bias

    An entry of x lies in several windows, and has an influence through each of them; an entry that no window
    reaches gets 0. Nothing that was passed in is changed. No Python loop runs over images, channels or positions;
    loops over the entries of a kernel are fine.

    Handout: "The way back through a window".
    """
    raise NotImplementedError("convolution.conv2d_backward")

"""What students really write for convolution.py, and what they did, in one sentence each."""

import numpy as np

from autograder.engine.check import misconception

# The sources below are spliced into a copy of the solution: there, this is the solution's.
im2col = None


@misconception("convolution.im2col")
def reshape_for_transpose(x, kernel_size, stride=1, padding=0, dilation=1):
    """The windows were reshaped with the channels still in front: the right numbers stand in the wrong rows."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    span = tuple(dilation * (size - 1) + 1 for size in kernel_size)
    windows = np.lib.stride_tricks.sliding_window_view(padded, span, axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::dilation, ::dilation]
    n, channels, height, width, *_ = windows.shape
    return windows.reshape(n * height * width, channels * np.prod(kernel_size))


@misconception("convolution.im2col")
def channels_last(x, kernel_size, stride=1, padding=0, dilation=1):
    """Within a row the channels run fastest: the entries go over the window first, then over the channels."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    span = tuple(dilation * (size - 1) + 1 for size in kernel_size)
    windows = np.lib.stride_tricks.sliding_window_view(padded, span, axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::dilation, ::dilation]
    n, channels, height, width, *_ = windows.shape
    return windows.transpose(0, 2, 3, 4, 5, 1).reshape(n * height * width, channels * np.prod(kernel_size))


@misconception("convolution.im2col")
def stride_downwards_only(x, kernel_size, stride=1, padding=0, dilation=1):
    """Windows moved by the stride from top to bottom, and by 1 from left to right."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    span = tuple(dilation * (size - 1) + 1 for size in kernel_size)
    windows = np.lib.stride_tricks.sliding_window_view(padded, span, axis=(2, 3))
    windows = windows[:, :, ::stride, :, ::dilation, ::dilation]
    n, channels, height, width, *_ = windows.shape
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(n * height * width, channels * np.prod(kernel_size))


@misconception("convolution.im2col")
def pads_the_channels(x, kernel_size, stride=1, padding=0, dilation=1):
    """Zeros were added around the channel axis too, so there are channels that no image has."""
    padded = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (padding, padding)))
    span = tuple(dilation * (size - 1) + 1 for size in kernel_size)
    windows = np.lib.stride_tricks.sliding_window_view(padded, span, axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::dilation, ::dilation]
    n, channels, height, width, *_ = windows.shape
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(n * height * width, channels * np.prod(kernel_size))


@misconception("convolution.im2col")
def pads_the_far_sides(x, kernel_size, stride=1, padding=0, dilation=1):
    """All the padding stands below and to the right, none above and to the left."""
    padded = np.pad(x, ((0, 0), (0, 0), (0, 2 * padding), (0, 2 * padding)))
    span = tuple(dilation * (size - 1) + 1 for size in kernel_size)
    windows = np.lib.stride_tricks.sliding_window_view(padded, span, axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::dilation, ::dilation]
    n, channels, height, width, *_ = windows.shape
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(n * height * width, channels * np.prod(kernel_size))


@misconception("convolution.im2col")
def ignores_the_dilation(x, kernel_size, stride=1, padding=0, dilation=1):
    """The dilation was not used: each window is a solid block."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, tuple(kernel_size), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]
    n, channels, height, width, *_ = windows.shape
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(n * height * width, channels * np.prod(kernel_size))


@misconception("convolution.im2col")
def windows_as_columns(x, kernel_size, stride=1, padding=0, dilation=1):
    """The matrix is turned: each window stands in a column, not in a row."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    span = tuple(dilation * (size - 1) + 1 for size in kernel_size)
    windows = np.lib.stride_tricks.sliding_window_view(padded, span, axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::dilation, ::dilation]
    n, channels, height, width, *_ = windows.shape
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(n * height * width, channels * np.prod(kernel_size)).T


@misconception("convolution.im2col")
def places_before_images(x, kernel_size, stride=1, padding=0, dilation=1):
    """The rows run over places first and over images last."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    span = tuple(dilation * (size - 1) + 1 for size in kernel_size)
    windows = np.lib.stride_tricks.sliding_window_view(padded, span, axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::dilation, ::dilation]
    n, channels, height, width, *_ = windows.shape
    return windows.transpose(2, 3, 0, 1, 4, 5).reshape(n * height * width, channels * np.prod(kernel_size))


@misconception("convolution.im2col")
def strides_of_a_fresh_array(x, kernel_size, stride=1, padding=0, dilation=1):
    """The steps in memory were computed from the shape; an array that is a view of another has steps of its own."""
    padded = x if padding == 0 else np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, channels, rows, columns = padded.shape
    height, width = (
        (size - dilation * (kernel - 1) - 1) // stride + 1
        for size, kernel in zip((rows, columns), kernel_size, strict=True)
    )
    step = padded.itemsize
    steps = np.array([channels * rows * columns, rows * columns, columns, 1]) * step
    windows = np.lib.stride_tricks.as_strided(
        padded,
        (n, channels, height, width, *kernel_size),
        (steps[0], steps[1], stride * steps[2], stride * step, dilation * steps[2], dilation * step),
    )
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(n * height * width, channels * np.prod(kernel_size))


@misconception("convolution.im2col")
def scales_the_callers_images(x, kernel_size, stride=1, padding=0, dilation=1):
    """The caller's images were brought to a largest entry of 1, in place."""
    x /= np.abs(x).max()
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    span = tuple(dilation * (size - 1) + 1 for size in kernel_size)
    windows = np.lib.stride_tricks.sliding_window_view(padded, span, axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::dilation, ::dilation]
    n, channels, height, width, *_ = windows.shape
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(n * height * width, channels * np.prod(kernel_size))


@misconception("convolution.im2col")
def im2col_loops_over_places(x, kernel_size, stride=1, padding=0, dilation=1):
    """A Python loop cut windows out image by image, or place by place."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    height, width = (dilation * (size - 1) + 1 for size in kernel_size)
    rows = []
    for image in padded:
        for i in range(0, image.shape[1] - height + 1, stride):
            for j in range(0, image.shape[2] - width + 1, stride):
                rows.append(image[:, i : i + height : dilation, j : j + width : dilation].ravel())
    return np.array(rows)


@misconception("convolution.conv2d")
def mean_over_channels(x, weight, bias, stride=1, padding=0, dilation=1):
    """The channels were averaged, not summed."""
    channels_out, channels_in, *kernel_size = weight.shape
    height, width = (
        (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1
        for size, kernel in zip(x.shape[2:], kernel_size, strict=True)
    )
    rows = im2col(x, tuple(kernel_size), stride, padding, dilation)
    out = rows @ weight.reshape(channels_out, -1).T / channels_in + bias
    return out.reshape(len(x), height, width, channels_out).transpose(0, 3, 1, 2)


@misconception("convolution.conv2d")
def maps_reshaped(x, weight, bias, stride=1, padding=0, dilation=1):
    """The rows were reshaped to (N, C_out, H_out, W_out) at once; they stand in the order N, H_out, W_out, C_out."""
    channels_out, _, *kernel_size = weight.shape
    height, width = (
        (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1
        for size, kernel in zip(x.shape[2:], kernel_size, strict=True)
    )
    rows = im2col(x, tuple(kernel_size), stride, padding, dilation)
    return (rows @ weight.reshape(channels_out, -1).T + bias).reshape(len(x), channels_out, height, width)


@misconception("convolution.conv2d")
def bias_on_the_width(x, weight, bias, stride=1, padding=0, dilation=1):
    """The bias was added to an array of shape (N, C_out, H_out, W_out) as it is, so it met the width."""
    channels_out, _, *kernel_size = weight.shape
    height, width = (
        (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1
        for size, kernel in zip(x.shape[2:], kernel_size, strict=True)
    )
    rows = im2col(x, tuple(kernel_size), stride, padding, dilation)
    out = rows @ weight.reshape(channels_out, -1).T
    return out.reshape(len(x), height, width, channels_out).transpose(0, 3, 1, 2) + bias


@misconception("convolution.conv2d")
def bias_left_out(x, weight, bias, stride=1, padding=0, dilation=1):
    """The biases were not added."""
    channels_out, _, *kernel_size = weight.shape
    height, width = (
        (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1
        for size, kernel in zip(x.shape[2:], kernel_size, strict=True)
    )
    rows = im2col(x, tuple(kernel_size), stride, padding, dilation)
    out = rows @ weight.reshape(channels_out, -1).T
    return out.reshape(len(x), height, width, channels_out).transpose(0, 3, 1, 2)


@misconception("convolution.conv2d")
def kernels_turned(x, weight, bias, stride=1, padding=0, dilation=1):
    """The kernels were turned by 180 degrees."""
    channels_out, _, *kernel_size = weight.shape
    height, width = (
        (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1
        for size, kernel in zip(x.shape[2:], kernel_size, strict=True)
    )
    rows = im2col(x, tuple(kernel_size), stride, padding, dilation)
    out = rows @ weight[:, :, ::-1, ::-1].reshape(channels_out, -1).T + bias
    return out.reshape(len(x), height, width, channels_out).transpose(0, 3, 1, 2)


@misconception("convolution.conv2d")
def kernel_matrix_reshaped(x, weight, bias, stride=1, padding=0, dilation=1):
    """The kernels were reshaped to (C_in kH kW, C_out) at once, which does not exchange the axes."""
    channels_out, _, *kernel_size = weight.shape
    height, width = (
        (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1
        for size, kernel in zip(x.shape[2:], kernel_size, strict=True)
    )
    rows = im2col(x, tuple(kernel_size), stride, padding, dilation)
    out = rows @ weight.reshape(-1, channels_out) + bias
    return out.reshape(len(x), height, width, channels_out).transpose(0, 3, 1, 2)


@misconception("convolution.conv2d")
def height_for_width(x, weight, bias, stride=1, padding=0, dilation=1):
    """Height and width of the output were exchanged when the rows were put back into maps."""
    channels_out, _, *kernel_size = weight.shape
    height, width = (
        (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1
        for size, kernel in zip(x.shape[2:], kernel_size, strict=True)
    )
    rows = im2col(x, tuple(kernel_size), stride, padding, dilation)
    out = rows @ weight.reshape(channels_out, -1).T + bias
    return out.reshape(len(x), width, height, channels_out).transpose(0, 3, 1, 2)


@misconception("convolution.conv2d")
def dilation_not_handed_on(x, weight, bias, stride=1, padding=0, dilation=1):
    """The dilation was not used."""
    channels_out, _, *kernel_size = weight.shape
    height, width = (
        (size + 2 * padding - kernel) // stride + 1 for size, kernel in zip(x.shape[2:], kernel_size, strict=True)
    )
    rows = im2col(x, tuple(kernel_size), stride, padding)
    out = rows @ weight.reshape(channels_out, -1).T + bias
    return out.reshape(len(x), height, width, channels_out).transpose(0, 3, 1, 2)


@misconception("convolution.conv2d")
def adds_into_the_callers_biases(x, weight, bias, stride=1, padding=0, dilation=1):
    """The biases were added into the caller's own array of biases."""
    channels_out, _, *kernel_size = weight.shape
    height, width = (
        (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1
        for size, kernel in zip(x.shape[2:], kernel_size, strict=True)
    )
    rows = im2col(x, tuple(kernel_size), stride, padding, dilation)
    out = rows @ weight.reshape(channels_out, -1).T + bias
    bias += out.mean(axis=0)
    return out.reshape(len(x), height, width, channels_out).transpose(0, 3, 1, 2)


@misconception("convolution.conv2d")
def conv2d_loops_over_places(x, weight, bias, stride=1, padding=0, dilation=1):
    """A Python loop computed the products image by image, or place by place."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    height, width = (dilation * (size - 1) + 1 for size in weight.shape[2:])
    rows = range(0, padded.shape[2] - height + 1, stride)
    columns = range(0, padded.shape[3] - width + 1, stride)
    out = np.empty((len(x), len(weight), len(rows), len(columns)))
    for i, top in enumerate(rows):
        for j, left in enumerate(columns):
            window = padded[:, :, top : top + height : dilation, left : left + width : dilation]
            out[:, :, i, j] = np.tensordot(window, weight, axes=([1, 2, 3], [1, 2, 3])) + bias
    return out


@misconception("convolution.conv2d_backward")
def overlaps_overwritten(upstream, x, weight, stride=1, padding=0, dilation=1):
    """Contributions to dx were assigned, not added: a pixel kept only the last one that reached it."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, d_weight = np.zeros_like(padded), np.zeros_like(weight)
    (height, width), (rows, columns) = upstream.shape[2:], weight.shape[2:]
    for m in range(rows):
        for k in range(columns):
            down = slice(m * dilation, m * dilation + stride * height, stride)
            across = slice(k * dilation, k * dilation + stride * width, stride)
            d_weight[:, :, m, k] = np.tensordot(upstream, padded[:, :, down, across], axes=([0, 2, 3], [0, 2, 3]))
            back = np.tensordot(upstream, weight[:, :, m, k], axes=(1, 0))
            d_padded[:, :, down, across] = back.transpose(0, 3, 1, 2)
    d_x = d_padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    return d_x, d_weight, upstream.sum(axis=(0, 2, 3))


@misconception("convolution.conv2d_backward")
def bias_gradient_over_the_batch_only(upstream, x, weight, stride=1, padding=0, dilation=1):
    """dbias was summed over the images alone; the bias touches every place."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, d_weight = np.zeros_like(padded), np.zeros_like(weight)
    (height, width), (rows, columns) = upstream.shape[2:], weight.shape[2:]
    for m in range(rows):
        for k in range(columns):
            down = slice(m * dilation, m * dilation + stride * height, stride)
            across = slice(k * dilation, k * dilation + stride * width, stride)
            d_weight[:, :, m, k] = np.tensordot(upstream, padded[:, :, down, across], axes=([0, 2, 3], [0, 2, 3]))
            back = np.tensordot(upstream, weight[:, :, m, k], axes=(1, 0))
            d_padded[:, :, down, across] += back.transpose(0, 3, 1, 2)
    d_x = d_padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    return d_x, d_weight, upstream.sum(axis=0)


@misconception("convolution.conv2d_backward")
def bias_gradient_is_a_mean(upstream, x, weight, stride=1, padding=0, dilation=1):
    """dbias was averaged over images and places; the mean in the loss is in the upstream gradient already."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, d_weight = np.zeros_like(padded), np.zeros_like(weight)
    (height, width), (rows, columns) = upstream.shape[2:], weight.shape[2:]
    for m in range(rows):
        for k in range(columns):
            down = slice(m * dilation, m * dilation + stride * height, stride)
            across = slice(k * dilation, k * dilation + stride * width, stride)
            d_weight[:, :, m, k] = np.tensordot(upstream, padded[:, :, down, across], axes=([0, 2, 3], [0, 2, 3]))
            back = np.tensordot(upstream, weight[:, :, m, k], axes=(1, 0))
            d_padded[:, :, down, across] += back.transpose(0, 3, 1, 2)
    d_x = d_padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    return d_x, d_weight, upstream.mean(axis=(0, 2, 3))


@misconception("convolution.conv2d_backward")
def padding_kept(upstream, x, weight, stride=1, padding=0, dilation=1):
    """dx came back with the padding around it."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, d_weight = np.zeros_like(padded), np.zeros_like(weight)
    (height, width), (rows, columns) = upstream.shape[2:], weight.shape[2:]
    for m in range(rows):
        for k in range(columns):
            down = slice(m * dilation, m * dilation + stride * height, stride)
            across = slice(k * dilation, k * dilation + stride * width, stride)
            d_weight[:, :, m, k] = np.tensordot(upstream, padded[:, :, down, across], axes=([0, 2, 3], [0, 2, 3]))
            back = np.tensordot(upstream, weight[:, :, m, k], axes=(1, 0))
            d_padded[:, :, down, across] += back.transpose(0, 3, 1, 2)
    return d_padded, d_weight, upstream.sum(axis=(0, 2, 3))


@misconception("convolution.conv2d_backward")
def padding_cut_with_a_negative_end(upstream, x, weight, stride=1, padding=0, dilation=1):
    """The padding was cut off with [padding:-padding]; without padding that is [0:0], and nothing is left."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, d_weight = np.zeros_like(padded), np.zeros_like(weight)
    (height, width), (rows, columns) = upstream.shape[2:], weight.shape[2:]
    for m in range(rows):
        for k in range(columns):
            down = slice(m * dilation, m * dilation + stride * height, stride)
            across = slice(k * dilation, k * dilation + stride * width, stride)
            d_weight[:, :, m, k] = np.tensordot(upstream, padded[:, :, down, across], axes=([0, 2, 3], [0, 2, 3]))
            back = np.tensordot(upstream, weight[:, :, m, k], axes=(1, 0))
            d_padded[:, :, down, across] += back.transpose(0, 3, 1, 2)
    return d_padded[:, :, padding:-padding, padding:-padding], d_weight, upstream.sum(axis=(0, 2, 3))


@misconception("convolution.conv2d_backward")
def padding_cut_at_the_far_end(upstream, x, weight, stride=1, padding=0, dilation=1):
    """dx was cut to its size from the upper left corner, so the padding above and to the left stayed in it."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, d_weight = np.zeros_like(padded), np.zeros_like(weight)
    (height, width), (rows, columns) = upstream.shape[2:], weight.shape[2:]
    for m in range(rows):
        for k in range(columns):
            down = slice(m * dilation, m * dilation + stride * height, stride)
            across = slice(k * dilation, k * dilation + stride * width, stride)
            d_weight[:, :, m, k] = np.tensordot(upstream, padded[:, :, down, across], axes=([0, 2, 3], [0, 2, 3]))
            back = np.tensordot(upstream, weight[:, :, m, k], axes=(1, 0))
            d_padded[:, :, down, across] += back.transpose(0, 3, 1, 2)
    return d_padded[:, :, : x.shape[2], : x.shape[3]], d_weight, upstream.sum(axis=(0, 2, 3))


@misconception("convolution.conv2d_backward")
def kernel_turned_on_the_way_back(upstream, x, weight, stride=1, padding=0, dilation=1):
    """For dx each upstream gradient was spread with the kernel turned by 180 degrees."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, d_weight = np.zeros_like(padded), np.zeros_like(weight)
    (height, width), (rows, columns) = upstream.shape[2:], weight.shape[2:]
    for m in range(rows):
        for k in range(columns):
            down = slice(m * dilation, m * dilation + stride * height, stride)
            across = slice(k * dilation, k * dilation + stride * width, stride)
            d_weight[:, :, m, k] = np.tensordot(upstream, padded[:, :, down, across], axes=([0, 2, 3], [0, 2, 3]))
            back = np.tensordot(upstream, weight[:, :, rows - 1 - m, columns - 1 - k], axes=(1, 0))
            d_padded[:, :, down, across] += back.transpose(0, 3, 1, 2)
    d_x = d_padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    return d_x, d_weight, upstream.sum(axis=(0, 2, 3))


@misconception("convolution.conv2d_backward")
def stride_forgotten_on_the_way_back(upstream, x, weight, stride=1, padding=0, dilation=1):
    """For dx the upstream gradients were laid side by side; behind a stride they lie that far apart."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, d_weight = np.zeros_like(padded), np.zeros_like(weight)
    (height, width), (rows, columns) = upstream.shape[2:], weight.shape[2:]
    for m in range(rows):
        for k in range(columns):
            down = slice(m * dilation, m * dilation + stride * height, stride)
            across = slice(k * dilation, k * dilation + stride * width, stride)
            d_weight[:, :, m, k] = np.tensordot(upstream, padded[:, :, down, across], axes=([0, 2, 3], [0, 2, 3]))
            back = np.tensordot(upstream, weight[:, :, m, k], axes=(1, 0))
            top, left = m * dilation, k * dilation
            d_padded[:, :, top : top + height, left : left + width] += back.transpose(0, 3, 1, 2)
    d_x = d_padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    return d_x, d_weight, upstream.sum(axis=(0, 2, 3))


@misconception("convolution.conv2d_backward")
def kernel_gradient_divided_by_the_images(upstream, x, weight, stride=1, padding=0, dilation=1):
    """dweight was divided by the number of images, which the mean in the loss had done already."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, d_weight = np.zeros_like(padded), np.zeros_like(weight)
    (height, width), (rows, columns) = upstream.shape[2:], weight.shape[2:]
    for m in range(rows):
        for k in range(columns):
            down = slice(m * dilation, m * dilation + stride * height, stride)
            across = slice(k * dilation, k * dilation + stride * width, stride)
            d_weight[:, :, m, k] = np.tensordot(upstream, padded[:, :, down, across], axes=([0, 2, 3], [0, 2, 3]))
            back = np.tensordot(upstream, weight[:, :, m, k], axes=(1, 0))
            d_padded[:, :, down, across] += back.transpose(0, 3, 1, 2)
    d_x = d_padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    return d_x, d_weight / len(x), upstream.sum(axis=(0, 2, 3))


@misconception("convolution.conv2d_backward")
def kernel_gradient_with_padding_at_the_far_sides(upstream, x, weight, stride=1, padding=0, dilation=1):
    """For dweight windows were taken from zeros set at the far sides; on the way forward they stood all around."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    unpadded = np.pad(x, ((0, 0), (0, 0), (0, 2 * padding), (0, 2 * padding)))
    d_padded, d_weight = np.zeros_like(padded), np.zeros_like(weight)
    (height, width), (rows, columns) = upstream.shape[2:], weight.shape[2:]
    for m in range(rows):
        for k in range(columns):
            down = slice(m * dilation, m * dilation + stride * height, stride)
            across = slice(k * dilation, k * dilation + stride * width, stride)
            d_weight[:, :, m, k] = np.tensordot(upstream, unpadded[:, :, down, across], axes=([0, 2, 3], [0, 2, 3]))
            back = np.tensordot(upstream, weight[:, :, m, k], axes=(1, 0))
            d_padded[:, :, down, across] += back.transpose(0, 3, 1, 2)
    d_x = d_padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    return d_x, d_weight, upstream.sum(axis=(0, 2, 3))


@misconception("convolution.conv2d_backward")
def dilation_forgotten_on_the_way_back(upstream, x, weight, stride=1, padding=0, dilation=1):
    """For dx the entries of the kernel were laid side by side; with a dilation they lie that far apart."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, d_weight = np.zeros_like(padded), np.zeros_like(weight)
    (height, width), (rows, columns) = upstream.shape[2:], weight.shape[2:]
    for m in range(rows):
        for k in range(columns):
            down = slice(m * dilation, m * dilation + stride * height, stride)
            across = slice(k * dilation, k * dilation + stride * width, stride)
            d_weight[:, :, m, k] = np.tensordot(upstream, padded[:, :, down, across], axes=([0, 2, 3], [0, 2, 3]))
            back = np.tensordot(upstream, weight[:, :, m, k], axes=(1, 0))
            d_padded[:, :, m : m + stride * height : stride, k : k + stride * width : stride] += back.transpose(
                0, 3, 1, 2
            )
    d_x = d_padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    return d_x, d_weight, upstream.sum(axis=(0, 2, 3))


@misconception("convolution.conv2d_backward")
def gradients_in_another_order(upstream, x, weight, stride=1, padding=0, dilation=1):
    """The gradients were returned as dweight, dbias, dx."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, d_weight = np.zeros_like(padded), np.zeros_like(weight)
    (height, width), (rows, columns) = upstream.shape[2:], weight.shape[2:]
    for m in range(rows):
        for k in range(columns):
            down = slice(m * dilation, m * dilation + stride * height, stride)
            across = slice(k * dilation, k * dilation + stride * width, stride)
            d_weight[:, :, m, k] = np.tensordot(upstream, padded[:, :, down, across], axes=([0, 2, 3], [0, 2, 3]))
            back = np.tensordot(upstream, weight[:, :, m, k], axes=(1, 0))
            d_padded[:, :, down, across] += back.transpose(0, 3, 1, 2)
    d_x = d_padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    return d_weight, upstream.sum(axis=(0, 2, 3)), d_x


@misconception("convolution.conv2d_backward")
def upstream_divided_in_place(upstream, x, weight, stride=1, padding=0, dilation=1):
    """The caller's upstream gradient was divided by the number of images, in place."""
    upstream /= len(x)
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, d_weight = np.zeros_like(padded), np.zeros_like(weight)
    (height, width), (rows, columns) = upstream.shape[2:], weight.shape[2:]
    for m in range(rows):
        for k in range(columns):
            down = slice(m * dilation, m * dilation + stride * height, stride)
            across = slice(k * dilation, k * dilation + stride * width, stride)
            d_weight[:, :, m, k] = np.tensordot(upstream, padded[:, :, down, across], axes=([0, 2, 3], [0, 2, 3]))
            back = np.tensordot(upstream, weight[:, :, m, k], axes=(1, 0))
            d_padded[:, :, down, across] += back.transpose(0, 3, 1, 2)
    d_x = d_padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    return d_x, d_weight, upstream.sum(axis=(0, 2, 3))


@misconception("convolution.conv2d_backward")
def conv2d_backward_loops_over_places(upstream, x, weight, stride=1, padding=0, dilation=1):
    """A Python loop sent gradients back image by image, or place by place."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_padded, d_weight = np.zeros_like(padded), np.zeros_like(weight)
    rows, columns = (dilation * (size - 1) + 1 for size in weight.shape[2:])
    for n in range(len(x)):
        for i in range(upstream.shape[2]):
            for j in range(upstream.shape[3]):
                top, left = i * stride, j * stride
                place = (n, slice(None), slice(top, top + rows, dilation), slice(left, left + columns, dilation))
                d_weight += upstream[n, :, i, j][:, None, None, None] * padded[place]
                d_padded[place] += np.tensordot(upstream[n, :, i, j], weight, axes=1)
    d_x = d_padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    return d_x, d_weight, upstream.sum(axis=(0, 2, 3))

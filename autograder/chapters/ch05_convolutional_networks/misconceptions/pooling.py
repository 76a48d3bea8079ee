"""What students really write for pooling.py, and what they did, in one sentence each."""

import numpy as np

from autograder.engine.check import misconception


@misconception("pooling.max_pool2d")
def zeros_as_padding(x, size, stride, padding=0):
    """The padding is zeros: where all entries of a window are below 0, a zero won."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(2, 3))
    return windows[:, :, ::stride, ::stride].max(axis=(4, 5))


@misconception("pooling.max_pool2d")
def max_pool2d_stride_is_the_size(x, size, stride, padding=0):
    """Windows moved by their own size; the stride was not used."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(2, 3))
    return windows[:, :, ::size, ::size].max(axis=(4, 5))


@misconception("pooling.max_pool2d")
def stride_downwards_only(x, size, stride, padding=0):
    """Windows moved by the stride from top to bottom, and by 1 from left to right."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(2, 3))
    return windows[:, :, ::stride].max(axis=(4, 5))


@misconception("pooling.max_pool2d")
def largest_over_channels(x, size, stride, padding=0):
    """The largest was taken over all channels together; each channel is pooled by itself."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(2, 3))
    return windows[:, :, ::stride, ::stride].max(axis=(1, 4, 5), keepdims=True)[..., 0, 0]


@misconception("pooling.max_pool2d")
def absolute_values(x, size, stride, padding=0):
    """The entry that is furthest from 0 was taken, without its sign."""
    padded = np.pad(np.abs(x), ((0, 0), (0, 0), (padding, padding), (padding, padding)), constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(2, 3))
    return windows[:, :, ::stride, ::stride].max(axis=(4, 5))


@misconception("pooling.max_pool2d")
def part_windows_counted(x, size, stride, padding=0):
    """Windows that stand out at the far end were counted too, as if more padding were there."""
    far = padding + size - 1
    padded = np.pad(x, ((0, 0), (0, 0), (padding, far), (padding, far)), constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(2, 3))
    return windows[:, :, ::stride, ::stride].max(axis=(4, 5))


@misconception("pooling.max_pool2d")
def cuts_the_callers_x(x, size, stride, padding=0):
    """Numbers below the mean were set to -inf in the caller's own array."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(2, 3))
    largest = windows[:, :, ::stride, ::stride].max(axis=(4, 5))
    x[x < x.mean()] = -np.inf
    return largest


@misconception("pooling.max_pool2d")
def max_pool2d_loops_over_places(x, size, stride, padding=0):
    """A Python loop found the largest entries image by image, or place by place."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), constant_values=-np.inf)
    rows, columns = (range(0, length - size + 1, stride) for length in padded.shape[2:])
    out = np.empty((*x.shape[:2], len(rows), len(columns)))
    for i, top in enumerate(rows):
        for j, left in enumerate(columns):
            out[:, :, i, j] = padded[:, :, top : top + size, left : left + size].max(axis=(2, 3))
    return out


@misconception("pooling.max_pool2d_backward")
def every_tie_gets_all(upstream, x, size, stride, padding=0):
    """Entries that are equally large each received the whole gradient, so the sum grew."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]
    height, width = windows.shape[2:4]
    largest = windows.max(axis=(4, 5))
    d_padded = np.zeros_like(padded)
    for m in range(size):
        for k in range(size):
            place = (..., slice(m, m + stride * height, stride), slice(k, k + stride * width, stride))
            d_padded[place] += upstream * (padded[place] == largest)
    return d_padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]


@misconception("pooling.max_pool2d_backward")
def max_pool2d_backward_overlaps_overwritten(upstream, x, size, stride, padding=0):
    """An entry that is the largest of several windows kept the gradient of one of them only."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]
    height, width = windows.shape[2:4]
    largest = windows.reshape(*windows.shape[:4], size * size).argmax(axis=4)
    d_padded = np.zeros_like(padded)
    for m in range(size):
        for k in range(size):
            place = (..., slice(m, m + stride * height, stride), slice(k, k + stride * width, stride))
            wins = largest == m * size + k
            d_padded[place] = np.where(wins, upstream, d_padded[place])
    return d_padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]


@misconception("pooling.max_pool2d_backward")
def spread_like_a_mean(upstream, x, size, stride, padding=0):
    """Every entry of a window received an equal share: that is the way back through a mean."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), constant_values=-np.inf)
    height, width = upstream.shape[2:]
    d_padded = np.zeros_like(padded)
    for m in range(size):
        for k in range(size):
            place = (..., slice(m, m + stride * height, stride), slice(k, k + stride * width, stride))
            d_padded[place] += upstream / size**2
    return d_padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]


@misconception("pooling.max_pool2d_backward")
def padding_of_zeros(upstream, x, size, stride, padding=0):
    """The padding is zeros: where all entries of a window are below 0 its gradient went into the padding."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]
    height, width = windows.shape[2:4]
    largest = windows.reshape(*windows.shape[:4], size * size).argmax(axis=4)
    d_padded = np.zeros_like(padded)
    for m in range(size):
        for k in range(size):
            place = (..., slice(m, m + stride * height, stride), slice(k, k + stride * width, stride))
            d_padded[place] += upstream * (largest == m * size + k)
    return d_padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]


@misconception("pooling.max_pool2d_backward")
def padding_kept(upstream, x, size, stride, padding=0):
    """The gradient came back with the padding around it."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]
    height, width = windows.shape[2:4]
    largest = windows.reshape(*windows.shape[:4], size * size).argmax(axis=4)
    d_padded = np.zeros_like(padded)
    for m in range(size):
        for k in range(size):
            place = (..., slice(m, m + stride * height, stride), slice(k, k + stride * width, stride))
            d_padded[place] += upstream * (largest == m * size + k)
    return d_padded


@misconception("pooling.max_pool2d_backward")
def ones_for_the_upstream(upstream, x, size, stride, padding=0):
    """The largest entries got 1: they were marked, and not multiplied by the upstream gradient."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]
    height, width = windows.shape[2:4]
    largest = windows.reshape(*windows.shape[:4], size * size).argmax(axis=4)
    d_padded = np.zeros_like(padded)
    for m in range(size):
        for k in range(size):
            place = (..., slice(m, m + stride * height, stride), slice(k, k + stride * width, stride))
            d_padded[place] += largest == m * size + k
    return d_padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]


@misconception("pooling.max_pool2d_backward")
def rows_and_columns_of_the_window_exchanged(upstream, x, size, stride, padding=0):
    """The position of the largest in its window was read as (column, row)."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]
    height, width = windows.shape[2:4]
    largest = windows.reshape(*windows.shape[:4], size * size).argmax(axis=4)
    d_padded = np.zeros_like(padded)
    for m in range(size):
        for k in range(size):
            place = (..., slice(m, m + stride * height, stride), slice(k, k + stride * width, stride))
            d_padded[place] += upstream * (largest == k * size + m)
    return d_padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]


@misconception("pooling.max_pool2d_backward")
def upstream_used_up(upstream, x, size, stride, padding=0):
    """The caller's upstream gradient was set to 0 once it had been handed on."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]
    height, width = windows.shape[2:4]
    largest = windows.reshape(*windows.shape[:4], size * size).argmax(axis=4)
    d_padded = np.zeros_like(padded)
    for m in range(size):
        for k in range(size):
            place = (..., slice(m, m + stride * height, stride), slice(k, k + stride * width, stride))
            wins = largest == m * size + k
            d_padded[place] += upstream * wins
            upstream[wins] = 0
    return d_padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]


@misconception("pooling.max_pool2d_backward")
def max_pool2d_backward_loops_over_places(upstream, x, size, stride, padding=0):
    """A Python loop handed gradients to the largest entries image by image, or place by place."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), constant_values=-np.inf)
    d_padded = np.zeros_like(padded)
    for n in range(upstream.shape[0]):
        for c in range(upstream.shape[1]):
            for i in range(upstream.shape[2]):
                for j in range(upstream.shape[3]):
                    window = padded[n, c, i * stride : i * stride + size, j * stride : j * stride + size]
                    row, column = divmod(int(window.argmax()), size)
                    d_padded[n, c, i * stride + row, j * stride + column] += upstream[n, c, i, j]
    return d_padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]


@misconception("pooling.avg_pool2d")
def divides_by_the_stride(x, size, stride):
    """The sum of a window was divided by stride * stride; it has size * size entries, whatever the stride."""
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))
    return windows[:, :, ::stride, ::stride].sum(axis=(4, 5)) / stride**2


@misconception("pooling.avg_pool2d")
def divides_by_the_side(x, size, stride):
    """The sum of a window was divided by its side, not by the number of its entries."""
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))
    return windows[:, :, ::stride, ::stride].sum(axis=(4, 5)) / size


@misconception("pooling.avg_pool2d")
def avg_pool2d_stride_is_the_size(x, size, stride):
    """Windows moved by their own size; the stride was not used."""
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))
    return windows[:, :, ::size, ::size].mean(axis=(4, 5))


@misconception("pooling.avg_pool2d")
def largest_for_mean(x, size, stride):
    """The largest entry of each window came back, not the mean."""
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))
    return windows[:, :, ::stride, ::stride].max(axis=(4, 5))


@misconception("pooling.avg_pool2d")
def divides_x_in_place(x, size, stride):
    """The caller's own array was divided by the number of entries of a window."""
    x /= size**2
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))
    return windows[:, :, ::stride, ::stride].sum(axis=(4, 5))


@misconception("pooling.avg_pool2d")
def avg_pool2d_loops_over_places(x, size, stride):
    """A Python loop took means image by image, or place by place."""
    rows, columns = (range(0, length - size + 1, stride) for length in x.shape[2:])
    out = np.empty((*x.shape[:2], len(rows), len(columns)))
    for i, top in enumerate(rows):
        for j, left in enumerate(columns):
            out[:, :, i, j] = x[:, :, top : top + size, left : left + size].mean(axis=(2, 3))
    return out


@misconception("pooling.avg_pool2d_backward")
def whole_gradient_to_each(upstream, x, size, stride):
    """Each entry of a window received the whole upstream gradient, not its share of the mean."""
    height, width = upstream.shape[2:]
    d_x = np.zeros_like(x)
    for m in range(size):
        for k in range(size):
            d_x[:, :, m : m + stride * height : stride, k : k + stride * width : stride] += upstream
    return d_x


@misconception("pooling.avg_pool2d_backward")
def avg_pool2d_backward_overlaps_overwritten(upstream, x, size, stride):
    """An entry that lies in several windows kept the share of one of them only."""
    height, width = upstream.shape[2:]
    d_x = np.zeros_like(x)
    for m in range(size):
        for k in range(size):
            d_x[:, :, m : m + stride * height : stride, k : k + stride * width : stride] = upstream / size**2
    return d_x


@misconception("pooling.avg_pool2d_backward")
def repeats_blocks(upstream, x, size, stride):
    """Each share was copied into a block of stride * stride entries; windows may overlap, or leave gaps."""
    blocks = np.repeat(np.repeat(upstream / size**2, stride, axis=2), stride, axis=3)
    d_x = np.zeros_like(x)
    part = d_x[:, :, : blocks.shape[2], : blocks.shape[3]]
    part += blocks[:, :, : part.shape[2], : part.shape[3]]
    return d_x


@misconception("pooling.avg_pool2d_backward")
def share_by_the_stride(upstream, x, size, stride):
    """The upstream gradient was divided by stride * stride, not by the number of entries of a window."""
    height, width = upstream.shape[2:]
    d_x = np.zeros_like(x)
    for m in range(size):
        for k in range(size):
            d_x[:, :, m : m + stride * height : stride, k : k + stride * width : stride] += upstream / stride**2
    return d_x


@misconception("pooling.avg_pool2d_backward")
def weighs_with_x(upstream, x, size, stride):
    """Each share was multiplied with the entry of x; the derivative of a mean does not depend on x."""
    height, width = upstream.shape[2:]
    d_x = np.zeros_like(x)
    for m in range(size):
        for k in range(size):
            d_x[:, :, m : m + stride * height : stride, k : k + stride * width : stride] += upstream / size**2
    return d_x * x


@misconception("pooling.avg_pool2d_backward")
def divides_the_upstream_in_place(upstream, x, size, stride):
    """The caller's own upstream gradient was divided."""
    upstream /= size**2
    height, width = upstream.shape[2:]
    d_x = np.zeros_like(x)
    for m in range(size):
        for k in range(size):
            d_x[:, :, m : m + stride * height : stride, k : k + stride * width : stride] += upstream
    return d_x


@misconception("pooling.avg_pool2d_backward")
def avg_pool2d_backward_loops_over_places(upstream, x, size, stride):
    """A Python loop handed shares out image by image, or place by place."""
    d_x = np.zeros_like(x)
    for i in range(upstream.shape[2]):
        for j in range(upstream.shape[3]):
            share = upstream[:, :, i, j][:, :, None, None] / size**2
            d_x[:, :, i * stride : i * stride + size, j * stride : j * stride + size] += share
    return d_x

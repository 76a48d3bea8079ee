"""What students really write for equivariance.py, and what they did, in one sentence each."""

import numpy as np

from autograder.engine.check import misconception


@misconception("equivariance.shift_error")
def answer_moved_by_input_columns(layer, x, shift, stride):
    """The answer was moved by as many columns as the images; behind a stride it moves by fewer."""
    return float(np.abs(layer(np.roll(x, shift, axis=3)) - np.roll(layer(x), shift, axis=3)).max())


@misconception("equivariance.shift_error")
def zeros_come_in(layer, x, shift, stride):
    """Zeros came in on the left where the columns that had left on the right should, so a border was counted."""
    moved = np.zeros_like(x)
    moved[..., shift:] = x[..., : x.shape[3] - shift]
    return float(np.abs(layer(moved) - np.roll(layer(x), shift // stride, axis=3)).max())


@misconception("equivariance.shift_error")
def compares_sums(layer, x, shift, stride):
    """The sums of the two answers were compared; equal sums do not make equal maps."""
    moved_first, moved_last = layer(np.roll(x, shift, axis=3)), np.roll(layer(x), shift // stride, axis=3)
    return float(np.abs(moved_first.sum() - moved_last.sum()))


@misconception("equivariance.shift_error")
def moves_rows(layer, x, shift, stride):
    """The images were moved down, along axis 2, and not to the right."""
    return float(np.abs(layer(np.roll(x, shift, axis=2)) - np.roll(layer(x), shift // stride, axis=2)).max())


@misconception("equivariance.shift_error")
def mean_of_the_differences(layer, x, shift, stride):
    """The mean of the differences came back, where the largest was asked for."""
    return float(np.abs(layer(np.roll(x, shift, axis=3)) - np.roll(layer(x), shift // stride, axis=3)).mean())


@misconception("equivariance.shift_error")
def no_absolute_value(layer, x, shift, stride):
    """The largest difference was taken without its absolute value, so differences below 0 did not count."""
    return float((layer(np.roll(x, shift, axis=3)) - np.roll(layer(x), shift // stride, axis=3)).max())


@misconception("equivariance.shift_error")
def answer_not_moved(layer, x, shift, stride):
    """The answer for the moved images was compared with the answer as it stood: that measures invariance alone."""
    return float(np.abs(layer(np.roll(x, shift, axis=3)) - layer(x)).max())


@misconception("equivariance.shift_error")
def moved_the_other_way(layer, x, shift, stride):
    """The answer was moved to the left where the images were moved to the right."""
    return float(np.abs(layer(np.roll(x, shift, axis=3)) - np.roll(layer(x), -(shift // stride), axis=3)).max())


@misconception("equivariance.shift_error")
def moves_the_callers_images(layer, x, shift, stride):
    """The caller's own images were moved."""
    expected = np.roll(layer(x), shift // stride, axis=3)
    x[...] = np.roll(x, shift, axis=3)
    return float(np.abs(layer(x) - expected).max())


@misconception("equivariance.shift_error")
def rolls_the_flat_array(layer, x, shift, stride):
    """np.roll was called without an axis, so columns moved from one row into the next."""
    return float(np.abs(layer(np.roll(x, shift)) - np.roll(layer(x), shift // stride)).max())

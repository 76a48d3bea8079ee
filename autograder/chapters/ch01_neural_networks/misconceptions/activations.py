"""What students really write for activations.py, and what they did, in one sentence each.

The sources are spliced into a copy of the solution, so they use that module's names.
"""

import numpy as np

from autograder.engine.check import misconception


@misconception("activations.softmax")
def without_the_shift(logits):
    """exp(1000) overflowed to inf, and inf / inf is nan."""
    exponentials = np.exp(logits)
    return exponentials / exponentials.sum(axis=1, keepdims=True)


@misconception("activations.softmax")
def one_maximum_for_all_rows(logits):
    """The largest logit of the whole array was subtracted from every row, so rows far below it became 0 / 0."""
    exponentials = np.exp(logits - logits.max())
    return exponentials / exponentials.sum(axis=1, keepdims=True)


@misconception("activations.softmax")
def columns_for_rows(logits):
    """Each column was made to sum to 1, not each row."""
    exponentials = np.exp(logits - logits.max(axis=0, keepdims=True))
    return exponentials / exponentials.sum(axis=0, keepdims=True)


@misconception("activations.softmax")
def one_sum_for_all_rows(logits):
    """The exponentials were divided by the sum over the whole array, so all rows together sum to 1."""
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum()


@misconception("activations.softmax")
def sums_without_their_axis(logits):
    """The sums have shape (n,), so NumPy lined them up with the columns and not with the rows."""
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1)


@misconception("activations.softmax")
def changes_its_input(logits):
    """The shift was written into the caller's array."""
    logits -= logits.max(axis=1, keepdims=True)
    exponentials = np.exp(logits)
    return exponentials / exponentials.sum(axis=1, keepdims=True)


@misconception("activations.softmax")
def clips_the_logits(logits):
    """The logits were clipped to 500 before exp, so different logits beyond 500 got equal probabilities."""
    exponentials = np.exp(np.clip(logits, -500, 500))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


@misconception("activations.softmax")
def hides_the_overflow(logits):
    """exp overflowed, and the nan that it left was replaced by 0."""
    exponentials = np.exp(logits)
    return np.nan_to_num(exponentials / exponentials.sum(axis=1, keepdims=True))


@misconception("activations.softmax")
def divides_the_logits(logits):
    """The logits themselves were divided by their sum; no exponential was taken."""
    return logits / logits.sum(axis=1, keepdims=True)


@misconception("activations.softmax")
def shifts_after_exp(logits):
    """The maximum was subtracted from the exponentials, not from the logits in the exponent."""
    exponentials = np.exp(logits) - logits.max(axis=1, keepdims=True)
    return exponentials / exponentials.sum(axis=1, keepdims=True)


@misconception("activations.softmax")
def divides_by_the_largest(logits):
    """The exponentials were divided by the largest of their row, so the largest became 1 and the row sums to more."""
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.max(axis=1, keepdims=True)


@misconception("activations.softmax")
def sigmoid_of_each(logits):
    """Each logit went through a sigmoid by itself, without the other logits of its row."""
    return 1 / (1 + np.exp(-logits))


@misconception("activations.softmax")
def returns_logarithms(logits):
    """The logarithms of the probabilities came back, not the probabilities."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


@misconception("activations.softmax")
def drops_an_axis_of_length_one(logits):
    """Axes of length 1 were squeezed away, so one row came back with shape (k,) and not (1, k)."""
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.squeeze(exponentials / exponentials.sum(axis=1, keepdims=True))

"""What students really write for activations.py, and what they did, in one sentence each.

The sources are spliced into a copy of the solution, so they use that module's names.
"""

import numpy as np

from autograder.engine.check import misconception


@misconception("activations.sigmoid")
def one_formula_for_all(z):
    """exp(-z) overflowed for z far below 0."""
    return 1 / (1 + np.exp(-z))


@misconception("activations.sigmoid")
def other_formula_for_all(z):
    """exp(z) overflowed for z far above 0, and inf / inf is nan."""
    return np.exp(z) / (1 + np.exp(z))


@misconception("activations.sigmoid")
def computes_both_forms_everywhere(z):
    """np.where chose between two formulas, after both had been computed for every z: each overflows on one side."""
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))


@misconception("activations.sigmoid")
def clips_too_narrowly(z):
    """z was clipped to 20, so everything beyond got the same answer."""
    return 1 / (1 + np.exp(-np.clip(z, -20, 20)))


@misconception("activations.sigmoid")
def sign_of_the_exponent(z):
    """The exponent has the other sign, so the result falls where it should rise."""
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, small, 1) / (1 + small)


@misconception("activations.sigmoid")
def exponent_without_its_minus(z):
    """exp(z) stands where exp(-z) belongs, so the result falls where it should rise, and exp overflowed."""
    return 1 / (1 + np.exp(z))


@misconception("activations.sigmoid")
def tanh_for_sigmoid(z):
    """The results lie between -1 and 1: this is tanh."""
    return np.tanh(z)


@misconception("activations.sigmoid_derivative")
def derivative_of_the_output(z):
    """z(1 - z) was computed: that formula wants sigmoid(z), and this function is given z itself."""
    return z * (1 - z)


@misconception("activations.sigmoid_derivative")
def one_formula_for_all_slopes(z):
    """s(1 - s) was computed with an s for which exp(-z) overflowed, for z far below 0."""
    s = 1 / (1 + np.exp(-z))
    return s * (1 - s)


@misconception("activations.sigmoid_derivative")
def overflow_in_the_square(z):
    """The square of 1 + exp(-z) overflowed for z far below 0, and inf / inf is nan."""
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


@misconception("activations.sigmoid_derivative")
def squeezed_twice(z):
    """The slope was taken at sigmoid(z), not at z: the sigmoid was applied twice."""
    inner = 0.5 * (1 + np.tanh(z / 2))
    outer = 0.5 * (1 + np.tanh(inner / 2))
    return outer * (1 - outer)


@misconception("activations.sigmoid_derivative")
def second_factor_squeezed_twice(z):
    """The second factor was sigmoid(-s), with an s that is sigmoid(z) already."""
    s = 0.5 * (1 + np.tanh(z / 2))
    return s * 0.5 * (1 + np.tanh(-s / 2))


@misconception("activations.sigmoid_derivative")
def value_for_slope(z):
    """The sigmoid itself came back, not its slope."""
    return 0.5 * (1 + np.tanh(z / 2))


@misconception("activations.sigmoid_derivative")
def slope_of_tanh(z):
    """1 - s² was computed, which is the rule for tanh."""
    return 1 - (0.5 * (1 + np.tanh(z / 2))) ** 2


@misconception("activations.leaky_relu")
def slope_on_the_wrong_side(z, slope):
    """Positive numbers were multiplied by the slope, and negative ones passed as they are."""
    return np.where(z > 0, slope * z, z)


@misconception("activations.leaky_relu")
def maximum_of_both(z, slope):
    """The larger of z and slope * z was taken, which is the other one for slopes above 1."""
    return np.maximum(z, slope * z)


@misconception("activations.leaky_relu")
def changes_its_array(z, slope):
    """The negative numbers were replaced in the caller's own array."""
    z[z < 0] *= slope
    return z


@misconception("activations.leaky_relu")
def ignores_the_slope(z, slope):
    """Negative numbers became 0: the slope was not used."""
    return np.maximum(z, 0)


@misconception("activations.leaky_relu")
def slope_alone(z, slope):
    """Negative numbers were replaced by the slope itself, not by slope * z."""
    return np.where(z > 0, z, slope)


@misconception("activations.leaky_relu_derivative")
def one_at_the_kink(z, slope):
    """At z = 0 the derivative came out as 1."""
    return np.where(z >= 0, 1.0, slope)


@misconception("activations.leaky_relu_derivative")
def value_for_derivative(z, slope):
    """leaky_relu itself came back, not its derivative."""
    return np.where(z > 0, z, slope * z)


@misconception("activations.leaky_relu_derivative")
def zero_on_the_left(z, slope):
    """The derivative of negative numbers is 0 here: the slope was not used."""
    return np.where(z > 0, 1.0, 0.0)


@misconception("activations.leaky_relu_derivative")
def slope_times_z_on_the_left(z, slope):
    """On the left slope * z came back, where the derivative is the slope alone."""
    return np.where(z > 0, 1.0, slope * z)


@misconception("activations.leaky_relu_derivative")
def mean_at_the_kink(z, slope):
    """At z = 0 the mean of both slopes was taken."""
    return np.where(z > 0, 1.0, np.where(z < 0, slope, (1 + slope) / 2))


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
def sums_over_columns(logits):
    """The largest logit was found in each row, and the exponentials were summed over each column."""
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=0)


@misconception("activations.softmax")
def shifts_by_the_mean(logits):
    """The mean of each row was subtracted, and the largest logit can still lie far above it: exp overflowed."""
    exponentials = np.exp(logits - logits.mean(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


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

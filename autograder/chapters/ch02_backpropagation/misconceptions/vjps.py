# ruff: noqa: N803 - names as in Z = X @ W + b
"""What students really write for vjps.py, and what they did, in one sentence each."""

import numpy as np

from autograder.engine.check import misconception


@misconception("vjps.unbroadcast")
def new_axes_only(gradient, shape):
    """Only the axes that broadcasting had added were summed, not the ones of length 1 that it had stretched."""
    return gradient.sum(axis=tuple(range(gradient.ndim - len(shape))))


@misconception("vjps.unbroadcast")
def stretched_axes_only(gradient, shape):
    """Only axes of length 1 were summed; axes that broadcasting had added in front are still there."""
    leading = gradient.ndim - len(shape)
    stretched = tuple(leading + axis for axis, length in enumerate(shape) if length == 1)
    return gradient.sum(axis=stretched, keepdims=True)


@misconception("vjps.unbroadcast")
def axes_of_length_one_dropped(gradient, shape):
    """Stretched axes were summed away altogether: shape (2, 1) came back as (2,)."""
    leading = gradient.ndim - len(shape)
    stretched = tuple(leading + axis for axis, length in enumerate(shape) if length == 1)
    return gradient.sum(axis=(*range(leading), *stretched))


@misconception("vjps.unbroadcast")
def mean_of_the_copies(gradient, shape):
    """The copies were averaged, but each of them moves the result by itself."""
    leading = gradient.ndim - len(shape)
    stretched = tuple(leading + axis for axis, length in enumerate(shape) if length == 1)
    return gradient.mean(axis=(*range(leading), *stretched)).reshape(shape)


@misconception("vjps.unbroadcast")
def one_of_the_copies(gradient, shape):
    """The first of the copies was taken, and the gradients of the others are lost."""
    first = gradient[(0,) * (gradient.ndim - len(shape))]
    return first[tuple(slice(0, length) for length in shape)].copy()


@misconception("vjps.unbroadcast")
def axes_counted_from_the_left(gradient, shape):
    """The shapes were lined up at their left ends; broadcasting lines them up at the right."""
    stretched = tuple(axis for axis, length in enumerate(shape) if length == 1)
    summed = gradient.sum(axis=stretched, keepdims=True)
    return summed.sum(axis=tuple(range(len(shape), gradient.ndim)))


@misconception("vjps.unbroadcast")
def stretched_axes_before_added_ones(gradient, shape):
    """The stretched axes were summed while the added axes still stood in front of them, so others were hit."""
    for axis, length in enumerate(shape):
        if length == 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    return gradient


@misconception("vjps.unbroadcast")
def cuts_to_the_shape(gradient, shape):
    """The gradient was cut to as many numbers as the shape holds; nothing was summed."""
    return np.resize(gradient, shape)


@misconception("vjps.unbroadcast")
def sums_into_the_gradient(gradient, shape):
    """The sums over new axes were written into the caller's array."""
    while gradient.ndim > len(shape):
        for copy in gradient[1:]:
            gradient[0] += copy
        gradient = gradient[0]
    stretched = tuple(axis for axis, length in enumerate(shape) if length == 1)
    return gradient.sum(axis=stretched, keepdims=True)


@misconception("vjps.affine_vjp")
def bias_gradient_is_a_mean(upstream, X, W):
    """db was averaged over the samples, though 1/n is in the upstream gradient already."""
    return upstream @ W.T, X.T @ upstream, upstream.mean(axis=0)


@misconception("vjps.affine_vjp")
def weight_gradient_transposed(upstream, X, W):
    """dW came with shape (d_out, d_in), the transpose of W's."""
    return upstream @ W.T, upstream.T @ X, upstream.sum(axis=0)


@misconception("vjps.affine_vjp")
def divided_by_the_samples_again(upstream, X, W):
    """dW and db were divided by n, which the mean in the loss had done already."""
    n = len(X)
    return upstream @ W.T, X.T @ upstream / n, upstream.sum(axis=0) / n


@misconception("vjps.affine_vjp")
def weight_gradient_divided_by_the_samples(upstream, X, W):
    """dW was divided by n, which the mean in the loss had done already."""
    return upstream @ W.T, X.T @ upstream / len(X), upstream.sum(axis=0)


@misconception("vjps.affine_vjp")
def bias_gradient_for_each_sample(upstream, X, W):
    """db is the upstream gradient itself, one row for each sample: the rows were not added up."""
    return upstream @ W.T, X.T @ upstream, upstream


@misconception("vjps.affine_vjp")
def bias_gradient_summed_over_outputs(upstream, X, W):
    """db was summed over the outputs, axis 1, and not over the samples."""
    return upstream @ W.T, X.T @ upstream, upstream.sum(axis=1)


@misconception("vjps.affine_vjp")
def bias_gradient_keeps_an_axis(upstream, X, W):
    """db came with shape (1, d_out): the summed axis was kept."""
    return upstream @ W.T, X.T @ upstream, upstream.sum(axis=0, keepdims=True)


@misconception("vjps.affine_vjp")
def weights_not_transposed(upstream, X, W):
    """For dX the upstream gradient was multiplied by W and not by its transpose."""
    return upstream @ W, X.T @ upstream, upstream.sum(axis=0)


@misconception("vjps.affine_vjp")
def weights_reshaped(upstream, X, W):
    """For dX the matrix W was reshaped, which does not exchange its axes."""
    return upstream @ W.reshape(W.shape[::-1]), X.T @ upstream, upstream.sum(axis=0)


@misconception("vjps.affine_vjp")
def gradients_in_another_order(upstream, X, W):
    """The three gradients were returned as dW, db, dX."""
    return X.T @ upstream, upstream.sum(axis=0), upstream @ W.T


@misconception("vjps.affine_vjp")
def weights_before_the_input(upstream, X, W):
    """The three gradients were returned as dW, dX, db."""
    return X.T @ upstream, upstream @ W.T, upstream.sum(axis=0)


@misconception("vjps.affine_vjp")
def gradient_by_the_input_missing(upstream, X, W):
    """Only dW and db were returned; the layers below also need dX."""
    return X.T @ upstream, upstream.sum(axis=0)


@misconception("vjps.affine_vjp")
def upstream_divided_in_place(upstream, X, W):
    """The caller's upstream gradient was divided by n in place, though 1/n was in it already."""
    upstream /= len(X)
    return upstream @ W.T, X.T @ upstream, upstream.sum(axis=0)


@misconception("vjps.softmax_vjp")
def diagonal_only(upstream, probabilities):
    """Only the slope of each probability by its own logit was used, p (1 - p); a logit moves its whole row."""
    return upstream * probabilities * (1 - probabilities)


@misconception("vjps.softmax_vjp")
def denominator_ignored(upstream, probabilities):
    """p u came back: the derivative of the exponentials alone, without the sum that they are divided by."""
    return probabilities * upstream


@misconception("vjps.softmax_vjp")
def sums_over_the_batch(upstream, probabilities):
    """The inner sum runs over the samples, axis 0, and not over the classes of a row."""
    weighted = (upstream * probabilities).sum(axis=0, keepdims=True)
    return probabilities * (upstream - weighted)


@misconception("vjps.softmax_vjp")
def one_sum_for_all(upstream, probabilities):
    """The inner sum runs over the whole array, so the rows got mixed."""
    return probabilities * (upstream - (upstream * probabilities).sum())


@misconception("vjps.softmax_vjp")
def inner_sum_without_its_weights(upstream, probabilities):
    """The inner sum adds the upstream gradient of a row without weighting it with the probabilities."""
    return probabilities * (upstream - upstream.sum(axis=1, keepdims=True))


@misconception("vjps.softmax_vjp")
def mean_for_the_weighted_sum(upstream, probabilities):
    """The plain mean of a row of U was subtracted, in place of its mean weighted with the probabilities."""
    return probabilities * (upstream - upstream.mean(axis=1, keepdims=True))


@misconception("vjps.softmax_vjp")
def sum_without_its_axis(upstream, probabilities):
    """The inner sums have shape (n,), so NumPy lined them up with the columns and not with the rows."""
    return probabilities * (upstream - (upstream * probabilities).sum(axis=1))


@misconception("vjps.softmax_vjp")
def cross_entropy_gradient_instead(upstream, probabilities):
    """p - u came back, the gradient of softmax with cross-entropy: here any upstream gradient may arrive."""
    return probabilities - upstream


@misconception("vjps.softmax_vjp")
def weights_missing_outside(upstream, probabilities):
    """The difference was not multiplied by the probabilities."""
    return upstream - (upstream * probabilities).sum(axis=1, keepdims=True)


@misconception("vjps.softmax_vjp")
def writes_into_the_upstream(upstream, probabilities):
    """The weighted sum was subtracted in the caller's own upstream gradient."""
    upstream -= (upstream * probabilities).sum(axis=1, keepdims=True)
    return probabilities * upstream

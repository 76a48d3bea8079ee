"""What students do wrong in mlp.py. Each runs in the place of the solution's function, with that module's names."""
# ruff: noqa: F821 - affine, softmax and the others are the module's

from __future__ import annotations

import numpy as np

from autograder.engine.check import misconception


@misconception("mlp.affine")
def bias_left_out(x, weight, bias):
    """The bias was not added."""
    return x @ weight


@misconception("mlp.relu")
def sign_flipped(z):
    """Negative numbers were kept, and positive ones turned into 0."""
    return np.minimum(z, 0.0)


@misconception("mlp.softmax")
def without_the_shift(logits):
    """exp(1000) overflowed to inf, and inf / inf is nan."""
    powers = np.exp(logits)
    return powers / powers.sum(axis=1, keepdims=True)


@misconception("mlp.softmax")
def one_sum_for_all(logits):
    """Everything was divided by the sum of the whole table."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum()


@misconception("mlp.cross_entropy")
def sum_over_samples(logits, labels):
    """The losses of the samples were added up, not averaged."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.sum(np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(labels)), labels])


@misconception("mlp.gradient_by_logits")
def samples_not_counted(logits, labels):
    """The gradient was not divided by the number of samples."""
    gradient = softmax(logits)
    gradient[np.arange(len(labels)), labels] -= 1.0
    return gradient


@misconception("mlp.gradients")
def relu_forgotten_on_the_way_back(parameters, x, labels):
    """The gradient went through hidden units that were 0."""
    hidden = relu(affine(x, parameters["first"], parameters["first_bias"]))
    by_logits = gradient_by_logits(affine(hidden, parameters["last"], parameters["last_bias"]), labels)
    by_z = by_logits @ parameters["last"].T
    return {
        "first": x.T @ by_z,
        "first_bias": by_z.sum(axis=0),
        "last": hidden.T @ by_logits,
        "last_bias": by_logits.sum(axis=0),
    }


@misconception("mlp.sgd_step")
def climbs(parameters, slopes, rate):
    """The step went along the slopes, where the loss grows."""
    return {name: value + rate * slopes[name] for name, value in parameters.items()}


@misconception("mlp.train")
def last_loss_left_out(parameters, x, labels, steps, rate):
    """The loss after the last step is missing."""
    losses = []
    for _ in range(steps):
        hidden = relu(affine(x, parameters["first"], parameters["first_bias"]))
        losses.append(cross_entropy(affine(hidden, parameters["last"], parameters["last_bias"]), labels))
        parameters = sgd_step(parameters, gradients(parameters, x, labels), rate)
    return np.array(losses)

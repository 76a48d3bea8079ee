"""A classifier with one hidden layer, in eight functions. Rows are samples.

Parameters are a dict of arrays: "first" (d, h), "first_bias" (h,), "last" (h, k), "last_bias" (k,).
"""

import numpy as np


def affine(x, weight, bias):
    """x @ weight + bias: (n, d), (d, m), (m,) -> (n, m)."""
    # BEGIN SOLUTION
    return x @ weight + bias
    # END SOLUTION


def relu(z):
    """max(z, 0), number by number, for any shape."""
    # BEGIN SOLUTION
    return np.maximum(z, 0.0)
    # END SOLUTION


def softmax(logits):
    """Each row turned into probabilities: (n, k) -> (n, k)."""
    # BEGIN SOLUTION
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
    # END SOLUTION


def cross_entropy(logits, labels):
    """Mean of -log softmax(logits)[label] over the samples: (n, k), (n,) -> a number. Finite for finite logits."""
    # BEGIN SOLUTION
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(labels)), labels])
    # END SOLUTION


def gradient_by_logits(logits, labels):
    """Gradient of cross_entropy by the logits: (n, k), (n,) -> (n, k)."""
    # BEGIN SOLUTION
    gradient = softmax(logits)
    gradient[np.arange(len(labels)), labels] -= 1.0
    return gradient / len(labels)
    # END SOLUTION


def gradients(parameters, x, labels):
    """Gradient of the network's cross_entropy by each parameter: a dict with the same keys and shapes."""
    # BEGIN SOLUTION
    z = affine(x, parameters["first"], parameters["first_bias"])
    hidden = relu(z)
    by_logits = gradient_by_logits(affine(hidden, parameters["last"], parameters["last_bias"]), labels)
    by_z = (by_logits @ parameters["last"].T) * (z > 0)
    return {
        "first": x.T @ by_z,
        "first_bias": by_z.sum(axis=0),
        "last": hidden.T @ by_logits,
        "last_bias": by_logits.sum(axis=0),
    }
    # END SOLUTION


def sgd_step(parameters, slopes, rate):
    """New parameters, a step of `rate` against the slopes: a dict with the same keys and shapes."""
    # BEGIN SOLUTION
    return {name: value - rate * slopes[name] for name, value in parameters.items()}
    # END SOLUTION


def train(parameters, x, labels, steps, rate):
    """Take `steps` steps on all samples. Returns the losses, one before each step and one after the last."""
    # BEGIN SOLUTION
    losses = []
    for step in range(steps + 1):
        hidden = relu(affine(x, parameters["first"], parameters["first_bias"]))
        losses.append(cross_entropy(affine(hidden, parameters["last"], parameters["last_bias"]), labels))
        if step < steps:
            parameters = sgd_step(parameters, gradients(parameters, x, labels), rate)
    return np.array(losses)
    # END SOLUTION

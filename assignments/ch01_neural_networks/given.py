"""What this chapter hands to you: the network, its loss and the loss's gradient.

The network has one hidden layer:

    h = tanh(X @ W1 + b1)          (n, d) -> (n, m)
    logits = h @ W2 + b2           (n, m) -> (n, k)

`weights` is always the list [W1, b1, W2, b2] with shapes (d, m), (m,), (m, k), (k,). How
`loss_and_gradient` finds all slopes in one sweep is the subject of chapter 2: here it is a tool.
"""

import numpy as np


def initial_weights(sizes: tuple[int, int, int], rng: np.random.Generator) -> list[np.ndarray]:
    """Random weights for a network with `sizes` = (inputs, hidden units, classes); biases are 0.

    The last layer starts near zero, so that at first all classes are equally likely.
    """
    inputs, hidden, classes = sizes
    first = rng.normal(0.0, 1 / np.sqrt(inputs), size=(inputs, hidden))
    last = rng.normal(0.0, 0.01, size=(hidden, classes))
    return [first, np.zeros(hidden), last, np.zeros(classes)]


def shuffled_batches(samples: int, size: int, epochs: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Row numbers for each step: every epoch visits every sample once, in a new order."""
    batches = []
    for _ in range(epochs):
        order = rng.permutation(samples)
        batches += [order[start : start + size] for start in range(0, samples, size)]
    return batches


def predict(weights: list[np.ndarray], images: np.ndarray) -> np.ndarray:
    """The class with the largest logit for each row of `images`: (n, d) -> (n,) integers."""
    _, logits = _forward(weights, images)
    return logits.argmax(axis=1)


def loss_and_gradient(
    weights: list[np.ndarray], images: np.ndarray, labels: np.ndarray
) -> tuple[float, list[np.ndarray]]:
    """Mean cross-entropy of the samples, and its gradient by each array of `weights`.

    images: (n, d) floats;  labels: (n,) integers;  the gradients have the shapes of the weights.
    """
    hidden, logits = _forward(weights, images)
    rows = np.arange(len(labels))
    log_probabilities = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    loss = -log_probabilities[rows, labels].mean()

    d_logits = np.exp(log_probabilities)
    d_logits[rows, labels] -= 1
    d_logits /= len(labels)
    d_hidden = (d_logits @ weights[2].T) * (1 - hidden**2)
    gradients = [images.T @ d_hidden, d_hidden.sum(axis=0), hidden.T @ d_logits, d_logits.sum(axis=0)]
    return float(loss), gradients


def _forward(weights: list[np.ndarray], images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    first, first_bias, last, last_bias = weights
    hidden = np.tanh(images @ first + first_bias)
    return hidden, hidden @ last + last_bias

"""What this chapter hands to you: a network for digits, and a trainer for moons."""

from itertools import pairwise

import numpy as np

# --- A network for digits: one hidden layer, h = tanh(X @ W1 + b1), logits = h @ W2 + b2
#
# `weights` is always the list [W1, b1, W2, b2] with shapes (d, m), (m,), (m, k), (k,). How
# `loss_and_gradient` finds all slopes in one sweep is the subject of chapter 2: here it is a tool.


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
    d_logits = _measured_slopes(logits, labels) / len(labels)
    d_hidden = (d_logits @ weights[2].T) * (1 - hidden**2)
    gradients = [images.T @ d_hidden, d_hidden.sum(axis=0), hidden.T @ d_logits, d_logits.sum(axis=0)]
    return float(_costs(logits, labels).mean()), gradients


def _forward(weights: list[np.ndarray], images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    first, first_bias, last, last_bias = weights
    hidden = np.tanh(images @ first + first_bias)
    return hidden, hidden @ last + last_bias


def _costs(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """-ln(probability of the true class) of each sample: (..., n, k) -> (..., n).

    Good enough for these networks, whose logits stay below 300. Yours, in losses.py, has no such limit.
    """
    powers = np.exp(np.clip(logits, -300, 300))
    return np.log(powers.sum(axis=-1) / powers[..., np.arange(len(labels)), labels])


def _measured_slopes(logits: np.ndarray, labels: np.ndarray, h: float = 1e-4) -> np.ndarray:
    """How each sample's cost changes with each of its logits, measured by moving it to both sides."""
    steps = h * np.eye(logits.shape[1])[:, None, :]
    return ((_costs(logits + steps, labels) - _costs(logits - steps, labels)) / (2 * h)).T


# --- Two moons, and a trainer for the network that you choose


def moons(n: int, rng: np.random.Generator, noise: float = 0.1) -> tuple[np.ndarray, np.ndarray]:
    """Two interlocking half circles: points (n, 2), labels (n,) 0 and 1 in a random order."""
    labels = rng.permutation(np.arange(n) % 2)
    angle = rng.uniform(0, np.pi, size=n)
    x = np.where(labels == 0, np.cos(angle), 1 - np.cos(angle))
    y = np.where(labels == 0, np.sin(angle), 0.5 - np.sin(angle))
    return np.column_stack([x, y]) + rng.normal(0, noise, size=(n, 2)), labels


ACTIVATIONS = {
    "tanh": np.tanh,
    "sigmoid": lambda z: 0.5 * (1 + np.tanh(z / 2)),
    "relu": lambda z: np.maximum(z, 0),
    "identity": lambda z: z,
}


def count_parameters(sizes: list[int]) -> int:
    """All weights and biases of a network with these layers."""
    return sum((inputs + 1) * outputs for inputs, outputs in pairwise(sizes))


def train_on_moons(
    choice: dict,
    X: np.ndarray,  # noqa: N803 - rows of X are samples
    labels: np.ndarray,
    rng: np.random.Generator,
) -> tuple[np.ndarray, list[float]]:
    """Train the network of `choice` on all points at each step; every slope is measured on its own.

    choice: as `training.choose_network` returns it
    returns: (theta, losses): all weights and biases in one array, and the loss before each step and after the last
    """
    sizes, rate = choice["sizes"], choice["learning_rate"]
    theta = _start(sizes, rng)
    losses = []
    for _ in range(choice["steps"]):
        loss, slopes = _slow_gradient(theta, choice, X, labels)
        losses.append(loss)
        theta = theta - rate * slopes
    return theta, [*losses, float(_costs(moon_logits(theta, choice, X), labels).mean())]


def moon_logits(theta: np.ndarray, choice: dict, X: np.ndarray) -> np.ndarray:  # noqa: N803
    """The logits (n, 2) of the network `choice` with the numbers `theta`."""
    sizes, squash, at = choice["sizes"], ACTIVATIONS[choice["activation"]], 0
    signal = X
    for inputs, outputs in pairwise(sizes):
        matrix = theta[at : at + (inputs + 1) * outputs].reshape(inputs + 1, outputs)  # the biases are the last row
        at += matrix.size
        signal = signal @ matrix[:-1] + matrix[-1]
        if at < theta.size:
            signal = squash(signal)
    return signal


def _start(sizes: list[int], rng: np.random.Generator) -> np.ndarray:
    parts = []
    for inputs, outputs in pairwise(sizes):
        parts += [rng.normal(0.0, 1 / np.sqrt(inputs), size=inputs * outputs), np.zeros(outputs)]
    return np.concatenate(parts)


def _slow_gradient(
    theta: np.ndarray,
    choice: dict,
    X: np.ndarray,  # noqa: N803
    labels: np.ndarray,
    h: float = 1e-5,
) -> tuple[float, np.ndarray]:
    """The loss, and its slope by each number: one more evaluation of the loss for each. Chapter 2 does better."""

    def loss(numbers: np.ndarray) -> float:
        return float(_costs(moon_logits(numbers, choice, X), labels).mean())

    here, slopes = loss(theta), np.zeros_like(theta)
    for i in range(theta.size):
        moved = theta.copy()
        moved[i] += h
        slopes[i] = (loss(moved) - here) / h
    return here, slopes

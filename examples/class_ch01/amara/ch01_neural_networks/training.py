"""Learning: many small steps downhill."""

import numpy as np

from . import given


def train(
    images: np.ndarray,
    labels: np.ndarray,
    weights: list[np.ndarray],
    batches: list[np.ndarray],
    learning_rate: float,
) -> tuple[list[np.ndarray], list[float]]:
    """Train a network by minibatch gradient descent, one step for each batch."""
    current = [w.copy() for w in weights]
    losses = []
    for batch in batches:
        loss, grads = given.loss_and_gradient(current, images[batch], labels[batch])
        losses.append(loss)
        current = [w - learning_rate * g for w, g in zip(current, grads)]
    return current, losses


def choose_network() -> dict:
    """A network of your own design that tells the two moons apart."""
    return {"sizes": [2, 10, 2], "activation": "tanh", "learning_rate": 1.5, "steps": 200}

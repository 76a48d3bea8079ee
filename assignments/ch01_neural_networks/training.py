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
    """Train a network by minibatch gradient descent, one step for each batch.

        weight  <-  weight - learning_rate * gradient of the loss of this batch

    images:        (n, d) floats, one row a sample
    labels:        (n,) integers, the class of each sample
    weights:       [W1, b1, W2, b2], where the steps begin; these arrays are as before afterwards
    batches:       one array of row numbers for each step, to be taken in this order; batches may
                   have different sizes, and a row may occur in several
    learning_rate: length of a step, > 0

    Returns (weights, losses): the list [W1, b1, W2, b2] after the last step, and one loss for each
    batch: losses[i] is the loss of batch i with the weights as they were just before step i.

    `given.loss_and_gradient(weights, images, labels)` returns the mean loss of the samples it is
    given and the gradients [dW1, db1, dW2, db2] of that mean.

    Handout: "Learning from small batches".
    """
    raise NotImplementedError("training.train")

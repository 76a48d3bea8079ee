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


def choose_network() -> dict:
    """A network of your own design that tells the two moons apart.

    returns: {"sizes":         [2, hidden units, ..., 2], all layers from the two inputs to the two classes,
              "activation":    "tanh", "sigmoid", "relu" or "identity", used in every hidden layer,
              "learning_rate": length of a step, > 0,
              "steps":         how many, each with all points}

    At most 60 weights and biases together, at most 3 hidden layers, and at most 600 steps. We train it on
    120 points with `given.train_on_moons`, which measures every slope by moving one number at a time, and
    test it on 1000 points that it has not seen. Three different starts are tried, and the best counts: it
    should get at least 94 in 100 right. The notebook shows how to watch a choice at work.

    Handout: "Choosing a network".
    """
    raise NotImplementedError("training.choose_network")

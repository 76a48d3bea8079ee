# ruff: noqa - written as a student might write it
"""Right, in float32 from the first step to the last."""

import copy

import numpy as np
from ch01_neural_networks.given import loss_and_gradient


def train(images, labels, weights, batches, learning_rate):
    images = images.astype(np.float32)
    weights = [np.float32(w) for w in copy.deepcopy(weights)]
    losses = []
    for batch in batches:
        loss, gradients = loss_and_gradient(weights, images[batch, :], labels[batch])
        losses += [np.float32(loss)]
        for i, gradient in enumerate(gradients):
            weights[i] = (weights[i] - np.float32(learning_rate) * gradient).astype(np.float32)
    return weights, losses


def choose_network():
    return {"sizes": [2, 11, 2], "activation": "sigmoid", "learning_rate": np.float32(4), "steps": 600, "seed": 0}

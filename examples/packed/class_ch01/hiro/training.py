import numpy as np

from .given import loss_and_gradient


def train(images, labels, weights, batches, learning_rate):
    weights = [np.array(w) for w in weights]
    losses = np.zeros(len(batches))
    for step in range(len(batches)):
        batch = batches[step]
        losses[step], gradients = loss_and_gradient(weights, images[batch], labels[batch])
        for i in range(4):
            weights[i] -= learning_rate * gradients[i]
    return weights, losses


def choose_network():
    return {"sizes": [2, 8, 2], "activation": "tanh", "learning_rate": 1, "steps": 250}

"""Learning: many small steps downhill."""

from . import given


def train(images, labels, weights, batches, learning_rate):
    losses = []
    for batch in batches:
        X, y = images[batch], labels[batch]
        loss, grads = given.loss_and_gradient(weights, X, y)
        losses.append(loss)
        for w, g in zip(weights, grads):
            w -= learning_rate * g
        # print("loss", loss)
    return weights, losses


def choose_network():
    return {"sizes": [2, 7, 2], "activation": "tanh", "learning_rate": 1.5, "steps": 250}

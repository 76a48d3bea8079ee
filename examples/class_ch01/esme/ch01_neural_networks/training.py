"""Learning: many small steps downhill."""

from . import given


def train(images, labels, weights, batches, learning_rate):
    losses = []
    for batch in batches:
        loss, gradients = given.loss_and_gradient(weights, images[batch], labels[batch])
        losses.append(loss)
        for i in range(4):
            weights[i] -= learning_rate * gradients[i]
    return weights, losses

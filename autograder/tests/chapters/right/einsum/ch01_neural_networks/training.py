# ruff: noqa - written as a student might write it
"""Right, with einsum in place of matrix products; a class carries the state."""

import numpy as np


class Network:
    def __init__(self, weights):
        self.W1, self.b1, self.W2, self.b2 = map(np.array, weights)

    def step(self, X, y, learning_rate):
        h = np.tanh(np.einsum("nd,dm->nm", X, self.W1) + self.b1)
        z = np.einsum("nm,mk->nk", h, self.W2) + self.b2
        log_p = z - np.logaddexp.reduce(z, axis=1)[:, None]
        onehot = np.eye(len(self.b2))[y]
        dz = (np.exp(log_p) - onehot) / len(y)
        dh = np.einsum("nk,mk->nm", dz, self.W2) * (1 - h**2)
        self.W1 -= learning_rate * np.einsum("nd,nm->dm", X, dh)
        self.b1 -= learning_rate * np.einsum("nm->m", dh)
        self.W2 -= learning_rate * np.einsum("nm,nk->mk", h, dz)
        self.b2 -= learning_rate * np.einsum("nk->k", dz)
        return -np.einsum("nk,nk->", onehot, log_p) / len(y)


def train(images, labels, weights, batches, learning_rate):
    network = Network(weights)
    losses = [network.step(images[batch], labels[batch], learning_rate) for batch in batches]
    return [network.W1, network.b1, network.W2, network.b2], losses


def choose_network():
    return dict(sizes=np.array([2, 11, 2]), activation="relu", learning_rate=0.5, steps=np.int64(500))

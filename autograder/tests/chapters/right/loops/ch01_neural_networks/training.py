# ruff: noqa - written as a student might write it
"""Right, one sample after another, with forward and backward pass of its own; returns a tuple and an array."""

import numpy as np


def train(images, labels, weights, batches, learning_rate):
    W1, b1, W2, b2 = (weight.copy() for weight in weights)
    losses = np.zeros(len(batches))
    for step, batch in enumerate(batches):
        slopes = [np.zeros_like(weight) for weight in (W1, b1, W2, b2)]
        for sample in batch:
            x = images[sample]
            h = np.tanh(x @ W1 + b1)
            z = h @ W2 + b2
            p = np.exp(z - z.max())
            p /= p.sum()
            losses[step] -= np.log(p[labels[sample]]) / len(batch)
            dz = p.copy()
            dz[labels[sample]] -= 1
            dh = (W2 @ dz) * (1 - h * h)
            for slope, part in zip(slopes, (np.outer(x, dh), dh, np.outer(h, dz), dz), strict=True):
                slope += part / len(batch)
        for weight, slope in zip((W1, b1, W2, b2), slopes, strict=True):
            weight -= learning_rate * slope
    return (W1, b1, W2, b2), losses


def choose_network():
    return {"sizes": (2, 6, 2), "activation": "tanh", "learning_rate": 1, "steps": 400}

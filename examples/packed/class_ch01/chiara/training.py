import numpy as np

from . import losses as ch_losses
from .mlp import forward


def train(images, labels, weights, batches, learning_rate):
    """My own forward and backward pass, I did not want to use the given one."""
    W1, b1, W2, b2 = [w.astype(np.float32) for w in weights]
    lr = np.float32(learning_rate)
    history = []
    for idx in batches:
        X, h, z = forward([(W1, b1), (W2, b2)], images[idx], np.tanh)
        history.append(float(ch_losses.cross_entropy(z, labels[idx])))
        dz = ch_losses.cross_entropy_gradient(z, labels[idx])
        dh = np.einsum("nk,mk->nm", dz, W2) * (1 - h * h)
        W2 = W2 - lr * np.einsum("nm,nk->mk", h, dz)
        b2 = b2 - lr * dz.sum(axis=0)
        W1 = W1 - lr * np.einsum("nd,nm->dm", X, dh)
        b1 = b1 - lr * dh.sum(axis=0)
    return [W1, b1, W2, b2], history


def choose_network():
    # two small layers, 2*5+5 + 5*5+5 + 5*2+2 = 57
    return {"sizes": (2, 5, 5, 2), "activation": "tanh", "learning_rate": 0.8, "steps": 250}

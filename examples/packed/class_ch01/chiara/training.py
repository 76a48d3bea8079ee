import numpy as np


def forward(X, W1, b1, W2, b2):
    h = np.tanh(np.einsum("nd,dm->nm", X, W1) + b1)
    return h, np.einsum("nm,mk->nk", h, W2) + b2


def train(images, labels, weights, batches, learning_rate):
    """My own forward and backward pass, I did not want to use the given one."""
    W1, b1, W2, b2 = [w.astype(np.float32) for w in weights]
    images = images.astype(np.float32)
    lr = np.float32(learning_rate)
    losses = []
    for idx in batches:
        X, y = images[idx], np.eye(len(b2), dtype=np.float32)[labels[idx]]
        h, z = forward(X, W1, b1, W2, b2)
        z = z - z.max(axis=1, keepdims=True)
        log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        losses.append(float(-np.einsum("nk,nk->", y, log_p) / len(X)))
        dz = (np.exp(log_p) - y) / np.float32(len(X))
        dh = np.einsum("nk,mk->nm", dz, W2) * (1 - h * h)
        W2 = W2 - lr * np.einsum("nm,nk->mk", h, dz)
        b2 = b2 - lr * dz.sum(axis=0)
        W1 = W1 - lr * np.einsum("nd,nm->dm", X, dh)
        b1 = b1 - lr * dh.sum(axis=0)
    return [W1, b1, W2, b2], losses

"""A small convolutional network, put together from your own layers."""

import numpy as np

from .convolution import conv2d, conv2d_backward
from .pooling import max_pool2d, max_pool2d_backward


def loss_and_gradients(
    parameters: dict[str, np.ndarray], x: np.ndarray, labels: np.ndarray
) -> tuple[float, dict[str, np.ndarray]]:
    """The mean cross-entropy of a small CNN, and its gradient by every parameter.

        z1 = conv2d(x, K1, b1), stride 1, padding 1     a1 = ReLU(z1)     p1 = max_pool2d(a1), size 2, stride 2
        z2 = conv2d(p1, K2, b2), stride 1, padding 1    a2 = ReLU(z2)     g  = mean of each channel over all positions
        logits = g @ W + b
        loss = mean over the images of  -log softmax(logits)[label]

    parameters: "K1" (C1, C0, 3, 3), "b1" (C1,), "K2" (C2, C1, 3, 3), "b2" (C2,), "W" (C2, classes), "b" (classes,)
    x:          (N, C0, H, W) floats, H and W are 2 or more and need not be even
    labels:     (N,) integers from 0 to classes - 1
    returns:    (loss, gradients): a plain float, and a dict with the keys and shapes of `parameters`

    ReLU is max(z, 0), and its derivative at 0 is 0. The loss is finite however large the logits are. Nothing that
    was passed in is changed. The layers are yours: `convolution.py` and `pooling.py` are imported above.

    Handout: "A network from your own layers".
    """
    # BEGIN SOLUTION
    p = parameters
    z1 = conv2d(x, p["K1"], p["b1"], padding=1)
    a1 = np.maximum(z1, 0)
    p1 = max_pool2d(a1, 2, 2)
    z2 = conv2d(p1, p["K2"], p["b2"], padding=1)
    a2 = np.maximum(z2, 0)
    g = a2.mean(axis=(2, 3))
    logits = g @ p["W"] + p["b"]

    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    images = np.arange(len(x))
    loss = -log_probabilities[images, labels].mean()
    d_logits = np.exp(log_probabilities)
    d_logits[images, labels] -= 1
    d_logits /= len(x)

    d_g = d_logits @ p["W"].T
    d_a2 = d_g[:, :, None, None] / np.prod(a2.shape[2:])  # every position had the same share in the mean
    d_p1, d_k2, d_b2 = conv2d_backward(d_a2 * (z2 > 0), p1, p["K2"], padding=1)
    d_a1 = max_pool2d_backward(d_p1, a1, 2, 2)
    _, d_k1, d_b1 = conv2d_backward(d_a1 * (z1 > 0), x, p["K1"], padding=1)
    gradients = {"K1": d_k1, "b1": d_b1, "K2": d_k2, "b2": d_b2, "W": g.T @ d_logits, "b": d_logits.sum(axis=0)}
    return float(loss), gradients
    # END SOLUTION

"""A whole network, backwards, without an engine: what chapter 1 handed to you, by hand."""

from collections.abc import Callable

import numpy as np


def backward(
    parameters: list[tuple[np.ndarray, np.ndarray]],
    layers: list[np.ndarray],
    d_logits: np.ndarray,
    derivative: Callable[[np.ndarray], np.ndarray],
) -> list[tuple[np.ndarray, np.ndarray]]:
    """The gradients of the loss by every weight and bias of a network.

        h_0 = X,   h_l = activation(h_(l-1) @ W_l + b_l),   logits = h_(D-1) @ W_D + b_D

    parameters: [(W_1, b_1), ..., (W_D, b_D)], D is 1 or more
    layers:     [h_0, h_1, ..., logits], what the layers answered on the way forward
    d_logits:   dL/dlogits, the shape of the logits
    derivative: the activation's derivative, written with its OUTPUT: derivative(h) is 1 - h**2 for tanh
    returns:    [(dW_1, db_1), ..., (dW_D, db_D)], in the order of `parameters`

    Nothing that was passed in is changed.

    Handout: "A whole network by hand".
    """
    raise NotImplementedError("network.backward")

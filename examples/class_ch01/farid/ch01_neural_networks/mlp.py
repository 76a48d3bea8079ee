"""The multilayer perceptron: layers in a row."""

from collections.abc import Callable

import numpy as np


def forward(
    parameters: list[tuple[np.ndarray, np.ndarray]],
    X: np.ndarray,  # noqa: N803 - X and W as in X @ W + b
    activation: Callable[[np.ndarray], np.ndarray],
) -> list[np.ndarray]:
    """Send samples through all layers, and keep what each layer answers.

        h_0 = X
        h_l = activation(h_(l-1) @ W_l + b_l)     for every layer but the last
        logits = h_(L-1) @ W_L + b_L              the last layer has no activation

    parameters: [(W_1, b_1), ..., (W_L, b_L)], L is 1 or more; W_l has shape (inputs, outputs) of its
                layer, b_l has shape (outputs,)
    X:          (n, inputs of the first layer) floats, one row a sample
    activation: takes an array and returns one of the same shape

    returns: [h_0, h_1, ..., logits], L + 1 arrays with n rows each: the input itself stands first, since
             chapter 2 needs it. X and the parameters are as before afterwards.

    Handout: "Layers".
    """
    raise NotImplementedError("mlp.forward")

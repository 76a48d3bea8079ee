"""The multilayer perceptron: layers in a row."""

from collections.abc import Callable

import numpy as np


def forward(
    parameters: list[tuple[np.ndarray, np.ndarray]],
    X: np.ndarray,
    activation: Callable[[np.ndarray], np.ndarray],
) -> list[np.ndarray]:
    """Send samples through all layers, and keep what each layer answers."""
    hs = [X]
    for W, b in parameters[:-1]:
        hs.append(activation(hs[-1] @ W + b))
    W, b = parameters[-1]
    hs.append(hs[-1] @ W + b)
    return hs

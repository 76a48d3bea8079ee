"""How much of the gradient arrives at each layer."""

from collections.abc import Callable

import numpy as np


def gradient_norms(
    parameters: list[tuple[np.ndarray, np.ndarray]],
    layers: list[np.ndarray],
    d_logits: np.ndarray,
    derivative: Callable[[np.ndarray], np.ndarray],
) -> list[float]:
    """The size of the gradient by each layer's output, from the input to the logits.

        norms[l] = ||dL/dh_l||,   the square root of the sum of all squared entries

    The arguments are those of `network.backward`, and h_0 is the input.

    returns: D + 1 numbers: norms[0] belongs to the input, norms[D] to the logits

    Nothing that was passed in is changed.

    Handout: "What happens to a gradient on a long way".
    """
    # BEGIN SOLUTION
    norms, d_z = [float(np.linalg.norm(d_logits))], d_logits
    for depth in range(len(parameters) - 1, -1, -1):
        d_h = d_z @ parameters[depth][0].T
        norms.append(float(np.linalg.norm(d_h)))
        if depth > 0:
            d_z = d_h * derivative(layers[depth])
    return norms[::-1]
    # END SOLUTION

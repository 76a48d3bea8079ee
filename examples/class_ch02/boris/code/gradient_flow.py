"""How much of the gradient arrives at each layer."""

import numpy as np


def gradient_norms(parameters, layers, d_logits, derivative):
    """The size of the gradient by each layer's output, from the input to the logits."""
    dz = d_logits
    norms = [np.linalg.norm(dz)]
    for (W, b), h in reversed(list(zip(parameters, layers))):
        dh = np.einsum("nj,kj->nk", dz, W)
        norms.append(np.linalg.norm(dh))
        dz = dh * derivative(h)
    norms.reverse()
    return norms

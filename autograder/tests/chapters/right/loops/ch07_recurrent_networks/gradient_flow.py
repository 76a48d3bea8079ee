# ruff: noqa - written as a student might write it
"""Right, with the product made anew for each distance, and clipping as PyTorch does it."""

import numpy as np


def jacobian_norms(states, Wh):
    T, H = states.shape
    norms = []
    for k in range(T + 1):
        J = np.eye(H)
        for t in range(T - k, T):
            J = J @ Wh @ np.diag(1 - states[t] ** 2)
        norms.append(np.linalg.svd(J, compute_uv=False)[0])
    return norms


def clip_global_norm(gradients, max_norm):
    total = 0.0
    for g in gradients.values():
        for entry in np.asarray(g).ravel():
            total += entry**2
    norm = total**0.5
    scale = min(1.0, max_norm / (norm + 1e-6))
    return {k: g * scale for k, g in gradients.items()}, norm

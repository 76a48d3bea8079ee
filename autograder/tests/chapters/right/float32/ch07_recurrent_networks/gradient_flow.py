# ruff: noqa - written as a student might write it
"""Right, in float32 throughout."""

import numpy as np


def jacobian_norms(states, Wh):
    s, W = np.float32(states), np.float32(Wh)
    J = np.eye(len(W), dtype=np.float32)
    norms = [np.float32(1)]
    for t in range(len(s) - 1, -1, -1):
        J = W @ np.diag(1 - s[t] ** 2) @ J
        norms.append(np.linalg.norm(J, ord=2))
    return norms


def clip_global_norm(gradients, max_norm):
    g32 = {k: np.asarray(g, dtype=np.float32) for k, g in gradients.items()}
    norm = np.sqrt(sum((g**2).sum() for g in g32.values()))
    if norm > max_norm:
        g32 = {k: g * np.float32(max_norm / norm) for k, g in g32.items()}
    return g32, norm

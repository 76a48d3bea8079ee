# ruff: noqa - written as a student might write it
"""Right, with transposed matrices, whose norms are the same, as an array."""

import numpy as np


def jacobian_norms(states, Wh):
    slopes = 1 - states[::-1] ** 2
    M = np.eye(Wh.shape[0])
    norms = np.ones(len(states) + 1)
    for k, s in enumerate(slopes, 1):
        M = M @ np.einsum("j,ij->ji", s, Wh)
        norms[k] = np.sqrt(np.linalg.eigvalsh(M.T @ M)[-1])
    return norms.tolist()


def clip_global_norm(gradients, max_norm):
    norm = np.linalg.norm(np.concatenate([np.ravel(g) for g in gradients.values()]))
    if norm <= max_norm:
        return {k: g.copy() for k, g in gradients.items()}, norm
    return {k: max_norm * g / norm for k, g in gradients.items()}, norm

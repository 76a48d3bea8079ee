# ruff: noqa - written as a student might write it
"""Right, with outer products and complex waves; the fit through QR."""

import numpy as np


def design_matrix(t, changepoints, period, order):
    n, m = len(t), len(changepoints)
    out = np.empty((n, 2 + m + 2 * order))
    out[:, 0] = 1
    out[:, 1] = t
    gaps = np.subtract.outer(t, changepoints)
    out[:, 2 : 2 + m] = gaps * (gaps > 0)
    waves = np.exp(2j * np.pi / period * np.einsum("n,k->nk", t, np.arange(1, order + 1)))
    out[:, 2 + m :: 2] = waves.imag
    out[:, 3 + m :: 2] = waves.real
    return out


def fit(design, y, changepoints, penalty):
    roots = np.zeros(design.shape[1])
    roots[2 : 2 + changepoints] = np.sqrt(penalty)
    q, r = np.linalg.qr(np.concatenate([design, np.diag(roots)]))
    return np.linalg.solve(r, q.T @ np.concatenate([y, 0 * roots]))

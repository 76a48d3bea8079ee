# ruff: noqa - written as a student might write it
"""Right, in float32 throughout; the fit by the normal equations."""

import numpy as np


def design_matrix(t, changepoints, period, order):
    t, s = t.astype(np.float32), np.asarray(changepoints, np.float32)
    columns = [np.ones_like(t), t]
    columns += [np.clip(t - one, 0, None) for one in s]
    for k in range(1, order + 1):
        angle = np.float32(2 * np.pi * k / period) * t
        columns += [np.sin(angle), np.cos(angle)]
    return np.stack(columns, axis=1)


def fit(design, y, changepoints, penalty):
    d, y = design.astype(np.float32), y.astype(np.float32)
    gram = d.T @ d
    for j in range(2, 2 + changepoints):
        gram[j, j] += np.float32(penalty)
    return np.linalg.inv(gram) @ (d.T @ y)

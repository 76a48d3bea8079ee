# ruff: noqa - written as a student might write it
"""Right, as a filter for any model with matrices, in the form of Joseph; a gap is a gain of 0."""

import numpy as np


def local_level_filter(y, var_eps, var_eta):
    T = Z = np.eye(1)
    a, P = np.array([y[0]]), np.eye(1) * var_eps
    seen = ~np.isnan(y)
    states, covariances, terms = [a], [P], []
    for t in range(1, len(y)):
        a, P = T @ a, T @ P @ T.T + var_eta
        F = Z @ P @ Z.T + var_eps
        K = seen[t] * P @ Z.T @ np.linalg.inv(F)
        v = np.where(seen[t], y[t], 0.0) - Z @ a
        terms.append(seen[t] * -0.5 * (np.log(2 * np.pi * F[0, 0]) + v[0] ** 2 / F[0, 0]))
        a = a + K @ v
        P = (np.eye(1) - K @ Z) @ P @ (np.eye(1) - K @ Z).T + K @ K.T * var_eps
        states.append(a)
        covariances.append(P)
    return np.array(states)[:, 0], np.array(covariances)[:, 0, 0], np.sum(terms)

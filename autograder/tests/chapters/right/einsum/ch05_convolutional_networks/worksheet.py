# ruff: noqa - written as a student might write it
"""Right: the numbers are computed from matrices of shifts, and rounded as on paper."""

import numpy as np

from .questions import trace_numbers


def convolution_trace():
    X, K, b, U = [np.array(a, dtype=float) for a in trace_numbers()]
    S = np.stack([np.eye(4)[:3], np.eye(4)[1:]])
    Z = np.einsum("mk,mix,xy,kjy->ij", K, S, X, S) + b
    A = Z * (Z > 0)
    dZ = np.zeros((3, 3))
    P = np.zeros((2, 2))
    for i in range(2):
        for j in range(2):
            part = A[i : i + 2, j : j + 2]
            P[i, j] = part.max()
            if P[i, j] > 0:
                r, c = np.unravel_index(part.argmax(), (2, 2))
                dZ[i + r, j + c] += U[i, j]
    dK = np.einsum("ij,mix,xy,kjy->mk", dZ, S, X, S)
    dX = np.einsum("ij,mk,mix,kjy->xy", dZ, K, S, S)
    flat = lambda a: [round(float(x), 3) for x in np.ravel(a)]
    return dict(Z=flat(Z), A=flat(A), P=flat(P), dZ=flat(dZ), dK=flat(dK), db=flat(dZ.sum()), dX=flat(dX))

# ruff: noqa - written as a student might write it
"""Right, with the states made anew, all sums by einsum, and chunks that call backward."""

import numpy as np

from .cells import unroll


def backward(upstream, x, states, h0, parameters):
    Wx, Wh, b = parameters
    h, _ = unroll(x, h0, parameters)
    delta = np.zeros(h.shape)
    delta[-1] = upstream[-1] * (1 - h[-1] ** 2)
    for t in range(len(x) - 2, -1, -1):
        delta[t] = (upstream[t] + np.einsum("bj,ij->bi", delta[t + 1], Wh)) * (1 - h[t] ** 2)
    before = np.concatenate([h0[np.newaxis], h])[:-1]
    return {
        "x": np.einsum("tbh,ih->tbi", delta, Wx),
        "h0": np.einsum("bj,ij->bi", delta[0], Wh),
        "Wx": np.einsum("tbi,tbh->ih", x, delta),
        "Wh": np.einsum("tbi,tbh->ih", before, delta),
        "b": np.einsum("tbh->h", delta),
    }


def truncated_backward(upstream, x, states, h0, parameters, k):
    total = None
    start = h0
    for at in range(0, len(x), k):
        part = slice(at, at + k)
        found = backward(upstream[part], x[part], states[part], start, parameters)
        start = states[part][-1]
        if total is None:
            total = found
        else:
            for name in ("Wx", "Wh", "b"):
                total[name] = total[name] + found[name]
            total["x"] = np.concatenate([total["x"], found["x"]])
    return total

"""Back-propagation through time.

Everything is time-major, and all sequences of a batch have T steps here. `states` is what `cells.unroll` made of
x, h0 and the parameters (Wx, Wh, b): states[t] = tanh(x[t] @ Wx + before @ Wh + b), where `before` is
states[t - 1], and h0 at the first step. Every function leaves the arrays that it was given as they were.
"""

import numpy as np


def backward(
    upstream: np.ndarray,
    x: np.ndarray,
    states: np.ndarray,
    h0: np.ndarray,
    parameters: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> dict[str, np.ndarray]:
    """The gradients of the loss by everything that the states were made from.

    upstream: (T, B, H): upstream[t] is how the loss depends on states[t] directly, through what was computed
              from this state alone. What reaches it through later states is not in there: you add it
    x:        (T, B, I);   states: (T, B, H);   h0: (B, H);   parameters: (Wx, Wh, b)

    returns: {"Wx", "Wh", "b", "h0", "x"}: five arrays, each of the shape of what it is the gradient of

    One loop, over time, is enough. A loop over the sequences costs points.

    Handout: "Back through time".
    """
    # BEGIN SOLUTION
    Wx, Wh, _ = parameters  # noqa: N806 - as in x @ Wx
    d_a, arriving = np.empty_like(states), np.zeros_like(h0)
    for t in reversed(range(len(states))):
        d_a[t] = (upstream[t] + arriving) * (1 - states[t] ** 2)
        arriving = d_a[t] @ Wh.T
    before = np.concatenate([h0[None], states[:-1]])
    return {
        "Wx": np.einsum("tbi,tbh->ih", x, d_a),
        "Wh": np.einsum("tbi,tbh->ih", before, d_a),
        "b": d_a.sum(axis=(0, 1)),
        "h0": arriving,
        "x": d_a @ Wx.T,
    }
    # END SOLUTION


def truncated_backward(
    upstream: np.ndarray,
    x: np.ndarray,
    states: np.ndarray,
    h0: np.ndarray,
    parameters: tuple[np.ndarray, np.ndarray, np.ndarray],
    k: int,
) -> dict[str, np.ndarray]:
    """The gradients of `backward`, where nothing flows back from one chunk of k steps into the chunk before.

    The chunks are counted from the first step: steps 0 to k - 1, steps k to 2k - 1, and so on; the last one may
    be shorter. The states have crossed the borders as always. The gradient does not: for the steps of a chunk,
    the state in which the chunk began is a plain number that depends on nothing.

    k:       1 or more; with k of T or more, the result is that of `backward`
    others:  as for `backward`, which may be called
    returns: as `backward`: {"Wx", "Wh", "b", "h0", "x"}; h0 is what the first chunk began with, and gets its gradient

    Handout: "Not all the way back".
    """
    # BEGIN SOLUTION
    chunks = [
        backward(
            upstream[first : first + k],
            x[first : first + k],
            states[first : first + k],
            states[first - 1] if first else h0,
            parameters,
        )
        for first in range(0, len(x), k)
    ]
    shared = {name: sum(chunk[name] for chunk in chunks) for name in ("Wx", "Wh", "b")}
    return {**shared, "h0": chunks[0]["h0"], "x": np.concatenate([chunk["x"] for chunk in chunks])}
    # END SOLUTION

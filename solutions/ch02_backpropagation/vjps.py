"""Vector-Jacobian products: from the gradient of a result to the gradient of what it was made from.

`upstream` is always the gradient of the loss by the result of an operation; what is returned is the
gradient of the loss by its operands. A gradient has the shape of what it belongs to. Every function leaves
the arrays that it was given as they were.
"""

import numpy as np


def unbroadcast(gradient: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Undo NumPy's broadcasting: sum over all copies that were made of each entry.

    gradient: the gradient by the broadcast array
    shape:    the shape before broadcasting: fewer axes, or axes of length 1 that were stretched, or both
    returns:  the gradient by the array before broadcasting, of shape `shape`

    Handout: "Copies add up".
    """
    # BEGIN SOLUTION
    leading = gradient.ndim - len(shape)
    stretched = tuple(leading + axis for axis, length in enumerate(shape) if length == 1)
    return gradient.sum(axis=(*range(leading), *stretched)).reshape(shape)
    # END SOLUTION


def affine_vjp(
    upstream: np.ndarray,
    X: np.ndarray,  # noqa: N803 - as in Z = X @ W + b
    W: np.ndarray,  # noqa: N803
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The gradients of a layer Z = X @ W + b.

    upstream: dL/dZ, (n, d_out)
    X:        (n, d_in);  W: (d_in, d_out)
    returns:  (dX, dW, db) of shapes (n, d_in), (d_in, d_out), (d_out,)

    L is one number, the loss. If it is a mean over the samples, then 1/n is in `upstream` already.

    Handout: "A layer, backwards".
    """
    # BEGIN SOLUTION
    return upstream @ W.T, X.T @ upstream, upstream.sum(axis=0)
    # END SOLUTION


def softmax_vjp(upstream: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """The gradient by the logits of P = softmax(Z), row by row.

        dZ[i, j] = P[i, j] * (U[i, j] - sum over k of U[i, k] P[i, k])

    upstream:      U = dL/dP, (n, k)
    probabilities: P, (n, k): the softmax's results, each row sums to 1
    returns:       dL/dZ, (n, k)

    The formula gets along with arrays of the shape (n, k): a Jacobian for each row, (n, k, k), is right and slow.

    Handout: "Softmax, backwards".
    """
    # BEGIN SOLUTION
    weighted = (upstream * probabilities).sum(axis=1, keepdims=True)
    return probabilities * (upstream - weighted)
    # END SOLUTION

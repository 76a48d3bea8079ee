"""Functions between layers, and the one after the last layer.

Rows are samples: `logits[i]` holds the scores of sample i, one for each class.
"""

import numpy as np


def softmax(logits: np.ndarray) -> np.ndarray:
    """Turn each row of logits into probabilities.

        softmax(z)[i, j] = exp(z[i, j]) / sum over c of exp(z[i, c])

    logits:  (n, k) floats, one row a sample, one column a class; n and k are 1 or more
    returns: (n, k), a new array; `logits` is as before afterwards

    Every row of the result sums to 1, however large or small the logits are: rows with logits
    around 1000 and rows with logits around -1000 may stand in the same array.

    Handout: "From scores to probabilities" and "Why we shift".
    """
    # BEGIN SOLUTION
    # Each row by its own maximum: the largest exponential is then exp(0) = 1, so nothing overflows
    # and the sum is at least 1.
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)
    # END SOLUTION

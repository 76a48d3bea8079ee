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
    raise NotImplementedError("activations.softmax")

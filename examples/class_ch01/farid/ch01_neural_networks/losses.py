"""How wrong a classifier is, and in which direction its logits should move.

Rows are samples: `logits[i]` holds the scores of sample i, and `labels[i]`, an integer, is its class.
"""

import numpy as np


def cross_entropy(logits: np.ndarray, labels: np.ndarray) -> float:
    """The mean over the samples of -ln(probability of the true class).

        loss = mean over i of  ln(sum over c of exp(z[i, c])) - z[i, labels[i]]

    logits:  (n, k) floats;  labels: (n,) integers from 0 to k - 1
    returns: one number; exact for logits as large as 1000 and as small as -1000: a sample that is
             sure and wrong costs what the formula says, not what can be stored on the way

    `logits` is as before afterwards.

    Handout: "How wrong is it?".
    """
    raise NotImplementedError("losses.cross_entropy")


def cross_entropy_gradient(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The slope of `cross_entropy` by each logit.

    logits:  (n, k) floats;  labels: (n,) integers from 0 to k - 1
    returns: (n, k), a new array: how fast the mean loss rises if this one logit grows

    `logits` is as before afterwards.

    Handout: "Which way is down?".
    """
    raise NotImplementedError("losses.cross_entropy_gradient")

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
    # BEGIN SOLUTION
    largest = logits.max(axis=1)
    log_sums = largest + np.log(np.exp(logits - largest[:, None]).sum(axis=1))
    return float((log_sums - logits[np.arange(len(labels)), labels]).mean())
    # END SOLUTION


def cross_entropy_gradient(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The slope of `cross_entropy` by each logit.

    logits:  (n, k) floats;  labels: (n,) integers from 0 to k - 1
    returns: (n, k), a new array: how fast the mean loss rises if this one logit grows

    `logits` is as before afterwards.

    Handout: "Which way is down?".
    """
    # BEGIN SOLUTION
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    gradient = exponentials / exponentials.sum(axis=1, keepdims=True)
    gradient[np.arange(len(labels)), labels] -= 1
    return gradient / len(labels)
    # END SOLUTION

"""Functions between layers, and the one after the last layer.

`z` is what a layer computes before its activation, an array of any shape. Every function returns a new
array, and leaves the one that it was given as it was.
"""

import numpy as np


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Squeeze numbers into the range from 0 to 1.

        sigmoid(z) = 1 / (1 + exp(-z))

    z:       floats, any shape
    returns: the same shape; exact, and without a warning, for z as large as 1000 and as small as -1000

    Handout: "Squeezing: the sigmoid".
    """
    # BEGIN SOLUTION
    # exp of a number that is never positive: it may vanish, but it cannot overflow.
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, small) / (1 + small)
    # END SOLUTION


def sigmoid_derivative(z: np.ndarray) -> np.ndarray:
    """The slope of the sigmoid at z, the number before the sigmoid.

    z:       floats, any shape
    returns: the same shape; within 1e-12 of the exact slope, and without a warning, for z as large as 1000
             and as small as -1000

    Handout: "Squeezing: the sigmoid".
    """
    # BEGIN SOLUTION
    small = np.exp(-np.abs(z))
    return small / (1 + small) ** 2
    # END SOLUTION


def leaky_relu(z: np.ndarray, slope: float) -> np.ndarray:
    """Pass positive numbers, and a part of negative ones.

        leaky_relu(z) = z where z > 0,  slope * z elsewhere

    z:       floats, any shape
    slope:   a number of 0 or more, also above 1; 0 gives the ReLU
    returns: the same shape

    Handout: "Passing: ReLU and its leaky sister".
    """
    # BEGIN SOLUTION
    return np.where(z > 0, z, slope * z)
    # END SOLUTION


def leaky_relu_derivative(z: np.ndarray, slope: float) -> np.ndarray:
    """The slope of leaky_relu at z.

    z:       floats, any shape
    slope:   as for leaky_relu
    returns: the same shape; at z = 0, where there is a kink, the answer is `slope`

    Handout: "Passing: ReLU and its leaky sister".
    """
    # BEGIN SOLUTION
    return np.where(z > 0, 1.0, slope)
    # END SOLUTION


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

"""One unit that draws one line, and three that draw what one cannot.

Rows are samples: `X[i]` is sample i. Labels are -1 and +1.
"""

import numpy as np


def predict(X: np.ndarray, w: np.ndarray, b: float) -> np.ndarray:  # noqa: N803 - rows of X are samples
    """The side of the line on which each sample lies.

        +1 where  x . w + b >= 0,  else -1

    X: (n, d) floats;  w: (d,) floats;  b: a number
    returns: (n,) labels, each -1 or +1; a score of exactly 0 counts as +1

    Handout: "A line that divides".
    """
    # BEGIN SOLUTION
    return np.where(X @ w + b >= 0, 1, -1)
    # END SOLUTION


def train(X: np.ndarray, y: np.ndarray, max_epochs: int) -> tuple[np.ndarray, float, list[int]]:  # noqa: N803
    """Rosenblatt's rule: visit the samples in order, again and again, and move at each mistake.

        a mistake is  y_i (x_i . w + b) <= 0;  then  w <- w + y_i x_i  and  b <- b + y_i

    X: (n, d) floats;  y: (n,) labels, each -1 or +1
    max_epochs: how often all samples are visited at most, 1 or more

    Starts at w = 0, b = 0. Each sample is judged with the weights as they are when its turn comes.
    Stops after the first epoch without a mistake, or after `max_epochs`. X and y are as before afterwards.

    returns: (w, b, mistakes): w of shape (d,) and the number b after the last visit, and for each epoch
             its number of mistakes; the epoch without a mistake is listed too, as 0

    Handout: "A line that learns from its mistakes".
    """
    # BEGIN SOLUTION
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        mistakes.append(0)
        for x, label in zip(X, y, strict=True):
            if label * (x @ w + b) <= 0:
                w, b = w + label * x, b + label  # a new array: += would do as well, for w is ours
                mistakes[-1] += 1
        if mistakes[-1] == 0:
            break
    return w, float(b), mistakes
    # END SOLUTION


def xor_network() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Weights of your own choice, with which two hidden units and one output compute XOR.

        hidden = step(x @ W1 + b1)        (n, 2) -> (n, 2)
        output = step(hidden @ W2 + b2)   (n, 2) -> (n, 1)

    step(z) is 1 where z > 0 and 0 elsewhere. The output is 1 for the inputs (0, 1) and (1, 0), and 0
    for (0, 0) and (1, 1). Keep every z at least 0.1 away from 0.

    returns: (W1, b1, W2, b2) of shapes (2, 2), (2,), (2, 1), (1,); W2 of shape (2,) and a number for b2 are
             right, too

    Handout: "What one line cannot do".
    """
    # BEGIN SOLUTION
    # The first hidden unit says "at least one", the second "both"; the output wants the first without the second.
    return np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([-0.5, -1.5]), np.array([[1.0], [-2.0]]), np.array([-0.5])
    # END SOLUTION

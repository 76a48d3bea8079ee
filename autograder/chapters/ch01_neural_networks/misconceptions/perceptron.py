# ruff: noqa: N803, N806, RET503 - spliced into a copy of the solution, as students write
"""What students really write for perceptron.py, and what they did, in one sentence each."""

import numpy as np

from autograder.engine.check import misconception


@misconception("perceptron.predict")
def sign_of_zero(X, w, b):
    """np.sign made 0 of a score of 0, which is no label."""
    return np.sign(X @ w + b)


@misconception("perceptron.predict")
def zero_to_the_negative_side(X, w, b):
    """A score of exactly 0 got the label -1."""
    return np.where(X @ w + b > 0, 1, -1)


@misconception("perceptron.predict")
def labels_zero_and_one(X, w, b):
    """The labels are 0 and 1, not -1 and +1."""
    return (X @ w + b >= 0).astype(int)


@misconception("perceptron.predict")
def returns_true_and_false(X, w, b):
    """The result of the comparison came back: True and False are no labels."""
    return X @ w + b >= 0


@misconception("perceptron.predict")
def forgets_b(X, w, b):
    """b was not added, so the line goes through the origin."""
    return np.where(X @ w >= 0, 1, -1)


@misconception("perceptron.predict")
def returns_the_scores(X, w, b):
    """The scores came back, not the sides on which they lie."""
    return X @ w + b


@misconception("perceptron.train")
def strict_inequality(X, y, max_epochs):
    """Only y * score < 0 counted as a mistake; at zero weights every score is 0, so nothing was ever learned."""
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        mistakes.append(0)
        for x, label in zip(X, y, strict=True):
            if label * (x @ w + b) < 0:
                w, b = w + label * x, b + label
                mistakes[-1] += 1
        if mistakes[-1] == 0:
            break
    return w, b, mistakes


@misconception("perceptron.train")
def bias_never_moves(X, y, max_epochs):
    """w moved at each mistake, b stayed at 0: the line can turn and not shift."""
    w, mistakes = np.zeros(X.shape[1]), []
    for _ in range(max_epochs):
        mistakes.append(0)
        for x, label in zip(X, y, strict=True):
            if label * (x @ w) <= 0:
                w = w + label * x
                mistakes[-1] += 1
        if mistakes[-1] == 0:
            break
    return w, 0.0, mistakes


@misconception("perceptron.train")
def moves_once_an_epoch(X, y, max_epochs):
    """All points of an epoch were judged with the weights of its start, and the corrections were added at its end."""
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        wrong = y * (X @ w + b) <= 0
        mistakes.append(int(wrong.sum()))
        if mistakes[-1] == 0:
            break
        w, b = w + y[wrong] @ X[wrong], b + y[wrong].sum()
    return w, float(b), mistakes


@misconception("perceptron.train")
def moves_at_every_point(X, y, max_epochs):
    """w and b moved at every point, also where the label was right."""
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        mistakes.append(0)
        for x, label in zip(X, y, strict=True):
            mistakes[-1] += int(label * (x @ w + b) <= 0)
            w, b = w + label * x, b + label
        if mistakes[-1] == 0:
            break
    return w, b, mistakes


@misconception("perceptron.train")
def takes_the_sign_of_zero_as_plus(X, y, max_epochs):
    """A score of 0 got the label +1, as in predict, and so was no mistake for the points whose label is +1."""
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        mistakes.append(0)
        for x, label in zip(X, y, strict=True):
            if (1 if x @ w + b >= 0 else -1) != label:
                w, b = w + label * x, b + label
                mistakes[-1] += 1
        if mistakes[-1] == 0:
            break
    return w, b, mistakes


@misconception("perceptron.train")
def bias_left_out_of_the_score(X, y, max_epochs):
    """b was left out when a point was judged, so only w decided what a mistake is."""
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        mistakes.append(0)
        for x, label in zip(X, y, strict=True):
            if label * (x @ w) <= 0:
                w, b = w + label * x, b + label
                mistakes[-1] += 1
        if mistakes[-1] == 0:
            break
    return w, b, mistakes


@misconception("perceptron.train")
def moves_without_the_label(X, y, max_epochs):
    """The point itself was added at each mistake, whatever its label."""
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        mistakes.append(0)
        for x, label in zip(X, y, strict=True):
            if label * (x @ w + b) <= 0:
                w, b = w + x, b + 1
                mistakes[-1] += 1
        if mistakes[-1] == 0:
            break
    return w, b, mistakes


@misconception("perceptron.train")
def ignores_max_epochs(X, y, max_epochs):
    """max_epochs was not used: the visits went on for as long as there were mistakes."""
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(300):
        mistakes.append(0)
        for x, label in zip(X, y, strict=True):
            if label * (x @ w + b) <= 0:
                w, b = w + label * x, b + label
                mistakes[-1] += 1
        if mistakes[-1] == 0:
            break
    return w, b, mistakes


@misconception("perceptron.train")
def bias_without_the_label(X, y, max_epochs):
    """b grew by 1 at each mistake, whatever the label."""
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        mistakes.append(0)
        for x, label in zip(X, y, strict=True):
            if label * (x @ w + b) <= 0:
                w, b = w + label * x, b + 1
                mistakes[-1] += 1
        if mistakes[-1] == 0:
            break
    return w, b, mistakes


@misconception("perceptron.train")
def leaves_out_the_last_epoch(X, y, max_epochs):
    """The epoch without a mistake was not listed."""
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        found = 0
        for x, label in zip(X, y, strict=True):
            if label * (x @ w + b) <= 0:
                w, b = w + label * x, b + label
                found += 1
        if found == 0:
            break
        mistakes.append(found)
    return w, b, mistakes


@misconception("perceptron.train")
def never_stops_early(X, y, max_epochs):
    """The points were visited max_epochs times, also after an epoch without a mistake."""
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        mistakes.append(0)
        for x, label in zip(X, y, strict=True):
            if label * (x @ w + b) <= 0:
                w, b = w + label * x, b + label
                mistakes[-1] += 1
    return w, b, mistakes


@misconception("perceptron.train")
def counts_from_the_beginning(X, y, max_epochs):
    """The counter was not set back, so each number holds the mistakes of all epochs so far."""
    w, b, mistakes, found = np.zeros(X.shape[1]), 0.0, [], 0
    for _ in range(max_epochs):
        before = found
        for x, label in zip(X, y, strict=True):
            if label * (x @ w + b) <= 0:
                w, b = w + label * x, b + label
                found += 1
        mistakes.append(found)
        if found == before:
            break
    return w, b, mistakes


@misconception("perceptron.train")
def returns_after_the_first_epoch(X, y, max_epochs):
    """The function returned after one epoch, because `return` stands inside the loop."""
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        mistakes.append(0)
        for x, label in zip(X, y, strict=True):
            if label * (x @ w + b) <= 0:
                w, b = w + label * x, b + label
                mistakes[-1] += 1
        return w, b, mistakes


@misconception("perceptron.train")
def multiplies_the_callers_points(X, y, max_epochs):
    """The points were multiplied by their labels in the caller's own array."""
    X *= y[:, None]
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        mistakes.append(0)
        for signed, label in zip(X, y, strict=True):
            if signed @ w + label * b <= 0:
                w, b = w + signed, b + label
                mistakes[-1] += 1
        if mistakes[-1] == 0:
            break
    return w, float(b), mistakes


@misconception("perceptron.xor_network")
def computes_or():
    """The output is also 1 for (1, 1): it says whether at least one input is on."""
    return np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([-0.5, -1.5]), np.array([[1.0], [1.0]]), np.array([-0.5])


@misconception("perceptron.xor_network")
def computes_and():
    """The output is 1 for (1, 1) alone: it says whether both inputs are on."""
    return np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([-0.5, -1.5]), np.array([[1.0], [1.0]]), np.array([-1.5])


@misconception("perceptron.xor_network")
def computes_the_opposite():
    """All four outputs are inverted: 1 where the inputs are equal."""
    return np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([-0.5, -1.5]), np.array([[-1.0], [2.0]]), np.array([0.5])


@misconception("perceptron.xor_network")
def rests_on_the_threshold():
    """A unit's z is exactly 0 for some input, where the smallest rounding would decide."""
    return np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([0.0, -1.0]), np.array([[1.0], [-2.0]]), np.array([-0.5])


@misconception("perceptron.xor_network")
def notices_one_input_alone():
    """The output is 1 for only one of (0, 1) and (1, 0): nothing in the network answers to the other."""
    return np.array([[1.0, 1.0], [-1.0, 1.0]]), np.array([-0.5, -1.5]), np.array([[1.0], [-1.0]]), np.array([-0.5])

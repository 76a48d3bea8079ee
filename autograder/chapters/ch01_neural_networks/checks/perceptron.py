# ruff: noqa: N806 - X and W1 are the names of the handout
"""Checks of perceptron.py.

Points to train on are multiples of 1/4: every sum is then exact, in float32 too and in any order, and a score
that is 0 is 0 for everyone.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.chapters.ch01_neural_networks.experiments import line_and_arguments, line_of_train, mistakes_of_train
from autograder.engine import expect
from autograder.engine.check import check


@check("perceptron.predict", points=1)
def matches_four_points_by_hand(student):
    """With w = (2, -1) and b = -1 the points (1, 0), (0, 0), (3, 1), (1, 4) get the labels +1, -1, +1, -1."""
    # the scores are 1, -1, 4 and -3; without b the second would be 0, and count as +1
    X = np.array([[1.0, 0.0], [0.0, 0.0], [3.0, 1.0], [1.0, 4.0]])
    got = student.perceptron.predict(X, np.array([2.0, -1.0]), -1.0)
    expect.close(got, np.array([1.0, -1.0, 1.0, -1.0]))


@check("perceptron.predict", points=0.5)
def gives_the_line_itself_to_plus_one(student):
    """A score of exactly 0 gets the label +1."""
    X = np.array([[2.0, 1.0], [5.0, 4.0], [0.0, -1.0], [0.0, 0.0]])  # the scores are 0, 0, 0 and -1
    got = student.perceptron.predict(X, np.array([1.0, -1.0]), -1.0)
    expect.close(got, np.array([1.0, 1.0, 1.0, -1.0]))


@check("perceptron.predict", points=0.5)
def predicts_for_any_number_of_points(student, reference, rng):
    """predict labels any number of points in any number of dimensions."""
    # normal numbers: no score is 0, which is another check's matter
    shapes = [(1, 3), (6, 1), (9, 4)]
    asked = [(rng.normal(size=shape), rng.normal(size=shape[1]), float(rng.normal())) for shape in shapes]
    got, want = ([subject.perceptron.predict(*each) for each in asked] for subject in (student, reference))
    expect.close(got, _as_floats(want))


BY_HAND = np.array([[2.0, 1.0], [1.0, 3.0], [-1.0, 1.0], [1.0, 1.0]]), np.array([1, 1, -1, -1])


@check("perceptron.train", points=1)
def moves_as_by_hand(student):
    """One visit to (2, 1)+, (1, 3)+, (-1, 1)-, (1, 1)- leads from zero to w = (2, -1) and b = -1."""
    # (w1, w2, b) is (0, 0, 0) -> (2, 1, 1), stays, -> (3, 0, 0) since the score is 0, -> (2, -1, -1)
    got = student.run(line_of_train, *BY_HAND, 1)
    expect.close(got, {"w": np.array([2.0, -1.0]), "b": -1.0})


@check("perceptron.train", points=2)
def finds_the_line(student, reference, rng):
    """On points that a line can divide, train ends with the weights after the first epoch without a mistake."""
    problems = [(*_divided(rng, n, d), 200) for n, d in [(6, 2), (9, 3), (14, 5)]]
    got, want = ([subject.run(line_of_train, *problem) for problem in problems] for subject in (student, reference))
    expect.close(got, want)


@check("perceptron.train", points=1)
def counts_the_mistakes_of_each_epoch(student, reference, rng):
    """There is one number of mistakes for each epoch, and the epoch without a mistake is listed as 0."""
    problems = [(*BY_HAND, 50), *((*_divided(rng, n, d), 200) for n, d in [(6, 2), (8, 3)])]
    got, want = ([subject.run(mistakes_of_train, *problem) for problem in problems] for subject in (student, reference))
    expect.close(got, want)


@check("perceptron.train", points=1)
def stops_where_no_line_will_do(student, reference, rng):
    """On points that no line divides, train stops after max_epochs."""
    problems = [(*_mixed(rng, n, d), epochs) for n, d, epochs in [(5, 2, 1), (7, 3, 4), (6, 2, 9)]]
    got, want = (
        [[subject.run(ask, *problem) for ask in (mistakes_of_train, line_of_train)] for problem in problems]
        for subject in (student, reference)
    )
    expect.close(got, want)


@check("perceptron.train", points=1)
def leaves_the_points_as_they_were(student, reference, rng):
    """train moves weights of its own: the caller's X and y are as before."""
    X, y = _divided(rng, 7, 3)
    after, like = (subject.run(line_and_arguments, X, y, 100) for subject in (student, reference))
    expect.read_only(after, like, [X, y])


INPUTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR = (0, 1, 1, 0)
LIKELY = {
    (0, 1, 1, 1): "computes_or",
    (0, 0, 0, 1): "computes_and",
    (1, 0, 0, 1): "computes_the_opposite",
    (0, 1, 0, 0): "notices_one_input_alone",
    (0, 0, 1, 0): "notices_one_input_alone",
}
MARGIN = 0.1 - 1e-6  # sums such as 0.7 - 0.6 lie a little below 0.1, in float32 by 6e-8
# W2 may be flat, and b2 a number: the result of the two layers is the same
SHAPES = {"W1": [(2, 2)], "b1": [(2,)], "W2": [(2, 1), (2,)], "b2": [(1,), ()]}


@check("perceptron.xor_network", points=2)
def computes_xor(student):
    """The output is 1 for (0, 1) and (1, 0), and 0 for (0, 0) and (1, 1)."""
    _expect_xor(_outputs(_signals(student.perceptron.xor_network())))


@check("perceptron.xor_network", points=1)
def keeps_away_from_the_threshold(student):
    """The network computes XOR, and no unit's z comes closer to 0 than 0.1."""
    signals = _signals(student.perceptron.xor_network())
    _expect_xor(_outputs(signals))
    nearest = float(np.min(np.abs(signals)))
    expect.true(nearest, nearest >= MARGIN, "the z that comes closest to 0, of any unit for any input: 0.1 or more")


def _expect_xor(outputs: tuple[int, ...]) -> None:
    table = {f"({int(first)}, {int(second)})": output for (first, second), output in zip(INPUTS, outputs, strict=True)}
    expect.true(table, outputs == XOR, "1 for (0, 1) and (1, 0), and 0 for the others", likely=LIKELY.get(outputs))


def _outputs(signals: np.ndarray) -> tuple[int, ...]:
    return tuple(int(z > 0) for z in signals[:, 2])


def _signals(answer: Any) -> np.ndarray:
    """z of both hidden units and of the output for each of the four inputs, (4, 3)."""
    if not isinstance(answer, list) or len(answer) != len(SHAPES):
        expect.true(answer, False, "the four arrays (W1, b1, W2, b2)")
    W1, b1, W2, b2 = (_array(name, value, shapes) for (name, shapes), value in zip(SHAPES.items(), answer, strict=True))
    with np.errstate(all="ignore"):  # numbers near the end of the range
        hidden = INPUTS @ W1 + b1
        return np.column_stack([hidden, (hidden > 0) @ W2 + b2])


def _array(name: str, value: Any, shapes: list[tuple[int, ...]]) -> np.ndarray:
    """One array of the network; nested lists of numbers are arrays too."""
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        array = np.full((), np.nan)
    fits = array.shape in shapes and bool(np.all(np.isfinite(array)))
    expect.true(value, fits, f"{name}: finite numbers of shape {shapes[0]}")
    return array.reshape(shapes[0])


def _quarters(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Multiples of 1/4 around 1, so that a line through the origin will not do."""
    return np.round(4 * rng.normal(1.0, 2.0, size=shape)) / 4


def _divided(rng: np.random.Generator, n: int, d: int) -> tuple[np.ndarray, np.ndarray]:
    """n points on two sides of a plane in d dimensions, on neither side alone and none too near to it."""
    normal = rng.normal(size=d)
    normal /= np.linalg.norm(normal)
    while True:
        X = _quarters(rng, n, d)
        scores = (X - 1.5) @ normal
        if np.abs(scores).min() > 0.3 and 0 < np.sum(scores > 0) < n:
            return X, np.where(scores > 0, 1, -1)


def _mixed(rng: np.random.Generator, n: int, d: int) -> tuple[np.ndarray, np.ndarray]:
    """n points, of which the first and the last are the same with different labels."""
    X, y = _quarters(rng, n, d), rng.choice([-1, 1], size=n)
    X[-1], y[-1] = X[0], -y[0]
    return X, y


def _as_floats(answers: list[Any]) -> list[Any]:
    """Labels as floats: those of a student may be floats or integers."""
    return [answer.astype(float) for answer in answers]

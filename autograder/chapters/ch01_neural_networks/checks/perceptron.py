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
from autograder.engine.observe import Died


@check("perceptron.predict", points=1)
def matches_four_points_by_hand(student):
    """With w = (2, -1) and b = -1 the points (1, 0), (0, 0), (3, 1), (1, 4) get the labels +1, -1, +1, -1."""
    # the scores are 1, -1, 4 and -3; without b the second would be 0, and count as +1
    X = np.array([[1.0, 0.0], [0.0, 0.0], [3.0, 1.0], [1.0, 4.0]])
    got = student.perceptron.predict(X, np.array([2.0, -1.0]), -1.0)
    _expect_labels([got], [np.array([1.0, -1.0, 1.0, -1.0])])


@check("perceptron.predict", points=0.5)
def gives_the_line_itself_to_plus_one(student):
    """A score of exactly 0 gets the label +1."""
    X = np.array([[2.0, 1.0], [5.0, 4.0], [0.0, -1.0], [0.0, 0.0]])  # the scores are 0, 0, 0 and -1
    got = student.perceptron.predict(X, np.array([1.0, -1.0]), -1.0)
    _expect_labels([got], [np.array([1.0, 1.0, 1.0, -1.0])])


@check("perceptron.predict", points=0.5)
def predicts_for_any_number_of_points(student, reference, rng):
    """predict labels any number of points in any number of dimensions."""
    # normal numbers: no score is 0, which is another check's matter
    shapes = [(1, 3), (6, 1), (9, 4)]
    asked = [(rng.normal(size=shape), rng.normal(size=shape[1]), float(rng.normal())) for shape in shapes]
    got, want = ([subject.perceptron.predict(*each) for each in asked] for subject in (student, reference))
    _expect_labels(got, [labels.astype(float) for labels in want])


def _expect_labels(got: list[Any], want: list[np.ndarray]) -> None:
    """Labels of a student may be floats or integers."""
    arrays = [answer for answer in got if isinstance(answer, np.ndarray)]
    bools = [answer for answer in arrays if answer.dtype == bool]
    if bools:
        law = "labels -1 and +1: a comparison gives True and False"
        expect.true(bools[0], False, law, likely="returns_true_and_false")
    if _same_shapes(got, want) and np.all(np.isin(np.concatenate(arrays, axis=None), [0, 1])):
        shown = next(i for i, labels in enumerate(want) if -1 in labels)
        law = f"labels -1 and +1: {_written(want[shown])}"
        expect.true(got[shown], False, law, likely="labels_zero_and_one")
    expect.close(got, want)


def _same_shapes(got: list[Any], want: list[np.ndarray]) -> bool:
    pairs = zip(got, want, strict=True)
    return all(isinstance(mine, np.ndarray) and mine.shape == yours.shape for mine, yours in pairs)


def _written(numbers: np.ndarray) -> str:
    return f"[{', '.join(f'{number:g}' for number in np.ravel(numbers))}]"


BY_HAND = np.array([[2.0, 1.0], [1.0, 3.0], [-1.0, 1.0], [1.0, 1.0]]), np.array([1, 1, -1, -1])
# The mistakes in the first epochs on these points. They tell where a rule differs, whatever kind of numbers
# w and b are: b may be 0 or 0.0 at the start, and answers of different kinds are different answers.
LIKELY_COUNTS = {
    (0,): "strict_inequality",
    (1, 3, 1, 2, 2): "takes_the_sign_of_zero_as_plus",
    (2, 1, 2, 3, 1): "bias_left_out_of_the_score",
    (4, 1, 1, 2, 2): "moves_once_an_epoch",
    (3, 2, 2, 2, 1): "moves_at_every_point",
    (3, 2, 2, 2, 2): "moves_without_the_label",
    (3, 2, 3, 2, 2): "bias_without_the_label",
    (3,): "returns_after_the_first_epoch",
}
LAST_LINE = {"w": np.array([3.0, 1.0]), "b": -5.0}  # after the first epoch without a mistake, the fourteenth


def _likely_rule(counts: Any) -> str | None:
    """Which wrong rule makes these mistakes on the points by hand."""
    if not isinstance(counts, np.ndarray) or counts.ndim != 1:
        return None
    return LIKELY_COUNTS.get(tuple(counts[:5].tolist()))


def _expect_line(got: Any, want: dict[str, Any], likely: str | None) -> None:
    expect.close(got, want, rtol=0, atol=np.inf)  # the form first
    law = f"w = {_written(want['w'])} and b = {float(want['b']):g}"
    expect.true(got, _same_line(got, want), law, likely=likely)


def _same_line(got: Any, want: dict[str, Any]) -> bool:
    return all(np.allclose(got[name], want[name]) for name in ("w", "b"))


def _expect_counts(got: Any, want: np.ndarray, likely: str | None) -> None:
    """The lists are shown whole, whatever their lengths are."""
    fits = isinstance(got, np.ndarray) and np.array_equal(got, want)
    expect.true(got, fits, f"{_written(want)}, one number for each epoch", likely=likely)


@check("perceptron.train", points=1)
def moves_as_by_hand(student):
    """One visit to (2, 1)+, (1, 3)+, (-1, 1)-, (1, 1)- leads from zero to w = (2, -1) and b = -1."""
    # (w1, w2, b) is (0, 0, 0) -> (2, 1, 1), stays, -> (3, 0, 0) since the score is 0, -> (2, -1, -1)
    got = student.run(line_of_train, *BY_HAND, 1)
    counts = student.run(mistakes_of_train, *BY_HAND, 50)  # not judged: it tells rules apart
    want = {"w": np.array([2.0, -1.0]), "b": -1.0}
    expect.close(got, want, rtol=0, atol=np.inf)  # the form first
    _expect_line(got, want, "ignores_max_epochs" if _same_line(got, LAST_LINE) else _likely_rule(counts))


@check("perceptron.train", points=2)
def finds_the_line(student, reference, rng):
    """On points that a line can divide, train ends with the weights after the first epoch without a mistake."""
    # no line through the origin divides the points by hand: without b there is no end
    problems = [(*BY_HAND, 200), *((*_divided(rng, n, d), 200) for n, d in [(6, 2), (9, 3), (14, 5)])]
    got, want = ([subject.run(line_of_train, *problem) for problem in problems] for subject in (student, reference))
    counts = student.run(mistakes_of_train, *BY_HAND, 50)  # not judged: it tells rules apart
    for mine, yours in zip(got, want, strict=True):
        _expect_line(mine, yours, _likely_rule(counts))


@check("perceptron.train", points=1)
def counts_the_mistakes_of_each_epoch(student, reference, rng):
    """There is one number of mistakes for each epoch, and the epoch without a mistake is listed as 0."""
    problems = [(*BY_HAND, 50), *((*_divided(rng, n, d), 200) for n, d in [(6, 2), (8, 3)])]
    got, want = ([subject.run(mistakes_of_train, *problem) for problem in problems] for subject in (student, reference))
    for mine, yours in zip(got, want, strict=True):
        _expect_counts(mine, yours, _likely_rule(got[0]) or _likely_count(mine, yours))


def _likely_count(got: Any, want: np.ndarray) -> str | None:
    """What is wrong with the list, where the rule is right."""
    if np.array_equal(got, want[:-1]):
        return "leaves_out_the_last_epoch"
    if np.array_equal(got, np.cumsum(want)):
        return "counts_from_the_beginning"
    if _is_longer(got, want) and np.array_equal(got[: want.size], want):
        return "never_stops_early"
    return None


def _is_longer(got: Any, want: np.ndarray) -> bool:
    return isinstance(got, np.ndarray) and got.ndim == 1 and got.size > want.size


@check("perceptron.train", points=1)
def stops_where_no_line_will_do(student, reference, rng):
    """On points that no line divides, train stops after max_epochs."""
    problems = [(*_mixed(rng, n, d), epochs) for n, d, epochs in [(5, 2, 1), (7, 3, 4), (6, 2, 9)]]
    got, want = (
        [[subject.run(ask, *problem) for ask in (mistakes_of_train, line_of_train)] for problem in problems]
        for subject in (student, reference)
    )
    for (counts, line), (true_counts, true_line) in zip(got, want, strict=True):
        endless = _is_longer(counts, true_counts) or (isinstance(counts, Died) and counts.cause in ("cpu", "wall"))
        _expect_counts(counts, true_counts, "ignores_max_epochs" if endless else None)
        _expect_line(line, true_line, None)


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
UNITS = ("the first hidden unit", "the second hidden unit", "the output")
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
    place, unit = np.unravel_index(np.argmin(np.abs(signals)), signals.shape)
    first, second = INPUTS[place]
    law = f"z of {UNITS[unit]} for the input ({first:g}, {second:g}): 0.1 or more away from 0"
    nearest = float(signals[place, unit])
    expect.true(nearest, abs(nearest) >= MARGIN, law)


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

"""Checks of training.py."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from coursedata import digits

from autograder.chapters.ch01_neural_networks.experiments import (
    WEIGHTS,
    arguments_after_train,
    losses_of_train,
    train_on_digits,
    train_on_moons,
    weights_of_train,
)
from autograder.engine import expect
from autograder.engine.check import check
from autograder.engine.report import Curve, Images

# Work in float32 inside is right work: after the few steps taken here its rounding is below 1e-5 of the
# weights, which are of size 1. The mildest wrong version is off by more than 1e-3.
RTOL, ATOL = 1e-4, 1e-5

BARS = {
    check_id: entry["bar"]
    for check_id, entry in json.loads(Path(__file__).parents[1].joinpath("calibration.json").read_text("utf-8")).items()
}
SIZES = (64, 16, 10)
EPOCHS, BATCH, LEARNING_RATE = 12, 32, 0.5
UNSEEN = 500


@check("training.train", points=2)
def takes_one_step_by_hand(student):
    """One step from zero weights moves b2 alone, by learning_rate * (share of each class - 1/2)."""
    # All logits are 0, so both classes get 1/2; the hidden layer is tanh(0) = 0 and passes nothing on.
    images = np.array([[1.0, 2.0], [2.0, 0.0], [0.0, 1.0], [4.0, 1.0], [1.0, 1.0]])
    labels = np.array([0, 1, 0, 0, 1])
    zero = [np.zeros((2, 3)), np.zeros(3), np.zeros((3, 2)), np.zeros(2)]
    batch = np.array([0, 1, 2, 3])  # three zeros and one 1
    got = student.run(weights_of_train, images, labels, zero, [batch], 0.4)
    want = dict(zip(WEIGHTS, [*zero[:3], np.array([0.1, -0.1])], strict=True))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("training.train", points=2)
def follows_the_batches_in_order(student, reference, rng):
    """After several batches of different sizes, taken in order, all four arrays are where they should be."""
    problems = [_small_problem(rng, *sizes) for sizes in SMALL_SIZES]
    got, want = ([subject.run(weights_of_train, *problem) for problem in problems] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("training.train", points=1)
def records_the_loss_before_each_step(student, reference, rng):
    """losses[i] is the loss of batch i with the weights as they were before step i."""
    problems = [_small_problem(rng, *sizes) for sizes in SMALL_SIZES]
    got, want = ([subject.run(losses_of_train, *problem) for problem in problems] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check("training.train", points=1)
def leaves_the_arguments_as_they_were(student, rng):
    """train returns new weights: the arrays that the caller passed are as before."""
    images, labels, weights, batches, rate = _small_problem(rng, *SMALL_SIZES[1])
    before = {"images": images, "labels": labels, **dict(zip(WEIGHTS, weights, strict=True)), "batches": batches}
    after = student.run(arguments_after_train, images, labels, weights, batches, rate)
    if not isinstance(after, dict):
        expect.unchanged(after, before)
    for name, array in before.items():
        expect.unchanged({name: after[name]}, {name: array})


def trained_on_digits(subject: Any, rng: np.random.Generator) -> Any:
    """Train once on 1297 digits, and read the other 500 with the weights that come back. Those digits stay here.

    Returns {"losses", "predictions", "pixels", "labels"}, the last two of the unseen digits, and predictions
    None where the weights have other shapes; or what came back in place of losses and weights.
    """
    pixels, labels = digits.load()
    labels = labels.astype(int)  # no overflow at 255 in code that computes with them
    order = rng.permutation(len(labels))
    unseen, seen = order[:UNSEEN], order[UNSEEN:]
    schedule = _start(rng, *SIZES), _batches(rng, len(seen)), LEARNING_RATE
    images = pixels.reshape(-1, 64) / 16
    answer = subject.run(train_on_digits, images[seen], labels[seen], *schedule)
    if not isinstance(answer, dict):
        return answer
    read = _read(answer["weights"], images[unseen])
    return {"losses": answer["losses"], "predictions": read, "pixels": pixels[unseen], "labels": labels[unseen]}


def _read(weights: Any, images: np.ndarray) -> np.ndarray | None:
    """The classes that the network gives to images: here, where no trained code runs."""
    wanted = dict(zip(WEIGHTS, [(SIZES[0], SIZES[1]), (SIZES[1],), (SIZES[1], SIZES[2]), (SIZES[2],)], strict=True))
    if not isinstance(weights, dict) or {name: np.shape(weight) for name, weight in weights.items()} != wanted:
        return None
    first, first_bias, last, last_bias = weights.values()
    with np.errstate(all="ignore"):  # weights may be inf or nan
        return (np.tanh(images @ first + first_bias) @ last + last_bias).argmax(axis=1)


@check("training.train", points=1, repeats=2)
def lowers_the_loss_on_digits(student):
    """Over 12 epochs on handwritten digits the loss of a batch falls to a small part of where it began."""
    trained = student.shared(trained_on_digits)
    expect.true(trained, isinstance(trained, dict), "train returns the pair (weights, losses)")
    losses = trained["losses"]
    expect.shape(losses, (EPOCHS * _batches_an_epoch(len(digits.load().labels) - UNSEEN),))
    expect.finite(losses)
    expect.bar(
        float(losses[-50:].mean() / losses[:50].mean()),
        at_most=BARS["training.train:lowers_the_loss_on_digits"],
        what="mean loss of the last 50 batches, divided by that of the first 50",
        picture=Curve("Loss of each batch", "step", "loss", {"your training": [float(loss) for loss in losses]}),
    )


@check("training.train", points=1, repeats=2)
def reads_digits_it_has_not_seen(student):
    """After training, the network reads handwritten digits that it has never seen."""
    trained = student.shared(trained_on_digits)
    expect.true(trained, isinstance(trained, dict), "train returns the pair (weights, losses)")
    predictions, labels = trained["predictions"], trained["labels"]
    expect.true(trained, predictions is not None, "four arrays of the shapes of the initial weights")
    expect.bar(
        float(np.mean(predictions == labels)),
        at_least=BARS["training.train:reads_digits_it_has_not_seen"],
        what="share of 500 unseen digits that is read correctly",
        picture=_misread(trained["pixels"], predictions, labels),
    )


MOST_PARAMETERS, MOST_HIDDEN, MOST_STEPS = 60, 3, 600
STARTS, MOON_POINTS, MOON_UNSEEN = 3, 120, 1000
STUCK_AFTER, STUCK_WITHIN = 100, 0.01  # steps; share of the first loss
STILL_FALLING = 0.02  # share of the loss at three quarters of the run


@check("training.choose_network", points=1)
def keeps_to_the_rules(student):
    """The choice has its four entries, at most 3 hidden layers, 60 weights and biases, and 600 steps."""
    choice = student.training.choose_network()
    broken = _broken_rule(_plain(choice))
    expect.true(choice, broken is None, broken or "")


def trained_on_moons(subject: Any, rng: np.random.Generator) -> Any:
    """Train the chosen network from three starts, and let each classify 1000 other points, which stay here.

    Returns {"sizes", "activation", "runs": [{"losses", "classes"}, ...], "labels"}; or the choice, where it
    breaks a rule, and what came back, where that is something else.
    """
    choice = _plain(subject.training.choose_network())
    (points, labels), (unseen, truth) = _moons(rng, MOON_POINTS), _moons(rng, MOON_UNSEEN)
    seeds = [int(seed) for seed in rng.integers(2**31, size=STARTS)]
    if _broken_rule(choice) is not None:
        return choice
    runs = [subject.run(train_on_moons, choice, points, labels, seed) for seed in seeds]
    if not all(isinstance(run, dict) for run in runs):
        return runs
    runs = [{"losses": run["losses"], "classes": _classes(run["theta"], choice, unseen)} for run in runs]
    return {"sizes": choice["sizes"], "activation": choice["activation"], "runs": runs, "labels": truth}


BENDS = {
    "tanh": np.tanh,
    "sigmoid": lambda z: (1 + np.tanh(z / 2)) / 2,
    "relu": lambda z: np.maximum(z, 0),
    "identity": lambda z: z,
}


def _classes(theta: Any, choice: Any, points: np.ndarray) -> np.ndarray:
    """What the network says, here, where no code of a submission runs. theta is laid out as given.py does."""
    blocks, at = [], 0
    for inputs, outputs in pairwise(choice["sizes"]):
        blocks.append(theta[at : at + (inputs + 1) * outputs].reshape(inputs + 1, outputs))
        at += blocks[-1].size
    with np.errstate(all="ignore"):  # steps that are too long leave inf and nan
        signal = points
        for block in blocks[:-1]:
            signal = BENDS[choice["activation"]](signal @ block[:-1] + block[-1])
        return (signal @ blocks[-1][:-1] + blocks[-1][-1]).argmax(axis=1)


@check("training.choose_network", points=2, repeats=2)
def divides_the_moons(student):
    """From the best of three starts, the chosen network tells apart points of the two moons that it has not seen."""
    trained = student.shared(trained_on_moons)
    kept = isinstance(trained, dict) and "runs" in trained
    expect.true(trained, kept, "a choice that keeps to the rules, so that it can be trained")
    labels, runs = trained["labels"], trained["runs"]
    for run in runs:
        expect.shape(run["classes"], (MOON_UNSEEN,))
    expect.bar(
        max(float(np.mean(run["classes"] == labels)) for run in runs),
        at_least=BARS["training.choose_network:divides_the_moons"],
        what="share of 1000 unseen points on the right side, best of three starts",
        picture=Curve(
            "Loss of each start", "step", "loss", {f"start {i}": _line(run) for i, run in enumerate(runs, 1)}
        ),
        likely=_likely(trained),
    )


def _line(run: dict[str, Any]) -> list[float]:
    return [float(loss) for loss in np.ravel(run["losses"])]


def _likely(trained: dict[str, Any]) -> str | None:
    """The name of what keeps this network from dividing the moons, as far as it can be measured."""
    if len(trained["sizes"]) == 2:
        return "no_hidden_layer"
    if trained["activation"] == "identity":
        return "hidden_layers_without_a_bend"
    lines = [_line(run) for run in trained["runs"]]
    if all(not line[-1] <= line[0] for line in lines):  # nan counts as a rise
        return "steps_too_long"
    if all(line[min(STUCK_AFTER, len(line) - 1)] > (1 - STUCK_WITHIN) * line[0] for line in lines):
        return "steps_too_short"
    if all(line[-1] < (1 - STILL_FALLING) * line[3 * len(line) // 4] for line in lines):
        return "ends_before_it_has_learned"
    return None


def _broken_rule(choice: Any) -> str | None:
    """What choose_network must return and did not, in words; None where the choice keeps to the rules."""
    wanted = ("sizes", "activation", "learning_rate", "steps")
    if not isinstance(choice, dict) or not all(name in choice for name in wanted):
        return f"a dict with the entries {', '.join(wanted)}"
    sizes, activation, rate, steps = (choice[name] for name in wanted)
    if activation not in ("tanh", "sigmoid", "relu", "identity"):
        return f'activation: "tanh", "sigmoid", "relu" or "identity", and not {activation!r:.40}'
    if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 < rate < np.inf:
        return "learning_rate: a number above 0"
    if not _is_count(steps) or steps > MOST_STEPS:
        return f"steps: a whole number from 1 to {MOST_STEPS}"
    return _broken_size(sizes)


def _broken_size(sizes: Any) -> str | None:
    if not isinstance(sizes, list) or not all(_is_count(size) for size in sizes):
        return "sizes: a list of whole numbers, 1 or more each"
    if len(sizes) < 2 or sizes[0] != 2 or sizes[-1] != 2:
        return "sizes: from 2 inputs to 2 classes, such as [2, ..., 2]"
    if len(sizes) - 2 > MOST_HIDDEN:
        return f"sizes: at most {MOST_HIDDEN} hidden layers"
    parameters = sum((inputs + 1) * outputs for inputs, outputs in pairwise(sizes))
    if parameters > MOST_PARAMETERS:
        return f"sizes: at most {MOST_PARAMETERS} weights and biases; these are {parameters}"
    return None


def _plain(choice: Any) -> Any:
    """The choice with plain numbers and lists: NumPy's are right too, and cross as arrays."""
    match choice:
        case np.ndarray():
            return choice.tolist()
        case dict():
            return {name: _plain(value) for name, value in choice.items()}
        case list():
            return [_plain(value) for value in choice]
    return choice


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _moons(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """What given.moons draws, on this side: a worker draws no points whose labels are to stay unknown to it."""
    labels = rng.permutation(np.arange(n) % 2)
    angle = rng.uniform(0, np.pi, size=n)
    x = np.where(labels == 0, np.cos(angle), 1 - np.cos(angle))
    y = np.where(labels == 0, np.sin(angle), 0.5 - np.sin(angle))
    return np.column_stack([x, y]) + rng.normal(0, 0.1, size=(n, 2)), labels


def _misread(pixels: np.ndarray, predictions: np.ndarray, labels: np.ndarray, most: int = 8) -> Images:
    wrong = np.flatnonzero(predictions != labels)[:most]
    captions = [f"read as {int(predictions[i])}, is {int(labels[i])}" for i in wrong]
    return Images("Digits that were misread", [pixels[i].astype(float).tolist() for i in wrong], captions)


# samples, inputs, hidden units, classes: all different, so that no swapped axis goes unnoticed
SMALL_SIZES = [(7, 3, 2, 4), (11, 5, 4, 3), (9, 2, 6, 5), (13, 4, 7, 2), (12, 6, 5, 3)]


def _small_problem(rng: np.random.Generator, samples: int, inputs: int, hidden: int, classes: int) -> tuple[Any, ...]:
    """Arguments of train: four batches of different sizes that overlap, large steps, biases that are not 0."""
    images = rng.normal(size=(samples, inputs))
    labels = rng.permutation(np.arange(samples) % classes)
    shapes = [(inputs, hidden), (hidden,), (hidden, classes), (classes,)]
    weights = [rng.normal(size=shape) for shape in shapes]
    batches = [rng.choice(samples, size=size, replace=False) for size in (5, 2, 6, 3)]
    return images, labels, weights, batches, 0.7


def _start(rng: np.random.Generator, inputs: int, hidden: int, classes: int) -> list[np.ndarray]:
    first = rng.normal(0.0, 1 / np.sqrt(inputs), size=(inputs, hidden))
    return [first, np.zeros(hidden), rng.normal(0.0, 0.01, size=(hidden, classes)), np.zeros(classes)]


def _batches_an_epoch(samples: int) -> int:
    return -(-samples // BATCH)


def _batches(rng: np.random.Generator, samples: int) -> list[np.ndarray]:
    orders = [rng.permutation(samples) for _ in range(EPOCHS)]
    return [order[start : start + BATCH] for order in orders for start in range(0, samples, BATCH)]

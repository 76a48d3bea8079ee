"""Checks of training.py."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from coursedata import digits

from autograder.chapters.ch01_neural_networks.experiments import (
    WEIGHTS,
    arguments_after_train,
    losses_of_train,
    train_and_predict,
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
    """Train once on 1297 digits, and have the other 500 read. Their labels stay here.

    Returns {"losses", "predictions", "pixels", "labels"}, the last two of the unseen digits; or what
    came back in place of losses and predictions.
    """
    pixels, labels = digits.load()
    labels = labels.astype(int)  # no overflow at 255 in code that computes with them
    order = rng.permutation(len(labels))
    unseen, seen = order[:UNSEEN], order[UNSEEN:]
    schedule = _start(rng, *SIZES), _batches(rng, len(seen)), LEARNING_RATE
    answer = subject.run(train_and_predict, pixels[seen], labels[seen], pixels[unseen], *schedule)
    if not isinstance(answer, dict):
        return answer
    return {**answer, "pixels": pixels[unseen], "labels": labels[unseen]}


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
    expect.shape(predictions, (UNSEEN,))
    expect.bar(
        float(np.mean(predictions == labels)),
        at_least=BARS["training.train:reads_digits_it_has_not_seen"],
        what="share of 500 unseen digits that is read correctly",
        picture=_misread(trained["pixels"], predictions, labels),
    )


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

"""Checks of network.py: a network that runs through four other exercises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from coursedata import digits

from autograder.chapters.ch05_convolutional_networks.experiments import (
    loss_and_gradients,
    network_and_arguments,
    train_network,
)
from autograder.engine import expect
from autograder.engine.check import check
from autograder.engine.report import Curve, Images

# Work in float32 inside is right work: through two convolutions its rounding stays below 1e-5 of numbers of size 1.
# The mildest wrong version is off by more than 1e-3.
RTOL, ATOL = 1e-4, 1e-5

BARS = {
    check_id: entry["bar"]
    for check_id, entry in json.loads(Path(__file__).parents[1].joinpath("calibration.json").read_text("utf-8")).items()
}
NETWORK = "network.loss_and_gradients"
LAYERS = (
    "convolution.conv2d",
    "convolution.conv2d_backward",
    "pooling.max_pool2d",
    "pooling.max_pool2d_backward",
)

# images, channels of image and convolutions, classes, height, width: all of a case differ where they can
CASES = [(5, 2, 3, 4, 6, 8, 7), (3, 1, 4, 2, 5, 6, 9), (4, 3, 2, 5, 7, 2, 3)]


@check(NETWORK, points=1, needs=LAYERS)
def knows_the_first_loss(student, rng):
    """With all parameters 0 the loss is ln(classes), and only the last bias has a gradient: its share of each class."""
    shapes = {"K1": (2, 1, 3, 3), "b1": (2,), "K2": (3, 2, 3, 3), "b2": (3,), "W": (3, 4), "b": (4,)}
    zero = {name: np.zeros(shape) for name, shape in shapes.items()}
    x, labels = rng.normal(size=(8, 1, 5, 6)), np.array([0, 1, 0, 3, 0, 1, 0, 0])
    got = _expect_form(student.run(loss_and_gradients, zero, x, labels))
    expect.close(got["loss"], np.log(4), rtol=RTOL, atol=ATOL)
    # 1/4 for each class, less how often it is the label: 5/8, 2/8, 0 and 1/8
    want = zero | {"b": np.array([-0.375, 0.0, 0.25, 0.125])}
    expect.close(got["gradients"], want, rtol=RTOL, atol=ATOL)


@check(NETWORK, points=1, needs=LAYERS)
def computes_the_loss(student, reference, rng):
    """The loss is right for networks and images of any size."""
    for mine, yours in _both(student, reference, [network_problem(rng, *case) for case in CASES]):
        expect.close(mine["loss"], yours["loss"], rtol=RTOL, atol=ATOL)


@check(NETWORK, points=1, needs=LAYERS)
def differentiates_the_last_layer(student, reference, rng):
    """The gradients by W and b are right."""
    _expect_gradients(student, reference, [network_problem(rng, *case) for case in CASES], "W", "b")


@check(NETWORK, points=1, needs=LAYERS)
def differentiates_the_second_convolution(student, reference, rng):
    """The gradients by K2 and b2 are right: through the mean over all positions and the second ReLU."""
    problems = [network_problem(rng, *case) for case in CASES]
    _expect_gradients(student, reference, [*problems, _without(problems[0], "K2", "b2")], "K2", "b2")


@check(NETWORK, points=1, needs=LAYERS)
def differentiates_the_first_convolution(student, reference, rng):
    """The gradients by K1 and b1 are right: back through the second convolution, the pool and the first ReLU."""
    problems = [network_problem(rng, *case) for case in CASES]
    _expect_gradients(student, reference, [*problems, _without(problems[0], "K1", "b1")], "K1", "b1")


@check(NETWORK, points=0.5, needs=LAYERS)
def survives_large_logits(student, reference, rng):
    """Loss and gradients stay finite where logits are as large as 1000."""
    parameters, x, labels = network_problem(rng, *CASES[0])
    asked = [(parameters | {"b": parameters["b"] + offset}, x, labels) for offset in (2000, -2000)]
    asked.append((parameters | {"b": 1000 * parameters["b"]}, x, labels))
    bright = x * np.array([3000.0, *np.ones(len(x) - 1)]).reshape(-1, 1, 1, 1)
    asked.append((parameters | {"W": np.abs(parameters["W"])}, bright, labels))  # one image far above the others
    both = _both(student, reference, asked)
    for mine, yours in both:
        # float32 inside rounds logits of size 1000 by 1e-4, which the loss and the shares of the classes carry along
        expect.close(mine["loss"], yours["loss"], rtol=1e-3, atol=1e-3)
    for mine, yours in both[:3]:
        expect.close(mine["gradients"], yours["gradients"], rtol=1e-3, atol=1e-3)


@check(NETWORK, points=0.5, needs=LAYERS)
def loss_and_gradients_leaves_its_arguments_as_they_were(student, reference, rng):
    """Parameters, images and labels are as before."""
    problem = network_problem(rng, *CASES[0])
    after, like = (subject.run(network_and_arguments, *problem) for subject in (student, reference))
    expect.read_only(after, like, list(problem))


def _expect_gradients(student: Any, reference: Any, problems: list[Any], *names: str) -> None:
    for mine, yours in _both(student, reference, problems):
        gradients = mine["gradients"]
        law = "a dict of gradients with the names of the parameters"
        expect.true(gradients, isinstance(gradients, dict) and yours["gradients"].keys() <= gradients.keys(), law)
        expect.close(
            *({name: one[name] for name in names} for one in (gradients, yours["gradients"])), rtol=RTOL, atol=ATOL
        )


def _without(problem: Any, *names: str) -> tuple[Any, ...]:
    """The same problem with some parameters 0, so that a ReLU gets nothing but zeros: its derivative there is 0."""
    parameters, x, labels = problem
    return parameters | {name: np.zeros_like(parameters[name]) for name in names}, x, labels


def _both(student: Any, reference: Any, problems: list[Any]) -> list[tuple[Any, Any]]:
    """What both answer to each problem."""
    got, want = ([subject.run(loss_and_gradients, *one) for one in problems] for subject in (student, reference))
    return [(_expect_form(mine), yours) for mine, yours in zip(got, want, strict=True)]


def _expect_form(answer: Any) -> dict[str, Any]:
    expect.true(answer, isinstance(answer, dict), "a pair (loss, gradients)")
    return answer


def network_problem(rng: np.random.Generator, *case: int) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Parameters, biases among them that are not 0; images; labels."""
    n, channels, first, second, classes, height, width = case
    parameters = {
        "K1": rng.normal(size=(first, channels, 3, 3)) / np.sqrt(9 * channels / 2),
        "b1": rng.normal(size=first) / 2,
        "K2": rng.normal(size=(second, first, 3, 3)) / np.sqrt(9 * first / 2),
        "b2": rng.normal(size=second) / 2,
        "W": rng.normal(size=(second, classes)),
        "b": rng.normal(size=classes),
    }
    return parameters, rng.normal(size=(n, channels, height, width)), rng.integers(classes, size=n)


CANVAS, SEEN, UNSEEN = 9, 800, 200
CHANNELS, EPOCHS, BATCH, LEARNING_RATE = (1, 8, 16), 10, 20, 0.07  # on every one of 30 seeds it learns, in a second


def trained_network(subject: Any, rng: np.random.Generator) -> Any:
    """Train once on 800 digits at random places, and read 200 others, whose labels stay here.

    Returns {"losses", "classes", "images", "labels"}, the last two of the unseen digits; or what came back in place
    of losses and classes.
    """
    images, labels = _digits_anywhere(rng)
    batches = [order[at : at + BATCH] for order in _orders(rng) for at in range(0, SEEN, BATCH)]
    seen, unseen = images[:SEEN], images[SEEN:]
    answer = subject.run(train_network, unseen, _start(rng), seen, labels[:SEEN], batches, LEARNING_RATE)
    return {**answer, "images": unseen, "labels": labels[SEEN:]} if isinstance(answer, dict) else answer


@check(NETWORK, points=1, needs=LAYERS, repeats=2)
def lowers_the_loss_on_digits_anywhere(student):
    """Over 10 epochs on handwritten digits that stand anywhere, the loss falls to a part of where it began."""
    trained = _expect_trained(student.shared(trained_network))
    losses = trained["losses"]
    expect.bar(
        float(np.mean(losses[-50:]) / np.mean(losses[:10])),
        at_most=BARS["network.loss_and_gradients:lowers_the_loss_on_digits_anywhere"],
        what="mean loss of the last 50 batches, divided by that of the first 10",
        picture=Curve("Loss of each batch", "step", "loss", {"your training": [float(loss) for loss in losses]}),
    )


@check(NETWORK, points=1, needs=LAYERS, repeats=2)
def reads_digits_anywhere(student):
    """After training, the network reads handwritten digits that it has never seen, wherever they stand."""
    trained = _expect_trained(student.shared(trained_network))
    classes, labels = trained["classes"], trained["labels"]
    expect.shape(classes, (UNSEEN,))
    expect.bar(
        float(np.mean(classes == labels)),
        at_least=BARS["network.loss_and_gradients:reads_digits_anywhere"],
        what="share of 200 unseen digits that is read correctly",
        picture=_misread(trained["images"], classes, labels),
    )


def _expect_trained(trained: Any) -> dict[str, Any]:
    expect.true(trained, isinstance(trained, dict), "loss_and_gradients returns a pair that can be trained with")
    expect.shape(trained["losses"], (EPOCHS * SEEN // BATCH,))
    expect.finite(trained["losses"])
    return trained


def _digits_anywhere(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Digits on a canvas, each at a random place; full ink is 2, which the first steps learn faster from than 1."""
    pixels, labels = digits.load()
    chosen = rng.permutation(len(labels))[: SEEN + UNSEEN]
    images = np.zeros((len(chosen), 1, CANVAS, CANVAS))
    for image, digit, (row, column) in zip(
        images, pixels[chosen] / 8, rng.integers(0, CANVAS - 7, size=(len(chosen), 2)), strict=True
    ):
        image[0, row : row + 8, column : column + 8] = digit
    return images, labels[chosen].astype(int)


def _orders(rng: np.random.Generator) -> list[np.ndarray]:
    return [rng.permutation(SEEN) for _ in range(EPOCHS)]


def _start(rng: np.random.Generator) -> dict[str, np.ndarray]:
    image, first, second = CHANNELS
    return {
        "K1": rng.normal(0.0, np.sqrt(2 / (9 * image)), size=(first, image, 3, 3)),
        "b1": np.zeros(first),
        "K2": rng.normal(0.0, np.sqrt(2 / (9 * first)), size=(second, first, 3, 3)),
        "b2": np.zeros(second),
        "W": rng.normal(0.0, 0.1, size=(second, 10)),
        "b": np.zeros(10),
    }


def _misread(images: np.ndarray, classes: np.ndarray, labels: np.ndarray, most: int = 8) -> Images:
    wrong = np.flatnonzero(classes != labels)[:most]
    captions = [f"read as {int(classes[i])}, is {int(labels[i])}" for i in wrong]
    return Images("Digits that were misread", [(8 * images[i, 0]).tolist() for i in wrong], captions)

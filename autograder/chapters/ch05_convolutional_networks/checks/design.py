"""Checks of design.py: a choice is trained, and measured on digits that it has not seen."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from coursedata import digits

from autograder.chapters.ch05_convolutional_networks.experiments import train_cnn
from autograder.engine import expect
from autograder.engine.check import check
from autograder.engine.report import Curve

BARS = {
    check_id: entry["bar"]
    for check_id, entry in json.loads(Path(__file__).parents[1].joinpath("calibration.json").read_text("utf-8")).items()
}
DESIGN = "design.choose_cnn"
MOST_PARAMETERS, MOST_LAYERS, MOST_EPOCHS, MOST_STEP = 4000, 4, 25, 4
CANVAS, UNSEEN, STARTS, CLASSES = 16, 500, 2, 10
WANTED = ("channels", "kernel", "strides", "pools", "head", "learning_rate", "epochs")
TAIL = 20  # batches: one epoch
HARDLY, FALLING = 0.02, 0.05  # share of the loss that it fell by


@check(DESIGN, points=1)
def keeps_to_the_rules(student):
    """The choice has its seven entries, at most 4 convolutions, 4000 parameters and 25 epochs, and a map to read."""
    choice = student.design.choose_cnn()
    broken = _broken_rule(_plain(choice))
    expect.true(choice, broken is None, broken or "")


def trained_on_digits(subject: Any, rng: np.random.Generator) -> Any:
    """Train the chosen network from two starts on digits near the middle, and let each read 500 others anywhere.

    Returns {"choice", "runs": [{"losses", "classes"}, ...], "labels"}; or the choice, where it breaks a rule, and
    what came back, where that is something else.
    """
    choice = _plain(subject.design.choose_cnn())
    pixels, labels = digits.load()
    order = rng.permutation(len(labels))
    unseen, seen = order[:UNSEEN], order[UNSEEN:]
    test = _placed(pixels[unseen] / 16, rng.integers(0, 9, size=(UNSEEN, 2)))
    train = _placed(pixels[seen] / 16, rng.integers(2, 7, size=(len(seen), 2)))
    seeds = [int(seed) for seed in rng.integers(2**31, size=STARTS)]
    if _broken_rule(choice) is not None:
        return choice
    runs = [subject.run(train_cnn, choice, train, labels[seen].astype(int), seed, test) for seed in seeds]
    if not all(isinstance(run, dict) for run in runs):
        return runs
    return {"choice": choice, "runs": runs, "labels": labels[unseen].astype(int)}


@check(DESIGN, points=2, repeats=2)
def reads_digits_that_have_moved(student):
    """From the better of two starts, the chosen network reads digits at places where it has never seen one."""
    trained = student.shared(trained_on_digits)
    kept = isinstance(trained, dict) and "runs" in trained
    expect.true(trained, kept, "a choice that keeps to the rules, so that it can be trained")
    runs, labels = trained["runs"], trained["labels"]
    for run in runs:
        expect.shape(run["classes"], (UNSEEN,))
    scores = [float(np.mean(run["classes"] == labels)) for run in runs]
    order = sorted(range(STARTS), key=lambda at: -scores[at])
    names = ("the better start", "the other start")
    expect.bar(
        max(scores),
        at_least=BARS["design.choose_cnn:reads_digits_that_have_moved"],
        what="share of 500 unseen digits that is read correctly, better of two starts",
        picture=Curve(
            "Loss of each start", "step", "loss", {name: _line(runs[at]) for name, at in zip(names, order, strict=True)}
        ),
        likely=_likely(trained),
    )


def _line(run: dict[str, Any]) -> list[float]:
    return [float(loss) for loss in np.ravel(run["losses"])]


def _likely(trained: dict[str, Any]) -> str | None:
    """The name of what keeps this network from reading moved digits, as far as it can be measured."""
    choice = trained["choice"]
    if choice["head"] == "flatten":
        head = _head_parameters(choice)
        return "budget_spent_in_the_head" if 2 * head > _parameters(choice) else "flattened_head"
    lines = [np.array(_line(run)) for run in trained["runs"]]
    last = [float(np.mean(line[-TAIL:])) for line in lines]
    early = [float(np.mean(line[:TAIL])) for line in lines]
    if all(abs(end - before) < HARDLY * before for before, end in zip(early, last, strict=True)):
        return "steps_too_short"
    if all(not end < line[0] for line, end in zip(lines, last, strict=True)):  # nan counts as a rise
        return "steps_too_long"
    if choice["strides"][0] * choice["pools"][0] >= MOST_STEP:
        return "shrinks_too_early"
    if choice["head"] == "average":
        return "mean_over_empty_places"
    middle = [float(np.mean(line[-3 * TAIL : -2 * TAIL])) for line in lines if len(line) >= 3 * TAIL] or early
    if all(end < (1 - FALLING) * before for before, end in zip(middle, last, strict=True)) or choice["epochs"] <= 2:
        return "ends_before_it_has_learned"
    return None


def _broken_rule(choice: Any) -> str | None:
    """What choose_cnn must return and did not, in words; None where the choice keeps to the rules."""
    if not isinstance(choice, dict) or not all(name in choice for name in WANTED):
        return f"a dict with the entries {', '.join(WANTED)}"
    lists = [choice[name] for name in ("channels", "strides", "pools")]
    if not all(isinstance(one, list) and one and all(_is_count(entry) for entry in one) for one in lists):
        return "channels, strides and pools: lists of whole numbers, 1 or more each"
    if len({len(one) for one in lists}) > 1 or len(lists[0]) > MOST_LAYERS:
        return f"channels, strides and pools: one entry for each convolution, at most {MOST_LAYERS}"
    if max(*lists[1], *lists[2]) > MOST_STEP:
        return f"strides and pools: from 1 to {MOST_STEP}"
    return _broken_number(choice) or _broken_size(choice)


def _broken_number(choice: dict[str, Any]) -> str | None:
    rate = choice["learning_rate"]
    if choice["kernel"] not in (3, 5) or not _is_count(choice["kernel"]):
        return "kernel: 3 or 5"
    if choice["head"] not in ("flatten", "average", "max"):
        return f'head: "flatten", "average" or "max", and not {choice["head"]!r:.40}'
    if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 < rate < np.inf:
        return "learning_rate: a number above 0"
    if not _is_count(choice["epochs"]) or choice["epochs"] > MOST_EPOCHS:
        return f"epochs: a whole number from 1 to {MOST_EPOCHS}"
    return None


def _broken_size(choice: dict[str, Any]) -> str | None:
    if _side(choice) < 1:
        return "strides and pools that leave at least one row and one column of the last map"
    if (count := _parameters(choice)) > MOST_PARAMETERS:
        return f"at most {MOST_PARAMETERS} weights and biases; these are {count}"
    return None


def _side(choice: dict[str, Any]) -> int:
    """Rows of the last map."""
    side = CANVAS
    for stride, pool in zip(choice["strides"], choice["pools"], strict=True):
        side = ((side - 1) // stride + 1) // pool
    return side


def _head_parameters(choice: dict[str, Any]) -> int:
    places = _side(choice) ** 2 if choice["head"] == "flatten" else 1
    return (choice["channels"][-1] * places + 1) * CLASSES


def _parameters(choice: dict[str, Any]) -> int:
    weights = choice["kernel"] ** 2
    layers = sum((inputs * weights + 1) * outputs for inputs, outputs in pairwise([1, *choice["channels"]]))
    return layers + _head_parameters(choice)


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


def _placed(images: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """Each digit on a canvas of its own, as given.place does it: the labels of the unseen ones stay here."""
    canvas = np.zeros((len(images), 1, CANVAS, CANVAS))
    for place, image, (row, column) in zip(canvas, images, corners, strict=True):
        place[0, row : row + 8, column : column + 8] = image
    return canvas

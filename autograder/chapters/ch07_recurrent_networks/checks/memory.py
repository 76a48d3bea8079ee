"""Checks of memory.py."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from autograder.chapters.ch07_recurrent_networks.experiments import adding_batches, train_on_adding
from autograder.engine import expect
from autograder.engine.check import check
from autograder.engine.report import Curve

# Work in float32 inside is right work: a sum of two numbers below 1 rounds at 1e-7.
ATOL = 1e-5

SIZES = [(6, 4), (2, 3), (9, 5)]  # steps, sequences
MANY = (7, 2000)


@check("memory.adding_batch", points=1)
def marks_a_step_in_each_half(student, rng):
    """x is (T, B, 2), with one mark in the first half and one in the second, also where T is odd or 2."""
    for x, _ in _batches(student, rng, SIZES):
        marks = x[:, :, 1]
        half = len(marks) // 2
        expect.true(marks, np.isin(marks, (0, 1)).all(), "marks that are 0 or 1")
        counted = np.array([marks[:half].sum(axis=0), marks[half:].sum(axis=0)])
        expect.true(marks, np.all(counted == 1), f"one mark in the first {half} steps, and one in the others")


@check("memory.adding_batch", points=1)
def answers_with_the_sum_of_the_marked(student, rng):
    """y is the sum of the two numbers that are marked."""
    for x, y in _batches(student, rng, SIZES):
        expect.true(y, len(np.unique(y)) == len(y), "sums that differ from sequence to sequence")
        expect.close(y, (x[:, :, 0] * x[:, :, 1]).sum(axis=0), rtol=0, atol=ATOL)


@check("memory.adding_batch", points=0.5)
def draws_numbers_and_places_evenly(student, rng):
    """The numbers are uniform between 0 and 1, and every step of a half is marked as often as the others."""
    ((x, _),) = _batches(student, rng, [MANY])
    expect.distribution(x[:, :, 0], 0.5, 12**-0.5, kurtosis=1.8)
    expect.between(x[:, :, 0], 0, 1, "numbers")
    for low, high in ((0, 3), (3, 7)):
        share = x[low:high, :, 1].mean(axis=1)
        # a share of 2000 has a standard deviation below 0.0106; 6 of them are missed once in 10^8 runs
        law = f"each of the steps {low} to {high - 1} marked in about {1 / (high - low):.2f} of all sequences"
        expect.true(share, np.all(np.abs(share - 1 / (high - low)) < 6 * 0.0106), law)


@check("memory.adding_batch", points=0.5)
def draws_from_the_generator_it_is_given(student, rng):
    """Equal generators give equal batches, and different ones different batches."""
    seed = int(rng.integers(2**31))
    one, same, other = _batches(student, rng, [(8, 5)], [seed, seed, seed + 1])
    expect.true(one[0], np.array_equal(one[0], same[0]) and np.array_equal(one[1], same[1]), "the same batch again")
    expect.true(one[0], not np.array_equal(one[0], other[0]), "another batch from another generator")


def _batches(
    student: Any, rng: np.random.Generator, sizes: list[tuple[int, int]], seeds: list[int] | None = None
) -> list[tuple[np.ndarray, np.ndarray]]:
    """x and y for each size and seed, once they have the right form."""
    seeds = [int(rng.integers(2**31))] if seeds is None else seeds
    got = student.run(adding_batches, sizes, seeds)
    expect.true(got, isinstance(got, list), "the pair (x, y)")
    for batch, (steps, sequences) in zip(got, [size for size in sizes for _ in seeds], strict=True):
        expect.true(batch, isinstance(batch, dict), "the pair (x, y)")
        expect.shape(batch["x"], (steps, sequences, 2))
        expect.shape(batch["y"], (sequences,))
        expect.finite(batch)
    return [(batch["x"], batch["y"]) for batch in got]


CALIBRATION = Path(__file__).parents[1] / "calibration.json"
BARS = {name: entry["bar"] for name, entry in json.loads(CALIBRATION.read_text("utf-8")).items()}

CHOICES = {"activation": ("tanh", "relu", "identity"), "start": ("normal", "orthogonal", "identity")}
NUMBERS = ("scale", "learning_rate")
MOST_STEPS = 1500
STEPS, SEEN, UNSEEN = 40, 4000, 1000
ALWAYS_ONE = 1 / 6  # the error of answering 1 to everything: the variance of the sum of two uniform numbers
STILL_FALLING = 0.8  # share of the error at three quarters of the run
TOO_SHORT, FEW = 1e-5, 200  # a learning rate that moves no weight by 1/100 in all steps; steps


@check("memory.choose_recipe", points=1)
def keeps_to_the_rules(student):
    """The recipe has its six entries, with values that the docstring allows."""
    recipe = student.memory.choose_recipe()
    broken = broken_rule(_plain(recipe))
    expect.true(recipe, broken is None, broken or "")


def trained_on_adding(subject: Any, rng: np.random.Generator) -> Any:
    """Train the recipe once, and let the network answer 1000 other sequences, which stay here.

    Returns {"recipe", "losses", "error"}; or the recipe, where it breaks a rule, and what came back, where
    that is something else.
    """
    recipe = _plain(subject.memory.choose_recipe())
    (x, y), (unseen, truth) = _sums(rng, SEEN), _sums(rng, UNSEEN)
    seed = int(rng.integers(2**31))
    if broken_rule(recipe) is not None:
        return recipe
    answer = subject.run(train_on_adding, recipe, x, y, seed)
    if not isinstance(answer, dict):
        return answer
    answers = _read(answer["weights"], recipe["activation"], unseen)
    error = float("inf") if answers is None else float(np.mean((answers - truth) ** 2))
    return {"recipe": recipe, "losses": answer["losses"], "error": error}


@check("memory.choose_recipe", points=2, repeats=2)
def remembers_both_numbers(student):
    """Trained by the recipe, the network adds the two marked numbers in sequences that it has not seen."""
    trained = student.shared(trained_on_adding)
    kept = isinstance(trained, dict) and "error" in trained
    expect.true(trained, kept, "a recipe that keeps to the rules, so that it can be trained")
    losses = [float(loss) for loss in np.ravel(trained["losses"])]
    # an explosion is any number: what is larger than 10 is 10 for the bar, and inf and nan are, too
    error = min(10.0, trained["error"]) if np.isfinite(trained["error"]) else 10.0
    expect.bar(
        error,
        at_most=BARS["memory.choose_recipe:remembers_both_numbers"],
        what="mean squared error on 1000 unseen sequences (0.167: always 1)",
        picture=Curve("Error of each batch", "step", "mean squared error", {"your recipe": losses}),
        likely=_likely(trained["recipe"], losses),
    )


def _likely(recipe: dict[str, Any], losses: list[float]) -> str | None:
    """The name of what keeps this network from remembering, as far as it can be measured."""
    if recipe["activation"] == "identity":
        return "a_cell_without_a_bend"
    if recipe["learning_rate"] < TOO_SHORT:
        return "steps_too_short"
    tail = np.array(losses[-50:])
    if not np.isfinite(tail).all() or tail.mean() > 10 * ALWAYS_ONE:
        return "explodes" if recipe["scale"] > 1 else "steps_too_long"
    if len(losses) < FEW or tail.mean() < STILL_FALLING * np.mean(losses[3 * len(losses) // 4 :][:50]):
        return "ends_before_it_has_learned"
    if recipe["activation"] == "tanh":
        return "tanh_forgets"
    return None


def broken_rule(recipe: Any) -> str | None:
    """What choose_recipe must return and did not, in words; None where the recipe keeps to the rules."""
    wanted = (*CHOICES, *NUMBERS, "clip", "steps")
    if not isinstance(recipe, dict) or not all(name in recipe for name in wanted):
        return f"a dict with the entries {', '.join(wanted)}"
    for name, choices in CHOICES.items():
        if recipe[name] not in choices:
            return f"{name}: one of {', '.join(choices)}, and not {recipe[name]!r:.40}"
    for name in NUMBERS:
        if not _is_positive(recipe[name]):
            return f"{name}: a number above 0"
    if recipe["clip"] is not None and not _is_positive(recipe["clip"]):
        return "clip: a number above 0, or None"
    steps = recipe["steps"]
    if isinstance(steps, bool) or not isinstance(steps, int) or not 1 <= steps <= MOST_STEPS:
        return f"steps: a whole number from 1 to {MOST_STEPS}"
    return None


def _is_positive(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | float) and 0 < value < np.inf


def _plain(recipe: Any) -> Any:
    """The recipe with plain numbers: NumPy's are right too, and cross as arrays."""
    if isinstance(recipe, np.ndarray):
        return recipe.tolist()
    return {name: _plain(value) for name, value in recipe.items()} if isinstance(recipe, dict) else recipe


def _sums(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Sequences of the adding task in float32, drawn on this side: the truth of the unseen ones stays here."""
    numbers = rng.random((STEPS, count))
    places = rng.integers([[0], [STEPS // 2]], [[STEPS // 2], [STEPS]], size=(2, count))
    marks = (np.arange(STEPS)[:, None, None] == places).any(axis=1)
    return np.stack([numbers, marks], axis=2).astype(np.float32), (numbers * marks).sum(axis=0)


BENDS = {"tanh": np.tanh, "relu": lambda a: np.maximum(a, 0), "identity": lambda a: a}


def _read(weights: Any, activation: str, x: np.ndarray) -> np.ndarray | None:
    """What the network answers, here, where no code of a submission runs; None for weights of other shapes."""
    shapes = [(2, 32), (32, 32), (32,), (32, 1), (1,)]
    if not isinstance(weights, list) or [np.shape(weight) for weight in weights] != shapes:
        return None
    first, again, bias, last, last_bias = weights
    state = np.zeros((x.shape[1], 32))
    with np.errstate(all="ignore"):  # weights may be inf or nan
        for step in x:
            state = BENDS[activation](step @ first + state @ again + bias)
        return (state @ last + last_bias)[:, 0]

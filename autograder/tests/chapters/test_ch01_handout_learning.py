"""The numbers and claims of chapter 1's handout about training, measured anew."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from ch01_neural_networks import given, questions, training
from coursedata import digits

from autograder.tests.chapters.handout import Handout

HANDOUT = Handout(Path(training.__file__).with_name("README.md"))


# --- Digits


def test_numbers_of_parameters():
    assert HANDOUT.says("(a + 1)\\,c$ parameters: here 26 in all")
    assert given.count_parameters([3, 4, 2]) == 26
    assert questions.network_sizes() != [3, 4, 2]
    assert HANDOUT.says("12 + 4 = 16")
    assert HANDOUT.says("8 + 2 = 10")
    assert given.count_parameters([64, 16, 10]) == 1210 == sum(w.size for w in digits_split(0)[-2])


@cache
def digits_split(seed):
    rng = np.random.default_rng(seed)
    pixels, labels = digits.load()
    images, order = pixels.reshape(-1, 64) / 16, rng.permutation(len(labels))
    unseen, seen = order[:500], order[500:]
    start = given.initial_weights((64, 16, 10), rng)
    batches = given.shuffled_batches(len(seen), 32, 12, rng)
    return images[seen], labels[seen], images[unseen], labels[unseen], start, batches


def run(rate=0.5, batches=None, seed=0):
    seen, labels, unseen, truth, start, small = digits_split(seed)
    weights, losses = training.train(seen, labels, start, batches or small, rate)
    return np.mean(given.predict(weights, unseen) == truth), np.array(losses)


@pytest.mark.parametrize("seed", range(3))
def test_the_first_loss_is_log_10(seed):
    _, losses = run(seed=seed)
    assert losses[0] == pytest.approx(np.log(10), abs=0.02)
    assert len(losses) == 492


@pytest.mark.parametrize("seed", range(3))
def test_492_small_steps_against_12_large_ones(seed):
    small, losses = run(seed=seed)
    large, slow = run(batches=[np.arange(1297)] * 12, seed=seed)
    assert small == pytest.approx(0.96, abs=0.02)
    assert losses[-41:].mean() < 0.1
    assert large == pytest.approx(0.66, abs=0.06)
    assert slow[-1] == pytest.approx(2.1, abs=0.05)


def test_the_error_of_a_batch():
    """About twice the gradient with 32 images, and half of that with four times as many."""
    seen, labels, *_, start, _ = digits_split(0)
    rng = np.random.default_rng(1)

    def flat(rows):
        return np.concatenate([slope.ravel() for slope in given.loss_and_gradient(start, seen[rows], labels[rows])[1]])

    whole = flat(np.arange(1297))
    errors = {size: [flat(rng.integers(1297, size=size)) - whole for _ in range(100)] for size in (32, 128)}
    small, large = (np.sqrt(np.mean(np.sum(np.square(error), axis=1))) for error in errors.values())
    assert small / np.linalg.norm(whole) == pytest.approx(2, abs=0.2)
    assert small / large == pytest.approx(2, abs=0.2)
    assert HANDOUT.says("costs a fortieth")
    assert pytest.approx(40, abs=1) == 1297 / 32


def test_steps_in_a_valley():
    for row in HANDOUT.table("learning rate | factor"):
        rate, factor, end = map(float, row)
        assert 1 - 2 * rate == pytest.approx(factor)
        assert factor**3 == pytest.approx(end, abs=5e-4)
    assert len(HANDOUT.table("learning rate | factor")) == 4


def test_steps_that_are_too_short_and_too_long():
    _, short = run(rate=0.005)
    _, long = run(rate=5.0)
    assert short[-41:].mean() == pytest.approx(2.23, abs=0.02)
    assert long[-41:].mean() > 30


def test_the_step_by_hand():
    zero = [np.zeros((3, 2)), np.zeros(2), np.zeros((2, 2)), np.zeros(2)]
    images = np.random.default_rng(0).normal(size=(4, 3))
    weights, losses = training.train(images, np.array([0, 0, 1, 0]), zero, [np.arange(4)], 0.4)
    assert losses == pytest.approx([np.log(2)])
    np.testing.assert_allclose(weights[3], [0.1, -0.1])
    assert not any(weight.any() for weight in weights[:3])


def test_what_is_mixed_up_most():
    pairs = Counter()
    for seed in range(10):
        seen, labels, unseen, truth, start, batches = digits_split(seed)
        weights, _ = training.train(seen, labels, start, batches, 0.5)
        answers = given.predict(weights, unseen)
        pairs.update(frozenset(map(int, pair)) for pair in zip(answers, truth, strict=True) if pair[0] != pair[1])
    assert HANDOUT.says("most often 1 and 8, then 5 and 9")
    assert [set(pair) for pair, _ in pairs.most_common(2)] == [{1, 8}, {5, 9}]


def test_a_split_by_position_is_harder():
    """Mean over 6 places: about 0.93, against 0.96 for a random split."""
    pixels, labels = digits.load()
    images, found = pixels.reshape(-1, 64) / 16, []
    for number in range(6):
        rng = np.random.default_rng(number)
        unseen = np.arange(500) + 216 * number
        seen = np.setdiff1d(np.arange(len(labels)), unseen)
        start = given.initial_weights((64, 16, 10), rng)
        batches = given.shuffled_batches(len(seen), 32, 12, rng)
        weights, _ = training.train(images[seen], labels[seen], start, batches, 0.5)
        found.append(np.mean(given.predict(weights, images[unseen]) == labels[unseen]))
    assert np.mean(found) == pytest.approx(0.93, abs=0.01)


def test_the_chance_in_the_accuracy():
    assert HANDOUT.says("/ 500} = 0.009")
    assert np.sqrt(0.96 * 0.04 / 500) == pytest.approx(0.009, abs=5e-4)


# --- Moons


@cache
def on_moons(hidden, rate, seed=0, activation="tanh", steps=300):
    """The losses, and the share of 1000 new points that is right."""
    choice = {"sizes": [2, *hidden, 2], "activation": activation, "learning_rate": rate, "steps": steps}
    points, labels = given.moons(120, np.random.default_rng(0))
    new, truth = given.moons(1000, np.random.default_rng(100))
    theta, losses = given.train_on_moons(choice, points, labels, np.random.default_rng(seed))
    return losses, np.mean(given.moon_logits(theta, choice, new).argmax(axis=1) == truth)


@pytest.mark.parametrize("row", HANDOUT.table("network | parameters"))
def test_the_table_of_networks(row):
    sizes = [int(size) for size in re.findall(r"\d+", row[0])]
    activation = "identity" if "identity" in row[0] else "tanh"
    losses, right = on_moons(tuple(sizes[1:-1]), 1.0, activation=activation)
    assert given.count_parameters(sizes) == int(row[1])
    assert right == pytest.approx(float(row[2]), abs=2e-3)
    if activation == "identity":
        assert losses[100] == pytest.approx(losses[-1], abs=0.005) == on_moons((), 1.0)[0][-1]


@pytest.mark.parametrize(("units", "stuck"), [(2, 18), (4, 9)])
def test_starts_that_stay_below_nine_in_ten(units, stuck):
    found = sum(on_moons((units,), 1.0, seed)[1] < 0.9 for seed in range(20))
    assert HANDOUT.says("18 of 20 random starts stay below 0.9")
    assert HANDOUT.says("With 4 units, 9 of 20.")
    assert found == pytest.approx(stuck, abs=1)  # one start ends at 0.898, where two points in 1000 decide
    assert HANDOUT.says("$0.45^3 = 0.09$, about one in eleven")
    assert pytest.approx(1 / 11, abs=1e-3) == 0.45**3


@pytest.mark.parametrize("row", HANDOUT.table("learning rate | first start"))
def test_the_table_of_rates(row):
    rate, *ends = map(float, row)
    assert [on_moons((16,), rate, seed)[0][-1] for seed in (0, 1)] == pytest.approx(ends, abs=1e-3)


def test_the_curves_of_the_rates():
    short, good, long = (np.array(on_moons((16,), rate)[0]) for rate in (0.03, 3.0, 100.0))
    assert short[0] - short[100] > 4 * (short[100] - short[-1])  # nearly flat, and far from the valley
    assert good[:30].max() > good[0]
    assert np.median(long) > 10 * long[0]


def test_the_first_loss_on_moons():
    low, high = HANDOUT.printed(r"over 20 starts of 2-16-2 it lies between ([\d.]+) and ([\d.]+)\.")
    first = [on_moons((16,), 1.0, seed, steps=0)[0][0] for seed in range(20)]
    assert (min(first), max(first)) == pytest.approx((low, high), abs=5e-3)


def test_what_slopes_cost_when_they_are_measured():
    assert HANDOUT.says("a step costs 83 evaluations of the loss, 300 steps cost 24 900.")
    assert given.count_parameters([2, 16, 2]) + 1 == 83
    assert 300 * 83 == 24900
    assert HANDOUT.says("1211 for each step")
    assert given.count_parameters([64, 16, 10]) + 1 == 1211


def test_the_size_of_vgg_16():
    widths = [3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512]
    kernels = sum((9 * before + 1) * after for before, after in itertools.pairwise(widths))
    parameters = kernels + given.count_parameters([7 * 7 * 512, 4096, 4096, 1000])
    assert HANDOUT.says("138 357 544 parameters")
    assert parameters == 138357544
    assert HANDOUT.says("would take 16 days")
    assert parameters / 100 / 60 / 60 / 24 == pytest.approx(16, abs=0.1)

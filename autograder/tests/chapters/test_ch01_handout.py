"""The numbers that chapter 1's handout asks students to predict."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from ch01_neural_networks import given, training
from ch01_neural_networks.activations import softmax
from coursedata import digits

HANDOUT = Path(training.__file__).with_name("README.md").read_text(encoding="utf-8")


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


@pytest.mark.parametrize("row", re.findall(r"^\| ([\d.]+) \| (0\.\d+), (0\.\d+), (0\.\d+) \|$", HANDOUT, re.MULTILINE))
def test_the_table_of_temperatures(row):
    temperature, *expected = map(float, row)
    np.testing.assert_allclose(softmax(np.array([[2.0, 1.0, 0.0]]) / temperature)[0], expected, atol=5e-4)


def test_the_table_of_temperatures_was_found():
    assert len(re.findall(r"^\| [\d.]+ \| 0\.\d+, ", HANDOUT, re.MULTILINE)) == 3


def test_a_row_that_exp_cannot_hold():
    assert "0.090, 0.245, 0.665" in HANDOUT
    np.testing.assert_allclose(softmax(np.array([[1000.0, 1001.0, 1002.0]]))[0], [0.090, 0.245, 0.665], atol=5e-4)


def test_where_exp_overflows():
    assert np.isfinite(np.exp(709.0))
    with np.errstate(over="ignore"):
        assert np.isinf(np.exp(710.0))


def test_the_number_of_weights():
    weights = given.initial_weights((64, 16, 10), np.random.default_rng(0))
    assert sum(weight.size for weight in weights) == 1210


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

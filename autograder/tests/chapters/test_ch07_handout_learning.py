"""What chapter 7's handout says of trained networks, trained anew: names, and recipes for the adding problem."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from ch07_recurrent_networks import given, language_model, memory, torch_models
from coursedata import names

from autograder.chapters.ch07_recurrent_networks.checks.memory import BARS
from autograder.tests.chapters.handout import Handout

HANDOUT = Handout(Path(given.__file__).parent / "README.md")
PAIRS = [language_model.training_pair(name, given.VOCABULARY) for name in names.load().names]
SEEN, NEW = given.padded(PAIRS[:4000]), given.padded(PAIRS[4000:])


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Small products on several threads of a busy machine wait for each other, for minutes."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def trained():
    torch.manual_seed(0)
    model = torch_models.CharRNN(28, 16, 64)
    return model, given.train_on_names(model, *SEEN[:2], seed=0)


def loss_on(model, inputs, targets, lengths):
    with torch.no_grad():
        logits, _ = model(torch.from_numpy(inputs))
    return language_model.sequence_loss(logits.double().numpy(), targets, lengths)


def counted(order):
    """The loss on new names of a model that counts characters (order 0) or pairs (order 1) of the seen ones."""
    counts = np.ones((28, 28))
    for reads, says in PAIRS[:4000]:
        np.add.at(counts, (reads * order, says), 1)
    if not order:
        counts[:] = counts[0]
    logits = np.log(counts / counts.sum(axis=1, keepdims=True))
    return language_model.sequence_loss(logits[NEW[0]], *NEW[1:])


def test_yardsticks(trained):
    assert (len(PAIRS[:4000]), len(PAIRS[4000:])) == (4000, 1130)
    losses = [math.log(28), counted(0), counted(1), loss_on(trained[0], *NEW)]
    table = HANDOUT.table("model of the names")
    for loss, (_, printed, perplexity), places in zip(losses, table, (3, 3, 3, 1), strict=True):
        printed_loss = float(printed.removeprefix("about "))
        assert loss == pytest.approx(printed_loss, abs=0.51 * 10.0**-places)
        assert math.exp(loss) == pytest.approx(float(perplexity), abs=0.05 if places == 3 else 0.25)


def test_the_course_of_the_loss(trained):
    model, losses = trained
    assert HANDOUT.says("Those of PyTorch do so well enough: 3.27 to 3.41.")
    firsts = []
    for seed in range(20):
        torch.manual_seed(seed)
        firsts.append(loss_on(torch_models.CharRNN(28, 16, 64), *NEW))
    assert min(firsts) > 3.265
    assert max(firsts) < 3.415
    assert len(losses) == 600
    assert HANDOUT.says("the letters within the first twenty steps, and that of the pairs within the first fifty")
    assert np.mean(losses[10:20]) < 2.816
    assert np.mean(losses[40:50]) < 2.346
    assert loss_on(model, *SEEN) == pytest.approx(1.9, abs=0.05)


def charge(model, name):
    """Mean charge of a name's characters: how usual the model finds it."""
    inputs, targets, lengths = given.padded([language_model.training_pair(name, given.VOCABULARY)])
    return loss_on(model, inputs, targets, lengths)


def test_written_names_are_as_usual_as_their_temperature_says(trained):
    table = HANDOUT.table("temperature | five names")
    assert [len(row[1].split(", ")) for row in table] == [5, 5, 5]
    means = [np.mean([charge(trained[0], name) for name in row[1].split(", ")]) for row in table]
    assert means[0] < 1.6 < means[1] < means[2]
    assert HANDOUT.says("*sandrea, melberka, garri, jacquedo, anteria*")
    assert np.mean([charge(trained[0], name) for name in ("sandrea", "melberka", "garri", "jacquedo")]) < 2.2


@pytest.mark.parametrize(
    ("recipe", "activation", "start"),
    [
        ("tanh, normal", "tanh", "normal"),
        ("tanh, identity", "tanh", "identity"),
        ("tanh, orthogonal", "tanh", "orthogonal"),
        ("no activation, identity", "identity", "identity"),
    ],
)
def test_recipes_to_begin_with(recipe, activation, start):
    ranges = {row[0]: row[1].removesuffix(", by luck").split(" to ") for row in HANDOUT.table("recipe | error")}
    low, high = map(float, ranges[recipe])
    choice = {"activation": activation, "start": start, "scale": 1.0, "learning_rate": 0.003, "clip": 1.0}
    x, y = memory.adding_batch(40, 5000, np.random.default_rng(0))
    weights, losses = given.train_on_adding(choice | {"steps": 1000}, x[:, :4000], y[:4000], seed=0)
    error = np.mean((given.read_sums(weights, x[:, 4000:], activation) - y[4000:]) ** 2)
    assert low - 0.01 < error < high + 0.01
    if start != "orthogonal":  # for hundreds of steps nothing happens
        assert np.mean(losses[200:400]) == pytest.approx(1 / 6, abs=0.02)


def test_a_recipe_that_works():
    x, y = memory.adding_batch(40, 5000, np.random.default_rng(0))
    recipe = memory.choose_recipe()
    weights, _ = given.train_on_adding(recipe, x[:, :4000], y[:4000], seed=0)
    error = np.mean((given.read_sums(weights, x[:, 4000:], recipe["activation"]) - y[4000:]) ** 2)
    assert HANDOUT.says("falls to 0.01 and below")
    assert HANDOUT.says("About 0.05, or less, on 1000 new sequences")
    assert "about 0.05, or less" in " ".join(memory.choose_recipe.__doc__.split())
    assert BARS["memory.choose_recipe:remembers_both_numbers"] > 0.05  # the bar keeps what both promise
    assert error < 0.015

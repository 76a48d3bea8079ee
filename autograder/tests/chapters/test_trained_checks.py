"""What a student sees when a trained or a designed network falls short: a number, its bar, a picture, a name."""

from __future__ import annotations

import inspect
import re
from types import SimpleNamespace

import numpy as np
import pytest
from ch01_neural_networks import given
from coursedata import digits

from autograder.chapters.ch01_neural_networks.checks import perceptron, training
from autograder.engine.load import here
from autograder.engine.observe import CheckFailed, Raised
from autograder.engine.report import Curve, Images

STEPS = 492


def student(trained):
    return SimpleNamespace(shared=lambda _: trained)


def trained(losses, share_right):
    """An answer with these losses, in which the first digits are misread."""
    pixels, labels = digits.load()
    pixels, labels = pixels[:500], labels[:500].astype(int)
    predictions = labels.copy()
    predictions[: round(500 * (1 - share_right))] = (labels[: round(500 * (1 - share_right))] + 1) % 10
    return {"losses": losses, "predictions": predictions, "pixels": pixels, "labels": labels}


def test_a_loss_that_falls_passes():
    training.lowers_the_loss_on_digits(student(trained(np.geomspace(2.3, 0.05, STEPS), 1.0)))


def test_a_flat_loss_fails_with_its_curve():
    with pytest.raises(CheckFailed) as failure:
        training.lowers_the_loss_on_digits(student(trained(np.full(STEPS, 2.3), 1.0)))
    assert "divided by that of the first 50: at most" in failure.value.expected
    assert isinstance(failure.value.picture, Curve)
    assert failure.value.picture.lines["your training"] == [2.3] * STEPS


def test_a_nan_among_the_losses_fails():
    losses = np.geomspace(2.3, 0.05, STEPS)
    losses[7] = np.nan
    with pytest.raises(CheckFailed, match="finite"):
        training.lowers_the_loss_on_digits(student(trained(losses, 1.0)))


def test_digits_read_correctly_pass():
    training.reads_digits_it_has_not_seen(student(trained(np.ones(STEPS), 0.96)))


def test_misread_digits_are_shown():
    with pytest.raises(CheckFailed) as failure:
        training.reads_digits_it_has_not_seen(student(trained(np.ones(STEPS), 0.5)))
    assert failure.value.got_text.startswith("0.50, at least ")
    picture = failure.value.picture
    assert isinstance(picture, Images)
    assert len(picture.images) == len(picture.captions) == 8
    assert picture.captions[0] == "read as 1, is 0"
    assert np.shape(picture.images) == (8, 8, 8)


@pytest.mark.parametrize("judge", [training.lowers_the_loss_on_digits, training.reads_digits_it_has_not_seen])
@pytest.mark.parametrize("answer", [None, 42, [1, 2, 3], Raised("ValueError", "shapes do not match")])
def test_an_answer_that_is_no_pair_fails_in_words(judge, answer):
    with pytest.raises(CheckFailed, match=r"the pair \(weights, losses\)"):
        judge(student(answer))


def test_the_unseen_digits_never_leave_the_examiner():
    asked = []
    subject = SimpleNamespace(run=lambda experiment, *args: asked.append(args))
    assert training.trained_on_digits(subject, np.random.default_rng(0)) is None
    images, labels, *schedule = asked[0]
    assert (images.shape, labels.shape, len(schedule)) == ((1297, 64), (1297,), 3)


@pytest.mark.parametrize("weights", [None, {}, {"W1": np.ones(3)}, dict.fromkeys(training.WEIGHTS, np.ones((2, 2)))])
def test_weights_of_other_shapes_fail_in_words(weights):
    subject = SimpleNamespace(run=lambda *_: {"losses": np.ones(STEPS), "weights": weights})
    answer = training.trained_on_digits(subject, np.random.default_rng(0))
    with pytest.raises(CheckFailed, match="shapes of the initial weights"):
        training.reads_digits_it_has_not_seen(student(answer))


def test_the_examiner_reads_digits_as_the_network_would():
    rng = np.random.default_rng(0)
    weights = given.initial_weights((64, 16, 10), rng)
    images = rng.normal(size=(50, 64))
    named = dict(zip(training.WEIGHTS, weights, strict=True))
    np.testing.assert_array_equal(training._read(named, images), given.predict(weights, images))


@pytest.mark.parametrize("activation", sorted(given.ACTIVATIONS))
def test_the_examiner_tells_moons_apart_as_the_network_would(activation):
    rng = np.random.default_rng(1)
    choice = {"sizes": [2, 4, 3, 2], "activation": activation}
    theta, points = rng.normal(size=given.count_parameters(choice["sizes"])), rng.normal(size=(200, 2))
    expected = given.moon_logits(theta, choice, points).argmax(axis=1)
    np.testing.assert_array_equal(training._classes(theta, choice, points), expected)


RIGHT = {"sizes": [2, 8, 2], "activation": "tanh", "learning_rate": 1.0, "steps": 300}


def on_moons(lines, share_right, **choice):
    """An answer whose three starts had these losses, and of which the best puts this share on the right side."""
    labels = np.arange(1000) % 2
    runs = []
    for line, share in zip(lines, (0.5, share_right, 0.6), strict=True):
        classes = labels.copy()
        classes[: round(1000 * (1 - share))] ^= 1
        runs.append({"losses": np.asarray(line), "classes": classes})
    return {"sizes": [2, 8, 2], "activation": "tanh", **choice, "runs": runs, "labels": labels}


FALLS, FLAT, RISES = np.geomspace(0.7, 0.01, 301), np.full(301, 0.7), np.geomspace(0.7, 50, 301)
SETTLES = np.maximum(FALLS, 0.25)  # as a straight line's loss does


def test_moons_that_are_divided_from_the_best_start_pass():
    training.divides_the_moons(student(on_moons([SETTLES, FALLS, SETTLES], 0.998)))


@pytest.mark.parametrize(
    ("lines", "choice", "likely"),
    [
        ([SETTLES] * 3, {"sizes": [2, 2]}, "no_hidden_layer"),
        ([SETTLES] * 3, {"activation": "identity"}, "hidden_layers_without_a_bend"),
        ([FLAT] * 3, {}, "steps_too_short"),
        ([RISES] * 3, {}, "steps_too_long"),
        ([np.full(301, np.nan)] * 3, {}, "steps_too_long"),
        ([FALLS] * 3, {}, "ends_before_it_has_learned"),
        ([SETTLES] * 3, {}, None),
        ([FLAT, SETTLES, FALLS], {}, None),
    ],
)
def test_what_keeps_a_network_from_dividing_the_moons_is_named(lines, choice, likely):
    with pytest.raises(CheckFailed) as failure:
        training.divides_the_moons(student(on_moons(lines, 0.85, **choice)))
    assert failure.value.likely == likely
    assert failure.value.got_text.startswith("0.85, at least ")
    assert list(failure.value.picture.lines) == ["start 1", "start 2", "start 3"]


def test_every_name_is_that_of_a_misconception():
    chapter = here().load("ch01_neural_networks")
    for exercise, names in [
        ("perceptron.xor_network", set(perceptron.LIKELY.values())),
        ("training.choose_network", set(re.findall(r'return "(\w+)"', inspect.getsource(training._likely)))),
    ]:
        assert names
        assert names <= {wrong.name for wrong in chapter.misconceptions_of(exercise)}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"sizes": [2, 16, 2]}, "these are 82"),
        ({"sizes": [2, 8, 1]}, "from 2 inputs to 2 classes"),
        ({"sizes": [2, 8.0, 2]}, "whole numbers"),
        ({"sizes": [2, 0, 2]}, "1 or more"),
        ({"sizes": [2, 2, 2, 2, 2, 2]}, "at most 3 hidden layers"),
        ({"sizes": "2-8-2"}, "a list"),
        ({"activation": np.tanh(1.0)}, '"tanh"'),
        ({"learning_rate": 0}, "above 0"),
        ({"learning_rate": np.nan}, "above 0"),
        ({"learning_rate": True}, "above 0"),
        ({"steps": 601}, "from 1 to 600"),
        ({"steps": 300.0}, "from 1 to 600"),
    ],
)
def test_a_choice_that_breaks_a_rule_is_told_which(change, expected):
    subject = SimpleNamespace(training=SimpleNamespace(choose_network=lambda: RIGHT | change))
    with pytest.raises(CheckFailed) as failure:
        training.keeps_to_the_rules(subject)
    assert expected in failure.value.expected


@pytest.mark.parametrize("answer", [None, 42, [2, 8, 2], {"sizes": [2, 8, 2]}, Raised("TypeError", "no")])
def test_a_choice_without_its_entries_fails_in_words(answer):
    subject = SimpleNamespace(training=SimpleNamespace(choose_network=lambda: answer))
    with pytest.raises(CheckFailed, match="a dict with the entries sizes, activation, learning_rate, steps"):
        training.keeps_to_the_rules(subject)
    with pytest.raises(CheckFailed, match="keeps to the rules"):
        training.divides_the_moons(student(training.trained_on_moons(subject, np.random.default_rng(0))))


def test_numbers_of_numpy_are_numbers():
    choice = {
        "sizes": np.array([2, 8, 2]),
        "activation": "tanh",
        "learning_rate": np.array(1.0),
        "steps": np.array(300),
    }
    subject = SimpleNamespace(training=SimpleNamespace(choose_network=lambda: choice))
    training.keeps_to_the_rules(subject)


def test_the_unseen_moons_never_leave_the_examiner():
    asked = []
    subject = SimpleNamespace(
        training=SimpleNamespace(choose_network=lambda: RIGHT),
        run=lambda experiment, *args: asked.append(args) or {"losses": FALLS, "theta": np.zeros(42)},
    )
    trained = training.trained_on_moons(subject, np.random.default_rng(0))
    assert len(asked) == 3
    for choice, points, labels, seed in asked:
        assert choice == RIGHT
        assert (points.shape, labels.shape) == ((120, 2), (120,))
        assert isinstance(seed, int)
    assert len({args[-1] for args in asked}) == 3
    assert trained["labels"].shape == (1000,)


def network(change):
    """The answer of `perceptron.xor_network` with some of its arrays replaced."""
    right = {
        "W1": np.ones((2, 2)),
        "b1": np.array([-0.5, -1.5]),
        "W2": np.array([[1.0], [-2.0]]),
        "b2": np.array([-0.5]),
    }
    return SimpleNamespace(perceptron=SimpleNamespace(xor_network=lambda: list((right | change).values())))


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"W2": np.array([1.0, -2.0]), "b2": -0.5},
        {"W1": [[1, 1], [1, 1]], "b2": [-0.5]},
        {"b1": np.array([-0.1, -1.9])},
    ],
)
def test_any_right_network_computes_xor(change):
    perceptron.computes_xor(network(change))
    perceptron.keeps_away_from_the_threshold(network(change))


@pytest.mark.parametrize(
    ("change", "outputs", "likely"),
    [
        ({"W2": np.array([[3.0], [1.0]])}, [0, 1, 1, 1], "computes_or"),
        ({"W2": np.array([[-1.0], [4.0]])}, [0, 0, 0, 1], "computes_and"),
        ({"W2": np.array([[-3.0], [4.0]]), "b2": 1.0}, [1, 0, 0, 1], "computes_the_opposite"),
        ({"W1": np.array([[1.0, 1.0], [0.0, 1.0]])}, [0, 0, 1, 0], "notices_one_input_alone"),
        ({"b2": np.array([-9.0])}, [0, 0, 0, 0], None),
    ],
)
def test_what_a_network_computes_instead_is_shown_and_named(change, outputs, likely):
    for judge in (perceptron.computes_xor, perceptron.keeps_away_from_the_threshold):
        with pytest.raises(CheckFailed) as failure:
            judge(network(change))
        table = dict(zip(["(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)"], outputs, strict=True))
        assert failure.value.got_text == str(table)
        assert failure.value.likely == likely


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"W1": np.ones((3, 2))}, "W1: finite numbers of shape (2, 2)"),
        ({"b2": np.inf}, "b2: finite numbers of shape (1,)"),
        ({"W2": "one"}, "W2: finite numbers of shape (2, 1)"),
    ],
)
def test_arrays_of_another_form_are_named(change, expected):
    with pytest.raises(CheckFailed) as failure:
        perceptron.computes_xor(network(change))
    assert failure.value.expected == expected

"""What a student sees when a trained check fails: a number, its bar, and a picture."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from coursedata import digits

from autograder.chapters.ch01_neural_networks.checks import training
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


def test_the_unseen_labels_never_leave_the_examiner():
    asked = []
    subject = SimpleNamespace(run=lambda experiment, *args: asked.append(args))
    assert training.trained_on_digits(subject, np.random.default_rng(0)) is None
    pixels, labels, unseen, *_ = asked[0]
    assert (len(pixels), len(labels), len(unseen)) == (1297, 1297, 500)
    assert not any(np.shape(value) == (500,) for value in asked[0][:3])

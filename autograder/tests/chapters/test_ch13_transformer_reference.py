# ruff: noqa: N806 - Q, K and V are the names of the handout
"""Chapter 13's transformer against torch's own attention, and its table against scikit-learn."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from ch13_time_series import given, transformer
from coursedata import glucose
from sklearn.linear_model import LinearRegression
from sklearn.metrics import mean_absolute_error
from torch import nn

from autograder.chapters.ch13_time_series import experiments
from autograder.chapters.ch13_time_series.checks import forecaster
from autograder.engine.observe import CheckFailed
from autograder.engine.report import Curve, Forecast


@pytest.mark.parametrize(("shape", "e"), [((2, 5, 3), 4), ((1, 9, 6), 2), ((3, 1, 2), 2)])
def test_attention_is_torchs(shape, e):
    torch.manual_seed(0)
    Q, K = torch.randn(2, *shape, dtype=torch.float64)
    V = torch.randn(*shape[:2], e, dtype=torch.float64)
    theirs = nn.functional.scaled_dot_product_attention(Q, K, V, is_causal=True)
    torch.testing.assert_close(transformer.causal_attention(Q, K, V), theirs)


def test_attention_keeps_half_precision_apart():
    Q = torch.randn(2, 4, 3, dtype=torch.bfloat16)
    assert transformer.causal_attention(Q, Q, Q).dtype == torch.bfloat16


def test_the_forecaster_is_torchs_attention_between_its_layers():
    """query, key and value in torch's own module for attention, with one head and an identity at its end."""
    torch.manual_seed(1)
    model = transformer.PatchForecaster(3, 4, 6, transformer.causal_attention).double()
    nn.init.normal_(model.head.weight)
    theirs = nn.MultiheadAttention(6, 1, batch_first=True).double()
    with torch.no_grad():
        layers = (model.query, model.key, model.value)
        theirs.in_proj_weight.copy_(torch.cat([layer.weight for layer in layers]))
        theirs.in_proj_bias.copy_(torch.cat([layer.bias for layer in layers]))
        theirs.out_proj.weight.copy_(torch.eye(6))
        theirs.out_proj.bias.zero_()
    series = torch.randn(5, 12, dtype=torch.float64)
    patches = series.reshape(5, 4, 3)
    h = model.embed(patches) + given.positions(4, 6)
    h = h + theirs(h, h, h, attn_mask=torch.ones(4, 4, dtype=torch.bool).triu(1))[0]
    h = h + model.mix(h)
    torch.testing.assert_close(model(series), patches[..., -1:] + model.head(h))


def test_positions_are_waves():
    table = given.positions(50, 8).double()
    places = torch.arange(50.0, dtype=torch.float64)
    for pair, length in enumerate([1, 10, 100, 1000]):
        torch.testing.assert_close(table[:, 2 * pair], torch.sin(places / length), atol=1e-5, rtol=0)
        torch.testing.assert_close(table[:, 2 * pair + 1], torch.cos(places / length), atol=1e-5, rtol=0)


def test_the_first_loss_is_the_naive_error():
    rng = np.random.default_rng(2)
    X, Y = rng.normal(size=(40, 12)), rng.normal(size=(40, 2))
    model = transformer.PatchForecaster(4, 2, 6, transformer.causal_attention)
    first, *_ = given.train(model, X, Y, 4, steps=3, seed=0)
    order = torch.Generator().manual_seed(0)
    rows = np.concatenate([X, Y], axis=1)[torch.randint(40, (64,), generator=order).numpy()]
    errors = [np.abs(rows[:, at : at + 2] - rows[:, at - 1 : at]).mean() for at in (4, 8, 12)]
    assert first == pytest.approx(np.mean(errors), rel=1e-5)


def test_the_table_is_scikit_learns():
    rng = np.random.default_rng(3)
    train, test = ((rng.normal(size=(n, 6)), rng.normal(size=(n, 2))) for n in (30, 8))
    model = transformer.PatchForecaster(3, 2, 4, transformer.causal_attention)
    table = transformer.report(model, train, test, 4)
    X, Y = test
    linear = LinearRegression().fit(*train).predict(X)
    assert table["linear"] == pytest.approx(mean_absolute_error(Y, linear))
    assert table["naive"] == pytest.approx(mean_absolute_error(Y, X[:, [-1, -1]]))
    assert table["seasonal naive"] == pytest.approx(mean_absolute_error(Y, X[:, [2, 3]]))
    assert table["model"] == pytest.approx(table["naive"], rel=1e-6)  # untrained


def test_the_examiner_cuts_the_windows_that_students_are_given():
    seen, unseen = forecaster._glucose_windows()
    minutes, values = glucose.load()
    windows = given.whole_windows(values, minutes, forecaster.INPUT + forecaster.AHEAD)
    cut = int(forecaster.SHARE * len(windows))
    np.testing.assert_array_equal(seen, windows[:cut:4])
    np.testing.assert_array_equal(unseen, windows[cut + forecaster.INPUT + forecaster.AHEAD :: 8])


def test_what_came_after_the_unseen_windows_never_leaves_the_examiner():
    asked = []

    class Subject:
        @staticmethod
        def run(experiment, *arguments):
            asked.append((experiment, arguments))

    assert forecaster.trained_on_glucose(Subject(), np.random.default_rng(0)) is None
    [(experiment, (sizes, (X, Y), unseen, seed, steps))] = asked
    assert experiment is experiments.train_forecaster
    assert (sizes, steps, X.shape[1], Y.shape[1], unseen.shape[1]) == ((6, 6, 32), 300, 48, 6, 48)
    assert isinstance(seed, int)


def test_the_attention_of_the_experiments_looks_back_only():
    torch.manual_seed(4)
    Q, K, V = torch.randn(3, 2, 5, 4, dtype=torch.float64)
    before = experiments._weighing(Q, K, V)
    V[:, 3:] = 9
    torch.testing.assert_close(experiments._weighing(Q, K, V)[:, :3], before[:, :3])


def trained(losses, share_of_naive):
    """A student whose forecaster had these losses, and is off by this share of what the last value is off."""
    rng = np.random.default_rng(5)
    unseen = rng.normal(size=(60, forecaster.INPUT))
    actual = unseen[:, -1:] + rng.choice([-1, 1], size=(60, forecaster.AHEAD))
    forecasts = actual + share_of_naive * rng.choice([-1, 1], size=actual.shape)
    answer = {"losses": losses, "forecasts": forecasts, "unseen": unseen, "actual": actual, "mean": 150.0, "std": 50.0}
    return SimpleNamespace(shared=lambda _: answer)


FALLS, FLAT = np.geomspace(0.2, 0.1, forecaster.STEPS), np.full(forecaster.STEPS, 0.2)


def test_a_forecaster_that_learns_passes():
    forecaster.learns_from_glucose(trained(FALLS, 0.6))
    forecaster.beats_the_naive_forecast(trained(FALLS, 0.6))


def test_a_flat_loss_fails_with_its_curve():
    with pytest.raises(CheckFailed) as failure:
        forecaster.learns_from_glucose(trained(FLAT, 0.6))
    assert failure.value.got_text.startswith("1.00, at most 0.")
    assert isinstance(failure.value.picture, Curve)


def test_a_forecast_as_far_off_as_the_last_value_fails_with_its_picture():
    with pytest.raises(CheckFailed) as failure:
        forecaster.beats_the_naive_forecast(trained(FALLS, 1.0))
    picture = failure.value.picture
    assert isinstance(picture, Forecast)
    assert (len(picture.history), picture.units) == (48, "mg/dl")
    for line in (picture.actual, picture.mean, picture.low, picture.high):
        assert len(line) == 6
    assert all(low < mean < high for low, mean, high in zip(picture.low, picture.mean, picture.high, strict=True))


@pytest.mark.parametrize("judge", [forecaster.learns_from_glucose, forecaster.beats_the_naive_forecast])
@pytest.mark.parametrize("answer", [None, 42, [1, 2]])
def test_an_answer_that_is_no_training_fails_in_words(judge, answer):
    with pytest.raises(CheckFailed, match="a forecaster that can be trained"):
        judge(SimpleNamespace(shared=lambda _: answer))

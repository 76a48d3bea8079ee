# ruff: noqa: N803, N806 - X and W are the names of the handout
"""The solutions of chapter 1 against oracles that know nothing of them."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import scipy.special
import torch
from ch01_neural_networks import perceptron, questions, worksheet
from ch01_neural_networks.activations import leaky_relu, leaky_relu_derivative, sigmoid, sigmoid_derivative, softmax
from ch01_neural_networks.losses import cross_entropy, cross_entropy_gradient
from ch01_neural_networks.mlp import forward
from ch01_neural_networks.training import train
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from sklearn.linear_model import Perceptron

from autograder.course.splice import install
from autograder.course.tapes import solution_files
from autograder.engine.load import here

SIZES = [(7, 3, 2, 4), (11, 5, 4, 3), (9, 2, 6, 5)]  # samples, inputs, hidden units, classes
ANY = arrays(np.float64, array_shapes(max_dims=3, max_side=5), elements=st.floats(-1e3, 1e3))
ROWS = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=8), elements=st.floats(-1e4, 1e4))
POINTS = st.lists(
    st.tuples(st.integers(-4, 4), st.integers(-4, 4), st.sampled_from([-1, 1])), min_size=1, max_size=7
).map(lambda rows: (np.array([row[:2] for row in rows], dtype=float), np.array([row[2] for row in rows])))


def by_hand(X, y, epochs):
    """The rule in exact arithmetic, one number after another: every state, and the mistakes of each epoch."""
    w, b, states, mistakes = [Fraction(0)] * X.shape[1], Fraction(0), [], []
    for _ in range(epochs):
        mistakes.append(0)
        for point, label in zip(X.tolist(), y.tolist(), strict=True):
            score = sum((weight * Fraction(x) for weight, x in zip(w, point, strict=True)), start=b)
            if label * score <= 0:
                w = [weight + label * Fraction(x) for weight, x in zip(w, point, strict=True)]
                b += label
                mistakes[-1] += 1
            states.append((*map(float, w), float(b)))
        if not mistakes[-1]:
            break
    return states, mistakes


@settings(deadline=None)  # the machine may be busy
@drawn(POINTS, st.integers(1, 12))
def test_the_perceptron_is_that_of_exact_arithmetic(points, epochs):
    X, y = points
    states, expected = by_hand(X, y, epochs)
    w, b, mistakes = perceptron.train(X, y, epochs)
    assert ((*w.tolist(), b), mistakes) == (states[-1], expected)


@pytest.mark.parametrize("seed", range(5))
def test_the_perceptron_is_scikit_learns(seed):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(1, 2, size=(15, 3)), np.resize([-1, 1], 15)
    theirs = Perceptron(shuffle=False, tol=None, max_iter=6).fit(X, y)
    w, b, _ = perceptron.train(X, y, 6)
    np.testing.assert_allclose(w, theirs.coef_[0], rtol=1e-12, atol=1e-12)
    assert b == theirs.intercept_[0]
    np.testing.assert_array_equal(perceptron.predict(X, w, b), theirs.predict(X))


@pytest.mark.parametrize("seed", range(5))
def test_the_perceptron_keeps_to_novikoffs_bound(seed):
    rng = np.random.default_rng(seed)
    u = rng.normal(size=4)
    u /= np.linalg.norm(u)
    z = rng.normal(size=(200, 4))
    z[:, 3] = 1
    z = z[np.abs(z @ u) > 0.1]
    y = np.where(z @ u > 0, 1, -1)
    _, _, mistakes = perceptron.train(z[:, :3], y, 10_000)
    assert mistakes[-1] == 0
    assert sum(mistakes) <= (z**2).sum(axis=1).max() / (np.abs(z @ u).min() ** 2)


def test_a_score_of_zero_is_on_the_positive_side():
    X = np.array([[1.0, 1.0], [2.0, 1.0], [1.0, 2.0]])
    np.testing.assert_array_equal(perceptron.predict(X, np.array([1.0, -1.0]), 0.0), [1, 1, -1])


def test_the_network_computes_xor_with_room_to_spare():
    W1, b1, W2, b2 = perceptron.xor_network()
    for first, second in np.ndindex(2, 2):
        hidden = np.array([first, second]) @ W1 + b1
        output = (hidden > 0).astype(float) @ W2 + b2
        assert (output.item() > 0) == (first ^ second)
        assert np.abs([*hidden, *output]).min() >= 0.1


def test_the_worksheets_trace_is_that_of_exact_arithmetic():
    assert worksheet.perceptron_trace() == by_hand(*questions.trace_points(), 1)[0]


def test_the_worksheets_predictions_are_torchs():
    sizes = questions.network_sizes()
    layers = [torch.nn.Linear(*pair) for pair in pairwise(sizes)]
    loss = torch.nn.functional.cross_entropy(torch.zeros(1, sizes[-1], dtype=torch.float64), torch.tensor([0]))
    found = worksheet.predictions()
    assert found["parameters"] == sum(one.numel() for layer in layers for one in layer.parameters())
    assert found["first_loss"] == pytest.approx(loss.item(), rel=1e-12)


@pytest.mark.parametrize("year", range(2026, 2036))
def test_every_years_slips_on_the_worksheet_differ(year, monkeypatch):
    """No year's numbers are such that a slip does not show, or looks like another one."""
    monkeypatch.setattr(questions, "YEAR", year)
    chapter, solution = here().load("ch01_neural_networks"), solution_files(here().home("ch01_neural_networks"))
    for exercise in ("perceptron_trace", "predictions"):
        written = [getattr(worksheet, exercise)()]
        for wrong in chapter.misconceptions_of(f"worksheet.{exercise}"):
            names = {"__package__": "ch01_neural_networks"}
            exec(install(wrong, solution)["worksheet.py"], names)  # noqa: S102 - our own source
            written.append(names[exercise]())
        numbers = [np.ravel(list(one.values()) if isinstance(one, dict) else one) for one in written]
        apart = [np.abs(one - other).max() for i, one in enumerate(numbers) for other in numbers[:i]]
        assert min(apart) > 0.01


@settings(deadline=None)
@drawn(ANY)
def test_the_sigmoid_is_scipys(z):
    before = z.copy()
    np.testing.assert_allclose(sigmoid(z), scipy.special.expit(z), rtol=1e-12, atol=1e-300)
    slopes = scipy.special.expit(z) * scipy.special.expit(-z)
    np.testing.assert_allclose(sigmoid_derivative(z), slopes, rtol=1e-12, atol=1e-300)
    np.testing.assert_array_equal(z, before)


@settings(deadline=None)
@drawn(ANY, st.sampled_from([0.0, 0.01, 0.3, 1.0, 2.5]))
def test_leaky_relu_and_its_derivative_are_torchs(z, slope):
    tensor = torch.from_numpy(z.copy()).requires_grad_()
    expected = torch.nn.functional.leaky_relu(tensor, slope)
    expected.sum().backward()
    np.testing.assert_array_equal(leaky_relu(z, slope), expected.detach().numpy())
    np.testing.assert_array_equal(leaky_relu_derivative(z, slope), tensor.grad.numpy())


@settings(deadline=None)
@drawn(ROWS)
def test_softmax_is_scipys(logits):
    before = logits.copy()
    np.testing.assert_allclose(softmax(logits), scipy.special.softmax(logits, axis=1), rtol=1e-12, atol=1e-300)
    np.testing.assert_array_equal(logits, before)


@settings(deadline=None)
@drawn(ROWS, st.integers(0, 2**32 - 1))
def test_loss_and_gradient_are_torchs(logits, seed):
    labels, before = np.random.default_rng(seed).integers(logits.shape[1], size=len(logits)), logits.copy()
    tensor = torch.from_numpy(logits.copy()).requires_grad_()
    expected = torch.nn.functional.cross_entropy(tensor, torch.from_numpy(labels))
    expected.backward()
    assert cross_entropy(logits, labels) == pytest.approx(expected.item(), rel=1e-12, abs=1e-11)
    np.testing.assert_allclose(cross_entropy_gradient(logits, labels), tensor.grad.numpy(), rtol=1e-9, atol=1e-13)
    np.testing.assert_array_equal(logits, before)


@pytest.mark.parametrize("sizes", [(3, 2), (4, 5, 3), (2, 5, 4, 3, 7)])
def test_forward_is_torchs(sizes):
    rng = np.random.default_rng(0)
    shapes = pairwise(sizes)
    parameters = [(rng.normal(size=shape), rng.normal(size=shape[1])) for shape in shapes]
    X = rng.normal(size=(6, sizes[0]))
    expected = [torch.from_numpy(X)]
    for W, b in parameters:  # torch keeps (out, in)
        before = expected[-1] if len(expected) == 1 else torch.sigmoid(expected[-1])
        expected.append(torch.nn.functional.linear(before, torch.from_numpy(W.T), torch.from_numpy(b)))
    expected[1:-1] = [torch.sigmoid(z) for z in expected[1:-1]]
    layers = forward(parameters, X, scipy.special.expit)
    assert len(layers) == len(sizes)
    for layer, tensor in zip(layers, expected, strict=True):
        np.testing.assert_allclose(layer, tensor.numpy(), rtol=1e-12)


@pytest.mark.parametrize("sizes", SIZES)
def test_train_is_torchs_sgd(sizes):
    samples, inputs, hidden, classes = sizes
    rng = np.random.default_rng(2)
    weights = [rng.normal(size=shape) for shape in [(inputs, hidden), (hidden,), (hidden, classes), (classes,)]]
    images, labels = rng.normal(size=(samples, inputs)), rng.integers(classes, size=samples)
    batches = [rng.choice(samples, size=size, replace=False) for size in (5, 2, 6, 3)]
    tensors = [torch.from_numpy(weight.copy()).requires_grad_() for weight in weights]
    optimizer = torch.optim.SGD(tensors, lr=0.7)
    expected = []
    for batch in batches:
        optimizer.zero_grad()
        first, first_bias, last, last_bias = tensors
        logits = torch.tanh(torch.from_numpy(images[batch]) @ first + first_bias) @ last + last_bias
        loss = torch.nn.functional.cross_entropy(logits, torch.from_numpy(labels[batch]))
        loss.backward()
        optimizer.step()
        expected.append(loss.item())
    before = [weight.copy() for weight in weights]
    trained, losses = train(images, labels, weights, batches, 0.7)
    # given.loss_and_gradient measures slopes: about eight digits of them are right
    np.testing.assert_allclose(losses, expected, rtol=1e-6)
    for weight, tensor in zip(trained, tensors, strict=True):
        np.testing.assert_allclose(weight, tensor.detach().numpy(), rtol=1e-6, atol=1e-7)
    for weight, kept in zip(weights, before, strict=True):
        np.testing.assert_array_equal(weight, kept)

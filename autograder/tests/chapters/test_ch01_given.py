"""What chapter 1 hands to students, against torch, scikit-learn and geometry."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch
from ch01_neural_networks import given
from sklearn.datasets import make_moons

from autograder.chapters.ch01_neural_networks.checks import training

SIZES = [(7, 3, 2, 4), (11, 5, 4, 3), (9, 2, 6, 5)]  # samples, inputs, hidden units, classes


def problem(seed, samples, inputs, hidden, classes):
    rng = np.random.default_rng(seed)
    shapes = [(inputs, hidden), (hidden,), (hidden, classes), (classes,)]
    weights = [rng.normal(size=shape) for shape in shapes]
    return rng.normal(size=(samples, inputs)), rng.integers(classes, size=samples), weights


@pytest.mark.parametrize("sizes", SIZES)
def test_loss_and_gradient_are_torchs(sizes):
    images, labels, weights = problem(0, *sizes)
    tensors = [torch.from_numpy(weight).requires_grad_() for weight in weights]
    first, first_bias, last, last_bias = tensors
    logits = torch.tanh(torch.from_numpy(images) @ first + first_bias) @ last + last_bias
    expected = torch.nn.functional.cross_entropy(logits, torch.from_numpy(labels))
    expected.backward()
    loss, gradients = given.loss_and_gradient(weights, images, labels)
    assert loss == pytest.approx(expected.item(), rel=1e-12)
    for gradient, tensor in zip(gradients, tensors, strict=True):  # the slopes of the logits are measured
        np.testing.assert_allclose(gradient, tensor.grad.numpy(), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("sizes", SIZES)
def test_the_gradient_is_the_slope_of_the_loss(sizes):
    images, labels, weights = problem(1, *sizes)
    _, gradients = given.loss_and_gradient(weights, images, labels)
    for array, gradient in zip(weights, gradients, strict=True):
        for index in np.ndindex(array.shape):
            slope = measured(array, index, lambda: given.loss_and_gradient(weights, images, labels)[0])
            np.testing.assert_allclose(gradient[index], slope, atol=2e-8)


def measured(array, index, loss, h=1e-5):
    kept, around = array[index], []
    for moved in (kept + h, kept - h):
        array[index] = moved
        around.append(loss())
    array[index] = kept
    return (around[0] - around[1]) / (2 * h)


def test_the_loss_is_finite_for_large_logits():
    weights = [np.eye(2), np.zeros(2), np.array([[1e4, -1e4], [0.0, 0.0]]), np.zeros(2)]
    loss, gradients = given.loss_and_gradient(weights, np.array([[5.0, 0.0]]), np.array([1]))
    assert np.isfinite(loss)
    assert all(np.isfinite(gradient).all() for gradient in gradients)


def test_batches_visit_every_sample_once_an_epoch_in_a_new_order():
    batches = given.shuffled_batches(10, 4, 3, np.random.default_rng(0))
    assert [len(batch) for batch in batches] == [4, 4, 2] * 3
    epochs = np.concatenate(batches).reshape(3, 10)
    np.testing.assert_array_equal(np.sort(epochs, axis=1), np.tile(np.arange(10), (3, 1)))
    assert not np.array_equal(epochs[0], epochs[1])


def test_the_moons_are_scikit_learns():
    theirs, side = make_moons(2000, noise=0)
    ours, labels = given.moons(2000, np.random.default_rng(0), noise=0)
    for moon in (0, 1):
        far = np.linalg.norm(ours[labels == moon][:, None] - theirs[side == moon], axis=2).min(axis=1)
        assert far.max() < 0.002  # half the distance of two of theirs
    assert np.bincount(labels).tolist() == [1000, 1000]


def test_the_examiner_draws_the_same_moons():
    ours, theirs = (draw(np.random.default_rng(3)) for draw in (lambda rng: training._moons(rng, 50), moons_of_50))
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(mine, other)


def moons_of_50(rng):
    return given.moons(50, rng)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu", "identity"])
def test_the_trainer_is_torchs_gradient_descent(activation):
    choice = {"sizes": [2, 4, 3, 2], "activation": activation, "learning_rate": 0.5, "steps": 20}
    points, labels = given.moons(40, np.random.default_rng(0))
    theta, losses = given.train_on_moons(choice, points, labels, np.random.default_rng(1))
    begin, _ = given.train_on_moons({**choice, "steps": 0}, points, labels, np.random.default_rng(1))
    tensor = torch.from_numpy(begin).requires_grad_()
    optimizer, expected = torch.optim.SGD([tensor], lr=0.5), []
    for _ in range(20):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(torch_logits(tensor, choice, points), torch.from_numpy(labels))
        loss.backward()
        optimizer.step()
        expected.append(loss.item())
    assert len(losses) == 21
    np.testing.assert_allclose(losses[:-1], expected, rtol=1e-3)  # one-sided differences are right to about 1e-5
    np.testing.assert_allclose(theta, tensor.detach().numpy(), atol=1e-3)


def torch_logits(theta, choice, points):
    bend = {"relu": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "identity": lambda z: z}
    signal, at = torch.from_numpy(points), 0
    for depth, (inputs, outputs) in enumerate(pairwise(choice["sizes"])):
        signal = signal if depth == 0 else bend[choice["activation"]](signal)
        weights = theta[at : at + inputs * outputs].reshape(inputs, outputs)
        at += inputs * outputs
        signal = signal @ weights + theta[at : at + outputs]
        at += outputs
    return signal


def test_parameters_are_counted_as_torch_does():
    sizes = [2, 5, 4, 2]
    layers = [torch.nn.Linear(*pair) for pair in pairwise(sizes)]
    assert given.count_parameters(sizes) == sum(one.numel() for layer in layers for one in layer.parameters())

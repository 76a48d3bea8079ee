"""The solutions of chapter 1 against oracles that know nothing of them."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.special
import torch
from ch01_neural_networks import given
from ch01_neural_networks.activations import softmax
from ch01_neural_networks.training import train
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

SIZES = [(7, 3, 2, 4), (11, 5, 4, 3), (9, 2, 6, 5)]  # samples, inputs, hidden units, classes


def problem(seed, samples, inputs, hidden, classes):
    rng = np.random.default_rng(seed)
    shapes = [(inputs, hidden), (hidden,), (hidden, classes), (classes,)]
    weights = [rng.normal(size=shape) for shape in shapes]
    return rng.normal(size=(samples, inputs)), rng.integers(classes, size=samples), weights


@settings(deadline=None)  # the machine may be busy
@drawn(arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=8), elements=st.floats(-1e4, 1e4)))
def test_softmax_is_scipys(logits):
    before = logits.copy()
    np.testing.assert_allclose(softmax(logits), scipy.special.softmax(logits, axis=1), rtol=1e-12, atol=1e-300)
    np.testing.assert_array_equal(logits, before)


def torch_loss(weights, images, labels):
    first, first_bias, last, last_bias = weights
    logits = torch.tanh(torch.from_numpy(images) @ first + first_bias) @ last + last_bias
    return torch.nn.functional.cross_entropy(logits, torch.from_numpy(labels))


@pytest.mark.parametrize("sizes", SIZES)
def test_given_loss_and_gradient_are_torchs(sizes):
    images, labels, weights = problem(0, *sizes)
    tensors = [torch.from_numpy(weight).requires_grad_() for weight in weights]
    expected = torch_loss(tensors, images, labels)
    expected.backward()
    loss, gradients = given.loss_and_gradient(weights, images, labels)
    assert loss == pytest.approx(expected.item(), rel=1e-12)
    for gradient, tensor in zip(gradients, tensors, strict=True):
        np.testing.assert_allclose(gradient, tensor.grad.numpy(), rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("sizes", SIZES)
def test_given_gradient_is_the_slope_of_the_given_loss(sizes):
    images, labels, weights = problem(1, *sizes)
    _, gradients = given.loss_and_gradient(weights, images, labels)
    for array, gradient in zip(weights, gradients, strict=True):
        for index in np.ndindex(array.shape):
            slope = measured(array, index, lambda: given.loss_and_gradient(weights, images, labels)[0])
            np.testing.assert_allclose(gradient[index], slope, atol=1e-8)


def measured(array, index, loss, h=1e-5):
    kept, around = array[index], []
    for moved in (kept + h, kept - h):
        array[index] = moved
        around.append(loss())
    array[index] = kept
    return (around[0] - around[1]) / (2 * h)


def test_given_loss_is_finite_for_large_logits():
    weights = [np.eye(2), np.zeros(2), np.array([[1e4, -1e4], [0.0, 0.0]]), np.zeros(2)]
    loss, gradients = given.loss_and_gradient(weights, np.array([[5.0, 0.0]]), np.array([1]))
    assert loss == pytest.approx(2e4 * np.tanh(5.0))
    assert all(np.isfinite(gradient).all() for gradient in gradients)


@pytest.mark.parametrize("sizes", SIZES)
def test_train_is_torchs_sgd(sizes):
    images, labels, weights = problem(2, *sizes)
    rng = np.random.default_rng(3)
    batches = [rng.choice(sizes[0], size=size, replace=False) for size in (5, 2, 6, 3)]
    tensors = [torch.from_numpy(weight.copy()).requires_grad_() for weight in weights]
    optimizer = torch.optim.SGD(tensors, lr=0.7)
    expected = []
    for batch in batches:
        optimizer.zero_grad()
        loss = torch_loss(tensors, images[batch], labels[batch])
        loss.backward()
        optimizer.step()
        expected.append(loss.item())
    trained, losses = train(images, labels, weights, batches, 0.7)
    np.testing.assert_allclose(losses, expected, rtol=1e-12)
    for weight, tensor in zip(trained, tensors, strict=True):
        np.testing.assert_allclose(weight, tensor.detach().numpy(), rtol=1e-10, atol=1e-13)


def test_train_leaves_the_callers_arrays_alone():
    images, labels, weights = problem(4, *SIZES[0])
    before = [weight.copy() for weight in weights]
    train(images, labels, weights, [np.arange(3)] * 4, 0.5)
    for weight, kept in zip(weights, before, strict=True):
        np.testing.assert_array_equal(weight, kept)


def test_given_batches_visit_every_sample_once_an_epoch_in_a_new_order():
    batches = given.shuffled_batches(10, 4, 3, np.random.default_rng(0))
    assert [len(batch) for batch in batches] == [4, 4, 2] * 3
    epochs = np.concatenate(batches).reshape(3, 10)
    np.testing.assert_array_equal(np.sort(epochs, axis=1), np.tile(np.arange(10), (3, 1)))
    assert not np.array_equal(epochs[0], epochs[1])

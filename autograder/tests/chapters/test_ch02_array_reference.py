"""The array exercises of chapter 2 against torch, scipy and the exam's own planted gradients."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch
from ch02_backpropagation.gradcheck import agrees, numerical_gradient
from ch02_backpropagation.gradient_flow import gradient_norms
from ch02_backpropagation.initialization import init_layer
from ch02_backpropagation.network import backward
from ch02_backpropagation.vjps import affine_vjp, softmax_vjp, unbroadcast
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, mutually_broadcastable_shapes
from scipy import stats
from scipy.special import softmax

from autograder.chapters.ch02_backpropagation.experiments import CASES


def _tensor(array):
    return torch.tensor(array, dtype=torch.float64, requires_grad=True)


shapes = array_shapes(min_dims=0, max_dims=3, max_side=4)
seeds = st.integers(0, 2**32 - 1)


@settings(deadline=None)
@drawn(shapes, seeds)
def test_measured_slopes_are_torchs(shape, seed):
    x = np.random.default_rng(seed).normal(size=shape)
    before = x.copy()
    got = numerical_gradient(lambda at: float(np.sum(np.sin(at)) * np.sum(at**2)), x)
    at = _tensor(x)
    (torch.sin(at).sum() * (at**2).sum()).backward()
    assert np.array_equal(x, before)
    assert got.shape == shape
    assert got == pytest.approx(at.grad.numpy(), rel=1e-5, abs=1e-6)


@settings(deadline=None)
@drawn(seeds)
def test_softmax_and_a_matrix_product_agree(seed):
    rng = np.random.default_rng(seed)
    x, weights = rng.normal(size=(3, 4)), rng.normal(size=(4, 5))
    right = {
        "softmax": (lambda z: softmax(z, axis=1), lambda z, u: softmax_vjp(u, softmax(z, axis=1))),
        "product": (lambda z: z @ weights, lambda z, u: affine_vjp(u, z, weights)[0]),
    }
    for f, vjp in right.values():
        assert agrees(f, vjp, x, rng) is True
        assert agrees(f, lambda z, u, vjp=vjp: 0.98 * vjp(z, u), x, rng) is False
        assert agrees(lambda z, f=f: 1e8 * f(z), lambda z, u, vjp=vjp: 1e8 * vjp(z, u), x, rng) is True
        assert agrees(lambda z, f=f: 1e-8 * f(z), vjp, x, rng) is False


@settings(deadline=None)
@drawn(st.sampled_from(sorted(CASES)), seeds)
def test_what_is_planted_as_right_is_right(case, seed):
    """The exam's right gradients are right, and the wrong ones wrong: a case with a comma is a wrong one."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(0.2, 1.4, size=(5, 6))
    assert agrees(*CASES[case], x, rng) is ("," not in case)


@settings(deadline=None)
@drawn(mutually_broadcastable_shapes(num_shapes=1, base_shape=(3, 2, 4), max_dims=3), seeds)
def test_unbroadcast_is_what_torch_does(drawn_shapes, seed):
    (shape,) = drawn_shapes.input_shapes
    gradient = np.random.default_rng(seed).normal(size=(3, 2, 4))
    x = torch.zeros(shape, dtype=torch.float64, requires_grad=True)
    x.expand(3, 2, 4).backward(torch.from_numpy(gradient))
    got = unbroadcast(gradient, shape)
    assert got.shape == shape
    assert got == pytest.approx(x.grad.numpy())


@settings(deadline=None)
@drawn(*[st.integers(1, 5)] * 3, seeds)
def test_a_layer_backwards_is_torchs(n, d_in, d_out, seed):
    rng = np.random.default_rng(seed)
    upstream = rng.normal(size=(n, d_out))
    tensors = [_tensor(rng.normal(size=shape)) for shape in [(n, d_in), (d_in, d_out), (d_out,)]]
    X, W, b = tensors  # noqa: N806 - as in X @ W + b
    (X @ W + b).backward(torch.from_numpy(upstream))
    got = affine_vjp(upstream, X.detach().numpy(), W.detach().numpy())
    for mine, tensor in zip(got, tensors, strict=True):
        assert mine == pytest.approx(tensor.grad.numpy())


@settings(deadline=None)
@drawn(st.integers(1, 5), st.integers(1, 6), seeds)
def test_softmax_backwards_is_torchs(n, k, seed):
    rng = np.random.default_rng(seed)
    upstream, logits = rng.normal(size=(n, k)), _tensor(3 * rng.normal(size=(n, k)))
    probabilities = torch.softmax(logits, dim=1)
    probabilities.backward(torch.from_numpy(upstream))
    assert softmax_vjp(upstream, probabilities.detach().numpy()) == pytest.approx(logits.grad.numpy(), abs=1e-12)


ACTIVATIONS = {
    "tanh": (torch.tanh, lambda h: 1 - h**2),
    "sigmoid": (torch.sigmoid, lambda h: h * (1 - h)),
}


@settings(deadline=None)
@drawn(
    st.lists(st.integers(1, 5), min_size=2, max_size=5), st.integers(1, 4), st.sampled_from(sorted(ACTIVATIONS)), seeds
)
def test_a_network_backwards_is_torchs(widths, n, activation, seed):
    rng = np.random.default_rng(seed)
    squeeze, derivative = ACTIVATIONS[activation]
    parameters = [(_tensor(rng.normal(size=pair)), _tensor(rng.normal(size=pair[1]))) for pair in pairwise(widths)]
    layers = [_tensor(rng.normal(size=(n, widths[0])))]
    for depth, (weights, biases) in enumerate(parameters):
        z = layers[-1] @ weights + biases
        layers.append(z if depth == len(parameters) - 1 else squeeze(z))
    d_logits = rng.normal(size=(n, widths[-1]))
    for layer in layers:
        layer.retain_grad()
    layers[-1].backward(torch.from_numpy(d_logits))
    passed = (
        [tuple(tensor.detach().numpy() for tensor in pair) for pair in parameters],
        [layer.detach().numpy() for layer in layers],
        d_logits,
        derivative,
    )
    for mine, theirs in zip(backward(*passed), parameters, strict=True):
        for gradient, tensor in zip(mine, theirs, strict=True):
            assert gradient == pytest.approx(tensor.grad.numpy(), abs=1e-12)
    assert gradient_norms(*passed) == pytest.approx([layer.grad.norm().item() for layer in layers])


@pytest.mark.parametrize(("scheme", "variance"), [("he", 2 / 200), ("xavier", 2 / 500)])
def test_initial_weights_are_normal(scheme, variance):
    weights, biases = init_layer(200, 300, scheme, np.random.default_rng(0))
    assert weights.shape == (200, 300)
    assert not biases.any()
    assert stats.kstest(weights.ravel(), stats.norm(scale=variance**0.5).cdf).pvalue > 0.01
    assert abs(np.corrcoef(weights[:-1].ravel(), weights[1:].ravel())[0, 1]) < 0.02


def test_no_other_scheme():
    with pytest.raises(ValueError, match="scheme"):
        init_layer(2, 3, "normal", np.random.default_rng(0))

"""The solutions of chapter 5 against oracles that know nothing of them."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from ch05_convolutional_networks import equivariance, filters, given, questions, shapes, worksheet
from ch05_convolutional_networks.convolution import conv2d, conv2d_backward, im2col
from ch05_convolutional_networks.network import loss_and_gradients
from ch05_convolutional_networks.pooling import avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward
from ch05_convolutional_networks.torch_port import SmallCNN
from hypothesis import assume, settings
from hypothesis import given as drawn
from hypothesis import strategies as st
from scipy import signal
from torch import nn
from torch.nn import functional as F  # noqa: N812 - as everyone calls it

from autograder.chapters.ch05_convolutional_networks.checks import design, network
from autograder.chapters.ch05_convolutional_networks.checks import worksheet as rules

SEEDS = st.integers(0, 2**32 - 1)
SIDES = st.integers(1, 9)
KERNELS = st.integers(1, 4)
IMAGES = st.tuples(st.integers(1, 3), st.integers(1, 3), SIDES, SIDES)
OPTIONS = st.tuples(st.integers(1, 3), st.integers(0, 3), st.integers(1, 3))  # stride, padding, dilation
TIGHT = {"rtol": 1e-10, "atol": 1e-10}  # another order of summation changes 1e-14


def tensor(array):
    return torch.tensor(array, dtype=torch.float64, requires_grad=True)


def fits(sides, kernel, padding, dilation):
    return all(dilation * (k - 1) < side + 2 * padding for side, k in zip(sides, kernel, strict=True))


@settings(deadline=None)
@drawn(st.integers(1, 20), st.integers(1, 6), OPTIONS)
def test_the_size_is_torchs(n, kernel, options):
    stride, padding, dilation = options
    x, weight = torch.zeros(1, 1, n), torch.zeros(1, 1, kernel)
    if fits([n], [kernel], padding, dilation):
        theirs = F.conv1d(x, weight, None, stride, padding, dilation).shape[-1]
        assert shapes.output_size(n, kernel, stride, padding, dilation) == theirs
    else:
        with pytest.raises(ValueError, match="does not fit"):
            shapes.output_size(n, kernel, stride, padding, dilation)


@settings(deadline=None, max_examples=40)
@drawn(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 3)), max_size=4))
def test_the_field_is_where_a_gradient_arrives(layers):
    x = torch.zeros(1, 1, 600, dtype=torch.float64, requires_grad=True)
    out = x
    for kernel, stride, dilation in layers:
        out = F.conv1d(out, torch.ones(1, 1, kernel, dtype=torch.float64), None, stride, 0, dilation)
    out[0, 0, out.shape[-1] // 2].backward()
    reached = np.flatnonzero(x.grad.numpy())
    assert shapes.receptive_field(layers) == reached[-1] - reached[0] + 1


LAYER = st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(1, 3), st.integers(0, 2))


@settings(deadline=None)
@drawn(st.lists(LAYER, min_size=1, max_size=3), st.integers(1, 3))
def test_the_cost_is_counted_on_torchs_layers(drawn_layers, image_channels):
    layers, channels = [], image_channels
    for out, kernel, stride, padding in drawn_layers:
        layers.append((channels, out, kernel, stride, padding))
        channels = out
    parameters = products = 0
    x = torch.zeros(1, image_channels, 60, 71)
    for channels_in, channels_out, kernel, stride, padding in layers:
        layer = nn.Conv2d(channels_in, channels_out, kernel, stride, padding)
        x = layer(x)
        parameters += sum(parameter.numel() for parameter in layer.parameters())
        products += x.numel() * layer.weight[0].numel()
    assert shapes.cost(layers, (60, 71)) == (parameters, products)


@settings(deadline=None)
@drawn(SIDES, SIDES, KERNELS, KERNELS, SEEDS)
def test_a_kernel_on_an_image_is_scipys(height, width, rows, columns, seed):
    assume(rows <= height and columns <= width)
    rng = np.random.default_rng(seed)
    image, kernel = rng.normal(size=(height, width)), rng.normal(size=(rows, columns))
    want = signal.correlate2d(image, kernel, mode="valid")
    np.testing.assert_allclose(filters.cross_correlate(image, kernel), want, **TIGHT)


def test_sobel_is_scipys():
    ndimage = pytest.importorskip("scipy.ndimage")
    image = np.random.default_rng(0).normal(size=(9, 8))
    kernels = filters.known_kernels()
    for axis, name in ((1, "vertical_edges"), (0, "horizontal_edges")):
        want = ndimage.sobel(image, axis=axis)[1:-1, 1:-1]
        np.testing.assert_allclose(filters.cross_correlate(image, kernels[name]), want, **TIGHT)


@settings(deadline=None)
@drawn(IMAGES, st.tuples(st.integers(1, 3), KERNELS, KERNELS), OPTIONS, SEEDS)
def test_convolutions_and_their_gradients_are_torchs(images, kernels, options, seed):
    (_, inside, *sides), (outside, rows, columns) = images, kernels
    stride, padding, dilation = options
    assume(fits(sides, (rows, columns), padding, dilation))
    rng = np.random.default_rng(seed)
    x, weight = rng.normal(size=images), rng.normal(size=(outside, inside, rows, columns))
    bias = rng.normal(size=outside)
    leaves = [tensor(array) for array in (x, weight, bias)]
    out = F.conv2d(*leaves, stride, padding, dilation)
    upstream = rng.normal(size=out.shape)
    out.backward(torch.tensor(upstream))
    np.testing.assert_allclose(conv2d(x, weight, bias, *options), out.detach().numpy(), **TIGHT)
    for got, leaf in zip(conv2d_backward(upstream, x, weight, *options), leaves, strict=True):
        np.testing.assert_allclose(got, leaf.grad.numpy(), **TIGHT)
    unfolded = F.unfold(torch.tensor(x), (rows, columns), dilation, padding, stride)
    want = unfolded.transpose(1, 2).reshape(-1, inside * rows * columns).numpy()
    np.testing.assert_array_equal(im2col(x, (rows, columns), *options), want)


@settings(deadline=None)
@drawn(IMAGES, st.integers(1, 5), st.integers(1, 3), SEEDS)
def test_pools_and_their_gradients_are_torchs(images, size, stride, seed):
    rng = np.random.default_rng(seed)
    padding = int(rng.integers(0, size // 2 + 1))
    x = rng.normal(size=images) - rng.integers(0, 4)
    if fits(images[2:], (size, size), padding, 1):
        leaf = tensor(x)
        out = F.max_pool2d(leaf, size, stride, padding)
        upstream = rng.normal(size=out.shape)
        out.backward(torch.tensor(upstream))
        np.testing.assert_array_equal(max_pool2d(x, size, stride, padding), out.detach().numpy())
        got = max_pool2d_backward(upstream, x, size, stride, padding)
        np.testing.assert_allclose(got, leaf.grad.numpy(), **TIGHT)
    if fits(images[2:], (size, size), 0, 1):
        leaf = tensor(x)
        out = F.avg_pool2d(leaf, size, stride)
        upstream = rng.normal(size=out.shape)
        out.backward(torch.tensor(upstream))
        np.testing.assert_allclose(avg_pool2d(x, size, stride), out.detach().numpy(), **TIGHT)
        np.testing.assert_allclose(avg_pool2d_backward(upstream, x, size, stride), leaf.grad.numpy(), **TIGHT)


def test_equals_share_what_one_would_get():
    x, upstream = np.zeros((2, 3, 4, 6)), np.random.default_rng(0).normal(size=(2, 3, 2, 3))
    got = max_pool2d_backward(upstream, x, 2, 2)
    np.testing.assert_allclose(got.sum(axis=(2, 3)), upstream.sum(axis=(2, 3)), **TIGHT)


def layer_of(module):
    return lambda x: module(torch.tensor(x)).detach().numpy()


@pytest.mark.parametrize("shift", range(9))
def test_torchs_circular_convolution_moves_along_and_a_padded_one_does_not(shift):
    x = np.random.default_rng(shift).normal(size=(2, 3, 5, 8))
    circular = nn.Conv2d(3, 4, 3, padding=1, padding_mode="circular").double()
    assert equivariance.shift_error(layer_of(circular), x, shift, 1) < 1e-12
    zeros = nn.Conv2d(3, 4, 3, padding=1).double()
    assert (equivariance.shift_error(layer_of(zeros), x, shift, 1) > 1e-3) == (shift % 8 != 0)


@pytest.mark.parametrize("shift", range(7))
def test_torchs_pool_moves_along_for_multiples_of_its_stride(shift):
    x = np.random.default_rng(shift).normal(size=(2, 3, 4, 12))
    error = equivariance.shift_error(layer_of(nn.MaxPool2d(2)), x, shift, 2)
    assert (error == 0) == (shift % 2 == 0)


def test_a_global_pool_is_invariant():
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 6))
    assert equivariance.shift_error(layer_of(nn.AdaptiveMaxPool2d(1)), x, 5, 6) == 0
    assert equivariance.shift_error(layer_of(nn.AdaptiveAvgPool2d(1)), x, 5, 6) < 1e-12


@pytest.mark.parametrize("case", network.CASES)
def test_the_network_is_what_torch_differentiates(case):
    parameters, x, labels = network.network_problem(np.random.default_rng(case), *case)
    leaves = {name: tensor(array) for name, array in parameters.items()}
    a = F.max_pool2d(F.relu(F.conv2d(torch.tensor(x), leaves["K1"], leaves["b1"], padding=1)), 2)
    g = F.relu(F.conv2d(a, leaves["K2"], leaves["b2"], padding=1)).mean(dim=(2, 3))
    logits = g @ leaves["W"] + leaves["b"]
    want = F.cross_entropy(logits, torch.tensor(labels))
    want.backward()
    loss, gradients = loss_and_gradients(parameters, x, labels)
    assert loss == pytest.approx(want.item(), rel=1e-12)
    assert gradients.keys() == parameters.keys()
    for name, gradient in gradients.items():
        np.testing.assert_allclose(gradient, leaves[name].grad.numpy(), **TIGHT)
    model = SmallCNN((case[1], case[2], case[3]), case[4]).double()
    model.load(parameters)
    np.testing.assert_allclose(model(torch.tensor(x)).detach().numpy(), logits.detach().numpy(), **TIGHT)


YEARS = range(2024, 2050)


@pytest.fixture
def year(request, monkeypatch):
    monkeypatch.setattr(questions, "YEAR", request.param)
    return request.param


@pytest.mark.parametrize("year", YEARS, indirect=True)
def test_the_worksheet_is_what_torch_differentiates(year):
    image, kernel, bias, upstream = (np.array(value, dtype=float) for value in questions.trace_numbers())
    x, weight, b = tensor(image[None, None]), tensor(kernel[None, None]), tensor(bias[None])
    z = F.conv2d(x, weight, b)
    z.retain_grad()
    a = F.relu(z)
    p = F.max_pool2d(a, 2, 1)
    p.backward(torch.tensor(upstream[None, None]))
    want = {"Z": z, "A": a, "P": p, "dZ": z.grad, "dK": weight.grad, "db": b.grad, "dX": x.grad}
    assert worksheet.convolution_trace() == {name: one.detach().numpy().ravel().tolist() for name, one in want.items()}


@pytest.mark.parametrize("year", YEARS, indirect=True)
def test_the_worksheets_rules_say_the_same(year):
    question = dict(zip(("X", "K", "b", "U"), map(np.array, questions.trace_numbers()), strict=True))
    answers = worksheet.convolution_trace()
    table = rules._table(question)
    np.testing.assert_array_equal(table @ question["X"].ravel() + question["b"], answers["Z"])
    np.testing.assert_array_equal(rules._gradient_by_z(question, answers), answers["dZ"])
    np.testing.assert_array_equal(table.T @ answers["dZ"], answers["dX"])


CHOICES = [
    {"channels": [12, 24], "kernel": 3, "strides": [1, 1], "pools": [2, 1], "head": "max"},
    {"channels": [8, 16], "kernel": 5, "strides": [2, 1], "pools": [1, 3], "head": "flatten"},
    {"channels": [3, 4, 5], "kernel": 3, "strides": [1, 2, 1], "pools": [2, 1, 2], "head": "average"},
    {"channels": [6], "kernel": 3, "strides": [4], "pools": [1], "head": "flatten"},
]


@pytest.mark.parametrize("choice", CHOICES)
def test_the_examiner_counts_like_the_trainer(choice):
    model = given.build_cnn(choice)
    assert design._parameters(choice) == given.count_parameters(model)
    last_map = model[:-2] if choice["head"] == "flatten" else model[:-3]
    assert last_map(torch.zeros(1, 1, 16, 16)).shape[-2:] == (design._side(choice), design._side(choice))


def test_the_examiner_places_like_the_chapter():
    rng = np.random.default_rng(0)
    images, corners = rng.normal(size=(5, 8, 8)), rng.integers(0, 9, size=(5, 2))
    np.testing.assert_array_equal(design._placed(images, corners), given.place(images, corners))

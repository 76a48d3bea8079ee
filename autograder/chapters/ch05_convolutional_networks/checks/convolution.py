"""Checks of convolution.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.chapters.ch05_convolutional_networks.experiments import (
    answer_and_arguments,
    answered,
    rows_and_images,
    rows_of,
    rows_of_a_view,
    slopes_and_arguments,
    slopes_of_conv2d,
)
from autograder.engine import expect
from autograder.engine.check import check

# Work in float32 inside is right work: for sums of up to a few hundred products of size 1 its rounding stays below
# 1e-4. The mildest wrong version is off by more than 1e-2.
RTOL, ATOL = 1e-4, 1e-4

IM2COL, CONV, BACK = "convolution.im2col", "convolution.conv2d", "convolution.conv2d_backward"
SIZES = "2 images of 5x4 and 24 of 8x9"
SMALL, LARGE = (2, 2, 5, 4), (24, 2, 8, 9)  # ten times as many images, three times as many places


@check(IM2COL, points=1)
def lays_four_windows_into_rows(student):
    """The 2x3 windows of [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]] are four rows of six numbers."""
    got = student.run(rows_of, np.arange(12.0).reshape(1, 1, 3, 4), (2, 3))
    by_hand = [[0, 1, 2, 4, 5, 6], [1, 2, 3, 5, 6, 7], [4, 5, 6, 8, 9, 10], [5, 6, 7, 9, 10, 11]]
    expect.close(got, np.array(by_hand, dtype=float), rtol=RTOL, atol=ATOL)


@check(IM2COL, points=1.5)
def orders_images_and_channels(student, reference, rng):
    """Rows run over images, then places; within a row channels come first, then the window's rows and columns."""
    asked = [_images(rng, 2, 3, 4, 5), _images(rng, 3, 2, 5, 4)]
    kernels = [(3, 2), (2, 4)]
    _expect_rows(student, reference, list(zip(asked, kernels, strict=True)))


@check(IM2COL, points=1)
def moves_by_the_stride(student, reference, rng):
    """With a stride, windows move by it in both directions."""
    asked = [(_images(rng, 2, 2, 7, 6), (3, 2), 2), (_images(rng, 3, 1, 8, 11), (1, 2), 3)]
    _expect_rows(student, reference, asked)


@check(IM2COL, points=0.5)
def pads_all_four_sides(student, reference, rng):
    """Zeros stand above, below, left and right of each channel."""
    asked = [(_images(rng, 2, 3, 3, 4), (3, 2), 1, 1), (_images(rng, 3, 2, 5, 2), (2, 3), 2, 2)]
    _expect_rows(student, reference, asked)


@check(IM2COL, points=0.5)
def spreads_the_window(student, reference, rng):
    """With a dilation, a window takes entries that lie that far apart."""
    asked = [(_images(rng, 2, 2, 7, 6), (3, 2), 1, 0, 2), (_images(rng, 2, 3, 9, 8), (2, 3), 2, 1, 3)]
    _expect_rows(student, reference, asked)


@check(IM2COL, points=0.5)
def reads_images_in_any_layout(student, reference, rng):
    """Images whose axes stand in another order in memory give the same rows."""
    asked = _images(rng, 2, 3, 5, 4), (2, 3), 2
    got, want = (subject.run(rows_of_a_view, *asked) for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check(IM2COL, points=0.5)
def im2col_leaves_the_images_as_they_were(student, reference, rng):
    """im2col returns a new array: the images are as before."""
    asked = _images(rng, 2, 3, 5, 4), (2, 3), 2, 1
    after, like = (subject.run(rows_and_images, *asked) for subject in (student, reference))
    expect.read_only(after, like, asked[0])


@check(IM2COL, points=0.5, style=True)
def im2col_has_no_loop_over_places(student, reference, rng):
    """Large batches of large images take as many lines of im2col as small ones."""
    asked = [(_images(rng, *size), (3, 2), 1, 1) for size in (SMALL, LARGE)]
    got = [student.lines(rows_of, *one) for one in asked]
    want = [reference.run(rows_of, *one) for one in asked]
    expect.same_lines(got, want, SIZES, likely="im2col_loops_over_places")


def _expect_rows(student: Any, reference: Any, asked: list[tuple[Any, ...]]) -> None:
    got, want = ([subject.run(rows_of, *one) for one in asked] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


# Students may use their im2col.
ROWS = (IM2COL,)

# images, channels in, height, width, channels out, kernel height and width: all of a case differ where they can
PLAIN = [(2, 3, 7, 6, 4, 3, 2), (3, 2, 5, 8, 5, 2, 4), (4, 2, 3, 5, 1, 1, 1)]
OPTIONS = [  # the same, then stride, padding, dilation
    (2, 3, 8, 7, 4, 3, 2, 2, 0, 1),
    (3, 2, 5, 6, 4, 2, 3, 1, 2, 1),
    (2, 3, 8, 9, 1, 3, 2, 1, 0, 2),
    (3, 1, 9, 11, 2, 3, 2, 3, 1, 2),
    (2, 4, 6, 5, 3, 2, 2, 2, 3, 3),
]


@check(CONV, points=1, needs=ROWS)
def convolves_two_channels_by_hand(student):
    """Two channels of 2x3 under two kernels of 2x2: products are summed over both channels, and a bias is added."""
    x = np.array([[[[1.0, 2.0, 0.0], [0.0, 1.0, 3.0]], [[2.0, 0.0, 1.0], [1.0, 1.0, 0.0]]]])
    weight = np.array([[[[1.0, 0.0], [2.0, -1.0]], [[0.0, 3.0], [1.0, 0.0]]], [[[0.0, 1.0], [0.0, 0.0]], np.eye(2)]])
    got = student.convolution.conv2d(x, weight, np.array([10.0, -1.0]))
    # first kernel: (1 - 1) + (0 + 1) = 1 and (2 + 2 - 3) + (3 + 1) = 5; second: 2 + (2 + 1) = 5 and 0 + (0 + 0) = 0
    expect.close(got, np.array([[[[11.0, 15.0]], [[4.0, -1.0]]]]), rtol=RTOL, atol=ATOL)


@check(CONV, points=1.5, needs=ROWS)
def convolves_batches(student, reference, rng):
    """Batches, channels and kernels of any size are right."""
    _expect_maps(student, reference, [_layer(rng, *case) for case in PLAIN])


@check(CONV, points=1.5, needs=ROWS)
def convolves_with_stride_padding_and_dilation(student, reference, rng):
    """Stride, padding and dilation are right, each by itself and together."""
    _expect_maps(student, reference, [(*_layer(rng, *case[:7]), *case[7:]) for case in OPTIONS])


@check(CONV, points=0.5, needs=ROWS)
def conv2d_leaves_its_arguments_as_they_were(student, reference, rng):
    """Images, kernels and biases are as before."""
    arguments = [*_layer(rng, *OPTIONS[3][:7]), *OPTIONS[3][7:]]
    after, like = (subject.run(answer_and_arguments, CONV, *arguments) for subject in (student, reference))
    expect.read_only(after, like, arguments)


@check(CONV, points=0.5, needs=ROWS, style=True)
def conv2d_has_no_loop_over_places(student, reference, rng):
    """Large batches of large images take as many lines of conv2d as small ones."""
    weight, bias = rng.normal(size=(4, 2, 3, 2)), rng.normal(size=4)
    asked = [(CONV, _images(rng, *size), weight, bias, 1, 1) for size in (SMALL, LARGE)]
    got = [student.lines(answered, *one) for one in asked]
    want = [reference.run(answered, *one) for one in asked]
    expect.same_lines(got, want, SIZES, likely="conv2d_loops_over_places")


def _expect_maps(student: Any, reference: Any, asked: list[tuple[Any, ...]]) -> None:
    got, want = ([subject.convolution.conv2d(*one) for one in asked] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check(BACK, points=1.5)
def differentiates_four_places_by_hand(student):
    """For X = [[1, 2, 0], [0, 1, 3], [2, 0, 1]], K = [[1, 2], [0, -1]] and U = [[1, 0], [2, 3]], as on paper."""
    x = np.array([[[[1.0, 2.0, 0.0], [0.0, 1.0, 3.0], [2.0, 0.0, 1.0]]]])
    weight, upstream = np.array([[[[1.0, 2.0], [0.0, -1.0]]]]), np.array([[[[1.0, 0.0], [2.0, 3.0]]]])
    got = _expect_slopes(student.run(slopes_of_conv2d, upstream, x, weight))
    expect.close(got["dweight"], np.array([[[[4.0, 13.0], [4.0, 4.0]]]]), rtol=RTOL, atol=ATOL)
    expect.close(got["dbias"], np.array([6.0]), rtol=RTOL, atol=ATOL)
    # the kernel, laid at each place and multiplied with its upstream gradient; overlaps are added
    by_hand = [[1.0, 2.0, 0.0], [2.0, 6.0, 6.0], [0.0, -2.0, -3.0]]
    expect.close(got["dx"], np.array([[by_hand]]), rtol=RTOL, atol=ATOL)


@check(BACK, points=1.5)
def finds_the_gradient_by_the_kernels(student, reference, rng):
    """dweight says how the loss depends on each entry of each kernel, over all images and places."""
    _expect_part(student, reference, rng, PLAIN, "dweight")


@check(BACK, points=1.5)
def finds_the_gradient_by_the_images(student, reference, rng):
    """dx says how the loss depends on each pixel of each channel, through every window in which it lies."""
    _expect_part(student, reference, rng, PLAIN, "dx")


@check(BACK, points=0.5)
def finds_the_gradient_by_the_biases(student, reference, rng):
    """dbias says how the loss depends on each bias, over all images and places."""
    _expect_part(student, reference, rng, PLAIN, "dbias")


@check(BACK, points=1.5)
def differentiates_with_stride_padding_and_dilation(student, reference, rng):
    """With stride, padding and dilation dx and dweight are right too; pixels that no window reaches get 0."""
    problems = [_way_back(rng, *case) for case in OPTIONS]
    got, want = ([subject.run(slopes_of_conv2d, *one) for one in problems] for subject in (student, reference))
    for name in ("dweight", "dx"):
        expect.close([_expect_slopes(one)[name] for one in got], [one[name] for one in want], rtol=RTOL, atol=ATOL)


OVERLAPPING = [  # without padding, with it, with a stride and with a dilation; a pixel lies in several windows
    (2, 3, 7, 6, 4, 3, 2, 1, 0, 1),
    (3, 2, 5, 8, 4, 3, 3, 1, 1, 1),
    (2, 3, 9, 8, 1, 4, 3, 2, 1, 1),
    (2, 2, 8, 9, 3, 2, 3, 1, 2, 2),
]


@check(BACK, points=0.5)
def weighs_like_the_way_forward(student, reference, rng):
    """sum(U * conv(x)) equals sum(dx * x) and sum(dweight * weight) if there is no bias: the law of the adjoint."""
    problems = [_way_back(rng, *case) for case in OVERLAPPING]
    answers = [student.run(slopes_of_conv2d, *one) for one in problems]
    unbiased = [(x, weight, np.zeros(len(weight)), *options) for _, x, weight, *options in problems]
    forward = [reference.convolution.conv2d(*one) for one in unbiased]
    got = [_expect_slopes(answer) for answer in answers]
    for slopes, (_, x, weight, *_) in zip(got, problems, strict=True):
        expect.shape(slopes["dx"], x.shape)
        expect.shape(slopes["dweight"], weight.shape)
    for slopes, problem, out in zip(got, problems, forward, strict=True):
        _expect_adjoint(slopes, problem, out)


def _expect_adjoint(slopes: dict[str, Any], problem: tuple[Any, ...], out: np.ndarray) -> None:
    upstream, x, weight, stride, padding, dilation = problem
    total, terms = float(np.sum(upstream * out)), float(np.sum(np.abs(upstream * out)))
    layer = f"stride {stride}, padding {padding}, dilation {dilation}"
    for name, other in (("dx", x), ("dweight", weight)):
        weighed = float(np.sum(slopes[name] * other))
        law = f"a {name} for which sum({name} * {name[1:]}) is {total:.4f}, as sum(U * conv(x)) is; {layer}"
        # float32 inside rounds each of the terms, and they cancel in the sum
        expect.true(slopes[name], abs(weighed - total) < ATOL * terms, law)


@check(BACK, points=0.5)
def conv2d_backward_leaves_its_arguments_as_they_were(student, reference, rng):
    """The upstream gradient, the images and the kernels are as before."""
    arguments = list(_way_back(rng, *OPTIONS[3]))
    after, like = (subject.run(slopes_and_arguments, *arguments) for subject in (student, reference))
    expect.read_only(after, like, arguments)


@check(BACK, points=0.5, style=True)
def conv2d_backward_has_no_loop_over_places(student, reference, rng):
    """Large batches of large images take as many lines of conv2d_backward as small ones."""
    asked = [_way_back(rng, *size, 4, 3, 2, 1, 1, 1) for size in (SMALL, LARGE)]
    got = [student.lines(slopes_of_conv2d, *one) for one in asked]
    want = [reference.run(slopes_of_conv2d, *one) for one in asked]
    expect.same_lines(got, want, SIZES, likely="conv2d_backward_loops_over_places")


def _expect_part(student: Any, reference: Any, rng: np.random.Generator, cases: list[Any], name: str) -> None:
    problems = [_way_back(rng, *case, 1, 0, 1) for case in cases]
    got, want = ([subject.run(slopes_of_conv2d, *one) for one in problems] for subject in (student, reference))
    expect.close([_expect_slopes(one)[name] for one in got], [one[name] for one in want], rtol=RTOL, atol=ATOL)


def _expect_slopes(answer: Any) -> dict[str, Any]:
    expect.true(answer, isinstance(answer, dict), "three arrays: dx, dweight and dbias")
    return answer


def _images(rng: np.random.Generator, *shape: int) -> np.ndarray:
    return rng.normal(size=shape)


def _layer(rng: np.random.Generator, *case: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Images, kernels and biases."""
    n, channels_in, height, width, channels_out, rows, columns = case
    images, weight = (
        _images(rng, n, channels_in, height, width),
        rng.normal(size=(channels_out, channels_in, rows, columns)),
    )
    return images, weight, rng.normal(size=channels_out)


def _way_back(rng: np.random.Generator, *case: int) -> tuple[Any, ...]:
    """Upstream gradient, images, kernels, stride, padding and dilation."""
    images, weight, _ = _layer(rng, *case[:7])
    stride, padding, dilation = case[7:]
    places = [
        (2 * padding + size - 1 - dilation * (kernel - 1)) // stride + 1
        for size, kernel in zip(images.shape[2:], weight.shape[2:], strict=True)
    ]
    return rng.normal(size=(len(images), len(weight), *places)), images, weight, stride, padding, dilation

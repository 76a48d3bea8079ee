"""Checks of pooling.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.chapters.ch05_convolutional_networks.experiments import answer_and_arguments, answered
from autograder.engine import expect
from autograder.engine.check import check

# Work in float32 inside is right work: sums of a few numbers of size 1 are exact to 1e-6. The mildest wrong
# version is off by more than 1e-2.
RTOL, ATOL = 1e-4, 1e-5

MAX, MAX_BACK = "pooling.max_pool2d", "pooling.max_pool2d_backward"
AVG, AVG_BACK = "pooling.avg_pool2d", "pooling.avg_pool2d_backward"
SIZES = "2 images of 5x4 and 24 of 8x9"
SMALL, LARGE = (2, 2, 5, 4), (24, 2, 8, 9)  # ten times as many images, three times as many places

# images, channels, height, width, then size, stride and, for the largest, padding
APART = [(2, 3, 6, 4, 2, 2), (3, 2, 7, 9, 3, 3), (2, 2, 8, 5, 2, 3)]
OVERLAPPING = [(2, 3, 5, 6, 2, 1), (3, 2, 7, 8, 3, 2), (1, 4, 6, 9, 4, 1)]
PADDED = [(2, 3, 5, 6, 2, 2, 1), (3, 2, 7, 6, 3, 2, 1), (2, 2, 6, 5, 4, 1, 2), (1, 3, 4, 6, 5, 3, 2)]

FOUR_BY_FOUR = np.array(
    [[[[1.0, 2.0, 5.0, 3.0], [4.0, 0.0, -1.0, 6.0], [-7.0, -3.0, 8.0, 9.0], [-5.0, -4.0, 7.0, 2.0]]]]
)


@check(MAX, points=0.5)
def picks_the_largest_by_hand(student):
    """[[1, 2, 5, 3], [4, 0, -1, 6], [-7, -3, 8, 9], [-5, -4, 7, 2]] has the largest entries 4, 6, -3 and 9."""
    got = student.pooling.max_pool2d(FOUR_BY_FOUR, 2, 2)
    expect.close(got, np.array([[[[4.0, 6.0], [-3.0, 9.0]]]]), rtol=RTOL, atol=ATOL)


@check(MAX, points=1)
def pools_windows_of_any_size(student, reference, rng):
    """Windows of any size and stride are right, apart from each other, overlapping, and with gaps between them."""
    _expect_pooled(student, reference, "max_pool2d", _pools(rng, APART + OVERLAPPING))


@check(MAX, points=1)
def padding_is_never_the_largest(student, reference, rng):
    """Where all entries of x are below 0, the padding does not win."""
    asked = [(-np.abs(x) - 0.1, *options) for x, *options in _pools(rng, PADDED)]
    _expect_pooled(student, reference, "max_pool2d", [*asked, *_pools(rng, PADDED[:2])])


@check(MAX, points=0.5)
def max_pool2d_leaves_x_as_it_was(student, reference, rng):
    """x is as before."""
    _expect_read_only(student, reference, MAX, _pools(rng, PADDED)[1])


@check(MAX, points=0.5, style=True)
def max_pool2d_has_no_loop_over_places(student, reference, rng):
    """Large batches of large images take as many lines of max_pool2d as small ones."""
    _expect_same_lines(student, reference, MAX, [(rng.normal(size=size), 3, 1, 1) for size in (SMALL, LARGE)])


@check(MAX_BACK, points=1)
def sends_the_gradient_to_the_largest_by_hand(student):
    """The upstream gradients 1, 2, 3 and 4 arrive where 4, 6, -3 and 9 were the largest of their windows."""
    got = student.pooling.max_pool2d_backward(np.array([[[[1.0, 2.0], [3.0, 4.0]]]]), FOUR_BY_FOUR, 2, 2)
    by_hand = np.zeros((1, 1, 4, 4))
    by_hand[0, 0, [1, 1, 2, 2], [0, 3, 1, 3]] = [1.0, 2.0, 3.0, 4.0]
    expect.close(got, by_hand, rtol=RTOL, atol=ATOL)


@check(MAX_BACK, points=1)
def differentiates_windows_apart(student, reference, rng):
    """Gradients are right for windows that do not overlap, on batches with channels."""
    _expect_pooled(student, reference, "max_pool2d_backward", _ways_back(rng, APART))


@check(MAX_BACK, points=1)
def adds_where_windows_overlap(student, reference, rng):
    """An entry that is the largest of several windows collects from all of them."""
    _expect_pooled(student, reference, "max_pool2d_backward", _ways_back(rng, OVERLAPPING))


@check(MAX_BACK, points=0.5)
def cuts_the_padding_off(student, reference, rng):
    """With padding the gradient has the shape of x, also where all entries of x are below 0."""
    asked = [(upstream, -np.abs(x) - 0.1, *options) for upstream, x, *options in _ways_back(rng, PADDED)]
    _expect_pooled(student, reference, "max_pool2d_backward", asked)


@check(MAX_BACK, points=0.5)
def shares_among_equals(student, rng):
    """Where entries of a window are equally large, what they receive adds up to the upstream gradient."""
    x = rng.integers(0, 3, size=(2, 3, 6, 4)).astype(float)  # nearly every window of 2x2 has a tie
    x[0, 0, :2, :2], x[1, 2, 2:4, 2:4] = 1.0, 0.0
    upstream = rng.normal(size=(2, 3, 3, 2))
    got = student.pooling.max_pool2d_backward(upstream, x, 2, 2)
    expect.shape(got, x.shape)
    windows, shares = _blocks(x), _blocks(np.asarray(got))
    largest = windows == windows.max(axis=-1, keepdims=True)
    expect.true(got, np.all(np.abs(shares[~largest]) < ATOL), "0 for what is not the largest of its window")
    law = "in each window, shares that add up to its upstream gradient"
    expect.true(got, np.all(np.abs(shares.sum(axis=-1) - upstream) < 10 * ATOL), law)


@check(MAX_BACK, points=0.5)
def max_pool2d_backward_leaves_its_arguments_as_they_were(student, reference, rng):
    """upstream and x are as before."""
    _expect_read_only(student, reference, MAX_BACK, _ways_back(rng, PADDED)[1])


@check(MAX_BACK, points=0.5, style=True)
def max_pool2d_backward_has_no_loop_over_places(student, reference, rng):
    """Large batches of large images take as many lines of max_pool2d_backward as small ones."""
    asked = [_way_back(rng, *size, 3, 1, 1) for size in (SMALL, LARGE)]
    _expect_same_lines(student, reference, MAX_BACK, asked)


@check(AVG, points=0.5)
def takes_the_mean_by_hand(student):
    """The means of the four windows of [[1, 2, 5, 3], [4, 0, -1, 6], [-7, -3, 8, 9], [-5, -4, 7, 2]] are right."""
    got = student.pooling.avg_pool2d(FOUR_BY_FOUR, 2, 2)
    expect.close(got, np.array([[[[1.75, 3.25], [-4.75, 6.5]]]]), rtol=RTOL, atol=ATOL)


@check(AVG, points=0.5)
def takes_means_of_windows_of_any_size(student, reference, rng):
    """Windows of any size and stride are right, apart from each other, overlapping, and with gaps between them."""
    _expect_pooled(student, reference, "avg_pool2d", _pools(rng, APART + OVERLAPPING))


@check(AVG, points=0.5)
def avg_pool2d_leaves_x_as_it_was(student, reference, rng):
    """x is as before."""
    _expect_read_only(student, reference, AVG, _pools(rng, OVERLAPPING)[1])


@check(AVG, points=0.5, style=True)
def avg_pool2d_has_no_loop_over_places(student, reference, rng):
    """Large batches of large images take as many lines of avg_pool2d as small ones."""
    _expect_same_lines(student, reference, AVG, [(rng.normal(size=size), 2, 1) for size in (SMALL, LARGE)])


@check(AVG_BACK, points=0.5)
def gives_every_entry_its_share_by_hand(student):
    """Windows of 2x2 send a quarter of 4, 8, -4 and 0 to each of their entries."""
    got = student.pooling.avg_pool2d_backward(np.array([[[[4.0, 8.0], [-4.0, 0.0]]]]), FOUR_BY_FOUR, 2, 2)
    by_hand = np.kron(np.array([[1.0, 2.0], [-1.0, 0.0]]), np.ones((2, 2)))
    expect.close(got, by_hand[None, None], rtol=RTOL, atol=ATOL)


@check(AVG_BACK, points=1)
def collects_from_every_window(student, reference, rng):
    """Where windows overlap an entry collects from each, and where none lies it gets 0."""
    _expect_pooled(student, reference, "avg_pool2d_backward", _ways_back(rng, APART + OVERLAPPING))


@check(AVG_BACK, points=0.5)
def loses_nothing(student, rng):
    """What arrives adds up to the upstream gradient, channel by channel: a mean hands on all of it."""
    upstream, x, *options = _way_back(rng, 2, 3, 7, 8, 3, 2)
    got = student.pooling.avg_pool2d_backward(upstream, x, *options)
    expect.shape(got, x.shape)
    off = np.abs(np.sum(got, axis=(2, 3)) - upstream.sum(axis=(2, 3))).max()
    expect.true(got, off < 100 * ATOL, "a sum over each channel equal to that of its upstream gradient")


@check(AVG_BACK, points=0.5)
def avg_pool2d_backward_leaves_its_arguments_as_they_were(student, reference, rng):
    """upstream and x are as before."""
    _expect_read_only(student, reference, AVG_BACK, _way_back(rng, *OVERLAPPING[1]))


@check(AVG_BACK, points=0.5, style=True)
def avg_pool2d_backward_has_no_loop_over_places(student, reference, rng):
    """Large batches of large images take as many lines of avg_pool2d_backward as small ones."""
    _expect_same_lines(student, reference, AVG_BACK, [_way_back(rng, *size, 2, 1) for size in (SMALL, LARGE)])


def _expect_pooled(student: Any, reference: Any, function: str, asked: list[tuple[Any, ...]]) -> None:
    got, want = ([getattr(subject.pooling, function)(*one) for one in asked] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


def _expect_read_only(student: Any, reference: Any, exercise: str, arguments: tuple[Any, ...]) -> None:
    after, like = (subject.run(answer_and_arguments, exercise, *arguments) for subject in (student, reference))
    expect.read_only(after, like, list(arguments))


def _expect_same_lines(student: Any, reference: Any, exercise: str, asked: list[tuple[Any, ...]]) -> None:
    got = [student.lines(answered, exercise, *one) for one in asked]
    want = [reference.run(answered, exercise, *one) for one in asked]
    expect.same_lines(got, want, SIZES, likely=f"{exercise.split('.')[1]}_loops_over_places")


def _pools(rng: np.random.Generator, cases: list[tuple[int, ...]]) -> list[tuple[Any, ...]]:
    """x and the options of each case."""
    return [(rng.normal(size=case[:4]), *case[4:]) for case in cases]


def _ways_back(rng: np.random.Generator, cases: list[tuple[int, ...]]) -> list[tuple[Any, ...]]:
    return [_way_back(rng, *case) for case in cases]


def _way_back(rng: np.random.Generator, *case: int) -> tuple[Any, ...]:
    """Upstream gradient, x and the options of a case; no two entries of x are equally large."""
    x, size, stride, padding = rng.normal(size=case[:4]), case[4], case[5], sum(case[6:])
    places = [(length + 2 * padding - size) // stride + 1 for length in x.shape[2:]]
    return rng.normal(size=(*x.shape[:2], *places)), x, *case[4:]


def _blocks(x: np.ndarray) -> np.ndarray:
    """The 2x2 blocks of each channel, (N, C, H / 2, W / 2, 4)."""
    n, channels, height, width = x.shape
    blocks = x.reshape(n, channels, height // 2, 2, width // 2, 2)
    return blocks.transpose(0, 1, 2, 4, 3, 5).reshape(n, channels, height // 2, width // 2, 4)

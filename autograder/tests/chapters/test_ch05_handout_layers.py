"""The numbers, formulas and claims of chapter 5's handout, computed anew: kernels, windows, pools and shifts."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from ch05_convolutional_networks import given, shapes
from ch05_convolutional_networks.convolution import conv2d, conv2d_backward, im2col
from ch05_convolutional_networks.equivariance import shift_error
from ch05_convolutional_networks.filters import cross_correlate, known_kernels
from ch05_convolutional_networks.pooling import avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward
from coursedata import digits, photographs

from autograder.tests.chapters.handout import Handout, numbers

HANDOUT = Handout(Path(shapes.__file__).with_name("README.md"))


def row_image(*entries: float) -> np.ndarray:
    """One image of one channel and one row."""
    return np.array(entries, dtype=float).reshape(1, 1, 1, -1)


# --- Kernels


def test_a_stripe_by_hand():
    row = numbers(re.search(r"\nrow  +([-\d ]+)", HANDOUT.text).group(1))
    answer = numbers(re.search(r"\nanswer  +([-\d ]+)", HANDOUT.text).group(1))
    assert (len(row), len(answer)) == (8, 6)
    assert cross_correlate(np.array([row]), np.array([[-1.0, 0, 1]]))[0].tolist() == answer
    turned = cross_correlate(np.array([row]), np.array([[1.0, 0, -1]]))[0]
    assert turned.tolist() == [-number for number in answer]


def test_a_product_of_polynomials():
    assert HANDOUT.says("Their product is $3 + 7t + 2t^2$")
    assert np.convolve([1, 2], [3, 1]).tolist() == np.convolve([3, 1], [1, 2]).tolist() == [3, 7, 2]
    assert np.correlate([1, 2], [3, 1], "full").tolist() != np.correlate([3, 1], [1, 2], "full").tolist()


def test_what_loops_cost():
    assert HANDOUT.says(r"126 · 126 = 15 876 rounds")
    assert HANDOUT.says(r"$5.2 \cdot 10^8$")
    assert pytest.approx(5.2e8, rel=0.005) == 32 * 16 * 64 * 126**2


def test_sharpening_is_one_kernel():
    rng, kernels = np.random.default_rng(0), known_kernels()
    image, amount = rng.normal(size=(9, 8)), 1.5
    details = image[1:-1, 1:-1] - cross_correlate(image, kernels["blur"])
    one = (1 + amount) * kernels["identity"] - amount * kernels["blur"]
    np.testing.assert_allclose(cross_correlate(image, one), image[1:-1, 1:-1] + amount * details)
    assert one.sum() == pytest.approx(1)


def test_joints_that_run_down_the_wall_are_missing():
    """In the upper right picture: their share in the answer is small beside that in the picture before it."""
    images, names = photographs.load()
    brick, kernels = images[list(names).index("brick")] / 255, known_kernels()
    down, across = (
        np.abs(cross_correlate(brick, kernels[name])).mean() for name in ("vertical_edges", "horizontal_edges")
    )
    assert down > 2 * across


def test_bytes_wrap_around():
    assert HANDOUT.says("`np.uint8(3) - np.uint8(5)`? (254, with a warning")
    with pytest.warns(RuntimeWarning, match="overflow"):
        assert np.uint8(3) - np.uint8(5) == 254
    assert (np.array([3], np.uint8) - np.array([5], np.uint8)).tolist() == [254]


# --- Windows as rows

CHANNELS = np.array([[[1.0, 2, 3], [4, 5, 6]], [[10, 20, 30], [40, 50, 60]]])[None]


def test_two_rows_by_hand():
    found = re.findall(r"row \(0, 0, \d\) +([\d ]+)", HANDOUT.text)
    assert [numbers(line) for line in found] == im2col(CHANNELS, (2, 2)).tolist()
    assert HANDOUT.says("channel 0 channel 1 row (0, 0, 0)")


def test_moving_is_not_cutting_anew():
    a = np.array([[1, 2, 3], [4, 5, 6]])
    assert a.reshape(3, 2).tolist() == [[1, 2], [3, 4], [5, 6]]
    assert a.T.tolist() == [[1, 4], [2, 5], [3, 6]]
    assert HANDOUT.says("a.reshape(3, 2) = [[1, 2], a.T = [[1, 4], [4, 5, 6]] [3, 4], [2, 5], [5, 6]] [3, 6]]")


def test_what_rows_cost():
    assert HANDOUT.says("the matrix is (1152, 72): 82 944 numbers for 9216.")
    rows = im2col(np.zeros((32, 8, 6, 6)), (3, 3), padding=1)
    assert (rows.shape, rows.size, 32 * 8 * 6 * 6) == ((1152, 72), 82944, 9216)


def test_a_layer_by_hand():
    kernels = np.zeros((2, 2, 2, 2))
    kernels[0, 0], kernels[1, 0], kernels[1, 1] = 1, [[-1, 1], [0, 0]], [[0, 0], [0, 1]]
    out = conv2d(CHANNELS, kernels, np.array([0.0, 100]))
    printed = [[numbers(cell)[-1] for cell in row[1:]] for row in HANDOUT.table("row | first kernel")]
    np.testing.assert_array_equal(out[0, :, 0].T, printed)
    for row in HANDOUT.table("row | first kernel"):
        for cell in row[1:]:
            terms, total = cell.split("=")
            assert sum(numbers(terms.replace("+ ", ""))) == float(total)
    assert HANDOUT.says("($[[12, 16]]$, the map of the first kernel. The reshape gives $[[12, 151]]$")
    assert out[0, 0].tolist() == [[12, 16]]
    assert np.array(printed).reshape(1, 2, 1, 2)[0, 0].tolist() == [[12, 151]]


# --- The way back


def test_the_way_back_by_hand():
    x, kernel, upstream = [1, 2, 0, 3, 1], row_image(1, -1, 2), row_image(1, 2, -1)
    padded = row_image(0, *x, 0)
    assert HANDOUT.says("$x = [1, 2, 0, 3, 1]$, kernel $[1, -1, 2]$, bias 0. Padded: $[0, 1, 2, 0, 3, 1, 0]$.")
    answers = conv2d(padded, kernel, np.zeros(1), stride=2)
    d_padded, d_kernel, d_bias = conv2d_backward(upstream, padded, kernel, stride=2)
    scattered = []
    for place, row in enumerate(HANDOUT.table("window | reads")):
        window, answer, up, scatters = (numbers(cell) for cell in row[1:])
        assert window == padded[0, 0, 0, 2 * place : 2 * place + 3].tolist()
        assert answer == [answers[0, 0, 0, place]]
        assert up == [upstream[0, 0, 0, place]]
        assert scatters == (up[0] * kernel[0, 0, 0]).tolist()
        scattered.append(scatters)
    assert d_kernel.ravel().tolist() == [1, 0, 8]
    assert d_bias.tolist() == [2]
    assert HANDOUT.says("= [1, 0, 8]$, and $db = 1 + 2 - 1 = 2$")
    assert d_padded.ravel().tolist() == [1, -1, 4, -2, 3, 1, -2]
    assert HANDOUT.says("$[1, -1, 2 + 2, -2, 4 - 1, 1, -2]$")
    assert HANDOUT.says("$dx = [-1, 4, -2, 3, 1]$")
    assert np.vdot(answers, upstream) == np.vdot(padded, d_padded) == np.vdot(kernel, d_kernel) == 17
    assert HANDOUT.says(r"$-1 \cdot 1 + 4 \cdot 2 - 2 \cdot 0 + 3 \cdot 3 + 1 \cdot 1 = 17$")


def test_padding_is_cut_off_at_both_ends():
    rng = np.random.default_rng(0)
    x, kernel = rng.normal(size=(2, 3, 5, 6)), rng.normal(size=(4, 3, 3, 2))
    upstream = rng.normal(size=conv2d(x, kernel, np.zeros(4), 2, 1).shape)
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    inner = conv2d_backward(upstream, padded, kernel, 2)[0][:, :, 1:-1, 1:-1]
    np.testing.assert_allclose(conv2d_backward(upstream, x, kernel, 2, 1)[0], inner)


def test_the_way_back_turns_the_kernel():
    rng = np.random.default_rng(0)
    x, kernel, upstream = (rng.normal(size=(1, 1, *size)) for size in ((6, 5), (3, 2), (4, 4)))
    wide = np.pad(upstream[0, 0], ((2, 2), (1, 1)))
    turned = cross_correlate(wide, kernel[0, 0, ::-1, ::-1])
    np.testing.assert_allclose(conv2d_backward(upstream, x, kernel)[0][0, 0], turned)


@pytest.mark.parametrize(("stride", "counts"), [(1, {1, 2, 3, 4, 6, 9}), (2, {1, 2, 4}), (3, {0, 1})])
def test_how_many_windows_a_pixel_lies_in(stride, counts):
    assert HANDOUT.says("stride 1 with up to 9, stride 2 with 1, 2 or 4, stride 3 with 1 or 0")
    places = shapes.output_size(7, 3, stride)
    ones = np.ones((1, 1, places, places))
    found = conv2d_backward(ones, np.zeros((1, 1, 7, 7)), np.ones((1, 1, 3, 3)), stride)[0][0, 0]
    assert set(found.ravel()) == counts
    if stride == 3:
        assert not found[6].any()
        assert not found[:, 6].any()


def test_a_list_of_places_loses_overlaps():
    a = np.zeros(3)
    a[[1, 1]] += 1
    assert a.tolist() == [0, 1, 0]
    assert HANDOUT.says("`a[[1, 1]] += 1` adds 1 *once*")


# --- Pools


def test_the_largest_by_hand():
    """In two dimensions, with rows above and below that never win."""
    x = np.full((1, 1, 3, 4), -9.0)
    x[0, 0, 1] = [-3, -1, -2, -5]
    assert HANDOUT.says("$[-3, -1, -2, -5]$, size 3, stride 2, one entry of padding at each end")
    assert max_pool2d(x, 3, 2, 1)[0, 0, 0].tolist() == [-1, -1]
    padded = [0, -3, -1, -2, -5, 0]
    assert [max(padded[0:3]), max(padded[2:5])] == [0, -1]
    assert HANDOUT.says("With zeros the answer is $[0, -1]$")
    upstream = np.zeros((1, 1, 2, 2))
    upstream[0, 0, 0] = [2, 3]
    gradient = max_pool2d_backward(upstream, x, 3, 2, 1)
    assert gradient[0, 0, 1].tolist() == [0, 5, 0, 0]
    assert HANDOUT.says("it receives $2 + 3 = 5$")


def test_zeros_do_not_show_behind_relu():
    rng = np.random.default_rng(0)
    x = np.maximum(rng.normal(size=(2, 3, 6, 7)), 0)
    zeros = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    np.testing.assert_array_equal(max_pool2d(x, 3, 2, 1), max_pool2d(zeros, 3, 2))


def test_a_kink_at_a_tie():
    def largest(first):
        return max(first, 4.0)

    h = 1e-6
    assert (largest(4 + h) - largest(4)) / h == pytest.approx(1)
    assert (largest(4) - largest(4 - h)) / h == 0


def test_the_mean_by_hand():
    """In one dimension: two equal rows, whose windows hold each number twice."""
    x = np.tile(row_image(1, 2, 6, 4), (1, 1, 2, 1))
    assert avg_pool2d(x, 2, 1)[0, 0, 0].tolist() == [1.5, 4, 5]
    assert HANDOUT.says("the means are $[1.5, 4, 5]$")
    gradient = avg_pool2d_backward(row_image(2, 4, 6), x, 2, 1)
    assert gradient.sum(axis=2).ravel().tolist() == [1, 3, 5, 3]
    assert HANDOUT.says("so the gradient is $[1, 1 + 2, 2 + 3, 3] = [1, 3, 5, 3]$. The sum is 12")


# --- Shifts


def test_a_pool_by_hand():
    def answer(*entries):
        return max_pool2d(np.tile(row_image(*entries), (1, 1, 2, 1)), 2, 2).ravel().tolist()

    assert answer(0, 9, 0, 0, 0, 0) == [9, 0, 0] == answer(9, 0, 0, 0, 0, 0)
    assert answer(0, 0, 9, 0, 0, 0) == answer(0, 0, 0, 9, 0, 0) == [0, 9, 0]
    assert HANDOUT.says("$x = [0, 9, 0, 0, 0, 0]$, max pool of size 2, stride 2: $[9, 0, 0]$. Moved by 2: $[0, 9, 0]$")


RNG = np.random.default_rng(0)
MOVED = given.place(digits.load().images[:20] / 16, RNG.integers(2, 7, size=(20, 2)))
FIRST, SECOND = RNG.normal(0, np.sqrt(2 / 9), (8, 1, 3, 3)), RNG.normal(0, np.sqrt(2 / 72), (16, 8, 3, 3))


def around(x, kernels, stride=1):
    """Convolution and ReLU on images that close to a ring."""
    ring = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)), mode="wrap")
    return np.maximum(conv2d(ring, kernels, np.zeros(len(kernels)), stride), 0)


def pooled(x, kernels):
    return max_pool2d(around(x, kernels), 2, 2)


STACKS = [
    lambda x: around(x, FIRST),
    lambda x: np.maximum(conv2d(x, FIRST, np.zeros(8), padding=1), 0),
    lambda x: around(x, FIRST, 2),
    lambda x: pooled(x, FIRST),
    lambda x: pooled(pooled(x, FIRST), SECOND),
    lambda x: around(pooled(x, FIRST), SECOND).mean(axis=(2, 3), keepdims=True),
    lambda x: around(around(x, FIRST), SECOND).max(axis=(2, 3), keepdims=True),
]
SHIFTS = HANDOUT.table("layers | stride | shift 1")


def test_the_table_of_shifts_is_whole():
    assert len(SHIFTS) == len(STACKS)


@pytest.mark.parametrize(("stack", "row"), list(zip(STACKS, SHIFTS, strict=True)), ids=[row[0] for row in SHIFTS])
def test_the_table_of_shifts(stack, row):
    _, stride, *cells = row
    largest = np.abs(stack(MOVED)).max()
    errors = [shift_error(stack, MOVED, shift, int(stride or 16)) / largest for shift in range(1, 5)]
    assert errors == pytest.approx([float(cell) for cell in cells], abs=0.0051)
    assert all(error < 1e-12 for error, cell in zip(errors, cells, strict=True) if cell == "0")

"""Checks of filters.py."""

from __future__ import annotations

from typing import Any

import numpy as np
from coursedata import photographs

from autograder.chapters.ch05_convolutional_networks.experiments import answer_and_arguments
from autograder.engine import expect
from autograder.engine.check import check

# Work in float32 inside is right work: for sums of tens of terms of size 1 its rounding stays below 1e-5. The
# mildest wrong version is off by more than 1e-2.
RTOL, ATOL = 1e-4, 1e-5

CORRELATE, KERNELS = "filters.cross_correlate", "filters.known_kernels"


@check(CORRELATE, points=1)
def slides_a_kernel_by_hand(student):
    """On [[1, 2, 3], [4, 5, 6]] the kernel [[1, 0], [0, -2]] gives 1 - 2*5 and 2 - 2*6."""
    got = student.filters.cross_correlate(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.array([[1.0, 0], [0, -2]]))
    expect.close(got, np.array([[-9.0, -10.0]]), rtol=RTOL, atol=ATOL)


@check(CORRELATE, points=1)
def slides_any_kernel(student, reference, rng):
    """Images and kernels of any size are right: as large as the image, a single row, a single number."""
    sizes = [((5, 7), (2, 3)), ((6, 4), (3, 1)), ((4, 6), (1, 4)), ((4, 5), (4, 5)), ((3, 4), (1, 1)), ((8, 5), (4, 2))]
    asked = [(rng.normal(size=image), rng.normal(size=kernel)) for image, kernel in sizes]
    got, want = ([subject.filters.cross_correlate(*one) for one in asked] for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check(CORRELATE, points=0.5)
def filters_a_photograph(student, reference, rng):
    """A part of a photograph comes out right."""
    photo, (row, column) = _photos()[int(rng.integers(8))], rng.integers(0, 90, size=2)
    asked = photo[row : row + 24, column : column + 31], rng.normal(size=(3, 3))
    got, want = (subject.filters.cross_correlate(*asked) for subject in (student, reference))
    expect.close(got, want, rtol=RTOL, atol=ATOL)


@check(CORRELATE, points=0.5)
def leaves_image_and_kernel_as_they_were(student, reference, rng):
    """Image and kernel are as before."""
    arguments = [rng.normal(size=(4, 5)), rng.normal(size=(2, 3))]
    after, like = (subject.run(answer_and_arguments, CORRELATE, *arguments) for subject in (student, reference))
    expect.read_only(after, like, arguments)


@check(KERNELS, points=0.5)
def has_all_five_kernels(student):
    """There are five kernels of shape (3, 3) under the five names; the identity gives back what lies in the middle."""
    kernels = _expect_kernels(student.filters.known_kernels())
    middle = np.zeros((3, 3))
    middle[1, 1] = 1.0
    expect.close(kernels["identity"], middle, rtol=RTOL, atol=ATOL)


@check(KERNELS, points=0.5)
def blurs(student):
    """ "blur" is a mean: it keeps constant images, moves nothing, and makes neighbours more alike."""
    kernel = _expect_kernels(student.filters.known_kernels())["blur"]
    expect.true(kernel, np.all(kernel >= 0), "weights of 0 or more")
    _expect_sum(kernel, 1.0)
    law = "a middle row and a middle column without a 0"
    expect.true(kernel, np.all(kernel[1] > 0) and np.all(kernel[:, 1] > 0), law)
    _expect_centred(kernel)
    calmer = all(_contrast(_filtered(photo, kernel)) < 0.9 * _contrast(photo) for photo in _photos())
    expect.true(kernel, calmer, "neighbours in each of eight photographs that differ less than before")


@check(KERNELS, points=0.75)
def finds_vertical_edges(student):
    """ "vertical_edges" answers to a change from left to right, and to no change from top to bottom."""
    _expect_edges(_expect_kernels(student.filters.known_kernels()), VERTICAL, HORIZONTAL)


@check(KERNELS, points=0.75)
def finds_horizontal_edges(student):
    """ "horizontal_edges" answers to a change from top to bottom, and to no change from left to right."""
    _expect_edges(_expect_kernels(student.filters.known_kernels()), HORIZONTAL, VERTICAL)


@check(KERNELS, points=0.5)
def sharpens(student):
    """ "sharpen" keeps constant images, moves nothing, and makes neighbours differ more."""
    kernel = _expect_kernels(student.filters.known_kernels())["sharpen"]
    _expect_sum(kernel, 1.0)
    _expect_centred(kernel)
    crisper = all(_contrast(_filtered(photo, kernel)) > 1.1 * _contrast(photo) for photo in _photos())
    expect.true(kernel, crisper, "neighbours in each of eight photographs that differ more than before")


# its name, the axis across the edge, the change that it does not see, how its stripes run
VERTICAL = ("vertical_edges", 1, "top to bottom", "down")
HORIZONTAL = ("horizontal_edges", 0, "left to right", "across")
NAMES = ("identity", "blur", "vertical_edges", "horizontal_edges", "sharpen")


def _expect_kernels(answer: Any) -> dict[str, np.ndarray]:
    law = f"a dict with the kernels {', '.join(NAMES)}"
    expect.true(answer, isinstance(answer, dict) and all(name in answer for name in NAMES), law)
    kernels = {name: answer[name] for name in NAMES}
    for kernel in kernels.values():
        grid = np.asarray(kernel) if isinstance(kernel, list) and np.shape(kernel) == (3, 3) else kernel
        expect.shape(grid, (3, 3))
        expect.finite(grid)
    return {name: np.asarray(kernel, dtype=float) for name, kernel in kernels.items()}


Edges = tuple[str, int, str, str]


def _expect_edges(kernels: dict[str, np.ndarray], wanted: Edges, other: Edges) -> None:
    """Laws of an edge filter, as every image follows them: of sums along the edge, and of the moment across it."""
    name, axis, along, stripe = wanted
    kernel, likely = kernels[name], None
    law = f"0 everywhere for an image that changes only from {along}"
    if _finds(kernel, other) and _finds(kernels[other[0]], wanted):
        law += f'; the kernel under "{other[0]}" does that, so the two are exchanged'
        likely = "edges_exchanged"
    expect.true(kernel, _is_blind(kernel, axis), law, likely=likely)
    law = f"opposite signs at the two edges of a stripe that runs {stripe}"
    expect.true(kernel, _has_sides(kernel, axis), law)


def _finds(kernel: np.ndarray, edges: Edges) -> bool:
    return _is_blind(kernel, edges[1]) and _has_sides(kernel, edges[1])


def _is_blind(kernel: np.ndarray, axis: int) -> bool:
    """Whether an image that changes along the edge alone gives 0."""
    size = np.abs(kernel).sum()
    return bool(size > 0 and np.abs(kernel.sum(axis=axis)).max() <= ATOL * size)


def _has_sides(kernel: np.ndarray, axis: int) -> bool:
    """Whether the kernel weighs one side of the edge otherwise than the other."""
    across = kernel.sum(axis=1 - axis)
    return bool(abs(across[2] - across[0]) > 1e-3 * np.abs(kernel).sum())


def _expect_sum(kernel: np.ndarray, total: float) -> None:
    expect.true(kernel, abs(kernel.sum() - total) < 1e-3, f"weights that sum to {total:g}: a constant image stays")


def _expect_centred(kernel: np.ndarray) -> None:
    moments = [kernel.sum(axis=1) @ [-1, 0, 1], kernel.sum(axis=0) @ [-1, 0, 1]]
    expect.true(kernel, np.abs(moments).max() < 1e-3, "equal weights on opposite sides: the picture does not move")


def _photos() -> np.ndarray:
    return photographs.load().images / 255


def _filtered(photo: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """The photograph under the kernel, with the far border for what is missing, by way of its frequencies."""
    spectrum = np.fft.rfft2(photo) * np.conj(np.fft.rfft2(kernel, photo.shape))
    return np.fft.irfft2(spectrum, photo.shape)


def _contrast(photo: np.ndarray) -> float:
    """Mean squared difference of neighbours, away from the border."""
    inner = photo[2:-4, 2:-4]
    return float(np.mean(np.diff(inner, axis=0) ** 2) + np.mean(np.diff(inner, axis=1) ** 2))

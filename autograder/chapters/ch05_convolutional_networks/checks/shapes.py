"""Checks of shapes.py. All answers are whole numbers: they are compared exactly."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.chapters.ch05_convolutional_networks.experiments import cost_of, field_of
from autograder.engine import expect
from autograder.engine.check import check

SIZE, FIELD, COST = "shapes.output_size", "shapes.receptive_field", "shapes.cost"


@check(SIZE, points=0.5)
def counts_the_places_of_a_window(student):
    """A window of 3 has 3 places on 5 entries, one of 5 has one, and one of 1 has five."""
    got = [student.shapes.output_size(5, kernel) for kernel in (3, 5, 1, 2)]
    expect.equal(got, [3, 1, 5, 4])


@check(SIZE, points=0.5)
def counts_whole_windows_only(student):
    """With a stride, a window that would stand out at the far end is not counted."""
    asked = [(7, 3, 2), (8, 3, 2), (9, 3, 2), (10, 2, 3), (11, 2, 3), (5, 3, 7)]
    got = [student.shapes.output_size(*one) for one in asked]
    expect.equal(got, [3, 3, 4, 3, 4, 1])


@check(SIZE, points=1)
def knows_padding_and_dilation(student, reference, rng):
    """Padding counts at both ends, and a dilated kernel spans more entries."""
    by_hand = [((5, 3, 1, 1, 1), 5), ((6, 5, 1, 2, 1), 6), ((9, 3, 1, 0, 2), 5), ((10, 3, 2, 1, 3), 3)]
    asked = [one for one, _ in by_hand] + _windows(rng, 20)
    got, random = [student.shapes.output_size(*one) for one in asked], _windows_answers(reference, asked[4:])
    expect.equal(got, [size for _, size in by_hand] + random)


@check(SIZE, points=0.5)
def refuses_a_window_that_does_not_fit(student):
    """A window that spans more than the padded input raises ValueError, and one that just fits does not."""
    fits = [student.shapes.output_size(*one) for one in [(3, 5, 2, 1, 1), (5, 3, 1, 0, 2), (1, 1, 1, 0, 1)]]
    got = [student.shapes.output_size(*one) for one in [(3, 4), (4, 7, 2, 1, 1), (4, 3, 1, 0, 2), (1, 2, 5)]]
    expect.equal(fits, [1, 1, 1])
    for answer in got:
        expect.raises(answer, "ValueError")


def _windows(rng: np.random.Generator, count: int) -> list[tuple[int, ...]]:
    """n, kernel, stride, padding and dilation of windows that fit."""
    found: list[tuple[int, ...]] = []
    while len(found) < count:
        n, kernel, stride, padding, dilation = (int(rng.integers(*ends)) for ends in LIMITS)
        if dilation * (kernel - 1) < n + 2 * padding:
            found.append((n, kernel, stride, padding, dilation))
    return found


LIMITS = [(4, 30), (1, 8), (1, 5), (0, 4), (1, 4)]


def _windows_answers(reference: Any, asked: list[tuple[int, ...]]) -> list[Any]:
    return [reference.shapes.output_size(*one) for one in asked]


@check(FIELD, points=0.5)
def adds_up_layers_without_a_stride(student):
    """Without strides each layer sees its kernel less 1 more: 3, then 5, then 9 with a kernel of 5."""
    asked = [[(3, 1, 1)], [(3, 1, 1)] * 2, [(3, 1, 1), (3, 1, 1), (5, 1, 1)], []]
    got = [student.run(field_of, layers) for layers in asked]
    expect.equal(got, [3, 5, 9, 1])


@check(FIELD, points=1)
def multiplies_by_the_strides_before(student, reference, rng):
    """Behind a stride of 2, one step of a kernel is two entries of the input."""
    by_hand = [([(3, 2, 1), (3, 1, 1)], 7), ([(2, 2, 1), (2, 2, 1), (2, 2, 1)], 8), ([(1, 3, 1), (4, 2, 1)], 10)]
    _expect_fields(student, reference, by_hand, [_stack(rng, dilations=2) for _ in range(10)])


@check(FIELD, points=0.5)
def counts_dilated_kernels(student, reference, rng):
    """A kernel of 3 with dilation 2 sees five entries; behind a stride they count as many times."""
    by_hand = [([(3, 1, 2)], 5), ([(3, 1, 1), (3, 1, 2), (3, 1, 4)], 15), ([(2, 3, 1), (3, 1, 2)], 14)]
    _expect_fields(student, reference, by_hand, [_stack(rng, dilations=4) for _ in range(10)])


def _expect_fields(student: Any, reference: Any, by_hand: list[tuple[Any, int]], stacks: list[Any]) -> None:
    got = [student.run(field_of, layers) for layers in [*(layers for layers, _ in by_hand), *stacks]]
    want = [reference.run(field_of, layers) for layers in stacks]
    expect.equal(got, [*(size for _, size in by_hand), *want])


def _stack(rng: np.random.Generator, dilations: int) -> list[tuple[int, ...]]:
    ends = [(1, 6), (1, 4), (1, dilations)]
    return [tuple(int(rng.integers(*each)) for each in ends) for _ in range(rng.integers(2, 6))]


@check(COST, points=0.5)
def counts_one_layer_by_hand(student):
    """A layer from 3 to 8 channels with 5x5 kernels on a 28x20 image has 608 parameters, and 230 400 products."""
    got = student.run(cost_of, [(3, 8, 5, 1, 0)], (28, 20))
    expect.equal(got, {"parameters": 8 * (3 * 25 + 1), "multiplications": 8 * 75 * 24 * 16})


@check(COST, points=1)
def counts_a_stack(student, reference, rng):
    """Each layer works on the map that the layer before it leaves: strides and padding change what it costs."""
    stacks = [_layers(rng, depth) for depth in (2, 3, 4)]
    got, want = ([subject.run(cost_of, *stack) for stack in stacks] for subject in (student, reference))
    expect.equal(got, want)


@check(COST, points=0.5)
def counts_parameters_without_the_image(student, reference, rng):
    """The number of parameters does not depend on the size of the image; the number of products does."""
    layers, (height, width) = _layers(rng, 2)
    asked = [(layers, size) for size in [(height, width), (width + 5, height + 1)]]
    got, want = ([subject.run(cost_of, *one) for one in asked] for subject in (student, reference))
    for answer in got:
        expect.true(answer, isinstance(answer, dict), "a pair (parameters, multiplications)")
    expect.equal([answer["parameters"] for answer in got], [answer["parameters"] for answer in want])
    expect.equal([answer["multiplications"] for answer in got], [answer["multiplications"] for answer in want])


def _layers(rng: np.random.Generator, depth: int) -> tuple[list[tuple[int, ...]], tuple[int, int]]:
    """Layers whose channels all differ, and an image that is large enough for them."""
    channels = [int(count) for count in rng.permutation(np.arange(1, 12))[: depth + 1]]
    options = [(int(rng.integers(1, 6)), int(rng.integers(1, 3)), int(rng.integers(0, 3))) for _ in range(depth)]
    layers = [(channels[at], channels[at + 1], *options[at]) for at in range(depth)]
    return layers, (int(rng.integers(60, 80)), int(rng.integers(81, 99)))

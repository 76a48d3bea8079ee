"""The numbers, formulas and claims of chapter 5's handout, computed anew: form, a trace by hand, sizes, costs."""

from __future__ import annotations

import itertools
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
from ch05_convolutional_networks import given, questions, shapes
from ch05_convolutional_networks.convolution import conv2d, conv2d_backward
from ch05_convolutional_networks.pooling import max_pool2d, max_pool2d_backward

from autograder.tests.chapters.handout import Handout

FOLDER = Path(shapes.__file__).parent
HANDOUT = Handout(FOLDER / "README.md")
CHAPTER = tomllib.loads(FOLDER.joinpath("chapter.toml").read_text(encoding="utf-8"))


# --- What the handout must hold


def test_exercises_in_the_order_of_the_chapter():
    listed = re.findall(r"^\| `([\w.]+)` \| `(\w+\.py)` \| (\d+) min \|$", HANDOUT.text, re.MULTILINE)
    assert listed == [
        (one["name"], f"{one['name'].split('.')[0]}.py", str(one["minutes"])) for one in CHAPTER["exercise"]
    ]


@pytest.mark.parametrize("exercise", CHAPTER["exercise"], ids=lambda exercise: exercise["name"])
def test_each_exercise_has_its_box(exercise):
    below = HANDOUT.text.split(f"\n## {exercise['section']}\n")[1].split("\n## ")[0]
    assert below.count(f"\n\n> **Exercise `{exercise['name']}`.** ") == 1


@pytest.mark.parametrize("number", range(len(CHAPTER["objective"])))
def test_each_objective_stands_in_the_handout(number):
    end = "." if number == len(CHAPTER["objective"]) - 1 else ";"
    assert HANDOUT.says(f"{number + 1}. {CHAPTER['objective'][number]['sentence']}{end}")


def test_every_picture_is_there_and_used():
    used = re.findall(r"!\[[^\]]+\]\(figures/(\w+\.svg)\)", HANDOUT.text)
    assert sorted(used) == sorted(path.name for path in FOLDER.glob("figures/*"))


# --- By hand


def matrix(name: str) -> np.ndarray:
    """The matrix that a formula gives this name."""
    (body,) = re.findall(rf"(?:\$\$|\n){name} = \\begin{{pmatrix}}(.*?)\\end", HANDOUT.text)
    return np.array([line.split("&") for line in body.split(r"\\")], dtype=float)


def test_a_convolution_by_hand():
    x, k, u = (matrix(name)[None, None] for name in "XKU")
    (bias,) = HANDOUT.printed(r"\\qquad b = (-?\d+)\.\$\$")
    z = conv2d(x, k, np.array([bias]))
    a = np.maximum(z, 0)
    d_z = max_pool2d_backward(u, a, 2, 1) * (z > 0)
    d_x, d_k, d_b = conv2d_backward(d_z, x, k)
    found = {"Z": z, "A": a, "P": max_pool2d(a, 2, 1), "dZ": d_z, "dX": d_x}
    for name, array in found.items():
        np.testing.assert_array_equal(array[0, 0], matrix(name))
    assert d_b == [4]
    assert HANDOUT.says("$db = 1 + 3 = 4$")
    assert d_k.ravel().tolist() == [3, 12, 1, 6]
    assert HANDOUT.says(r"= \begin{pmatrix} 3 & 12 \\ 1 & 6 \end{pmatrix}.")


def test_the_two_windows_of_the_gradient():
    x = matrix("X")
    one, other = x[0:2, 1:3], x[1:3, 2:4]
    assert one.tolist() == [[3, 3], [1, 0]]
    assert other.tolist() == [[0, 3], [0, 2]]
    np.testing.assert_array_equal(one + 3 * other, [[3, 12], [1, 6]])
    assert HANDOUT.says(r"1 \begin{pmatrix} 3 & 3 \\ 1 & 0 \end{pmatrix} + 3 \begin{pmatrix} 0 & 3 \\ 0 & 2")


def test_the_first_two_numbers():
    sums = re.findall(r"Z_\{0[01]\} = ([^=]*) = (\d)", HANDOUT.text)
    for (terms, value), column in zip(sums, (0, 1), strict=True):
        products = [int(a) * int(b) for a, b in re.findall(r"(\d) \\cdot (\d)", terms)]
        x, k = matrix("X")[0:2, column : column + 2], matrix("K")
        assert products == np.abs(x * k).ravel().tolist()
        assert (x * k).sum() - 1 == float(value)


def test_the_practice_numbers_are_not_the_graded_ones():
    image, kernel, _, upstream = questions.trace_numbers()
    assert image.tolist() != matrix("X").tolist()
    assert kernel.tolist() != matrix("K").tolist()
    assert upstream.tolist() != matrix("U").tolist()


# --- Sizes, fields, costs


def test_what_a_fully_connected_layer_would_need():
    assert HANDOUT.says(r"$16\,384 \cdot 15\,876 = 260\,112\,384$")
    assert (128**2, 126**2, 128**2 * 126**2) == (16384, 15876, 260112384)


def test_shuffled_pixels_are_the_same_to_a_fully_connected_layer():
    rng = np.random.default_rng(0)
    x, weights, order = rng.normal(size=(3, 64)), rng.normal(size=(64, 5)), rng.permutation(64)
    np.testing.assert_allclose(x[:, order] @ weights[order], x @ weights)


@pytest.mark.parametrize("row", HANDOUT.table("entries | kernel | stride"), ids="-".join)
def test_the_table_of_windows(row):
    *question, windows = map(int, row)
    n, kernel, stride, padding, dilation = question
    assert shapes.output_size(*question) == windows
    starts = range(0, n + 2 * padding, stride)
    assert sum(start + dilation * (kernel - 1) < n + 2 * padding for start in starts) == windows


def test_sizes_that_are_predicted():
    assert HANDOUT.says("rounded down, plus 1: 112, half of 224.")
    assert shapes.output_size(224, 7, 2, 3) == 112
    assert (224 + 6 - 7) / 2 == 111.5
    assert shapes.output_size(50, 3, 1, 1) == shapes.output_size(50, 5, 1, 2) == 50
    assert all(shapes.output_size(50, 4, 1, padding) != 50 for padding in range(9))


def test_the_table_of_fields():
    layers, jump = [], 1
    for name, *cells in HANDOUT.table("layer | kernel | stride | field"):
        if name != "input":
            layers.append((int(cells[0]), int(cells[1]), 1))
            jump *= int(cells[1])
        assert [shapes.receptive_field(layers), jump] == [int(cell) for cell in cells[2:]]
    assert len(layers) == 4


def test_three_ways_to_grow():
    fields = [
        shapes.receptive_field([(3, 1, 1)] * 3),
        shapes.receptive_field([(3, 1, dilation) for dilation in (1, 2, 4)]),
        shapes.receptive_field([(3, 2, 1)] * 3),
    ]
    assert fields == [7, 15, 15]
    assert HANDOUT.says("the field is 7. With dilations 1, 2, 4 it is 15. With stride 2 in each it is 15 too.")


def test_how_many_layers_see_224_pixels():
    assert HANDOUT.says("112 layers give a field of 225.")
    assert shapes.receptive_field([(3, 1, 1)] * 112) == 225
    assert shapes.receptive_field([(3, 1, 1)] * 111) < 224


def test_paths_to_an_answer():
    assert HANDOUT.says("the paths are 1, 2, 3, 2, 1.")
    assert np.convolve(np.ones(3), np.ones(3)).tolist() == [1, 2, 3, 2, 1]


def test_the_table_of_costs():
    table = {row[0].split(",")[0]: row for row in HANDOUT.table("layer | answers with")}
    *layers, together = HANDOUT.table("layer | answers with")
    assert [int(cell) for cell in layers[0][2:]] == list(shapes.cost([(1, 8, 3, 1, 1)], (12, 12)))
    assert [int(cell) for cell in layers[2][2:]] == list(shapes.cost([(8, 16, 3, 1, 1)], (6, 6)))
    assert [int(cell) for cell in table["linear"][2:]] == [16 * 10 + 10, 16 * 10]
    assert [sum(int(row[column]) for row in layers) for column in (2, 3)] == [int(cell) for cell in together[2:]]
    start = given.initial_parameters((1, 8, 16), 10, np.random.default_rng(0))
    assert sum(array.size for array in start.values()) == int(together[2])


def test_few_weights_that_are_used_often():
    assert HANDOUT.says("has 2490 parameters and 2464 multiplications")
    assert (144 * 16 + 16 + 16 * 10 + 10, 144 * 16 + 16 * 10) == (2490, 2464)
    assert HANDOUT.says("does 21 times the work")
    assert round(52000 / 2464) == 21
    assert HANDOUT.says("is used 144 times for one image")
    assert shapes.cost([(1, 8, 3, 1, 1)], (12, 12))[1] == 72 * 144


def test_where_vgg_16_has_its_weights_and_its_work():
    widths = [3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512]
    sides = [224] * 2 + [112] * 2 + [56] * 3 + [28] * 3 + [14] * 3
    costs = [
        shapes.cost([(before, after, 3, 1, 1)], (side, side))
        for (before, after), side in zip(itertools.pairwise(widths), sides, strict=True)
    ]
    parameters, work = map(sum, zip(*costs, strict=True))
    connected = [(25088, 4096), (4096, 4096), (4096, 1000)]
    last = sum(a * b for a, b in connected)
    assert HANDOUT.says("138 357 544 parameters")
    assert parameters + last + 4096 + 4096 + 1000 == 138357544
    assert HANDOUT.says("The three hold 89 % of the parameters, and do 0.8 % of the multiplications.")
    assert (last + 9192) / 138357544 == pytest.approx(0.89, abs=0.005)
    assert last / (last + work) == pytest.approx(0.008, abs=5e-4)


def test_two_small_kernels_against_one_large():
    assert shapes.receptive_field([(3, 1, 1)] * 2) == shapes.receptive_field([(5, 1, 1)])
    assert HANDOUT.says("$2 \\cdot 9 C^2 = 18 C^2$ against $25 C^2$")

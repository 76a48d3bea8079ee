"""The numbers, formulas and claims of chapter 1's handout, computed anew: from lines to losses."""

from __future__ import annotations

import itertools
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
from ch01_neural_networks import mlp, perceptron, questions
from ch01_neural_networks.activations import leaky_relu, leaky_relu_derivative, sigmoid, sigmoid_derivative, softmax
from ch01_neural_networks.losses import cross_entropy, cross_entropy_gradient

from autograder.tests.chapters.handout import Handout, numbers

FOLDER = Path(perceptron.__file__).parent
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
    """Below the heading that chapter.toml names, before the next rule: "Why we shift" belongs to softmax."""
    below = HANDOUT.text.split(f"\n## {exercise['section']}\n")[1].split("\n---\n")[0]
    assert below.count(f"\n\n> **Exercise `{exercise['name']}`.** ") == 1


def test_every_picture_is_there_and_used():
    used = re.findall(r"!\[[^\]]+\]\(figures/(\w+\.svg)\)", HANDOUT.text)
    assert sorted(used) == sorted(path.name for path in FOLDER.glob("figures/*"))


# --- Lines


def test_the_line_with_w_1_2_and_b_minus_2():
    w, b = np.array([1.0, 2.0]), -2.0
    assert HANDOUT.says(r"|b| / |w|$ away from the line, here $2 / \sqrt 5 = 0.894$")
    assert HANDOUT.says("3/\\sqrt 5 = 1.342")
    assert abs(b) / np.linalg.norm(w) == pytest.approx(0.894, abs=5e-4)
    points = np.array([[3.0, 1.0], [1.0, -1.0], [0.0, 1.0]])
    assert (points @ w + b).tolist() == [3, -3, 0]
    assert 3 / np.linalg.norm(w) == pytest.approx(1.342, abs=5e-4)
    assert perceptron.predict(points, w, b).tolist() == [1, -1, 1]


TRACE = HANDOUT.table("visit | x | y")
POINTS, SIDES = np.array([numbers(row[1]) for row in TRACE[1:5]]), np.array([int(row[2]) for row in TRACE[1:5]])


def test_the_trace_by_hand():
    total = np.zeros(3)
    for visit, (x, y) in zip(TRACE[1:], 2 * list(zip(POINTS, SIDES, strict=True)), strict=True):
        score = total @ [*x, 1]
        wrong = y * score <= 0
        total = total + wrong * y * np.array([*x, 1])
        assert (numbers(visit[1]), float(visit[2]), float(visit[3])) == (x.tolist(), y, score)
        assert visit[4] == ("no" if not wrong else "yes: on the line" if score == 0 else "yes")
        assert [float(cell) for cell in visit[5:]] == total.tolist()
    assert HANDOUT.says("The third epoch finds scores 3, 2, -4 and -3")
    assert HANDOUT.says("in the epochs were 3, 1, 0.")
    assert (POINTS @ total[:2] + total[2]).tolist() == [3, 2, -4, -3]
    assert perceptron.train(POINTS, SIDES, 9)[2] == [3, 1, 0]


def test_the_practice_points_are_not_the_graded_ones():
    assert questions.trace_points()[0][:4].tolist() != POINTS.tolist()


def test_what_one_correction_does():
    rng = np.random.default_rng(0)
    (w, x), b = rng.normal(size=(2, 5)), 0.3
    for y in (-1, 1):
        assert y * ((w + y * x) @ x + b + y) == pytest.approx(y * (w @ x + b) + x @ x + 1)


def test_a_learning_rate_changes_nothing_from_a_zero_start():
    def mistaken(rate):
        total, found = np.zeros(3), []
        for i, (x, y) in enumerate(3 * list(zip(POINTS, SIDES, strict=True))):
            if y * (total @ [*x, 1]) <= 0:
                total = total + rate * y * np.array([*x, 1])
                found.append(i)
        return found

    assert mistaken(1) == mistaken(2**-6)  # a power of 2, so that nothing rounds


def best_margin(points, sides):
    """The largest gamma, by trying every direction to which two or three of the points are equally near."""
    signed = np.column_stack([points, np.ones(len(points))]) * sides[:, None]
    candidates = [np.linalg.lstsq(signed[list(some)], np.ones(size), rcond=None)[0]
                  for size in (2, 3) for some in itertools.combinations(range(len(signed)), size)]  # fmt: skip
    return max((signed @ u).min() / np.linalg.norm(u) for u in candidates)


def test_the_bound_for_the_four_points():
    u = np.array([8, -2, -3]) / np.sqrt(77)
    signed = np.column_stack([POINTS, np.ones(4)]) * SIDES[:, None]
    assert HANDOUT.says(r"$u = (8, -2, -3)/\sqrt{77}$ with $\gamma = 7/\sqrt{77} = 0.798$")
    assert HANDOUT.says("6 / 0.798^2 = 9.4$")
    assert (signed @ u).min() == pytest.approx(7 / np.sqrt(77)) == pytest.approx(best_margin(POINTS, SIDES))
    assert (signed**2).sum(axis=1).max() == 6
    assert pytest.approx(9.4, abs=0.05) == 6 * 77 / 49
    w, b, mistakes = perceptron.train(POINTS, SIDES, 9)
    assert (sum(mistakes), w @ w + b * b) == (4, 14)
    assert HANDOUT.says("the rule made 4.")
    assert HANDOUT.says(r"$|v|^2 = 14$, less than $4 \cdot 6 = 24$")


def scattered():
    points = np.random.default_rng(4).uniform(-3, 3, size=(20, 2)).round(1)
    scores = points @ [1, 2] - 2
    clear = np.abs(scores) / np.sqrt(5) > 0.25
    return points[clear], np.where(scores > 0, 1, -1)[clear]


def test_seventeen_points():
    points, sides = scattered()
    square, gamma, bound, made = HANDOUT.printed(
        r"R\^2 = ([\d.]+)\$ and \$\\gamma = ([\d.]+)\$ allow (\d+) mis.*?were (\d+)\."
    )
    _, _, mistakes = perceptron.train(points, sides, 99)
    assert HANDOUT.says("Here are 17 points")
    assert len(points) == 17
    assert HANDOUT.says("here it is 3, 4, 2, 2, 3, 0.")
    assert mistakes == [3, 4, 2, 2, 3, 0]
    assert made == sum(mistakes)
    assert (points**2).sum(axis=1).max() + 1 == pytest.approx(square)
    assert best_margin(points, sides) == pytest.approx(gamma, abs=5e-4)
    assert int(square / best_margin(points, sides) ** 2) == bound
    assert (
        sum(perceptron.train(10 * points, sides, 999)[2])
        == HANDOUT.printed(r"\(No: (\d+) of them, in place of 14\.")[0]
    )


def test_a_wrong_label_in_the_notebook_leaves_no_line():
    points, sides = scattered()
    sides[np.argmax(points.sum(axis=1))] *= -1
    assert best_margin(points, sides) < 0
    assert 0 not in perceptron.train(points, sides, 300)[2]


# --- XOR

CORNERS, XOR = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([-1, 1, 1, -1])


def test_three_of_four_is_the_best_for_a_line():
    grid = np.array(list(itertools.product(np.linspace(-2, 2, 17), repeat=3)))
    right = ((XOR > 0) == (CORNERS @ grid[:, :2].T + grid[:, 2] > 0).T).sum(axis=1)
    assert HANDOUT.says("is 3 of 4 ($x_1 + x_2 > 0.5$ does it)")
    assert right.max() == 3
    assert ((CORNERS.sum(axis=1) > 0.5) == (XOR > 0)).sum() == 3


@pytest.mark.parametrize("epochs", [1, 2, 30])
def test_the_rule_goes_round_in_a_circle_on_xor(epochs):
    w, b, mistakes = perceptron.train(CORNERS, XOR, epochs)
    assert (w.tolist(), b, mistakes) == ([0, 0], 0, [4] * epochs)


def test_two_units_on_a_number_line():
    for x, first, second, z, answer in ([float(cell) for cell in row] for row in HANDOUT.table("x | h1")):
        assert (first, second) == (x - 1 > 0, x - 3 > 0)
        assert z == first - second - 0.5
        assert answer == (z > 0) == (x == 2)
    assert len(HANDOUT.table("x | h1")) == 3


# --- Bends

W1, B1 = np.array([[1.0, -1], [0, 1]]), np.array([0.0, 1])
W2, B2 = np.array([[2.0, 0], [1, -1]]), np.array([0.0, 1])


def test_the_two_layers_by_hand():
    code = HANDOUT.text.split("W1 = ")[1].split("```")[0]
    assert numbers(code.replace("b1", "").replace("W2", "").replace("b2", "")) == [1, -1, 0, 1, 2, 0, 0, 1, 0, 1, 1, -1]
    first, second = mlp.forward([(W1, B1), (W2, B2)], np.array([[-1.0, 1.0]]), lambda z: z)[1:]
    assert (first.tolist(), second.tolist()) == ([[-1, 3]], [[1, -2]])
    assert ((W1 @ W2).tolist(), (B1 @ W2 + B2).tolist()) == ([[1, 1], [1, -1]], [1, 0])
    assert HANDOUT.says("becomes (-1, 3) after the first layer, and (1, -2)")
    assert HANDOUT.says("[[1, 1], [1, -1]], the bias")


def test_the_batch_by_hand():
    samples = np.array([[1.0, 2.0], [-1.0, 1.0]])
    _, hidden, logits = mlp.forward([(W1, B1), (W2, B2)], samples, lambda z: leaky_relu(z, 0.0))
    code = re.sub(r"[Wbh]\d", "", HANDOUT.text.split("X @ W1 + b1 = ")[1].split("```")[0])
    left, right = samples @ W1 + B1, zip(hidden, logits, strict=True)
    assert numbers(code) == [n for row, rest in zip(left, right, strict=True) for n in [*row, *rest[0], *rest[1]]]
    assert HANDOUT.says("the logits are (3, -2) where")
    assert logits[1].tolist() == [3, -2]


@pytest.mark.parametrize("row", HANDOUT.table("z | sigmoid"))
def test_the_table_of_the_sigmoid(row):
    z = np.array([float(row[0])])
    assert sigmoid(z)[0] == pytest.approx(float(row[1]), abs=5e-5)
    assert sigmoid_derivative(z)[0] == pytest.approx(float(row[2]), abs=5e-5 if float(row[2]) > 1e-3 else 5e-7)


def test_formulas_of_the_sigmoid():
    z = np.linspace(-8, 8, 33)
    s, h = sigmoid(z), 1e-5
    np.testing.assert_allclose(1 - s, sigmoid(-z), atol=1e-15)
    np.testing.assert_allclose(s * (1 - s), (sigmoid(z + h) - sigmoid(z - h)) / (2 * h), atol=1e-10)
    np.testing.assert_allclose(sigmoid_derivative(z), s * sigmoid(-z), rtol=1e-12)
    np.testing.assert_allclose(np.tanh(z), 2 * sigmoid(2 * z) - 1, atol=1e-15)
    assert HANDOUT.says(r"$0.25^{10} = 9.5 \cdot 10^{-7}$")
    assert pytest.approx(9.5e-7, rel=5e-3) == 0.25**10


def test_sigmoids_far_out():
    far, cut, at_40 = sigmoid(np.array([-30.0, -20.0, 40.0]))
    assert HANDOUT.says(r"9.36 \cdot 10^{-14}")
    assert far == pytest.approx(9.36e-14, rel=1e-3)
    assert HANDOUT.says(r"2 \cdot 10^{-9}")
    assert cut == pytest.approx(2e-9, rel=0.05)
    assert at_40 == 1
    assert sigmoid_derivative(np.array([40.0]))[0] > 4e-18
    with np.errstate(over="ignore", invalid="ignore"):
        assert 1 / (1 + np.exp(1000.0)) == 0
        assert np.isnan(np.exp(1000.0) / (1 + np.exp(1000.0)) ** 2)


def test_shapes_made_of_corners():
    x = np.linspace(-3, 4, 71)
    tent = leaky_relu(x, 0.0) - 2 * leaky_relu(x - 1, 0.0) + leaky_relu(x - 2, 0.0)
    np.testing.assert_allclose(leaky_relu(x, 0.0) + leaky_relu(-x, 0.0), np.abs(x))
    np.testing.assert_allclose(tent, np.interp(x, [0, 1, 2], [0, 1, 0]), atol=1e-12)


def test_the_leaky_relu_by_hand():
    z = np.array([-3.0, 0.0, 2.0])
    assert HANDOUT.says("is $[-0.3, 0, 2]$, its slopes are $[0.1, 0.1, 1]$")
    assert HANDOUT.says("$[-6, 0, 2]$")
    np.testing.assert_allclose(leaky_relu(z, 0.1), [-0.3, 0, 2])
    np.testing.assert_allclose(leaky_relu_derivative(z, 0.1), [0.1, 0.1, 1])
    np.testing.assert_allclose(leaky_relu(z, 2.0), [-6, 0, 2])
    assert HANDOUT.says("gives $-3$ for the first")
    assert max(z[0], 2 * z[0]) == -3


# --- Probabilities


@pytest.mark.parametrize("row", HANDOUT.table("temperature"))
def test_the_table_of_temperatures(row):
    np.testing.assert_allclose(softmax(np.array([[2.0, 1.0, 0.0]]) / float(row[0]))[0], numbers(row[1]), atol=5e-4)


def test_a_row_that_exp_cannot_hold():
    assert "0.090, 0.245, 0.665" in HANDOUT.text
    np.testing.assert_allclose(softmax(np.array([[1000.0, 1001.0, 1002.0]]))[0], [0.090, 0.245, 0.665], atol=5e-4)


def test_where_exp_overflows():
    assert np.isfinite(np.exp(709.0))
    with np.errstate(over="ignore"):
        assert np.isinf(np.exp(710.0))


def test_softmax_by_hand():
    assert HANDOUT.says("[1/8, 2/8, 5/8]")
    np.testing.assert_allclose(softmax(np.log([[1.0, 2.0, 5.0]])), [[1 / 8, 2 / 8, 5 / 8]])
    np.testing.assert_allclose(softmax(np.array([[0.3, 1.7]]))[0, 1], sigmoid(np.array(1.4)))
    assert HANDOUT.says("($[1, 0]$ gives no more than 0.731.)")
    assert softmax(np.array([[1.0, 0.0]]))[0, 0] < 0.7311


# --- Loss

ROWS, TRUE = np.log([[1.0, 2.0, 5.0], [3.0, 1.0, 4.0]]), np.array([2, 0])


def test_what_a_sample_is_charged():
    assert HANDOUT.says("Half sure: 0.69. A tenth: 2.30.")
    assert -np.log([0.5, 0.1]) == pytest.approx([0.69, 2.30], abs=5e-3)
    assert HANDOUT.says(r"\ln 10 = 2.303")
    assert np.log(10) == pytest.approx(2.303, abs=5e-4)


def test_a_sure_mistake():
    assert cross_entropy(np.array([[1000.0, 0.0]]), np.array([1])) == 1000
    assert np.exp(-1000.0) == 0
    assert HANDOUT.says("charged 27.63 and not 1000")
    assert -np.log(1e-12) == pytest.approx(27.63, abs=5e-3)


def test_the_loss_by_hand():
    assert HANDOUT.says(r"\ln 8 - \ln 5 = 0.470")
    assert HANDOUT.says(r"\ln 8 - \ln 3 = 0.981")
    assert HANDOUT.says("the mean, 0.725.")
    each = [cross_entropy(ROWS[i : i + 1], TRUE[i : i + 1]) for i in (0, 1)]
    assert [*each, cross_entropy(ROWS, TRUE)] == pytest.approx([0.470, 0.981, 0.725], abs=5e-4)


def test_the_table_of_slopes():
    rows = HANDOUT.table("row | label")
    assert [int(row[1]) for row in rows] == TRUE.tolist()
    np.testing.assert_allclose(softmax(ROWS), [numbers(row[2]) for row in rows], atol=1e-12)
    np.testing.assert_allclose(cross_entropy_gradient(ROWS, TRUE), [numbers(row[3]) for row in rows], atol=1e-12)


def test_a_measured_slope():
    moved = ROWS.copy()
    moved[0, 0] += 0.001
    assert HANDOUT.says(r"0.0625 \cdot 0.001 = 0.0000625")
    assert HANDOUT.says("Measured: 0.00006253.")
    assert cross_entropy(moved, TRUE) - cross_entropy(ROWS, TRUE) == pytest.approx(0.00006253, abs=5e-9)

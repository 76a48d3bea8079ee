"""The numbers, formulas and claims of chapter 7's handout, computed anew: from one unit to the adding problem."""

from __future__ import annotations

import math
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
from ch07_recurrent_networks import (
    bptt,
    cells,
    given,
    gradient_flow,
    language_model,
    memory,
    models,
    questions,
    torch_models,
)

from autograder.tests.chapters.handout import Handout, numbers

FOLDER = Path(cells.__file__).parent
HANDOUT = Handout(FOLDER / "README.md")
CHAPTER = tomllib.loads(FOLDER.joinpath("chapter.toml").read_text(encoding="utf-8"))


def near(value, printed, places=4):
    """Equal up to half a unit of the last printed place, and a little."""
    np.testing.assert_allclose(value, printed, rtol=0, atol=0.51 * 10.0**-places)


def column(heading: str, place: int) -> list[float]:
    return [float(row[place]) for row in HANDOUT.table(heading)]


# --- What the handout must hold


def test_exercises_in_the_order_of_the_chapter():
    listed = re.findall(r"^\| `([\w.]+)` \| `(\w+\.py)` \| (\d+) min \|$", HANDOUT.text, re.MULTILINE)
    assert listed == [
        (one["name"], f"{one['name'].split('.')[0]}.py", str(one["minutes"])) for one in CHAPTER["exercise"]
    ]


def test_objectives_word_for_word():
    below = HANDOUT.text.split("**After this chapter you can**")[1].split("\n\n|")[0]
    listed = [" ".join(line.split()).rstrip(";.") for line in below.split("\n- ")[1:]]
    assert listed == [one["sentence"] for one in CHAPTER["objective"]]


@pytest.mark.parametrize("exercise", CHAPTER["exercise"], ids=lambda exercise: exercise["name"])
def test_each_exercise_has_its_box_at_the_end_of_its_section(exercise):
    below = HANDOUT.text.split(f"\n## {exercise['section']}\n")[1].split("\n## ")[0].removesuffix("\n\n---\n")
    assert below.rstrip().split("\n\n")[-1].startswith(f"> **Exercise `{exercise['name']}`.** ")


def test_every_picture_is_there_and_used():
    used = re.findall(r"!\[[^\]]+\]\(figures/(\w+\.svg)\)", HANDOUT.text)
    assert sorted(used) == sorted(path.name for path in FOLDER.glob("figures/*"))
    assert all(path.stat().st_size < 100_000 for path in FOLDER.glob("figures/*"))


# --- Why a state


def test_sizes_of_window_and_network():
    assert HANDOUT.says(r"$10 \cdot 28 \cdot 64 = 17\,920$ weights")
    assert 10 * 28 * 64 == 17920
    assert HANDOUT.printed(r"28 \\cdot 64 \+ 64 \\cdot 64 = (\d+)\$ weights and (\d+) biases") == [
        28 * 64 + 64 * 64,
        64,
    ]


# --- One unit, three steps

X = np.array([1.0, -1.0, 2.0])
PARAMETERS = (np.array([[0.5]]), np.array([[0.8]]), np.zeros(1))
START = np.array([[0.2]])
STATES = cells.unroll(X.reshape(3, 1, 1), START, PARAMETERS)[0]
AT_THE_END = np.array([0.0, 0.0, STATES[2].item() - 1]).reshape(3, 1, 1)


def backward(upstream, k=3):
    return bptt.truncated_backward(upstream, X.reshape(3, 1, 1), STATES, START, PARAMETERS, k)


def test_the_trace_is_not_the_graded_one():
    graded = questions.trace_inputs()
    assert [graded["x1"], graded["x2"], graded["x3"]] != X.tolist()
    assert HANDOUT.says(
        "Take $w_x = 0.5$, $w_h = 0.8$, $b = 0$, the inputs $x = 1, -1, 2$, the first state $h_0 = 0.2$"
    )


def test_the_way_forwards():
    before = np.array([0.2, *STATES.ravel()[:2]])
    near(column("t | input", 1), X)
    near(column("t | input", 2), before)
    near(column("t | input", 3), 0.5 * X + 0.8 * before)
    near(column("t | input", 4), STATES.ravel())
    near(column("t | input", 5), 1 - STATES.ravel() ** 2)
    near((STATES[2].item() - 1) ** 2 / 2, *HANDOUT.printed(r"\(0\.7488 - 1\)\^2 = (0\.\d+)\$\."))


def steps_back():
    """dL/da for the steps 1, 2, 3."""
    return backward(AT_THE_END)["x"].ravel() / 0.5


def test_the_way_back():
    last, middle, first = (
        HANDOUT.printed(pattern)[0]
        for pattern in (
            r"= -0\.2512 \\cdot 0\.4393 = (-0\.\d+)\.",
            r"= -0\.1104 \\cdot 0\.8 \\cdot 0\.9986 = (-0\.\d+),",
            r"= -0\.0882 \\cdot 0\.8 \\cdot 0\.6655 = (-0\.\d+)\$",
        )
    )
    near([first, middle, last], steps_back())
    near(backward(AT_THE_END)["h0"].item(), *HANDOUT.printed(r"h_0 = -0\.0469 \\cdot 0\.8 = (-0\.\d+)\$"))
    rows = HANDOUT.table("parameter | step 1")
    before = np.array([0.2, *STATES.ravel()[:2]])
    for (_, *cells_of_row), uses, name in zip(rows, (X, before, np.ones(3)), ("Wx", "Wh", "b"), strict=True):
        near([float(cell) for cell in cells_of_row[:3]], steps_back() * uses)
        near(float(cells_of_row[3]), backward(AT_THE_END)[name].item())


def test_the_slope_measured():
    def loss(weight):
        last = cells.unroll(X.reshape(3, 1, 1), START, (PARAMETERS[0], np.array([[weight]]), PARAMETERS[2]))[1]
        return (last.item() - 1) ** 2 / 2

    near(loss(0.801) - loss(0.8), *HANDOUT.printed(r"Measured: (-0\.\d+)\.\)"), places=8)
    near(0.001 * -0.0563, *HANDOUT.printed(r"0\.001 = (-0\.0000\d+)\$"), places=7)


# --- Steps


def test_a_network_that_remembers_the_input_before_last():
    entry, again = np.array([[1.0, 0.0]]), np.array([[0.0, 1.0], [0.0, 0.0]])
    x = np.array(column("input | unit 0", 0)).reshape(3, 1, 1)
    states, _ = cells.unroll(x, np.zeros((1, 2)), (entry, again, np.zeros(2)))
    near(states[:, 0, 0], column("input | unit 0", 1))
    near(states[:, 0, 1], column("input | unit 0", 2))
    transposed, _ = cells.unroll(x, np.zeros((1, 2)), (entry, again.T, np.zeros(2)))
    assert not transposed[:, 0, 1].any()
    np.testing.assert_allclose(transposed[:, 0, 0], np.tanh(x[:, 0, 0]))


def test_padding():
    first, second = column("t | first sequence", 1), [1.0, 2.0, 0.0, 0.0]
    assert [row[3] for row in HANDOUT.table("t | first sequence")] == ["1", "2", "(padding, 0)", "(padding, 0)"]
    x = np.array([first, second]).T[:, :, None]
    parameters = (np.ones((1, 1)), np.array([[0.5]]), np.zeros(1))
    states, last = cells.unroll(x, np.zeros((2, 1)), parameters, np.array([4, 2]))
    near(states[:, 0, 0], column("t | first sequence", 2))
    near(states[:, 1, 0], column("t | first sequence", 4))
    near(cells.unroll(x, np.zeros((2, 1)), parameters)[0][:, 1, 0], column("t | first sequence", 5))
    near(last.ravel(), HANDOUT.printed(r"at its own end\*: \((0\.\d+), (0\.\d+)\)"))


# --- Back through time


def test_a_loss_at_each_step():
    upstream = STATES - 1
    grads = backward(upstream)
    near(upstream[::-1].ravel(), column("t | direct", 1))
    arriving = np.array([0, *(grads["x"].ravel()[:0:-1] / 0.5 * 0.8)])
    near(arriving, column("t | direct", 2))
    near(upstream[::-1].ravel() + arriving, column("t | direct", 3))
    near(grads["x"][::-1].ravel() / 0.5, column("t | direct", 4))
    sums = HANDOUT.printed(
        r"dw_x = (0\.\d+)\$, \$dw_h = (-0\.\d+)\$, \$db = (-2\.\d+)\$, and \$dh_0 = -0\.8790 \\cdot 0\.8 = (-0\.\d+)\$"
    )
    near([grads[name].item() for name in ("Wx", "Wh", "b", "h0")], sums)
    assert arriving[2] / grads["h0"].item() * 0.8 * (1 - STATES[0].item() ** 2) > 2 / 3


def test_truncation_by_hand():
    table = HANDOUT.table("gradient | loss at each step")
    for place, (upstream, k) in enumerate(((STATES - 1, 3), (STATES - 1, 2), (AT_THE_END, 3), (AT_THE_END, 2)), 1):
        grads = backward(upstream, k)
        near([float(row[place]) for row in table], [grads[name].item() for name in ("Wx", "Wh", "b", "h0")])


def test_a_last_chunk_of_one_step():
    rng = np.random.default_rng(0)
    x, h0 = rng.normal(size=(40, 5, 3)), rng.normal(size=(5, 4))
    parameters = (rng.normal(size=(3, 4)), rng.normal(size=(4, 4)), rng.normal(size=4))
    states, _ = cells.unroll(x, h0, parameters)
    upstream = np.zeros_like(states)
    upstream[-1] = rng.normal(size=(5, 4))
    cut, one = (bptt.truncated_backward(upstream, x, states, h0, parameters, k) for k in (39, 1))
    for name, array in cut.items():
        np.testing.assert_allclose(array, one[name])
    full = bptt.backward(upstream, x, states, h0, parameters)
    assert np.linalg.norm(full["Wh"] - cut["Wh"]) > 0.1 * np.linalg.norm(full["Wh"])


# --- Norms


def test_the_norms_of_one_unit():
    factors = HANDOUT.printed(
        r"0\.8 \\cdot 0\.4393 = (0\.\d+)\$, then \$0\.8 \\cdot 0\.9986 = (0\.\d+)\$, "
        r"then \$0\.8 \\cdot 0\.6655 = (0\.\d+)\$"
    )
    norms = gradient_flow.jacobian_norms(STATES[:, 0], PARAMETERS[1])
    near(np.divide(norms[1:], norms[:-1]), factors)
    near(norms, HANDOUT.printed(r"\$k = 0, 1, 2, 3\$ are (1), (0\.\d+), (0\.\d+) and (0\.\d+)\."))
    assert norms[3] == pytest.approx(1 / 7, rel=0.05)


def orthogonal(units=64):
    return np.linalg.qr(np.random.default_rng(0).normal(size=(units, units)))[0]


def test_powers():
    for radius, steps, printed in ((0.9, 20, 0.122), (0.9, 100, 2.7e-5), (1.1, 100, 13781)):
        left = gradient_flow.jacobian_norms(np.zeros((steps, 64)), radius * orthogonal())[-1]
        assert left == pytest.approx(radius**steps)
        assert left == pytest.approx(printed, rel=0.02)
    assert HANDOUT.says(r"($0.9^{20} = 0.122$, $0.9^{100} = 2.7 \cdot 10^{-5}$, and $1.1^{100} = 13\,781$.)")
    square = np.random.default_rng(1).normal(size=(8, 8))
    symmetric = (square + square.T) / 8
    radius = np.abs(np.linalg.eigvals(symmetric)).max()
    np.testing.assert_allclose(gradient_flow.jacobian_norms(np.zeros((5, 8)), symmetric), radius ** np.arange(6))


def test_tanh_makes_it_smaller():
    assert HANDOUT.says("$1 - 0.25 = 0.75$, and $0.75^{20} = 0.003$. States of ±0.9 give 0.19 a step")
    at_half = gradient_flow.jacobian_norms(np.full((20, 64), 0.5), orthogonal())
    assert at_half[1] == pytest.approx(0.75)
    near(at_half[20], 0.003, places=3)
    assert gradient_flow.jacobian_norms(np.full((1, 64), -0.9), orthogonal())[1] == pytest.approx(0.19)
    rng = np.random.default_rng(0)
    x = rng.normal(size=(100, 1, 4))
    parameters = (rng.normal(0, 0.1, size=(4, 64)), 1.1 * orthogonal(), np.zeros(64))
    states, _ = cells.unroll(x, np.zeros((1, 64)), parameters)
    assert gradient_flow.jacobian_norms(states[:, 0], parameters[1])[100] < 0.1


def test_the_product_of_norms_is_a_bound():
    matrix = np.array([[0.5, 2.0], [0.0, 0.5]])
    norms = gradient_flow.jacobian_norms(np.zeros((20, 2)), matrix)
    assert np.abs(np.linalg.eigvals(matrix)).max() == pytest.approx(0.5)
    assert HANDOUT.says("Its spectral radius is 0.5, its norm 2.118:")
    for k, bound, truth in HANDOUT.table("k | product of the norms"):
        assert norms[1] ** int(k) == pytest.approx(float(bound), rel=0.01)
        assert norms[int(k)] == pytest.approx(float(truth), rel=0.01)
    start = np.random.default_rng(0).normal(size=(64, 64)) / 8
    norms = gradient_flow.jacobian_norms(np.zeros((20, 64)), start)
    assert HANDOUT.says("norm 2.0, spectral radius 1.02. After 20 steps the bound is a million, and the truth is 4")
    near(norms[1], 2.0, places=1)
    near(np.abs(np.linalg.eigvals(start)).max(), 1.02, places=2)
    near(norms[20], 4, places=0)
    assert norms[1] ** 20 == pytest.approx(1e6, rel=0.2)


def cliff(weight):
    """The last state of one unit after 50 steps, and the gradient of its loss by the recurrent weight."""
    state, slope = -0.8, 0.0
    for _ in range(50):
        new = math.tanh(weight * state + 0.5)
        state, slope = new, (1 - new**2) * (state + weight * slope)
    return state, (state - 0.5) * slope


def test_the_cliff():
    low, high = 1.9, 2.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if cliff(middle)[0] > 0 else (low, middle)
    near(low, *HANDOUT.printed(r"Up to about (1\.\d+) the bias wins"), places=3)
    near(cliff(1.94)[0], 0.98, places=2)
    near(cliff(2)[0], -0.80, places=2)
    assert HANDOUT.says("it ends at -0.80 for $w_h = 2$")
    beside, on = HANDOUT.printed(r"the slope is (0\.\d+) at \$w_h = 1\.94\$, on it about (\d+)\.")
    near(cliff(1.94)[1], beside, places=3)
    near(max(abs(cliff(low + shift)[1]) for shift in np.linspace(-1e-9, 1e-9, 201)), on, places=-1)
    assert HANDOUT.says(f"has a peak of about {on:.0f} there")
    near(0.1 * on, *HANDOUT.printed(r"moves the weight by (\d+)\."), places=0)


def test_clipping_by_hand():
    gradient = {"W": np.array([[1.0, 2.0], [2.0, 4.0]]), "b": np.array([0.0, 12.0])}
    clipped, norm = gradient_flow.clip_global_norm(gradient, 6.5)
    assert norm == 13
    assert [clipped["W"].tolist(), clipped["b"].tolist()] == [[[0.5, 1], [1, 2]], [0, 6]]
    assert HANDOUT.says("the result is [[0.5, 1], [1, 2]] and [0, 6]")
    unchanged, _ = gradient_flow.clip_global_norm(gradient, 20)
    assert unchanged["b"].tolist() == [0, 12]
    whole = np.concatenate([gradient["W"].ravel(), gradient["b"]])
    cut = np.minimum(whole, 6.5)
    angle = math.degrees(math.acos(whole @ cut / 13 / np.linalg.norm(cut)))
    near(angle, *HANDOUT.printed(r"has turned by (\d+) degrees"), places=0)


# --- Language


def test_a_training_pair_by_hand():
    (_, *reads), (_, *says) = HANDOUT.table("step | 0")
    inputs, targets = language_model.training_pair("cab", "^$abc")
    assert inputs.tolist() == [int(cell.split()[1]) for cell in reads]
    assert targets.tolist() == [int(cell.split()[1]) for cell in says]
    assert "".join(cell[1] for cell in reads + says) == "^cabcab$"
    assert given.VOCABULARY[-1] == "z"


def test_means_of_charges():
    logits = np.zeros((4, 2, 8))
    logits[0, 0, 0], logits[1, 0, 0] = np.log(7), np.log(7 / 3)  # probabilities 1/2 and 1/4 among 8 characters
    targets = np.array([[0, 0], [0, 0], [-1, 0], [-1, 0]])
    over_characters = language_model.sequence_loss(logits, targets, np.array([2, 4]))
    printed = [HANDOUT.printed(rf"\${mean} \\ln 2 = (\d\.\d+)\$")[0] for mean in (r"2\.5", r"2\.25", r"1\.875")]
    means = [2.5 * math.log(2), 2.25 * math.log(2), 1.875 * math.log(2)]
    assert over_characters == pytest.approx(means[0])
    near(means, printed, places=3)
    near(math.exp(over_characters), *HANDOUT.printed(r"\$2\^\{2\.5\} = (5\.\d+)\$"), places=2)


def test_drawing_by_hand():
    logits = np.log([5.0, 3.0, 2.0])
    assert [language_model.pick(logits, 1.0, u) for u in (0.49, 0.5, 0.8)] == [0, 1, 2]
    assert HANDOUT.says("$u = 0.49$ gives 0, $u = 0.5$ gives 1, $u = 0.8$ gives 2")
    assert HANDOUT.says("the logits 0 and 0 and $u = 0.5$ give 1")
    assert language_model.pick(np.zeros(2), 1.0, 0.5) == 1
    assert HANDOUT.says("numbers may end at 0.9999999999999999, as ten times 0.1 does")
    assert np.cumsum(np.full(10, 0.1))[-1] == 0.9999999999999999 == np.nextafter(1, 0)
    assert language_model.pick(np.zeros(10), 1.0, np.nextafter(1, 0)) == 9
    for temperature, _, probabilities in HANDOUT.table("temperature | what happens"):
        powers = np.array([0.5, 0.3, 0.2]) ** (1 / float(temperature))
        near(powers / powers.sum(), numbers(probabilities), places=3)
    assert [language_model.pick(logits, t, 0.64) for t in (0.5, 1, 2)] == [0, 1, 1]


def test_steps_of_a_text():
    read = []

    def step(character, _):
        read.append(character)
        return np.zeros(3), None

    answers = iter([2, 2, 2, 2, 1])
    assert language_model.generate(step, 0, 1, lambda _: next(answers), 9) == [2, 2, 2, 2]
    assert len(read) == 5
    read.clear()
    assert language_model.generate(step, 0, 1, lambda _: 2, 3) == [2, 2, 2]
    assert len(read) == 3
    assert HANDOUT.says("(5 steps: for the start mark and for the 4 characters. With the limit 3, 3 steps")


def test_a_forecaster_on_its_own():
    near(1.05 / 1.04, *HANDOUT.printed(r"1\.05 / 1\.04 = (1\.0\d+):"), places=4)
    near((1.05 / 1.04) ** 50, *HANDOUT.printed(r"\(1\.05 / 1\.04\)\^\{50\} = (1\.\d+)\$"), places=2)


# --- Other networks


def test_running_sums_from_both_sides():
    x = np.array([[1.0, 4.0], [2.0, 5.0], [3.0, 9.0]])[:, :, None]
    table = HANDOUT.table("step | x | forwards")
    result = models.bidirectional(x, np.array([3, 2]), lambda s: s.cumsum(axis=0), lambda s: s.cumsum(axis=0))
    for t, row in enumerate(table):
        assert [float(cell) for cell in row[:4]] == [t, x[t, 0, 0], *result[t, 0]]
        if t < 2:
            assert [float(cell) for cell in row[4:]] == [x[t, 1, 0], *result[t, 1]]
    assert x[::-1, 1, 0].cumsum().tolist() == [9, 14, 18]


def test_what_the_last_element_changes():
    x = np.random.default_rng(0).normal(size=(10, 1, 1))
    other = x.copy()
    other[9] += 1

    def sums(sequences):
        return sequences.cumsum(axis=0)

    changed = models.bidirectional(x, np.array([10]), sums, sums) != models.bidirectional(
        other, np.array([10]), sums, sums
    )
    assert changed[9].all()
    assert not changed[:9, 0, 0].any()
    assert changed[:9, 0, 1].all()


def test_parameters():
    assert HANDOUT.printed(r"\$16 \\cdot 64 \+ 64 \\cdot 64 \+ 64 = (\d+)\$ parameters") == [16 * 64 + 64 * 64 + 64]
    assert HANDOUT.printed(r"the second \$64 \\cdot 64 \+ 64 \\cdot 64 \+ 64 = (\d+)\$") == [2 * 64 * 64 + 64]
    model = torch_models.CharRNN(28, 16, 64)
    sizes = [sum(one.numel() for one in part.parameters()) for part in model.children()]
    assert sizes == [448, 5248, 1820]
    assert sum(sizes) == 7516
    assert HANDOUT.says("7516.)")


# --- The adding problem


def test_the_baseline():
    x, y = memory.adding_batch(40, 100_000, np.random.default_rng(0))
    assert np.mean((y - 1) ** 2) == pytest.approx(1 / 6, rel=0.02)
    late = (x[20:, :, 0] * x[20:, :, 1]).sum(axis=0)
    assert np.mean((y - late - 0.5) ** 2) == pytest.approx(1 / 12, rel=0.02)
    inputs = np.column_stack([x[:, :, 0].T, x[:, :, 1].T[:, :-1], np.ones(len(y))])  # the marks sum to 2
    weights = np.linalg.lstsq(inputs, y)[0]
    assert np.mean((inputs @ weights - y) ** 2) == pytest.approx(0.158, abs=0.002)
    np.testing.assert_allclose(weights[:40], 2 / 40, atol=0.025)
    near(1 / 6 - 1 / 120, *HANDOUT.printed(r"\\tfrac1\{3T\} = (0\.\d+) "), places=3)

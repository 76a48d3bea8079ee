"""The numbers that chapter 2's handout prints, and those that it asks students to predict."""

from __future__ import annotations

import ast
import inspect
import math
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
from ch01_neural_networks import given
from ch02_backpropagation import engine, gradcheck, gradient_flow, initialization, network, vjps, worksheet
from ch02_backpropagation.engine import Value

FOLDER = Path(engine.__file__).parent
HANDOUT = (FOLDER / "README.md").read_text(encoding="utf-8")
EXERCISES = tomllib.loads((FOLDER / "chapter.toml").read_text(encoding="utf-8"))["exercise"]

ACTIVATIONS = {
    "sigmoid": (lambda z: 0.5 + 0.5 * np.tanh(z / 2), lambda h: h * (1 - h)),
    "tanh": (np.tanh, lambda h: 1 - h**2),
    "ReLU": (lambda z: np.maximum(z, 0), lambda h: (h > 0).astype(float)),
}


def rows(heading: str) -> list[list[str]]:
    """The cells of the first table under the line that begins with `heading`, without its head."""
    lines = HANDOUT[HANDOUT.index(f"\n{heading}") :].split("\n")
    first = next(number for number, line in enumerate(lines) if line.startswith("|"))
    table = []
    for line in lines[first:]:
        if not line.startswith("|"):
            break
        table.append([cell.strip() for cell in line.strip("|").split("|")])
    return table[2:]


def printed(text: str) -> None:
    """`text` stands in the handout, wherever its lines break."""
    assert " ".join(text.split()) in " ".join(HANDOUT.split())


def number(cell: str) -> float:
    return float(cell.replace("\N{MINUS SIGN}", "-"))


def half_a_digit(cell: str) -> float:
    """Half a unit of the last digit that is printed, and a little for rounding of the handout."""
    mantissa, _, exponent = cell.partition("e")
    return 0.51 * 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))


def same(value: float, cell: str) -> None:
    assert value == pytest.approx(number(cell), abs=half_a_digit(cell))


# --- The form


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda one: one["name"])
def test_every_exercise_has_a_box_in_its_section_and_a_row(exercise):
    sections = {part.split("\n", 1)[0]: part for part in re.split(r"^## ", HANDOUT, flags=re.MULTILINE)}
    place = "Walking back" if exercise["name"] == "engine.Value" else exercise["section"]  # it takes three sections
    assert exercise["section"] in sections
    assert f"> **Exercise `{exercise['name']}`.**" in sections[place]
    module = exercise["name"].split(".")[0]
    assert f"\n| `{exercise['name']}` | `{module}.py` | {exercise['minutes']} min |\n" in HANDOUT


# --- One number, and another


def test_the_number_of_weights():
    weights = given.initial_weights((64, 16, 10), np.random.default_rng(0))
    assert sum(weight.size for weight in weights) == 1210
    printed("2420 runs")


def test_the_example():
    x, y = Value(0.5), Value(-1.2)
    p = x * y
    s = p + x
    z = s.tanh()
    z.backward()
    assert (p.data, s.data) == (pytest.approx(-0.6), pytest.approx(-0.1))
    assert z.data == pytest.approx(-0.0997, abs=5e-5)
    assert s.grad == pytest.approx(0.9901, abs=5e-5)
    assert (x.grad, y.grad) == (pytest.approx(-0.1980, abs=5e-5), pytest.approx(0.4950, abs=5e-5))


@pytest.mark.parametrize(("program", "expected"), [("x * x", 4), ("x + x", 2)])
def test_both_uses_count(program, expected):
    x = Value(2.0)
    (x * x if program == "x * x" else x + x).backward()
    assert x.grad == expected


def one_unit() -> tuple[dict[str, float], tuple[float, float, float]]:
    """Derivatives of the network of one unit a layer by its weights and its parts, and the way forward."""
    w1, w2 = Value(0.8), Value(1.5)
    h = (w1 * 0.5).tanh()
    o = w2 * h
    loss = (o - 1) ** 2
    loss.backward()
    found = {"dL/do": o.grad, "dL/dw_2": w2.grad, "dL/dh": h.grad, "dL/dw_1": w1.grad}
    return found, (h.data, o.data, loss.data)


def test_one_unit_a_layer():
    found, (h, o, loss) = one_unit()
    table = rows("**Backward**, from the loss")
    assert [cells[0].strip("$") for cells in table] == list(found)
    for name, _, value in table:
        same(found[name.strip("$")], value)
    same(h, "0.37995")
    same(o, "0.5699")
    same(loss, "0.1850")
    same(1 - h**2, "0.8556")
    printed(r"\tanh 0.4 = 0.37995, \qquad o = 1.5 \cdot 0.37995 = 0.5699, \qquad L = (0.5699 - 1)^2 = 0.1850")


def test_printed_numbers_lead_to_printed_numbers():
    """The last place may differ by 1, as the handout says."""
    d_o, d_w2, d_h, d_w1 = (number(cells[-1]) for cells in rows("**Backward**, from the loss"))
    h, o, slope = 0.37995, 0.5699, 0.8556
    again = [1.5 * h, (o - 1) ** 2, 1 - h**2, 2 * (o - 1), d_o * h, d_o * 1.5, d_h * slope * 0.5]
    np.testing.assert_allclose(np.round(again, 4), [o, 0.1850, slope, d_o, d_w2, d_h, d_w1], rtol=0, atol=1.01e-4)
    printed("Recompute a line from the printed numbers, and its last place may differ by 1.")


def test_the_names_of_a_worksheet():
    names = [f'"{name.replace("_", "")}"' for name in ("h", "o", "L", *one_unit()[0])]
    printed(", ".join(f"`{name}`" for name in names[:-1]) + f" and `{names[-1]}`")
    docstring = " ".join(worksheet.network_trace.__doc__.split())
    assert ", ".join(names[:-1]) + f" and {names[-1]}" in docstring


def test_the_network_by_hand_gives_the_same():
    printed("`layers` with 0.5, 0.37995 and 0.5699, `d_logits` \N{MINUS SIGN}0.8602")
    column = [np.array([[value]]) for value in (0.8, 1.5, 0.5, 0.37995, 0.5699, -0.8602)]
    parameters = [(column[0], np.zeros(1)), (column[1], np.zeros(1))]
    (first, _), (second, _) = network.backward(parameters, column[2:5], column[5], lambda h: 1 - h**2)
    assert first.item() == pytest.approx(-0.5520, abs=1e-4)
    assert second.item() == pytest.approx(-0.3268, abs=1e-4)


# --- Measuring


def test_the_table_of_a_cube():
    table = rows("**By hand.** $f(x) = x^3$")
    assert len(table) == 2
    for h, one_side, both in table:
        same(((1 + float(h)) ** 3 - 1) / float(h), one_side)
        same(gradcheck.numerical_gradient(lambda x: float(x[0] ** 3), np.ones(1), float(h))[0], both)


def test_the_error_of_a_measurement():
    def error(h):
        return abs(gradcheck.numerical_gradient(lambda x: float(np.exp(x[0])), np.ones(1), h)[0] - math.e)

    same(error(0.1), "0.00453")
    same(0.1**2 / 6 * math.e, "0.0045")
    assert (1e-5) ** 2 / 6 * math.e == pytest.approx(4.5e-11, rel=0.01)
    assert error(1e-5) < 1.5e-10
    assert abs((math.exp(1 + 1e-5) - math.e) / 1e-5 - math.e) == pytest.approx(1.4e-5, rel=0.05)
    best = min(np.geomspace(1e-12, 1e-1, 45), key=error)
    assert 1e-7 < best < 1e-4


def test_the_traps_of_a_check():
    z = np.array([0.3, -1.0, 2.0])

    def sums(logits):
        return float((np.exp(logits) / np.exp(logits).sum()).sum())

    np.testing.assert_allclose(gradcheck.numerical_gradient(sums, z), 0, atol=1e-9)
    assert 1e12 + 1e-5 == 1e12
    kink = gradcheck.numerical_gradient(lambda x: max(float(x[0]), 0.0), np.zeros(1))
    assert kink[0] == pytest.approx(0.5)


def test_a_right_gradient_is_right_to_8_digits():
    rng = np.random.default_rng(0)
    inputs, start, u = rng.normal(size=(4, 3)), rng.normal(size=(3, 5)), rng.normal(size=(4, 5))
    measured = gradcheck.numerical_gradient(lambda weights: float((u * np.tanh(inputs @ weights)).sum()), start)
    computed = vjps.affine_vjp(u * (1 - np.tanh(inputs @ start) ** 2), inputs, start)[1]
    assert np.abs(measured - computed).max() < 1e-8 * np.abs(measured).max()


def test_a_huge_value_is_measured_to_3_digits():
    printed(r"$10^{-16} \cdot 10^8 / 10^{-5} = 10^{-3}$: three digits, no more")
    slopes = [
        gradcheck.numerical_gradient(lambda x: float(1e8 + x[0]), np.array([x]))[0] for x in np.linspace(0, 1, 99)
    ]
    assert 1e-4 < np.abs(np.array(slopes) - 1).max() < 1.5e-3


def test_where_the_line_is_drawn():
    printed("calls a gradient right up to $10^{-4}$ of its largest entry, and wrong from $10^{-2}$ on")
    docstring = " ".join(gradcheck.agrees.__doc__.split())
    assert "right to 1e-4 of the largest entry, False if any is off by more than 1e-2 of it" in docstring

    def accepts(error):
        rng, x = np.random.default_rng(0), np.array([0.3, -1.2])
        return gradcheck.agrees(np.sin, lambda x, u: (1 + error) * u * np.cos(x), x, rng)

    assert [accepts(error) for error in (1e-4, 0.9e-3, 1.1e-3, 1e-2)] == [True, True, False, False]


# --- Graphs


def diamond() -> dict[str, Value]:
    x, y = Value(1.0), Value(0.5)
    a = x * y
    b = a.tanh()
    z = a * b
    return {"x": x, "y": y, "a": a, "b": b, "z": z}


def in_order(names: str) -> bool:
    nodes = diamond()
    seen: set[int] = set()
    for name in names:
        if any(id(parent) not in seen for parent in nodes[name].parents):
            return False
        seen.add(id(nodes[name]))
    return True


def test_which_orders_are_right():
    assert in_order("xyabz")
    assert in_order("yxabz")
    assert not in_order("xybaz")
    assert not in_order("zaxyb")
    assert not in_order("zaxyb"[::-1])


def test_a_stack_with_two_kinds_of_entries():
    nodes, order, seen = diamond(), [], set()
    names = {id(node): name for name, node in nodes.items()}
    stack, states, idle = ["visit z"], [["", "visit z", ""]], []
    while stack:
        entry = stack.pop()
        kind, name = entry.split()
        if kind == "append":
            order.append(name)
        elif name in seen:
            idle.append(entry)
        else:
            seen.add(name)
            parents = [names[id(parent)] for parent in nodes[name].parents]
            stack += [f"append {name}", *(f"visit {parent}" for parent in parents)]
        states.append([entry, ", ".join(stack), ", ".join(order)])
    table = rows("**A stack with two kinds of entries.**")
    assert len(table) == 6
    assert table == states[:6]
    assert idle == ["visit a"]
    assert order == list("yxabz")
    assert engine.topological_order(nodes["z"]) == [nodes[name] for name in order]


def test_walking_back():
    nodes = diamond()
    nodes["z"].backward()
    x, y, a, b, z = nodes.values()
    same(b.data, "0.4621")
    same(z.data, "0.2311")
    same(b.grad * (1 - b.data**2), "0.3932")
    same(a.grad, "0.8553")
    same(x.grad, "0.4277")
    same(y.grad, "0.8553")
    assert y.data * b.data == pytest.approx(0.2311, abs=5e-5)  # had `a` handed on the contribution of z alone


def test_how_many_paths():
    assert pytest.approx(3600, rel=0.02) == 2**60 / 1e7 / 3600 / 24 / 365
    start = z = Value(1.0)
    for _ in range(60):
        z = z + z
    z.backward()
    assert start.grad == 2**60 == pytest.approx(1.15e18, rel=0.01)


# --- Arrays


def test_the_sizes_of_jacobians():
    assert (32 * 64, 32 * 16, 32 * 16 * 32 * 64) == (2048, 512, 1_048_576)
    printed("2048 numbers into 32 · 16 = 512")
    jacobian = np.kron(np.eye(32), np.ones((16, 64)))  # one block for each image
    assert jacobian.size == 1_048_576
    assert np.mean(jacobian == 0) == 31 / 32
    large = (32 * 4096) * 4096**2
    assert large == pytest.approx(2.2e12, rel=0.01)
    assert large * 8 / 1e12 == pytest.approx(17.6, abs=0.05)


def test_copies_add_up():
    upstream, table = np.array([[1.0, 2, 3], [4, 5, 6]]), rows("That is the whole rule")
    assert len(table) == 5
    for shape, _, gradient in table:
        size = tuple(int(length) for length in re.findall(r"\d+", shape))
        expected = upstream if "itself" in gradient else np.array(eval(gradient))  # noqa: S307 - our own text
        np.testing.assert_array_equal(vjps.unbroadcast(upstream, size), expected)
        assert expected.shape == size
    np.testing.assert_array_equal(vjps.unbroadcast(np.ones((2, 4, 3, 5)), (4, 1, 5)), np.full((4, 1, 5), 6.0))


def test_a_layer_by_hand():
    matrices = re.findall(r"(\w+)(?: = X\^T U| = U W\^T)? = \\begin\{pmatrix\}(.*?)\\end", HANDOUT)
    found = {name: np.array([line.split("&") for line in text.split(r"\\")], dtype=float) for name, text in matrices}
    dX, dW, db = vjps.affine_vjp(found["U"], found["X"], found["W"])  # noqa: N806 - names of the mathematics
    np.testing.assert_array_equal(dW, found["dW"])
    np.testing.assert_array_equal(dX, found["dX"])
    np.testing.assert_array_equal(db, [3, -1])


def test_softmax_by_hand():
    p = np.array([[1, 2, 5]]) / 8
    np.testing.assert_allclose(vjps.softmax_vjp(np.array([[8.0, 0, 0]]), p), [[7 / 8, -2 / 8, -5 / 8]])
    np.testing.assert_allclose(vjps.softmax_vjp(np.array([[3.0, 3, 3]]), p), 0, atol=1e-15)
    np.testing.assert_allclose(vjps.softmax_vjp(np.array([[0, -8 / 2, 0]]), p), [[1 / 8, 2 / 8 - 1, 5 / 8]])
    upstream = np.array([[0.3, -1.0, 2.0]])
    np.testing.assert_allclose(vjps.softmax_vjp(upstream, p), upstream @ (np.diag(p[0]) - p.T @ p))


class Counting(np.ndarray):
    """An array that counts the multiplications of its matrix products."""

    multiplications = 0

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        plain = [np.asarray(one) for one in inputs]
        if ufunc is np.matmul:
            Counting.multiplications += plain[0].shape[0] * plain[0].shape[1] * plain[1].shape[1]
        result = getattr(ufunc, method)(*plain, **options)
        return result.view(Counting) if isinstance(result, np.ndarray) else result


def test_what_a_way_back_costs():
    def counting(*shape):
        return np.ones(shape).view(Counting)

    parameters = [(counting(64, 16), counting(16)), (counting(16, 10), counting(10))]
    layers = [counting(1, 64), counting(1, 16), counting(1, 10)]
    Counting.multiplications = 0
    network.backward(parameters, layers, counting(1, 10), lambda h: 1 - h**2)
    assert Counting.multiplications == 1344
    assert 64 * 16 + 16 * 10 == 1184
    printed("forward 64 · 16 + 16 · 10 = 1184, backward 1184 + 160 = 1344. Together 2528, or 2.1 times")
    same(2528 / 1184, "2.1")


# --- Long ways


@pytest.mark.parametrize("row", rows("**Predict, then run.** Start at $x = 1$"), ids=lambda row: row[0])
def test_the_table_of_fading_gradients(row):
    depth, *slopes = row
    for weight, expected in zip((0.5, 1.0, 2.0), slopes, strict=True):
        x = z = Value(1.0)
        for _ in range(int(depth)):
            z = (weight * z).tanh()
        z.backward()
        assert x.grad == pytest.approx(float(expected), rel=0.05)


def forward(parameters, inputs, activation):
    layers = [inputs]
    for weights, bias in parameters:
        layers.append(activation(layers[-1] @ weights + bias))
    layers[-1] = layers[-2] @ parameters[-1][0] + parameters[-1][1]
    return layers


def steps_back(name: str, gain: float, seed: int) -> tuple[float, float]:
    """Mean of the logarithm of a step's factor: by the law, and measured. 30 weight matrices, 29 hidden layers."""
    rng, (activation, derivative) = np.random.default_rng(seed), ACTIVATIONS[name]
    parameters = [(rng.normal(0, gain / 16, size=(256, 256)), np.zeros(256)) for _ in range(30)]
    layers = forward(parameters, rng.normal(size=(64, 256)), activation)
    assert len(layers[1:-1]) == 29
    norms = gradient_flow.gradient_norms(parameters, layers, rng.normal(size=(64, 256)), derivative)
    law = [0.5 * np.log(gain**2 * np.mean(derivative(h) ** 2)) for h in layers[1:-1]]
    return float(np.mean(law)), float(np.log(norms[0] / norms[-2]) / 29)


@pytest.mark.parametrize(
    "row", rows("**Predict, then run.** 30 weight matrices"), ids=lambda row: f"{row[0]}, {row[1]}"
)
def test_the_law_of_layers(row):
    name, gain, law, factor, left = row
    exact = {"1.414": math.sqrt(2)}.get(gain, float(gain))
    expected, measured = np.mean([steps_back(name, exact, seed) for seed in range(5)], axis=0)
    assert np.exp(expected) == pytest.approx(float(law), rel=0.01)
    assert np.exp(measured) == pytest.approx(float(factor), rel=0.01)
    assert np.exp(29 * measured) == pytest.approx(float(left), rel=0.1)


def test_the_bounds_of_the_slopes():
    z = np.linspace(-3, 3, 601)
    sigmoid, slope = ACTIVATIONS["sigmoid"]
    assert slope(sigmoid(z)).max() == pytest.approx(1 / 4)
    assert 1e-19 < 4.0**-30 < 1e-17
    printed("$4^{-30}$, about $10^{-18}$")


# --- Starts


def test_variances_by_hand():
    table = {cells[0]: cells[1:] for cells in rows("**By hand.** 200 inputs")}
    for name, variance in (("He", 2 / 200), ("Xavier", 2 / 300)):
        for value, cell in zip((variance, variance**0.5, (3 * variance) ** 0.5), table[name], strict=True):
            same(value, cell)
        drawn, _ = initialization.init_layer(200, 100, name.lower(), np.random.default_rng(0))
        assert drawn.var() == pytest.approx(variance, rel=0.05)
    uniform = np.linspace(-1, 1, 100_001)
    assert uniform.var() == pytest.approx(1 / 3, rel=1e-4)


def spreads(start: str, seed: int, activation: str = "ReLU", width: int = 256, samples: int = 200):
    """The outputs of 20 layers without biases."""
    rng = np.random.default_rng(seed)
    signal, outputs = rng.normal(size=(samples, width)), []
    for _ in range(20):
        if start.startswith("standard deviation"):
            weights = rng.normal(0, float(start.removeprefix("standard deviation")), size=(width, width))
        else:
            weights, _ = initialization.init_layer(width, width, start.lower(), rng)
        signal = ACTIVATIONS[activation][0](signal @ weights)
        outputs.append(signal)
    return outputs


@pytest.mark.parametrize("row", rows("**Predict, then run.** 20 layers"), ids=lambda row: row[0])
def test_the_table_of_starts(row):
    start, *cells = row
    means = np.mean([[layer.std() for layer in spreads(start, seed)] for seed in range(3)], axis=0)
    for depth, cell in zip((1, 5, 10, 20), cells, strict=True):
        assert means[depth - 1] == pytest.approx(float(cell), rel=0.05)


def test_why_he_begins_at_less_than_1():
    outputs = np.array([spreads("He", seed)[0] for seed in range(3)])
    assert np.mean(outputs**2) == pytest.approx(1, rel=0.02)
    assert outputs.mean() == pytest.approx(1 / math.sqrt(math.pi), rel=0.02)
    same(math.sqrt(1 - 1 / math.pi), "0.826")
    printed(r"$\sqrt{1 - 1/\pi} = 0.826$")


def test_the_picture_of_starts_has_the_width_of_the_table():
    printed("the width 256 of the table")
    assert inspect.signature(spreads).parameters["width"].default == 256
    tree = ast.parse((FOLDER / "figures.py").read_text(encoding="utf-8"))
    function = next(node for node in tree.body if getattr(node, "name", "") == "signals_and_gradients")
    assert ast.unparse(function.args) == "scheme, width=256, depth=21"


def test_a_start_for_tanh():
    means = np.mean([[layer.std() for layer in spreads("Xavier", seed, "tanh")] for seed in range(3)], axis=0)
    assert (means[0], means[-1]) == (pytest.approx(0.63, abs=0.005), pytest.approx(0.16, abs=0.006))
    same(256 * 1e-4 / 2, "0.0128")
    same(math.sqrt(0.0128), "0.113")


@pytest.mark.parametrize(
    ("width", "networks", "rate", "margin"),
    [(50, 200, 1 / 3, 0.05), (100, 200, 1 / 8, 0.04), (256, 100, 1 / 100, 0.02)],
)
def test_luck_in_narrow_networks(width, networks, rate, margin):
    printed("about 1 network in 3 at width 50, about 1 in 8 at width 100, about 1 in 100 at width 256")
    ratios = []
    for seed in range(networks):
        layers = spreads("He", seed, width=width, samples=50)
        ratios.append(np.sqrt(np.mean(layers[-1] ** 2) / np.mean(layers[0] ** 2)))
    assert np.mean([not 0.5 <= ratio <= 2 for ratio in ratios]) == pytest.approx(rate, abs=margin)


def test_equal_units_stay_equal():
    """All weights equal: units receive equal gradients, and stay equal."""
    rng = np.random.default_rng(0)
    parameters = [(np.full((3, 4), 0.5), np.zeros(4)), (np.full((4, 2), 0.5), np.zeros(2))]
    layers = forward(parameters, rng.normal(size=(5, 3)), np.tanh)
    (first, _), (second, _) = network.backward(parameters, layers, rng.normal(size=(5, 2)), lambda h: 1 - h**2)
    np.testing.assert_allclose(first, first[:, :1] * np.ones(4))
    np.testing.assert_allclose(second, second[:1] * np.ones((4, 1)))

"""The engine of chapter 2 against torch, on expressions that hypothesis writes."""

from __future__ import annotations

import math

import pytest
import torch
from ch02_backpropagation import given
from ch02_backpropagation.engine import Value, as_value
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

FORMS = [
    "{a} + {b}",
    "{a} - {b}",
    "{a} * {b}",
    "{a} / ({b} * {b} + 1)",
    "{a} + 2",
    "2 + {a}",
    "{a} - 0.5",
    "0.5 - {a}",
    "{a} * 3",
    "-3 * {a}",
    "{a} / 4",
    "1.5 / ({a} * {a} + 2)",
    "-{a}",
    "{a} ** 2",
    "{a} ** 3",
    "({a} * {a} + 1) ** -1.5",
    "{a}.tanh()",
    "{a}.tanh().exp()",
    "{a}.relu()",
]


@st.composite
def programs(draw):
    """Lines that each use two earlier results, kept small by tanh; the last is `z`."""
    names = ["x", "y"]
    lines = []
    for step in range(draw(st.integers(1, 12))):
        a, b = draw(st.sampled_from(names)), draw(st.sampled_from(names))
        lines.append(f"v{step} = ({draw(st.sampled_from(FORMS)).format(a=a, b=b)}) * 0.5")
        names.append(f"v{step}")
    return "\n".join([*lines, f"z = {names[-1]} * x + {draw(st.sampled_from(names))}"])


numbers = st.floats(0.1, 2.0).flatmap(lambda size: st.sampled_from([size, -size]))


@settings(deadline=None)  # the machine may be busy
@drawn(programs(), numbers, numbers)
def test_values_and_gradients_are_torchs(program, x, y):
    ours = {"x": Value(x), "y": Value(y)}
    theirs = {name: torch.tensor(value.data, dtype=torch.float64, requires_grad=True) for name, value in ours.items()}
    mine, oracle = dict(ours), dict(theirs)
    for names in (mine, oracle):
        exec(program, {}, names)  # noqa: S102 - our own lines
        names["z"].backward()
    assert mine["z"].data == pytest.approx(oracle["z"].item(), rel=1e-9, abs=1e-12)
    for name, value in ours.items():
        slope = theirs[name].grad
        assert value.grad == pytest.approx(0.0 if slope is None else slope.item(), rel=1e-9, abs=1e-12)


def test_a_chain_of_10000_additions():
    x, step = Value(1.0), Value(0.25)
    z = x
    for _ in range(10_000):
        z = z + step
    z.backward()
    assert (z.data, x.grad, step.grad) == (2501.0, 1.0, 10_000.0)


def test_60_doublings():
    x = Value(0.5)
    z = x
    for _ in range(60):
        z = z + z
    z.backward()
    assert x.grad == 2.0**60


def test_a_node_outside_the_graph_keeps_its_gradient():
    x, other = Value(2.0), Value(3.0)
    _ = x * other
    (x * x).backward()
    assert (x.grad, other.grad) == (4.0, 0.0)


def test_negative_numbers_have_whole_powers():
    x = Value(-2.0)
    z = x**3
    z.backward()
    assert (z.data, x.grad) == (-8.0, 12.0)


def test_as_value_leaves_a_value_alone():
    x = Value(1.0)
    assert as_value(x) is x
    assert as_value(2).data == 2


def test_the_drawing_writes_a_reused_node_once():
    x = Value(0.5)
    z = (x * x).tanh()
    z.backward()
    lines = given.draw(z).splitlines()
    assert len(lines) == 4
    assert lines[-1].strip() == "#2  (see above)"
    assert f"data {math.tanh(0.25):.4f}  grad 1.0000" in lines[0]

"""The numbers that chapter 2's handout asks students to predict."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ch02_backpropagation import engine
from ch02_backpropagation.engine import Value

HANDOUT = Path(engine.__file__).with_name("README.md").read_text(encoding="utf-8")
TABLE = re.findall(r"^\| (1|10|50) \| (\S+) \| (\S+) \| (\S+) \|$", HANDOUT, re.MULTILINE)


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


def test_a_gradient_handed_on_too_early():
    x, y = Value(1.0), Value(0.5)
    a = x * y
    b = a.tanh()
    z = a * b
    z.backward()
    assert x.grad == pytest.approx(0.4277, abs=5e-5)
    assert y.data * b.data == pytest.approx(0.2311, abs=5e-5)  # the contribution of z alone


def test_how_long_all_paths_would_take():
    assert pytest.approx(3600, rel=0.02) == 2**60 / 1e7 / 3600 / 24 / 365


@pytest.mark.parametrize("row", TABLE)
def test_the_table_of_fading_gradients(row):
    depth, *slopes = row
    for weight, expected in zip((0.5, 1.0, 2.0), slopes, strict=True):
        x = Value(1.0)
        z = x
        for _ in range(int(depth)):
            z = (weight * z).tanh()
        z.backward()
        assert x.grad == pytest.approx(float(expected), rel=0.05)


def test_the_table_of_fading_gradients_was_found():
    assert len(TABLE) == 3

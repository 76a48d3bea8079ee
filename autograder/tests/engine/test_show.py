"""Observations and calls read well, stay short, and carry nothing that a terminal would obey."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.engine.observe import Died, Raised
from autograder.engine.show import CHARACTERS, LINES, clean, show, show_apart, show_call
from autograder.engine.wire import Opaque

LARGE = np.linspace(-1.2, 3.4, 6400).reshape(100, 64)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        (True, "True"),
        (7, "7"),
        (2 / 3, "0.666667"),
        (-0.0, "0"),
        (float("nan"), "nan"),
        (np.float64(0.5), "0.5"),
        (np.array(3.25), "3.25"),
        (1 + 2j, "1+2j"),
        ("a\tb", "'a\\tb'"),
        (b"\x00", "b'\\x00'"),
        ([1, [2.5, "x"]], "[1, [2.5, 'x']]"),
        ((1, 2), "[1, 2]"),
        ({"z": 1.5, "dz/dx": np.zeros(2)}, "{'z': 1.5, 'dz/dx': [0., 0.]}"),
        (list(range(50)), "[0, 1, 2, 3, 4, 5, … (50 items)]"),
        ({str(i): i for i in range(8)}, "{'0': 0, '1': 1, '2': 2, '3': 3, '4': 4, '5': 5, … (8 items)}"),
        ([[[[[1, 2]]]]], "[[[[a list of 2 items]]]]"),
        (np.array([[np.nan, 0, 0]]), "[[nan,  0.,  0.]]"),
        (np.array([[1, 2], [3, 4]]), "[[1, 2],\n [3, 4]]"),
        ([np.array([[1, 2], [3, 4]])], "[[[1, 2],  [3, 4]]]"),
        (LARGE, "array of shape (100, 64), float64, from -1.2 to 3.4"),
        (LARGE > 0, "array of shape (100, 64), bool, 4730 of 6400 true"),
        (LARGE * 1j, "array of shape (100, 64), complex128"),
        (np.full(100, np.nan), "array of shape (100,), float64, 100 of 100 elements are nan or inf"),
        (np.zeros((0, 3), np.float32), "empty array of shape (0, 3), float32"),
        (Opaque("Value"), "a Value object"),
        (Opaque("Engine"), "an Engine object"),
        (Opaque("function"), "a function"),
        (Opaque("int"), "an integer of more than 64 bits"),
        (Opaque("dict with keys that are not strings"), "a dict with keys that are not strings"),
        (
            Died("cpu", "used more than 10 s of CPU time and was stopped"),
            "used more than 10 s of CPU time and was stopped",
        ),
        (Raised("ValueError", ""), "ValueError"),
        (
            Raised("ValueError", "bad shape", "activations.py", 12, "    return x @ w"),
            "ValueError: bad shape (activations.py, line 12: `return x @ w`)",
        ),
        (Raised("KeyError", "'w'", "layers.py"), "KeyError: 'w' (layers.py)"),
    ],
)
def test_every_kind_of_observation_has_its_words(value: object, text: str) -> None:
    assert show(value) == text


def test_a_call_reads_as_the_student_would_write_it() -> None:
    logits = np.array([[1000.0, 0.0, -1000.0]])
    assert show_call("activations.softmax", [logits], {}) == "softmax([[ 1000.,     0., -1000.]])"
    assert show_call("reused_node", [0.5, -1.2], {"steps": 3}) == "reused_node(0.5, -1.2, steps=3)"


def test_a_call_with_large_arguments_describes_them() -> None:
    assert show_call("layers.linear", [LARGE, None], {}) == (
        "linear(array of shape (100, 64), float64, from -1.2 to 3.4, None)"
    )


def test_values_that_look_the_same_get_more_digits() -> None:
    assert show_apart(1.0, 2.0) == ("1", "2")
    assert show_apart(np.array([1.0, 2.0]), np.array([1.0, 2.0000001])) == (
        "[1., 2.]",
        "[1.       , 2.0000001]",
    )
    assert show_apart(0.1, 0.1) == ("0.1", "0.1")


def test_no_character_reaches_the_terminal_that_it_would_obey() -> None:
    assert clean("\x1b[31mred\u202e\r\n\ud800 end", 40) == "[31mred end"
    assert clean("x" * 50, 10) == "x" * 9 + "…"
    assert show(Raised("E\x07", "a\nb\x00", "f\x1b.py", 1, "\u202ex")) == "E: a b (f .py, line 1: `x`)"


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(st.text(), inner, max_size=8),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(PLAIN)
def test_anything_becomes_a_short_printable_text(value: object) -> None:
    text = show(value)
    assert len(text) <= CHARACTERS
    assert text.count("\n") < LINES
    assert all(char.isprintable() or char == "\n" for char in text)

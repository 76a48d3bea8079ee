"""Type, then structure, shape, dtype and value: the first difference, in words."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.engine.difference import compare, compare_shapes
from autograder.engine.observe import Raised
from autograder.engine.wire import Opaque

WANT = np.array([[1.0, -2.0, 3.5], [0.25, 5.0, -6.0]])


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (WANT, WANT),
        (WANT.astype(np.float32), WANT),
        (WANT, WANT.astype(np.float32)),
        (np.asfortranarray(WANT), WANT),
        (WANT * (1 + 1e-9), WANT),
        (np.array([1, 2]), np.array([1.0, 2.0])),  # integers where the values are whole
        (3, 3.0),
        (3.0, np.array(3.0)),
        (np.array(3.0), 3.0),
        (WANT, WANT + 0j),
        ([1, (2.0, "x")], (1, [2.0, "x"])),  # a list is a tuple
        ({"b": None, "a": WANT}, {"a": WANT, "b": None}),
        (np.array([np.nan, np.inf]), np.array([np.nan, np.inf])),
        (np.zeros((0, 3)), np.zeros((0, 3))),
        ("text", "text"),
        (b"\x00", b"\x00"),
        (None, None),
        (True, np.array(True)),
    ],
)
def test_what_agrees(got: object, want: object) -> None:
    assert compare(got, want) is None


@pytest.mark.parametrize(
    ("got", "want", "kind", "words"),
    [
        (
            None,
            WANT,
            "type",
            "None: the function returned nothing (is a `return` missing?), expected an array of shape (2, 3)",
        ),
        (WANT.tolist(), WANT, "type", "a list or tuple, expected an array of shape (2, 3)"),
        (WANT, WANT.tolist(), "type", "an array of shape (2, 3), expected a list of 2 items"),
        ("1.5", 1.5, "type", "a string, expected a number"),
        (1.5, "1.5", "type", "a number, expected a string"),
        (None, 3, "type", "None: the function returned nothing (is a `return` missing?), expected an integer"),
        (Opaque("Value"), 3.0, "type", "a Value object, expected a number"),
        (Raised("ValueError", "bad"), True, "type", "ValueError: bad, expected a bool"),
        (3.0, None, "type", "a number, expected None"),
        (1.5, {"z": 1.5}, "type", "a number, expected a dict with the keys z"),
        ([1, 2], [1, 2, 3], "structure", "a list of 2 items, expected a list of 3 items"),
        ({"z": 1}, {"z": 1, "dz": 2}, "structure", "a dict with the keys z, expected the keys z, dz"),
        (
            {"z": 1.0, "dz/dx": 2.0},
            {"z": 1.0, "dz/dx": 2.5},
            "value",
            '["dz/dx"]: 2, expected 2.5',
        ),
        ([1, {"w": [0, 7]}], [1, {"w": [0, 8]}], "value", '[1]["w"][1]: 7, expected 8'),
        ([WANT, [WANT[0]]], [WANT, [WANT]], "shape", "[1][0]: an array of shape (3,), expected an array of shape (2, 3)"
         ": axis 0, of length 2, is missing"),
        (WANT[0, :1], 1.5, "shape", "an array of shape (1,), expected a single number: an axis of length 1 is too "
         "many"),
        (2.5, WANT[0], "shape", "a single number, expected an array of shape (3,): axis 0, of length 3, is missing"),
        (4.0, 4, "dtype", "floating-point numbers (float64), expected integers"),
        (np.array([1, 0]), np.array([True, False]), "dtype", "integers (int64), expected bools"),
        (WANT > 0, WANT, "dtype", "bools (bool), expected floating-point numbers"),
        (WANT + 0j, WANT, "dtype", "complex numbers (complex128), expected floating-point numbers"),
        (3, 3.7, "value", "3, expected 3.7: integers (int64) came: the fractions are cut off"),
        (np.array([1, 1]), WANT[0, :2], "value", "at [1]: 1, expected -2"),
        (-3, 3, "value", "-3, expected 3"),
        (1.0000005, 1.0, "value", "1.0000005, expected 1.0"),
        ("hello world", "hello there", "value", "'hello world', expected 'hello there': from character 6 on: "
         "'world', expected 'there'"),
        ("x", "y", "value", "'x', expected 'y'"),
        (False, True, "value", "False, expected True"),
        (b"a", b"b", "value", "b'a', expected b'b'"),
        (Opaque("A"), Opaque("B"), "value", "an A object, expected a B object"),
        (np.array([1.0, np.nan]), np.array([1.0, 2.0]), "value", "at [1]: nan, expected 2; nan where a finite number "
         "is expected"),
        (
            WANT * 2,
            WANT,
            "value",
            "all 6 elements differ, furthest off at [1, 2]: -12, expected -6; "
            "everywhere 2 times the expected value; 2 is the length of axis 0",
        ),
        (
            np.abs(WANT),
            WANT,
            "value",
            "2 of 6 elements differ, furthest off at [1, 2]: 6, expected -6; "
            "only where the expected value is negative: the sign is reversed there",
        ),
    ],
)  # fmt: skip
def test_what_differs_and_how_it_is_said(got: object, want: object, kind: str, words: str) -> None:
    found = compare(got, want)
    assert found is not None
    assert (found.kind, found.words) == (kind, words)


@pytest.mark.parametrize(
    ("got", "want", "words"),
    [
        ((3, 2), (2, 3), "the transpose"),
        ((3,), (1, 3), "an axis of length 1 is missing"),
        ((3, 1), (3,), "an axis of length 1 is too many"),
        ((3, 1), (1, 3), "the transpose"),
        ((2, 5, 6, 3), (2, 3, 5, 6), "the axes in another order, (0, 2, 3, 1)"),
        ((4, 4), (4,), "as if (4, 1) and (4,) had been combined by broadcasting"),
        ((4, 4), (4, 1), "as if (4, 1) and (4,) had been combined by broadcasting"),
        ((2, 5), (2, 3, 5), "axis 1, of length 3, is missing"),
        ((4,), (4, 4), "one of the axes is missing"),
        ((12,), (3, 4), None),
        ((3, 4), (2, 6), "as many elements, in another shape"),
        ((5, 2), (2, 3), None),
        ((), (2, 3), None),
    ],
)
def test_shapes_are_related_in_words(got: tuple[int, ...], want: tuple[int, ...], words: str | None) -> None:
    assert compare_shapes(got, want) == words


def test_zeros_ask_for_equality() -> None:
    assert compare(0.1 + 0.2, 0.3) is None
    found = compare(0.1 + 0.2, 0.3, 0, 0)
    assert found is not None
    assert found.words == "0.30000000000000004, expected 0.3"

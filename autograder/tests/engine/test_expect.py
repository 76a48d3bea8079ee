"""Only CheckFailed comes out of an expectation, and its words say what is wrong."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from autograder.engine import expect
from autograder.engine.observe import CheckFailed, Died, Raised
from autograder.engine.wire import Opaque

WANT = np.array([[1.0, -2.0, 3.5], [0.25, 5.0, -6.0]])
RAISED = Raised("ValueError", "bad shape", "activations.py", 12, "return x @ w")

HOSTILE = {
    "None": None,
    "a bool": True,
    "an int": 7,
    "a huge int": 2**63 - 1,
    "a float": -1e300,
    "nan": float("nan"),
    "inf": float("inf"),
    "a text": "\x1b[31m\u202epwned\ud800" * 200,
    "bytes": b"\x00\xff" * 500,
    "an empty list": [],
    "a ragged list": [[1.0, 2.0], [3.0], "x", None],
    "numbers in lists": WANT.tolist(),
    "a deep list": [[[[[[[[[[1.0]]]]]]]]]],
    "an empty dict": {},
    "a dict": {"got": None, "\x1b]0;": [Opaque("Value")]},
    "an opaque": Opaque("Value"),
    "a nameless opaque": Opaque("\x00"),
    "an exception": RAISED,
    "a stub": Raised("NotImplementedError", "activations.softmax"),
    "a death": Died("cpu", "used more than 10 s of CPU time and was stopped"),
    "a list of exceptions": [RAISED, RAISED],
    "empty": np.zeros((0, 3)),
    "no dimensions": np.array(np.nan),
    "the wrong shape": WANT.T,
    "many dimensions": np.zeros((1,) * 16),
    "bools": WANT > 0,
    "integers": np.full((2, 3), np.iinfo(np.int64).min),
    "unsigned integers": np.full((2, 3), np.iinfo(np.uint64).max),
    "bytes in an array": np.full((2, 3), 200, dtype=np.uint8),
    "float16": np.full((2, 3), 6e4, dtype=np.float16),
    "complex": np.full((2, 3), complex(np.nan, np.inf)),
    "nan in an array": np.full((2, 3), np.nan),
    "opposite infinities": np.array([[np.inf, -np.inf, 0.0], [1e308, -1e308, 1e308]]),
    "huge": np.full((2, 3), 1e308),
    "tiny": np.full((2, 3), 5e-324),
    "large": np.zeros((300, 700)),
}


def numeric() -> expect.Numeric:
    return expect.central_differences(np.tanh, WANT, np.ones_like(WANT))


EXPECTATIONS: dict[str, Callable[[object], None]] = {
    "same past": lambda got: expect.same_past(got, WANT, 1),
    "same past, changed": lambda got: expect.same_past(WANT, got, 0),
    "same lines": lambda got: expect.same_lines([got, {"answer": 1.0, "lines": 9}], [1.0, 1.0], "1 and 9"),
    "same lines, answered": lambda got: expect.same_lines([{"answer": got, "lines": 9}] * 2, [WANT, WANT], "1 and 9"),
    "close": lambda got: expect.close(got, WANT),
    "close to a number": lambda got: expect.close(got, 0.5),
    "close to integers": lambda got: expect.close(got, np.arange(6).reshape(2, 3)),
    "close to complex": lambda got: expect.close(got, WANT * 1j),
    "close to lists": lambda got: expect.close(got, [WANT, [0.5, 2.0]]),
    "close in each": lambda got: expect.close([got, got], [WANT, {"z": 1.0}]),
    "close in a dict": lambda got: expect.close({"z": got}, {"z": WANT}),
    "equal": lambda got: expect.equal(got, ["a", 1, None]),
    "equal to a text": lambda got: expect.equal(got, "a text"),
    "equal to None in a list": lambda got: expect.equal([got], [[None]]),
    "shape": lambda got: expect.shape(got, (2, 4)),
    "dtype": lambda got: expect.dtype(got, "float32"),
    "finite": lambda got: expect.finite([got, np.nan]),
    "raises": lambda got: expect.raises(got, "TypeError"),
    "unchanged": lambda got: expect.unchanged(got, WANT),
    "true": lambda got: expect.true(got, False, "every row sums to 1"),
    "between": lambda got: expect.between(got, 2.25, 2.26, "the loss"),
    "bar": lambda got: expect.bar(got, at_most=-1e301),
    "gradient": lambda got: expect.gradient(got, numeric()),
    "gradient of nonsense": lambda got: expect.gradient(WANT, expect.central_differences(lambda _: got, WANT, WANT[0])),
    "distribution": lambda got: expect.distribution(got, 3.0, 0.5),
}


@pytest.mark.parametrize("got", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("expectation", EXPECTATIONS.values(), ids=EXPECTATIONS)
def test_whatever_came_is_a_worded_failure(expectation: Callable[[object], None], got: object) -> None:
    with pytest.raises(CheckFailed) as failed:
        expectation(got)
    for text in (failed.value.got_text, failed.value.expected, failed.value.where or "-"):
        assert text
        assert len(text) < 500
        assert all(char.isprintable() or char == "\n" for char in text)


def failure(expectation: Callable[..., None], *args: object, **kwargs: object) -> CheckFailed:
    with pytest.raises(CheckFailed) as failed:
        expectation(*args, **kwargs)
    return failed.value


def words(failed: CheckFailed) -> tuple[str | None, str | None, str | None]:
    return failed.got_text, failed.expected, failed.where


def test_right_observations_pass() -> None:
    expect.close(WANT.astype(np.float32), WANT)
    expect.close([WANT, 2.0], (WANT, 2.0))
    expect.close(WANT + 0.05, WANT, atol=0.1)
    expect.equal([1, "a", None, {"x": [2]}], [1, "a", None, {"x": [2]}])
    expect.shape(WANT, (2, 3))
    expect.shape(1.5, ())
    expect.dtype(WANT, "float")
    expect.dtype(WANT.astype(np.float32), "float32")
    expect.dtype(True, "bool")
    expect.finite({"a": [WANT, 1], "b": 2.0})
    expect.raises(RAISED, "TypeError", "ValueError")
    expect.raises(RAISED)
    expect.unchanged(np.array([1.0, np.nan]), np.array([1.0, np.nan]))
    expect.true(WANT, np.bool_(True), "every row sums to 1")
    expect.between(WANT, -6, 5, "the score")
    expect.bar(0.9, at_least=0.9)
    expect.bar(np.array(0.1), at_most=0.2, what="loss")


def test_the_values_are_shown_and_the_worst_element_is_named() -> None:
    failed = failure(expect.close, WANT * [[1], [2]], WANT)
    assert words(failed) == (
        "[[  1. ,  -2. ,   3.5],\n [  0.5,  10. , -12. ]]",
        "[[ 1.  , -2.  ,  3.5 ],\n [ 0.25,  5.  , -6.  ]]",
        "3 of 6 elements differ, furthest off at [1, 2]: -12, expected -6; only the last row",
    )


def test_the_smallest_failing_case_is_shown_and_kept() -> None:
    large, small, right = np.zeros((4, 4)), np.array([3.0, 4.0]), np.array([1.0])
    wants = [large + 1, small * 2, right, small * 3]
    failed = failure(expect.close, [large, small, right, small.copy()], wants)
    assert failed.got is small
    assert words(failed) == (
        "[3., 4.]",
        "[6., 8.]",
        "all 2 elements differ, furthest off at [1]: 4, expected 8; everywhere 1/2 of the expected value; "
        "2 is the length of axis 0",
    )


def test_a_list_of_numbers_names_the_one_that_fails() -> None:
    losses = [0.5, 0.4, 0.375]
    failed = failure(expect.close, losses, [0.5, 0.4, 0.3])
    assert failed.got is losses[2]
    assert words(failed) == ("0.375", "0.3", "[2] of 3 values")


def test_a_trace_is_shown_whole() -> None:
    trace = [3, 1, 2]
    failed = failure(expect.equal, trace, [3, 2, 2])
    assert failed.got is trace
    assert words(failed) == ("[3, 1, 2]", "[3, 2, 2]", "[1]: 1, expected 2")


def test_an_exception_in_a_trace_is_shown_alone() -> None:
    failed = failure(expect.equal, [3, RAISED], [3, 2])
    assert failed.got is RAISED


def test_a_dict_is_kept_whole_and_its_key_is_named() -> None:
    answer = {"z": 1.0, "dz/dx": 2.0}
    failed = failure(expect.close, [answer], [{"z": 1.0, "dz/dx": -2.0}])
    assert failed.got is answer
    assert words(failed) == (
        "{'z': 1, 'dz/dx': 2}",
        "{'z': 1, 'dz/dx': -2}",
        '["dz/dx"]: 2, expected -2: the sign is reversed',
    )


def test_an_exception_is_shown_beside_the_expected_value() -> None:
    assert words(failure(expect.close, RAISED, WANT[0])) == (
        "ValueError: bad shape (activations.py, line 12: `return x @ w`)",
        "[ 1. , -2. ,  3.5]",
        None,
    )
    died = Died("cpu", "used more than 10 s of CPU time and was stopped")
    failed = failure(expect.close, [1.0, died], [1.0, 2.0])
    assert failed.got is died
    assert failed.got_text == "used more than 10 s of CPU time and was stopped"


@pytest.mark.parametrize("want", [RAISED, Died("wall", "x"), [1.0, RAISED], {"z": [Opaque("Value")]}])
def test_a_reference_that_did_not_answer_is_ours(want: object) -> None:
    with pytest.raises(RuntimeError, match="the reference did not answer with data"):
        expect.close(1.0, want)


def test_shapes_and_dtypes_in_words() -> None:
    assert words(failure(expect.shape, WANT.T, (2, 3))) == (
        "an array of shape (3, 2)",
        "an array of shape (2, 3)",
        "the transpose",
    )
    assert words(failure(expect.shape, [1.0], ())) == ("a list or tuple", "a single number", None)
    assert words(failure(expect.dtype, WANT, "int")) == ("floating-point numbers (float64)", "integers", None)
    assert words(failure(expect.dtype, WANT, "float32")) == ("floating-point numbers (float64)", "float32", None)


def test_numbers_that_are_not_finite() -> None:
    got = [1.0, np.array([[0.0, np.inf]])]
    assert words(failure(expect.finite, got)) == (
        "[1, [[ 0., inf]]]",
        "finite numbers, no nan or inf",
        "first at [0, 1]; 1 of 2 elements",
    )
    assert words(failure(expect.finite, [])) == ("[]", "finite numbers", None)


def test_exceptions_that_must_be_raised() -> None:
    assert words(failure(expect.raises, None, "ValueError")) == ("None, and no exception", "ValueError", None)
    assert failure(expect.raises, RAISED, "TypeError", "KeyError").expected == "TypeError or KeyError"
    stub = Raised("NotImplementedError", "activations.softmax")
    assert failure(expect.raises, stub, "NotImplementedError").got is stub
    assert failure(expect.raises, stub).expected == "an exception"


def test_an_array_that_was_changed() -> None:
    after = WANT.copy()
    after[0, 1] = 9
    assert words(failure(expect.unchanged, after, WANT)) == (
        "[[ 1.  ,  9.  ,  3.5 ],\n [ 0.25,  5.  , -6.  ]]",
        "[[ 1.  , -2.  ,  3.5 ],\n [ 0.25,  5.  , -6.  ]]",
        "the caller's array was changed: at [0, 1]: 9, expected -2",
    )


def test_a_law_is_stated_and_never_fulfilled_by_an_exception() -> None:
    assert words(failure(expect.true, 0.5, False, "every row sums to 1")) == ("0.5", "every row sums to 1", None)
    assert failure(expect.true, [1.0, RAISED], True, "x equals x").expected == "x equals x"
    with pytest.raises(TypeError, match=r"write np\.all"):
        expect.true(WANT, WANT > 0, "all are positive")


def test_a_range_in_words() -> None:
    assert words(failure(expect.between, np.array([0.5, 1.5]), 0, 1, "a probability")) == (
        "[0.5, 1.5]",
        "a probability from 0 to 1",
        "first at [1]; 1 of 2 elements",
    )
    assert words(failure(expect.between, 2.5, 2.25, 2.35, "the loss")) == ("2.5", "the loss from 2.25 to 2.35", None)


@pytest.mark.parametrize(
    ("value", "limits", "came", "bound"),
    [
        (0.83, {"at_least": 0.9}, "0.83", "at least 0.90"),
        (0.8996, {"at_least": 0.9}, "0.8996", "at least 0.9000"),
        (0.9, {"at_least": 0.925}, "0.900", "at least 0.925"),
        (0.5, {"at_most": 0.25}, "0.50", "at most 0.25"),
        (1e300, {"at_most": 0.25}, "1e+300", "at most 0.25"),
        (float("nan"), {"at_most": 0.25}, "nan", "at most 0.25"),
    ],
)
def test_a_bar_in_words(value: float, limits: dict[str, float], came: str, bound: str) -> None:
    failed = failure(expect.bar, value, what="loss after training", picture="a curve", **limits)
    assert words(failed) == (f"{came}, {bound} is expected", f"loss after training: {bound}", None)
    assert failed.picture == "a curve"


@pytest.mark.parametrize("limits", [{}, {"at_least": 1, "at_most": 2}])
def test_a_bar_has_one_limit(limits: dict[str, float]) -> None:
    with pytest.raises(TypeError, match="one of at_least and at_most"):
        expect.bar(0.5, **limits)


def test_a_function_that_does_nothing_has_not_left_its_arguments_alone() -> None:
    before = [np.array([1.0, 2.0])]
    like = {"answer": np.array([3.0, 4.0]), "arguments": before}
    expect.read_only({"answer": np.array([0.0, 9.0]), "arguments": before}, like, before)
    for answer in (0, None, np.zeros(3), np.array([np.nan, 1.0]), "text"):
        with pytest.raises(CheckFailed):
            expect.read_only({"answer": answer, "arguments": before}, like, before)
    with pytest.raises(CheckFailed) as failed:
        expect.read_only({"answer": like["answer"], "arguments": [np.array([1.0, 3.0])]}, like, before)
    assert "the caller's array was changed" in str(failed.value.where)
    with pytest.raises(CheckFailed):
        expect.read_only({"answer": np.array([3.0, 5.0]), "arguments": before}, like, before, atol=1e-6)


@pytest.mark.parametrize("after", [None, 42, Raised("NotThere", "mlp.py is missing"), Died("cpu", "took too long")])
def test_what_came_in_place_of_an_answer_is_said_alone(after: object) -> None:
    like = {"answer": 1.0, "arguments": [1.0]}
    with pytest.raises(CheckFailed) as failed:
        expect.read_only(after, like, [1.0])
    assert failed.value.where is None
    assert "NotThere" not in str(failed.value.got_text)


def test_an_exception_where_an_array_was_to_be_unchanged_is_said_alone() -> None:
    with pytest.raises(CheckFailed) as failed:
        expect.unchanged(Raised("NotThere", "mlp.py is missing"), np.ones(2))
    assert (failed.value.got_text, failed.value.where) == ("mlp.py is missing", None)


def test_the_way_into_a_nested_answer_is_said() -> None:
    want = [[[np.ones((2, 2)), np.ones(2)], [np.ones((3, 2)), np.ones(3)]]]
    got = [[[np.ones((2, 2)), np.ones(2)], [np.ones((3, 2)), np.ones(4)]]]
    with pytest.raises(CheckFailed) as failed:
        expect.close(got, want)
    assert str(failed.value.where).startswith("[1][1]")


def test_the_past_may_not_move():
    before = np.arange(12.0).reshape(2, 6)
    after = before.copy()
    after[:, 4:] += 5
    expect.same_past(before, after, 3, axis=1)
    after[1, 2] += 1e-7
    with pytest.raises(CheckFailed) as failure:
        expect.same_past(before, after, 3, axis=1)
    assert failure.value.got_text == "other answers from moment 2 on"
    expect.same_past(np.array([1.0, np.nan, 3.0]), np.array([1.0 + 1e-12, np.nan, 9.0]), 1)


@pytest.mark.parametrize(("many", "passes"), [(40, True), (80, True), (81, False), (4000, False)])
def test_lines_may_not_grow_with_the_input(many, passes):
    got = [{"answer": 1.0, "lines": 40}, {"answer": 2.0, "lines": many}]
    if passes:
        expect.same_lines(got, [1.0, 2.0], "2 images and 16")
        return
    with pytest.raises(CheckFailed) as failure:
        expect.same_lines(got, [1.0, 2.0], "2 images and 16", likely="loops")
    assert (failure.value.got_text, failure.value.likely) == (f"40 and {many} lines", "loops")


def test_lines_of_a_wrong_answer_are_not_judged():
    with pytest.raises(CheckFailed, match="2"):
        expect.same_lines([{"answer": 1.0, "lines": 4}, {"answer": 3.0, "lines": 4}], [1.0, 2.0], "1 and 2")

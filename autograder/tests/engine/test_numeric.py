"""Central differences agree with closed forms, stay clear of kinks, and ask the same whatever is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.engine.numeric import EVERY, SAMPLED, Numeric, central_differences, gradient, random_like
from autograder.engine.observe import CheckFailed, Died, Raised

Array = NDArray[Any]
RNG = np.random.default_rng(5)
X = RNG.normal(size=(4, 3))
U = random_like(RNG, (4, 3))
LARGE = RNG.normal(size=(30, 20, 2))


def failure(got: object, numeric: Numeric, *, smooth: bool = True) -> CheckFailed:
    with pytest.raises(CheckFailed) as failed:
        gradient(got, numeric, smooth=smooth)
    return failed.value


SMOOTH: dict[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = {
    "tanh": (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    "exp, of large numbers": (lambda x: np.exp(5 * x), lambda x: 5 * np.exp(5 * x)),
    "cubic, with slopes of zero": (lambda x: (x - X[0]) ** 3, lambda x: 3 * (x - X[0]) ** 2),
    "linear": (lambda x: 3 * x + 1000, lambda x: np.full_like(x, 3)),
    "constant": (np.ones_like, np.zeros_like),
    "fast": (lambda x: np.sin(100 * x), lambda x: 100 * np.cos(100 * x)),
}


@pytest.mark.parametrize(("f", "slope"), SMOOTH.values(), ids=SMOOTH)
@pytest.mark.parametrize("kinks", [True, False])
def test_right_gradients_of_smooth_functions_pass(
    f: Callable[[Array], Array], slope: Callable[[Array], Array], kinks: bool
) -> None:
    numeric = central_differences(f, X, U, kinks=kinks)
    assert not numeric.skipped.any()
    gradient(U * slope(X), numeric)


def normalised(x: Array) -> Array:
    return (x - x.mean(axis=0)) / x.std(axis=0)


def test_a_function_that_varies_within_a_thousand_steps_is_no_trouble() -> None:
    x = 3 + 0.01 * np.random.default_rng(0).normal(size=(6, 5))
    upstream = np.random.default_rng(1).normal(size=x.shape)
    z = normalised(x)
    right = (upstream - upstream.mean(axis=0) - z * (upstream * z).mean(axis=0)) / x.std(axis=0)
    gradient(right, central_differences(normalised, x, upstream))


@pytest.mark.parametrize("error", [1e-3, 1e-5])
def test_small_mistakes_are_caught(error: float) -> None:
    got = U * (1 - np.tanh(X) ** 2)
    got[1, 2] *= 1 + error
    assert failure(got, central_differences(np.tanh, X, U)).where.startswith(
        "1 of 12 slopes differ, furthest off at [1, 2]: "
    )


def test_a_float32_gradient_is_held_to_what_float32_can_hold() -> None:
    right = (U * (1 - np.tanh(X) ** 2)).astype(np.float32)
    numeric = central_differences(np.tanh, X, U)
    gradient(right, numeric)
    failure(right * np.float32(1.01), numeric)


@pytest.mark.parametrize("distance", [0.0, 1e-7, 5e-6, 1e-4 / 11, 2e-5, 8e-5])
def test_entries_near_a_kink_are_skipped(distance: float) -> None:
    x = X.copy()
    x[0, 0], x[2, 1] = distance, -distance
    numeric = central_differences(lambda x: np.maximum(x, 0), x, U)
    assert np.flatnonzero(numeric.skipped).tolist() == [0, 7]
    gradient(U * (x > 0), numeric, smooth=False)
    failure(U * (x > 1), numeric, smooth=False)


def test_a_kink_further_away_is_no_reason_to_skip() -> None:
    x = np.array([1.1e-4, -1.1e-4, 1.0])
    assert not central_differences(lambda x: np.maximum(x, 0), x, np.ones(3)).skipped.any()


def test_a_function_that_answers_at_random_passes_nothing() -> None:
    numeric = central_differences(lambda x: RNG.normal(size=x.shape), X, U)
    assert failure(X, numeric).where == "most entries lie at a kink, or the function answers differently each time"


def test_a_huge_constant_does_not_make_every_gradient_right() -> None:
    numeric = central_differences(lambda x: np.tanh(x) + 1e12, X, U, kinks=False)
    failure(U * (1 - np.tanh(X) ** 2) * 3, numeric)


def test_all_entries_are_asked_up_to_200() -> None:
    numeric = central_differences(np.tanh, LARGE.ravel()[:EVERY], np.ones(EVERY))
    assert numeric.index.tolist() == list(range(EVERY))


def test_of_larger_arrays_the_corners_and_a_sample_are_asked() -> None:
    numeric = central_differences(np.tanh, LARGE, np.ones(LARGE.shape), rng=np.random.default_rng(1))
    corners = [int(np.ravel_multi_index((a, b, c), LARGE.shape)) for a in (0, 29) for b in (0, 19) for c in (0, 1)]
    assert set(corners) <= set(numeric.index.tolist())
    assert SAMPLED <= numeric.index.size <= SAMPLED + len(corners)
    gradient(1 - np.tanh(LARGE) ** 2, numeric)
    failed = failure(np.tanh(LARGE), numeric)
    assert failed.expected == "an array of shape (30, 20, 2) that agrees with central differences"


def test_a_sample_needs_a_generator() -> None:
    with pytest.raises(TypeError, match="x has 1200 entries: pass rng"):
        central_differences(np.tanh, LARGE, LARGE)


@pytest.mark.parametrize(
    ("answer", "got", "expected"),
    [
        (None, "None: the function returned nothing (is a `return` missing?)", "an array of shape (4, 3)"),
        (X.T, "an array of shape (3, 4)", "an array of shape (4, 3)"),
        (Raised("ValueError", "bad"), "ValueError: bad", "an array of shape (4, 3)"),
        (Died("cpu", "was stopped"), "was stopped", "an array of shape (4, 3)"),
        (X.tolist(), "a list or tuple", "an array of shape (4, 3)"),
        (X.astype(np.float32), "floating-point numbers (float32)", "float64, as the input"),
        (X + 0j, "complex numbers (complex128)", "float64, as the input"),
    ],
)
def test_what_is_asked_does_not_depend_on_the_answers(answer: object, got: str, expected: str) -> None:
    asked: dict[str, list[bytes]] = {"student": [], "right": []}

    def student(x: Array) -> object:
        asked["student"].append(x.tobytes())
        return answer

    def right(x: Array) -> Array:
        asked["right"].append(x.tobytes())
        return np.tanh(x)

    central_differences(right, X, U)
    failed = failure(X, central_differences(student, X, U))
    assert asked["student"] == asked["right"]
    assert failed.got is answer
    assert failed.got_text == got
    assert str(failed.expected).startswith(expected)


def test_fortran_ordered_inputs_are_moved_too() -> None:
    x = np.asfortranarray(X)
    gradient(U * (1 - np.tanh(X) ** 2), central_differences(np.tanh, x, U))


def test_the_words_of_a_wrong_gradient() -> None:
    x = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    numeric = central_differences(lambda x: x**2, x, np.ones((2, 3)))
    failed = failure(6 * x, numeric)
    assert failed.expected == "[[ 2.,  4.,  6.],\n [ 8., 10., 12.]], by central differences"
    assert failed.where == (
        "6 of 6 slopes differ, furthest off at [1, 2]: 36, expected 12; "
        "everywhere 3 times the expected value; 3 is the length of axis 1"
    )
    assert failure(x.T, numeric).where == "the transpose"
    assert failure(x > 0, numeric).got_text == "an array of shape (2, 3)"

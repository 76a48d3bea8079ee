"""A tolerance goes by the precision that came back, and is never tighter than that can hold."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.engine.tolerance import differing, tolerance

WANT = np.array([100.0, -1.0, 0.0])


@pytest.mark.parametrize(
    ("dtype", "right", "wrong"),
    [("float64", 1e-8, 1e-6), ("float32", 1e-5, 1e-3), ("float16", 2e-3, 5e-2)],
)
def test_each_precision_has_its_own(dtype: str, right: float, wrong: float) -> None:
    for error, differs in ((right, False), (wrong, True)):
        got = (WANT * (1 + error)).astype(dtype)
        assert differing(got, WANT, tolerance(got, WANT, None, None)).any() == differs


def test_zeros_are_compared_on_the_scale_of_the_array() -> None:
    rounding, mistake = WANT + 1e-9 * (WANT == 0), WANT + 1e-6 * (WANT == 0)
    assert not differing(rounding, WANT, tolerance(rounding, WANT, None, None)).any()
    assert differing(mistake, WANT, tolerance(mistake, WANT, None, None)).tolist() == [False, False, True]


def test_of_two_precisions_the_looser_counts() -> None:
    want = WANT.astype(np.float32)
    assert tolerance(WANT, want, None, None).relative == tolerance(want, WANT, None, None).relative == 1e-4
    assert tolerance(WANT.astype(np.complex64), WANT, None, None).relative == 1e-4


def test_an_author_replaces_what_holds_for_float64_only() -> None:
    assert tolerance(WANT, WANT, 1e-12, 1e-13).relative == 1e-12
    assert tolerance(WANT, WANT, 1e-12, 1e-13).absolute == 1e-13
    assert tolerance(WANT.astype(np.float32), WANT, 1e-12, None).relative == 1e-4
    assert tolerance(WANT.astype(np.float32), WANT, 0.1, None).relative == 0.1


def test_two_zeros_ask_for_equality() -> None:
    got = np.array([1.0, np.nan, np.inf], np.float32)
    exact = tolerance(got, got, 0, 0)
    assert exact.exact
    assert not differing(got, got, exact).any()
    assert differing(np.nextafter(got, 2), got, exact).tolist() == [True, False, True]


def test_integers_are_exact_however_large() -> None:
    want = np.array([2**62, 5])
    got = want + np.array([1, 0])
    assert differing(got, want, tolerance(got, want, None, None)).tolist() == [True, False]


def test_nan_and_infinities_equal_only_themselves() -> None:
    want = np.array([np.nan, 1.0, np.inf, np.inf, 0.0])
    got = np.array([np.nan, np.nan, np.inf, -np.inf, np.inf])
    assert differing(got, want, tolerance(got, want, None, None)).tolist() == [False, True, False, True, True]

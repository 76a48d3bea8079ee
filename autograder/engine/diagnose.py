"""Which known misconception answers as the student does. It speaks when exactly one fits, and never marks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.engine.observe import Died, Raised
from autograder.engine.plain import is_dict, is_list, is_numeric

TOLERANCE = 1e-6  # in float64: far above another order of summation, far below what a mistake changes
SEPARATION = 100  # tolerances that every misconception keeps from the reference and from each other

Answers = Mapping[str, Sequence[object]]  # check id -> observations in the order in which they were asked


def same(a: object, b: object, tolerance: float = TOLERANCE) -> bool:
    """Whether two observations are the same answer."""
    return distance(a, b) <= tolerance


def distance(a: object, b: object) -> float:
    """How far apart two observations are: largest |a - b| / max(1, largest |a| or |b|) of any array in them.

    Another structure, shape, kind of number or exception is infinitely far, and so is everything exact
    (integers, bools, strings) that differs. Exceptions are compared by type, deaths by cause. An array of
    lower precision than float64 is far from everything but its equal: it cannot be told apart at the tolerance.
    """
    if type(a) is float and type(b) is float and math.isfinite(a) and math.isfinite(b):
        return abs(a - b) / max(1.0, abs(a), abs(b))  # what follows says the same of arrays, more slowly
    if is_numeric(a) and is_numeric(b):
        return _between_arrays(np.asarray(a), np.asarray(b))
    if is_list(a) and is_list(b):
        return _between_sequences(a, b)
    if is_dict(a) and is_dict(b):
        return _between_dicts(a, b)
    if isinstance(a, Raised) and isinstance(b, Raised):
        return _exact(a.type, b.type)
    if isinstance(a, Died) and isinstance(b, Died):
        return _exact(a.cause, b.cause)
    return _exact(a, b) if type(a) is type(b) else math.inf


def fitting(student: Answers, misconceptions: Mapping[str, Answers], tolerance: float = TOLERANCE) -> str | None:
    """The one misconception whose answers are the student's on all checks jointly, None if none or several.

    student:        answers to all checks of the exercise, passed ones included
    misconceptions: misconception id -> its answers to the same checks
    """
    if not student:
        return None
    fits = [name for name, answers in misconceptions.items() if _between_dicts(student, answers) <= tolerance]
    return fits[0] if len(fits) == 1 else None


def separation(answers: Mapping[str, Answers]) -> dict[tuple[str, str], float]:
    """How far apart each two subjects are on the check that tells them apart best.

    answers: misconception id or "reference" -> its answers to the same checks

    0 means that no check can tell the two apart.
    """
    return {(a, b): _between_dicts(answers[a], answers[b]) for a, b in combinations(answers, 2)}


def _between_sequences(a: Sequence[object], b: Sequence[object]) -> float:
    if len(a) != len(b):
        return math.inf
    return max((distance(x, y) for x, y in zip(a, b, strict=True)), default=0.0)


def _between_dicts(a: Mapping[Any, object], b: Mapping[Any, object]) -> float:
    if a.keys() != b.keys():
        return math.inf
    return max((distance(a[key], b[key]) for key in a), default=0.0)


def _between_arrays(a: NDArray[Any], b: NDArray[Any]) -> float:
    if a.shape != b.shape or a.dtype.kind != b.dtype.kind:
        return math.inf
    if a.dtype.kind in "biu":
        return 0.0 if np.array_equal(a, b) else math.inf
    if a.dtype == b.dtype and np.array_equal(a, b):
        return 0.0
    if a.dtype.name not in ("float64", "complex128") or a.dtype != b.dtype:
        return math.inf
    with np.errstate(all="ignore"):
        off = np.where((a == b) | (np.isnan(a) & np.isnan(b)), 0.0, np.abs(a - b))
        finite = np.concatenate([np.abs(each[np.isfinite(each)]).ravel() for each in (a, b)])
    largest = float(np.max(np.nan_to_num(off, nan=np.inf, posinf=np.inf), initial=0.0))
    return largest / max(1.0, float(np.max(finite, initial=0.0)))


def _exact(a: object, b: object) -> float:
    return 0.0 if a == b else math.inf

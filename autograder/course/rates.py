"""How sure counts make us of a rate: exact (Clopper-Pearson) bounds, each at 95 % confidence."""

from __future__ import annotations

import math
from collections.abc import Callable

CONFIDENCE = 0.95
ATTEMPTS = 3  # a trained check fails when the submission misses this often, each time on another seed
PRECISION = 60  # halvings of [0, 1]: down to the last bits of a float


def at_most(found: int, runs: int) -> float:
    """The largest rate that `found` of `runs` do not contradict: at it, so few would come with probability 0.05.

    0 of n give 1 - 0.05 ** (1 / n).
    """
    if found == runs:
        return 1.0
    return _crossing(lambda rate: _tail(range(found + 1), runs, rate) > 1 - CONFIDENCE)


def at_least(found: int, runs: int) -> float:
    """The smallest rate that `found` of `runs` do not contradict: at it, so many would come with probability 0.05."""
    if found == 0:
        return 0.0
    return _crossing(lambda rate: _tail(range(found, runs + 1), runs, rate) < 1 - CONFIDENCE)


def all_of(rate: float) -> float:
    """The rate at which every attempt misses: attempts have seeds of their own, so they are independent."""
    return rate**ATTEMPTS


def _tail(counts: range, runs: int, rate: float) -> float:
    """The probability of one of these counts."""
    return math.fsum(math.comb(runs, k) * rate**k * (1 - rate) ** (runs - k) for k in counts)


def _crossing(holds: Callable[[float], bool]) -> float:
    """The rate up to which it holds, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(PRECISION):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return (low + high) / 2

"""Gradients by central differences, and a submission's gradient against them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from autograder.engine.difference import KINDS, compare_shapes, kind_of, worst
from autograder.engine.observe import CheckFailed
from autograder.engine.pattern import pattern
from autograder.engine.plain import is_numeric
from autograder.engine.show import numbers_apart, show

Array = NDArray[np.float64]
EVERY = 200  # entries; of larger arrays a sample is asked
SAMPLED = 50
_FAR = 10  # steps: kinks that near are noticed
_KINK = 1e-4  # of the largest slope: far above rounding, far below the jump of a slope that matters
_SMOOTH, _ROUGH = 1e-6, 1e-4  # relative error, as published for central differences in float64
_SINGLE = 1e-4  # relative error that float32 can hold
_SMALL = 1e-3  # of the largest slope: smaller ones are compared on this scale, they cancel from larger terms
_NOISE, _NOISE_FLOOR = 1e-4, 1e-7  # the most that is allowed for rounding, in units of the largest slope and of 1:
# a forward pass that adds a huge constant must not make every gradient right
_ROUNDINGS = 10  # roundings of f's terms that add up in one difference


@dataclass(frozen=True)
class Numeric:
    """Central differences of sum(upstream * f(x)).

    shape:   of x
    index:   flat indices of the entries that were asked
    values:  slope at each of them
    skipped: which of them lie within ten steps of a kink
    noise:   rounding error of one slope
    problem: why there are none: f did not answer with an array
    """

    shape: tuple[int, ...]
    index: NDArray[np.intp]
    values: Array
    skipped: NDArray[np.bool_]
    noise: float
    problem: CheckFailed | None = None


def random_like(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """A random upstream gradient: one of ones would hide what does not depend on it."""
    return rng.normal(size=shape)


def central_differences(
    f: Callable[[Array], object],
    x: Array,
    upstream: object,
    *,
    rng: np.random.Generator | None = None,
    h: float = 1e-5,
    kinks: bool = True,
) -> Numeric:
    """Slopes of sum(upstream * f(x)) by (f(x + step) - f(x - step)) / (2 step), step = h max(1, |x|).

    Asks for every entry of x up to 200, else for the corners and a sample of 50 drawn from `rng`. What is
    asked does not depend on the answers, and an answer that is no array is reported by `gradient`.

    h:     1e-5 is near eps**(1/3) in float64, where truncation and rounding are equal
    kinks: False for a smooth f: two questions for an entry instead of four
    """
    index = _entries(x, rng)
    asked = _Asked(f, np.asarray(upstream, dtype=np.float64))
    steps = h * np.maximum(1.0, np.abs(x.ravel()[index]))
    centre = asked.value(x)
    near = asked.pairs(x, index, steps)
    slopes = _slope(near, steps)
    skipped = np.zeros(index.size, dtype=np.bool_)
    if kinks:
        far = asked.pairs(x, index, _FAR * steps)
        skipped = _at_kink(near, far, centre, steps, asked.noise(h))
        slopes = _extrapolated(slopes, _slope(far, _FAR * steps))
    return Numeric(x.shape, index, slopes, skipped, asked.noise(h), asked.problem)


class _Asked:
    """f under the upstream gradient, and the first answer that is no array of the right shape."""

    def __init__(self, f: Callable[[Array], object], upstream: Array) -> None:
        self.f, self.upstream = f, upstream
        self.problem: CheckFailed | None = None
        self.rounding = 0.0

    def value(self, x: Array) -> float:
        answer = self.f(x)
        self.problem = self.problem or self._problem(answer)
        if self.problem is not None:
            return 0.0
        with np.errstate(all="ignore"):
            terms = self.upstream * np.asarray(answer).astype(np.float64)
            self.rounding = max(self.rounding, float(np.finfo(np.float64).eps * np.sum(np.abs(terms))))
            return float(np.sum(terms))

    def _problem(self, answer: object) -> CheckFailed | None:
        if not is_numeric(answer) or np.shape(answer) != self.upstream.shape:
            expected = f"an array of shape {self.upstream.shape}"
            return CheckFailed(got=answer, got_text=kind_of(answer), expected=expected)
        came = np.asarray(answer).dtype
        if came.kind in "iub" or came == np.float64:
            return None
        expected = "float64, as the input: differences of a lower precision are noise"
        return CheckFailed(got=answer, got_text=f"{KINDS[came.kind]} ({came})", expected=expected)

    def noise(self, h: float) -> float:
        """Rounding error of a slope at this step."""
        return _ROUNDINGS * self.rounding / h

    def pairs(self, x: Array, index: NDArray[np.intp], steps: Array) -> Array:
        """Values a step above and a step below each entry, (entries, 2)."""

        def at(entry: int, by: float) -> float:
            there = np.array(x, dtype=np.float64, order="C")  # so that ravel is a view
            there.ravel()[entry] += by
            return self.value(there)

        return np.array([(at(i, step), at(i, -step)) for i, step in zip(index, steps, strict=True)]).reshape(-1, 2)


def _entries(x: Array, rng: np.random.Generator | None) -> NDArray[np.intp]:
    if x.size <= EVERY:
        return np.arange(x.size)
    if rng is None:
        raise TypeError(f"x has {x.size} entries: pass rng, so that {SAMPLED} of them are drawn")
    corners = product(*({0, length - 1} for length in x.shape))
    fixed = [int(np.ravel_multi_index(corner, x.shape)) for corner in corners]
    return np.unique(np.concatenate([fixed, rng.choice(x.size, SAMPLED, replace=False)])).astype(np.intp)


def _slope(pairs: Array, steps: Array) -> Array:
    with np.errstate(all="ignore"):
        return (pairs[:, 0] - pairs[:, 1]) / (2 * steps)


def _extrapolated(near: Array, far: Array) -> Array:
    """The slopes without their error of order step**2, which is larger in `far` by a known factor (Richardson)."""
    with np.errstate(all="ignore"):
        return near - (far - near) / (_FAR**2 - 1)


def _at_kink(near: Array, far: Array, centre: float, steps: Array, noise: float) -> NDArray[np.bool_]:
    """Where slopes at one step and at ten do not fit together.

    For a smooth f the difference between the slopes to the right and to the left grows with the step, and
    the central slope does not change with it.
    """
    with np.errstate(all="ignore"):
        slope, slope_far = _slope(near, steps), _slope(far, _FAR * steps)
        bend, bend_far = ((p.sum(axis=1) - 2 * centre) / s for p, s in ((near, steps), (far, _FAR * steps)))
        scale = np.maximum(np.abs(slope), np.max(np.abs(slope), initial=0.0))
        jump = _KINK * scale + 2 * _FAR * noise
        return (np.abs(slope_far - slope) > jump) | (np.abs(bend_far - _FAR * bend) > jump)


def gradient(got: object, numeric: Numeric, *, smooth: bool = True) -> None:
    """A gradient agrees with central differences: |a - n| / (|a| + |n|) below 1e-6, or 1e-4 if not smooth.

    Slopes far below the largest are compared on its scale, and rounding of the differences is allowed for.
    float32 is held to 1e-4.
    """
    if numeric.problem is not None:
        raise numeric.problem
    if not is_numeric(got) or np.asarray(got).dtype.kind not in "iuf":
        _fail(got, kind_of(got), f"an array of shape {numeric.shape}")
    array = np.asarray(got)
    if array.shape != numeric.shape:
        _fail(got, kind_of(got), f"an array of shape {numeric.shape}", compare_shapes(array.shape, numeric.shape))
    if 2 * np.count_nonzero(numeric.skipped) > numeric.index.size:
        where = "most entries lie at a kink, or the function answers differently each time"
        _fail(got, show(got), "a function with a slope", where)
    _judge(got, array, numeric, smooth)


def _judge(got: object, array: NDArray[Any], numeric: Numeric, smooth: bool) -> None:
    analytic = array.astype(np.float64).ravel()[numeric.index]
    wrong = _wrong(analytic, numeric, _SMOOTH if smooth else _ROUGH, array.dtype.name)
    if not wrong.any():
        return
    place = worst(analytic, numeric.values, wrong)[0]
    index = [int(i) for i in np.unravel_index(int(numeric.index[place]), array.shape)]
    mine, yours = numbers_apart(analytic[place], numeric.values[place])
    count = f"{np.count_nonzero(wrong)} of {wrong.size - np.count_nonzero(numeric.skipped)} slopes differ"
    where = [f"{count}, furthest off at {index}: {mine}, expected {yours}", _pattern(analytic, numeric, wrong)]
    _fail(got, show(array), _expected(numeric), "; ".join(part for part in where if part))


def _wrong(analytic: Array, numeric: Numeric, limit: float, dtype: str) -> NDArray[np.bool_]:
    if dtype in ("float32", "float16"):
        limit = max(limit, _SINGLE)
    slopes = numeric.values[~numeric.skipped]
    scale = float(np.max(np.abs(slopes), initial=0.0))
    with np.errstate(all="ignore"):
        size = np.maximum(np.abs(analytic) + np.abs(numeric.values), _SMALL * scale)
        noise = min(numeric.noise, _NOISE * scale + _NOISE_FLOOR)
        agrees = np.abs(analytic - numeric.values) <= limit * size + noise
    return ~(agrees & np.isfinite(analytic)) & ~numeric.skipped


def _pattern(analytic: Array, numeric: Numeric, wrong: NDArray[np.bool_]) -> str | None:
    if numeric.index.size < np.prod(numeric.shape):
        return None
    mine = np.where(numeric.skipped, numeric.values, analytic).reshape(numeric.shape)
    return pattern(mine, numeric.values.reshape(numeric.shape), wrong.reshape(numeric.shape))


def _expected(numeric: Numeric) -> str:
    if numeric.index.size == np.prod(numeric.shape):
        return f"{show(numeric.values.reshape(numeric.shape))}, by central differences"
    return f"an array of shape {numeric.shape} that agrees with central differences"


def _fail(got: object, got_text: str, expected: str, where: str | None = None) -> NoReturn:
    raise CheckFailed(got=got, got_text=got_text, expected=expected, where=where)

"""What all differing elements of an array have in common, in words. The pattern is the hint.

A pattern is said only if it explains every differing element, and if it says more than "everywhere".
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.engine.region import IMAGES, MATRIX, Mask, axis_name, region
from autograder.engine.show import numbers_apart

_CLOSE = 1e-5  # relative: room for rounding in float32, and factors of the course are further apart
_SIMPLE = 64  # the largest factor that a single number is believed to show
_LARGEST = 50_000  # elements; larger arrays get no pattern, so that a failing check stays fast


def pattern(got: NDArray[Any], want: NDArray[Any], wrong: Mask) -> str | None:
    """The pattern of the differing elements, None if there is none.

    got, want: arrays of numbers of one shape
    wrong:     which elements differ, at least one
    """
    if want.size > _LARGEST or (want.size == 1 and want.dtype.kind in "iu"):
        return None  # two single integers always have a factor
    if want.dtype.kind == "b":
        return "each is the opposite" if wrong.all() and wrong.size > 1 else region(want, wrong)
    wide = np.complex128 if "c" in (got.dtype.kind, want.dtype.kind) else np.float64
    mine, yours = got.astype(wide), want.astype(wide)
    with np.errstate(all="ignore"):
        unreadable = _not_finite(mine, yours, wrong)
        if unreadable is None and np.isfinite(mine).all() and np.isfinite(yours).all():
            whole = _whole(mine, yours)
            if whole:
                return whole
        there = unreadable or _there(mine[wrong], yours[wrong])
        part = region(yours, wrong)
        if part is None:
            return unreadable or _by_axis(mine, yours)
    return f"{part}: {there}" if there else part


def _whole(got: NDArray[Any], want: NDArray[Any]) -> str | None:
    """What relates all elements to the wanted ones."""
    if _close(got, want):
        return None  # the difference is as small as what patterns are read with
    return _scaled(got, want) or _shifted(got, want) or _reordered(got, want)


def _close(got: NDArray[Any], want: NDArray[Any]) -> bool:
    scale = float(np.max(np.abs(want), initial=0.0))
    return got.shape == want.shape and bool(np.all(np.abs(got - want) <= _CLOSE * scale))


def _not_finite(got: NDArray[Any], want: NDArray[Any], wrong: Mask) -> str | None:
    values = got[wrong]
    if not np.isfinite(want[wrong]).all():
        return None
    if np.isnan(values).all():
        return "nan where a finite number is expected"
    return "inf where a finite number is expected" if np.isinf(values).all() else None


def _there(got: NDArray[Any], want: NDArray[Any]) -> str | None:
    """What came in a region that holds all differing elements."""
    if not np.any(got):
        return "0 there"
    return "the sign is reversed there" if _close(got, -want) else None


def _scaled(got: NDArray[Any], want: NDArray[Any]) -> str | None:
    """A constant factor, the sign included."""
    large = np.abs(want) > 1e-3 * np.max(np.abs(want), initial=0.0)  # ratios of tiny numbers are noise
    if not large.any() or not np.isrealobj(got):
        return None
    factor = float(np.median(got[large] / want[large]))
    if not _close(got, factor * want):
        return None
    if abs(factor) < _CLOSE:
        return "everywhere 0" if want.size > 1 and not np.any(got) else None
    return _name_factor(factor, want.shape, int(large.sum()))


def _name_factor(factor: float, shape: tuple[int, ...], witnesses: int) -> str | None:
    several = int(np.prod(shape)) > 1
    everywhere = "everywhere " if several else ""
    if abs(factor + 1) < _CLOSE:
        return f"the sign is reversed{' everywhere' if several else ''}"
    for length, name in _lengths(shape):
        for value, words in (
            (length, f"{length} times the expected value"),
            (1 / length, f"1/{length} of the expected value"),
            (length / (length - 1), f"{length}/{length - 1} of the expected value"),
            ((length - 1) / length, f"{length - 1}/{length} of the expected value"),
        ):
            if abs(factor - value) < _CLOSE * value:
                return f"{everywhere}{words}; {length} is {name}"
    if witnesses > 1 or _is_simple(factor):
        return f"{everywhere}{_ratio(factor)}"
    return None


def _lengths(shape: tuple[int, ...]) -> Iterator[tuple[int, str]]:
    for number, length in enumerate(shape):
        if length > 1:
            yield length, f"the length of axis {number}"
    total = int(np.prod(shape))
    if len(shape) > 1 and total > 1:
        yield total, "the number of elements"


def _is_simple(factor: float) -> bool:
    """An integer or one over an integer: believable as a cause even from a single number."""
    return any(abs(value - round(value)) < _CLOSE and 1 < round(value) <= _SIMPLE for value in (factor, 1 / factor))


def _ratio(factor: float) -> str:
    inverse = 1 / factor
    if abs(inverse) > 1 and abs(inverse - round(inverse)) < _CLOSE * abs(inverse):
        return f"{'-' if factor < 0 else ''}1/{abs(round(inverse))} of the expected value"
    return f"{factor:.6g} times the expected value"


def _shifted(got: NDArray[Any], want: NDArray[Any]) -> str | None:
    """A constant offset; one number alone has always one."""
    if want.size < MATRIX or not np.isrealobj(got):
        return None
    offset = float(np.median(got - want))
    scale = max(float(np.max(np.abs(want))), abs(offset))
    if not np.all(np.abs(got - want - offset) <= _CLOSE * scale):
        return None
    return f"everywhere {numbers_apart(abs(offset), 0.0)[0]} {'more' if offset > 0 else 'less'} than expected"


def _reordered(got: NDArray[Any], want: NDArray[Any]) -> str | None:
    """The expected numbers in other places."""
    for axis, length in enumerate(want.shape):
        if length > 1 and _close(got, np.flip(want, axis)):
            return f"the expected values in reversed order along axis {axis}"
    return _permuted(got, want) or _shuffled(got, want)


def _permuted(got: NDArray[Any], want: NDArray[Any]) -> str | None:
    if not MATRIX <= want.ndim <= IMAGES:
        return None
    for order in list(permutations(range(want.ndim)))[1:]:
        moved = want.transpose(order)
        if _close(got, moved):
            return "the transpose" if want.ndim == MATRIX else f"the axes in another order, {order}"
        if _close(got, moved.reshape(want.shape)):
            return "the expected values, read along the axes in another order and put into this shape"
    return None


def _shuffled(got: NDArray[Any], want: NDArray[Any]) -> str | None:
    if not np.isrealobj(got) or 2 * np.unique(want).size <= want.size:  # few values: they match by chance
        return None
    if want.ndim == MATRIX and want.shape[1] > 1 and _close(_sorted_rows(got), _sorted_rows(want)):
        return "the expected rows in another order"
    if _close(np.sort(got, axis=None), np.sort(want, axis=None)):
        return "the expected values in another order"
    return None


def _sorted_rows(array: NDArray[Any]) -> NDArray[Any]:
    return array[np.lexsort(array.T[::-1])]


def _by_axis(got: NDArray[Any], want: NDArray[Any]) -> str | None:
    """A constant or a factor that depends on one index alone: a bias or a scale that is missing."""
    for axis, length in reversed(list(enumerate(want.shape))):
        if not 1 < length < want.size or not np.isrealobj(got):
            continue
        others = tuple(i for i in range(want.ndim) if i != axis)
        name = axis_name(axis, want.ndim)
        if _close(got, want + np.mean(got - want, axis=others, keepdims=True)):
            return f"each {name} is off by a constant of its own"
        if _close(got, want * (np.sum(got, axis=others, keepdims=True) / np.sum(want, axis=others, keepdims=True))):
            return f"each {name} is off by a factor of its own"
    return None

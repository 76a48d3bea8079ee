"""What all differing elements of an array have in common, in words. The pattern is the hint.

A pattern is said only if it explains every differing element, and if it says more than "everywhere".
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.engine.show import numbers_apart

Mask = NDArray[np.bool_]
_CLOSE = 1e-5  # relative: room for rounding in float32, and factors of the course are further apart
_SIMPLE = 64  # the largest factor that a single number is believed to show
_MATRIX = 2  # dimensions
_IMAGES = 4
_COVERED = 0.75  # of a region that must differ before it is named: some elements agree by chance
_LARGEST = 50_000  # elements; larger arrays get no pattern, so that a failing check stays fast


def pattern(got: NDArray[Any], want: NDArray[Any], wrong: Mask) -> str | None:
    """The pattern of the differing elements, None if there is none.

    got, want: arrays of numbers of one shape
    wrong:     which elements differ, at least one
    """
    if want.size > _LARGEST or (want.size == 1 and want.dtype.kind in "iu"):
        return None  # two single integers always have a factor
    if want.dtype.kind == "b":
        return "each is the opposite" if wrong.all() and wrong.size > 1 else _region(want, wrong)
    wide = np.complex128 if "c" in (got.dtype.kind, want.dtype.kind) else np.float64
    mine, yours = got.astype(wide), want.astype(wide)
    with np.errstate(all="ignore"):
        unreadable = _not_finite(mine, yours, wrong)
        if unreadable is None and np.isfinite(mine).all() and np.isfinite(yours).all():
            whole = _whole(mine, yours)
            if whole:
                return whole
        there = unreadable or _there(mine[wrong], yours[wrong])
    region = _region(yours, wrong)
    if region and there:
        return f"{region}: {there}"
    return region or unreadable


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
    everywhere = "everywhere " if shape else ""
    if abs(factor + 1) < _CLOSE:
        return f"the sign is reversed{' everywhere' if shape else ''}"
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
    for axis, length in enumerate(shape):
        if length > 1:
            yield length, f"the length of axis {axis}"
    total = int(np.prod(shape))
    if len(shape) > 1 and total > 1:
        yield total, "the number of elements"


def _is_simple(factor: float) -> bool:
    """An integer or one over an integer: believable as a cause even from a single number."""
    return any(
        abs(value - round(value)) < _CLOSE and 1 < abs(round(value)) <= _SIMPLE for value in (factor, 1 / factor)
    )


def _ratio(factor: float) -> str:
    inverse = 1 / factor
    if abs(inverse) > 1 and abs(inverse - round(inverse)) < _CLOSE * abs(inverse):
        return f"{'-' if factor < 0 else ''}1/{abs(round(inverse))} of the expected value"
    return f"{factor:.6g} times the expected value"


def _shifted(got: NDArray[Any], want: NDArray[Any]) -> str | None:
    """A constant offset; one number alone has always one."""
    if want.size < _MATRIX or not np.isrealobj(got):
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
    if not _MATRIX <= want.ndim <= _IMAGES:
        return None
    for order in list(permutations(range(want.ndim)))[1:]:
        moved = want.transpose(order)
        if _close(got, moved):
            return "the transpose" if want.ndim == _MATRIX else f"the axes in another order, {order}"
        if _close(got, moved.reshape(want.shape)):
            return "the expected values, read along the axes in another order and put into this shape"
    return None


def _shuffled(got: NDArray[Any], want: NDArray[Any]) -> str | None:
    if not np.isrealobj(got) or 2 * np.unique(want).size <= want.size:  # few values: they match by chance
        return None
    if want.ndim == _MATRIX and want.shape[1] > 1 and _close(_sorted_rows(got), _sorted_rows(want)):
        return "the expected rows in another order"
    if _close(np.sort(got, axis=None), np.sort(want, axis=None)):
        return "the expected values in another order"
    return None


def _sorted_rows(array: NDArray[Any]) -> NDArray[Any]:
    return array[np.lexsort(array.T[::-1])]


def _region(want: NDArray[Any], wrong: Mask) -> str | None:
    """The smallest named part of the array that holds every differing element."""
    best, size = None, wrong.size
    count = int(np.count_nonzero(wrong))
    if count < _MATRIX:
        return None
    for words, region in _regions(want, wrong):
        inside = int(np.count_nonzero(region))
        needed = inside if words.startswith("all but") else _COVERED * inside
        if inside < size and count >= needed and not np.any(wrong & ~region):
            best, size = words, inside
    return best


def _regions(want: NDArray[Any], wrong: Mask) -> Iterator[tuple[str, Mask]]:
    for axis in range(want.ndim):
        yield from _along(axis, wrong)
    if want.ndim >= _MATRIX:
        yield from _in_plane(want.shape)
    if want.dtype.kind == "b":
        yield "only where True is expected", want
        yield "only where False is expected", ~want
    elif want.dtype.kind == "f":
        yield "only where the expected value is negative", want < 0
        yield "only where the expected value is zero", want == 0
        yield "only where the expected value is positive", want > 0


def _along(axis: int, wrong: Mask) -> Iterator[tuple[str, Mask]]:
    """Parts that one index alone decides: one row, the ends, every second, all but one."""
    length = wrong.shape[axis]
    index: NDArray[Any] = np.indices(wrong.shape, sparse=True)[axis]
    name = _axis_name(axis, wrong.ndim)

    def part(chosen: NDArray[np.bool_]) -> Mask:
        return np.broadcast_to(chosen, wrong.shape)

    hit = np.flatnonzero(wrong.any(axis=tuple(i for i in range(wrong.ndim) if i != axis)))
    if hit.size == 1 and wrong.ndim > 1:
        yield f"only {_ordinal(int(hit[0]), length, name)}", part(index == hit[0])
    if length > _MATRIX:
        yield f"only the first and the last {name}", part((index == 0) | (index == length - 1))
        yield f"all but the first and the last {name}", part((index > 0) & (index < length - 1))
        yield f"all but the first {name}", part(index > 0)
        yield f"all but the last {name}", part(index < length - 1)
    if length > _MATRIX + 1:
        yield f"only every second {name}, from 0 on", part(index % 2 == 0)
        yield f"only every second {name}, from 1 on", part(index % 2 == 1)


def _ordinal(index: int, length: int, name: str) -> str:
    words = {0: "the first", length - 1: "the last"}
    return f"{words[index]} {name}" if index in words else f"{name} {index}"


def _axis_name(axis: int, dimensions: int) -> str:
    """Rows and columns of a matrix, and of images (batch, channel, row, column); elsewhere the axis' number."""
    if dimensions == 1:
        return "element"
    names = {_MATRIX: ("row", "column"), _IMAGES: ("image", "channel", "row", "column")}
    return names[dimensions][axis] if dimensions in names else f"step along axis {axis}"


def _in_plane(shape: tuple[int, ...]) -> Iterator[tuple[str, Mask]]:
    """Parts of the last two axes."""
    rows, columns = np.arange(shape[-2])[:, None], np.arange(shape[-1])[None, :]
    frame = (rows == 0) | (rows == shape[-2] - 1) | (columns == 0) | (columns == shape[-1] - 1)
    for words, region in (
        ("only on the border", frame),
        ("only in the interior, not on the border", ~frame),
        ("only on the diagonal", rows == columns),
        ("only off the diagonal", rows != columns),
        ("only above the diagonal", rows < columns),
        ("only below the diagonal", rows > columns),
    ):
        yield words, np.broadcast_to(region, shape)

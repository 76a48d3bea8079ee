"""Which named part of an array holds all its differing elements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
MATRIX = 2  # dimensions
IMAGES = 4
_COVERED = 0.75  # of a part that must differ before it is named: some elements agree by chance


def region(want: NDArray[Any], wrong: Mask) -> str | None:
    """The smallest named part of the array that holds every differing element."""
    best, size = None, wrong.size
    count = int(np.count_nonzero(wrong))
    if count < MATRIX:
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
    if want.ndim >= MATRIX:
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
    name = axis_name(axis, wrong.ndim)

    def part(chosen: NDArray[np.bool_]) -> Mask:
        return np.broadcast_to(chosen, wrong.shape)

    hit = np.flatnonzero(wrong.any(axis=tuple(i for i in range(wrong.ndim) if i != axis)))
    if hit.size == 1 and wrong.ndim > 1:
        yield f"only {_ordinal(int(hit[0]), length, name)}", part(index == hit[0])
    if length > MATRIX:
        yield f"only the first and the last {name}", part((index == 0) | (index == length - 1))
        yield f"all but the first and the last {name}", part((index > 0) & (index < length - 1))
        yield f"all but the first {name}", part(index > 0)
        yield f"all but the last {name}", part(index < length - 1)
    if length > MATRIX + 1:
        yield f"only every second {name}, from 0 on", part(index % 2 == 0)
        yield f"only every second {name}, from 1 on", part(index % 2 == 1)


def _ordinal(index: int, length: int, name: str) -> str:
    words = {0: "the first", length - 1: "the last"}
    return f"{words[index]} {name}" if index in words else f"{name} {index}"


def axis_name(axis: int, dimensions: int) -> str:
    """Rows and columns of a matrix, and of images (batch, channel, row, column); elsewhere the axis' number."""
    if dimensions == 1:
        return "element"
    names = {MATRIX: ("row", "column"), IMAGES: ("image", "channel", "row", "column")}
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

"""How an observation differs from the wanted one: type, then structure, shape, dtype and value."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from autograder.engine.observe import Died, Raised
from autograder.engine.pattern import pattern
from autograder.engine.plain import is_array, is_dict, is_list, is_numeric
from autograder.engine.show import clean, counted, numbers_apart, show
from autograder.engine.tolerance import DEFAULT_RTOL, differing, tolerance

MATRIX = 2  # dimensions
_TEXT = 20  # characters of a text, from where it differs
_KEYS = 8  # of a dict, in a message
NO_RETURN = "None: the function returned nothing (is a `return` missing?)"
KINDS = {"b": "bools", "i": "integers", "u": "integers", "f": "floating-point numbers", "c": "complex numbers"}
_RANK = {"i": 0, "u": 0, "f": 1, "c": 2}  # a lower kind is accepted for a higher one where the values agree


@dataclass(frozen=True)
class Difference:
    """The first difference. For kind "value" the two values themselves say most, and `where` the rest."""

    kind: Literal["type", "structure", "shape", "dtype", "value"]
    got: str
    expected: str
    where: str | None = None  # which element, how many, and the pattern if there is one
    path: str = ""  # inside lists and dicts, such as `["dz/dx"][2]`

    @property
    def words(self) -> str:
        """All of it on one line."""
        both = f"{self.got}, expected {self.expected}"
        said = self.where is not None and both in self.where  # of an array, `where` names both numbers
        return ": ".join(part for part in (self.path, None if said else both, self.where) if part)


def compare(got: object, want: object, rtol: float | None = None, atol: float | None = None) -> Difference | None:
    """The first difference between an observation and the wanted one, None where they agree.

    Tolerances go by the dtype that came back (`tolerance`). Lists and tuples are the same, and so are a
    number and an array without dimensions.
    """
    if _clearly_equal(got, want, rtol):
        return None
    if is_list(want):
        return _compare_lists(got, want, rtol, atol)
    if is_dict(want):
        return _compare_dicts(got, want, rtol, atol)
    if is_numeric(want):
        return _compare_numbers(got, np.asarray(want), rtol, atol)
    if type(got) is not type(want):
        return Difference("type", kind_of(got), "None" if want is None else kind_of(want))
    if got == want:
        return None
    where = _first_difference(got, want) if isinstance(got, str) and isinstance(want, str) else None
    return Difference("value", show(got), show(want), where)


def _clearly_equal(got: object, want: object, rtol: float | None) -> bool:
    """Whether two plain numbers agree by the relative tolerance alone: most do, and it costs a microsecond."""
    if type(got) is float and type(want) is float:
        return abs(got - want) <= (DEFAULT_RTOL if rtol is None else rtol) * abs(want)
    return False


def _first_difference(got: str, want: str) -> str | None:
    """Where two texts part, if that is not at once."""
    parted = (i for i, (mine, yours) in enumerate(zip(got, want, strict=False)) if mine != yours)
    place = next(parted, min(len(got), len(want)))
    if not place:
        return None
    mine, yours = show(got[place : place + _TEXT]), show(want[place : place + _TEXT])
    return f"from character {place} on: {mine}, expected {yours}"


def kind_of(value: object) -> str:
    """The type in words, with the shape of an array: "a list or tuple", "an array of shape (2, 3)"."""
    if value is None:
        return NO_RETURN
    if isinstance(value, (Raised, Died)):
        return show(value)
    if is_array(value) and value.ndim:
        return f"an array of shape {value.shape}"
    if is_numeric(value):
        return {"b": "a bool", "i": "an integer", "u": "an integer"}.get(np.asarray(value).dtype.kind, "a number")
    if is_list(value):
        return "a list or tuple"  # both cross as a list
    names: dict[type, str] = {str: "a string", bytes: "bytes", dict: "a dict"}
    return names.get(type(value)) or show(value)


def compare_shapes(got: tuple[int, ...], want: tuple[int, ...]) -> str | None:
    """What the shape that came has to do with the wanted one, None if nothing is known."""
    if len(got) == len(want) and sorted(got) == sorted(want):
        return "the transpose" if len(want) == MATRIX else f"the axes in another order, {_order(got, want)}"
    if [n for n in got if n != 1] == [n for n in want if n != 1]:
        return "an axis of length 1 is missing" if len(got) < len(want) else "an axis of length 1 is too many"
    if got and want in (got[:1], (got[0], 1)) and got == (got[0], got[0]):
        return f"as if ({got[0]}, 1) and ({got[0]},) had been combined by broadcasting"
    if len(got) + 1 == len(want):
        return _missing_axis(got, want)
    return "as many elements, in another shape" if got and math.prod(got) == math.prod(want) else None


def _order(got: tuple[int, ...], want: tuple[int, ...]) -> tuple[int, ...]:
    """The axes of `want` in the order in which they came."""
    left = list(range(len(want)))
    order: list[int] = []
    for length in got:
        order.append(left.pop(next(place for place, axis in enumerate(left) if want[axis] == length)))
    return tuple(order)


def _missing_axis(got: tuple[int, ...], want: tuple[int, ...]) -> str | None:
    missing = [axis for axis in range(len(want)) if want[:axis] + want[axis + 1 :] == got]
    if len(missing) == 1:
        return f"axis {missing[0]}, of length {want[missing[0]]}, is missing"
    return "one of the axes is missing" if missing else None


def _compare_lists(got: object, want: Sequence[object], rtol: float | None, atol: float | None) -> Difference | None:
    wanted = f"a list of {counted(len(want), 'item')}"
    if not is_list(got):
        return Difference("type", kind_of(got), wanted)
    if len(got) != len(want):
        return Difference("structure", f"a list of {counted(len(got), 'item')}", wanted)
    for place, (mine, yours) in enumerate(zip(got, want, strict=True)):
        found = compare(mine, yours, rtol, atol)
        if found:
            return replace(found, path=f"[{place}]{found.path}")
    return None


def _compare_dicts(
    got: object, want: Mapping[object, object], rtol: float | None, atol: float | None
) -> Difference | None:
    if not is_dict(got):
        return Difference("type", kind_of(got), f"a dict with the keys {_keys(want)}")
    if got.keys() != want.keys():
        return Difference("structure", f"a dict with the keys {_keys(got)}", f"the keys {_keys(want)}")
    for key, yours in want.items():
        found = compare(got[key], yours, rtol, atol)
        if found:
            return replace(found, path=f'["{clean(str(key), 40)}"]{found.path}')
    return None


def _keys(items: Mapping[object, object]) -> str:
    return ", ".join(clean(str(key), 40) for key in list(items)[:_KEYS]) + (", …" if len(items) > _KEYS else "")


def _compare_numbers(got: object, want: NDArray[Any], rtol: float | None, atol: float | None) -> Difference | None:
    if not is_numeric(got):
        return Difference("type", kind_of(got), kind_of(want))
    mine = np.asarray(got)
    if mine.shape != want.shape:
        return _shape_difference(mine.shape, want.shape)
    return _dtype_difference(mine, want) or _value_difference(mine, want, rtol, atol)


def _shape_difference(got: tuple[int, ...], want: tuple[int, ...]) -> Difference:
    texts = ["a single number" if shape == () else f"an array of shape {shape}" for shape in (got, want)]
    return Difference("shape", texts[0], texts[1], compare_shapes(got, want))


def _dtype_difference(got: NDArray[Any], want: NDArray[Any]) -> Difference | None:
    mine, yours = got.dtype.kind, want.dtype.kind
    if mine == yours or (mine in _RANK and yours in _RANK and _RANK[mine] <= _RANK[yours]):
        return None
    return Difference("dtype", f"{KINDS[mine]} ({got.dtype})", KINDS[yours])


def _value_difference(
    got: NDArray[Any], want: NDArray[Any], rtol: float | None, atol: float | None
) -> Difference | None:
    wrong = differing(got, want, tolerance(got, want, rtol, atol))
    if not wrong.any():
        return None
    index = worst(got, want, wrong)
    mine, yours = numbers_apart(got[index], want[index])
    place = f"{_place(index, wrong)}: {mine}, expected {yours}" if got.ndim else None
    said = (place, _whole_numbers(got, want), pattern(got, want, wrong))
    return Difference("value", mine, yours, "; ".join(part for part in said if part) or None)


def _whole_numbers(got: NDArray[Any], want: NDArray[Any]) -> str | None:
    if got.dtype.kind not in "iu" or want.dtype.kind != "f" or np.array_equal(want, np.round(want)):
        return None  # where whole numbers are wanted, integers are no clue
    cut = np.array_equal(got, np.trunc(want)) or np.array_equal(got, np.floor(want))
    return f"integers ({got.dtype}) came" + (": the fractions are cut off" if cut else "")


def worst(got: NDArray[Any], want: NDArray[Any], wrong: NDArray[np.bool_]) -> tuple[int, ...]:
    """Index of the wrong element that is furthest off; nan and inf are further than any number."""
    wide = np.complex128 if "c" in (got.dtype.kind, want.dtype.kind) else np.float64
    with np.errstate(all="ignore"):
        off = np.nan_to_num(np.abs(got.astype(wide) - want.astype(wide)), nan=np.inf)
    off = np.where(wrong, off, -1.0)
    return tuple(int(i) for i in np.unravel_index(int(np.argmax(off)), got.shape))


def _place(index: tuple[int, ...], wrong: NDArray[np.bool_]) -> str:
    at = f"at [{', '.join(map(str, index))}]"
    count = int(np.count_nonzero(wrong))
    if count == 1:
        return at
    many = f"all {count} elements" if count == wrong.size else f"{count} of {wrong.size} elements"
    return f"{many} differ, furthest off {at}"

"""What must be true of an observation. Every function raises CheckFailed, whatever a submission returned.

Only a mistake of ours raises anything else: a reference that raised is a RuntimeError, so that the check
is held.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal, NoReturn, cast

import numpy as np
from numpy.typing import NDArray

from autograder.engine.by_hand import follows
from autograder.engine.difference import KINDS, Difference, compare, compare_shapes, kind_of
from autograder.engine.numeric import Numeric, central_differences, gradient, random_like
from autograder.engine.observe import CheckFailed, Died, Raised
from autograder.engine.plain import is_dict, is_list, is_numeric
from autograder.engine.samples import distribution
from autograder.engine.show import decimals_apart, show, show_apart
from autograder.engine.wire import Opaque

__all__ = [
    "Measured",
    "Numeric",
    "bar",
    "between",
    "central_differences",
    "close",
    "distribution",
    "dtype",
    "equal",
    "finite",
    "follows",
    "gradient",
    "measuring",
    "raises",
    "random_like",
    "read_only",
    "same_lines",
    "same_past",
    "shape",
    "true",
    "unchanged",
]

_KINDS = {"float": "f", "int": "iu", "bool": "b", "complex": "c"}


def close(got: object, want: object, *, rtol: float | None = None, atol: float | None = None) -> None:
    """`got` equals `want` within a tolerance that goes by the dtype that came back (`tolerance`).

    Lists of as many observations as wanted ones are compared pair by pair, and the failure shows the
    smallest pair that fails.

    rtol, atol: replace the defaults of float64; say the reason beside them
    """
    _refuse_broken(want)
    if compare(got, want, rtol, atol):
        _fail_at_smallest(got, want, rtol, atol, "")


def equal(got: object, want: object) -> None:
    """`got` is `want`: integers, strings, bools, structures. Floating-point numbers are compared exactly."""
    close(got, want, rtol=0, atol=0)


def shape(got: object, shape: tuple[int, ...]) -> None:
    """`got` is a number or an array of this shape."""
    expected = f"an array of shape {shape}" if shape else "a single number"
    if not is_numeric(got):
        _fail(got, kind_of(got), expected)
    came = np.shape(got)
    if came != shape:
        _fail(got, kind_of(got), expected, compare_shapes(came, shape))


def dtype(got: object, kind: str) -> None:
    """`got` is a number or an array of "float", "int", "bool", "complex", or of one dtype such as "float32"."""
    if not is_numeric(got):
        _fail(got, kind_of(got), f"a number or an array of {kind}")
    came = np.asarray(got).dtype
    if came.kind not in _KINDS[kind] if kind in _KINDS else came != np.dtype(kind):
        _fail(got, f"{KINDS[came.kind]} ({came})", KINDS.get(_KINDS.get(kind, "")[:1], kind))


def finite(got: object) -> None:
    """Every number in `got` is finite, and there is at least one."""
    arrays = _arrays(got)
    for array in arrays:
        bad = ~np.isfinite(array)
        if bad.any():
            _fail(got, show(got), "finite numbers, no nan or inf", _first(bad))
    if not sum(array.size for array in arrays):
        _fail(got, _text(got), "finite numbers")


def raises(got: object, *types: str) -> None:
    """The call raised an exception of one of these types, any type if none is named.

    A stub's NotImplementedError never counts.
    """
    expected = " or ".join(types) or "an exception"
    if not isinstance(got, Raised):
        _fail(got, "None, and no exception" if got is None else _text(got), expected)
    if got.not_started or (types and got.type not in types):
        _fail(got, show(got), expected)


def unchanged(after: object, before: object) -> None:
    """The array that was passed in is afterwards what it was before."""
    if isinstance(after, (Raised, Died)):
        _fail(after, show(after), show(before))
    found = compare(after, before, 0, 0)
    if found:
        _fail(after, _text(after), show(before), f"the caller's array was changed: {found.words}")


def read_only(after: object, like: object, arguments: object, *, atol: float = np.inf) -> None:
    """An exercise only read its arguments. It must have answered in the right form: a function that does nothing
    leaves everything as it was, and earns nothing.

    after:     {"answer", "arguments"} as an experiment returned them
    like:      the same of the reference
    arguments: what was passed
    atol:      how near the answer must be; by default its form is enough, and that it is finite
    """
    wanted = cast("dict[str, Any]", like)
    _refuse_broken(wanted)
    if not is_dict(after) or "answer" not in after:
        _fail(after, _text(after), "an answer")
    close(after["answer"], wanted["answer"], rtol=0, atol=atol)
    unchanged(after["arguments"], arguments)


def same_past(got: object, changed: object, until: int, *, axis: int = 0) -> None:
    """The time-travel check: what is known at one moment does not depend on what comes later.

    got:     an answer for a series, with time along `axis`
    changed: the answer for the same series with other (finite) values after the moment `until`
    until:   the last moment at which both series are the same

    Equal to 1e-9 of the answer's size, not to the bit: a right filter by FFT differs by 3e-13 of it.
    """
    law = f"answers up to moment {until} that do not change when what comes after it does"
    if not is_numeric(got) or np.ndim(got) <= axis or np.asarray(got).dtype.kind not in "iuf":
        _fail(got, _text(got), law)
    if not is_numeric(changed) or np.shape(changed) != np.shape(got) or np.asarray(changed).dtype.kind not in "iuf":
        _fail(changed, _text(changed), law)
    before, after = (np.moveaxis(np.asarray(answer, dtype=float), axis, 0)[: until + 1] for answer in (got, changed))
    scale = float(np.max(np.abs(before[np.isfinite(before)]), initial=0.0))
    with np.errstate(invalid="ignore"):
        moved = ~((np.abs(before - after) <= 1e-9 * scale) | (before == after) | (np.isnan(before) & np.isnan(after)))
    if moved.any():
        moment = int(np.argmax(moved.reshape(len(moved), -1).any(axis=1)))
        _fail(changed, f"other answers from moment {moment} on", law)


def same_lines(got: object, want: object, sizes: str, *, likely: str | None = None) -> None:
    """Array operations do the work: a larger input runs as many lines of the submission as a small one.

    got:    [few, many], what `student.lines` answered for a small and for a large input
    want:   the reference's answers to both: whoever answers wrongly is not judged by style
    sizes:  both inputs in words, such as "2 images of 6x7 and 16 of 20x23"
    likely: name of the misconception that runs more lines

    A loop over a kernel's offsets runs as often for both. Half as many lines again, and 20, are free.
    """
    _refuse_broken(want)
    counts: list[float] = []
    for answer, wanted in zip(cast("list[object]", got), cast("list[object]", want), strict=True):
        if not is_dict(answer) or "answer" not in answer or not isinstance(count := answer.get("lines"), int):
            _fail(answer, _text(answer), "an answer")
        close(answer["answer"], wanted)
        counts.append(count)
    few, many = counts
    if many > 1.5 * few + 20:
        law = f"array operations that run about as many lines of yours for {sizes}"
        _fail(got, f"{few} and {many} lines", law, likely=likely)


def true(got: object, ok: object, law: str, *, likely: str | None = None) -> None:
    """A law holds. An observation that is an exception never fulfils one.

    got: the observation that was judged
    ok:  whether the law holds, a bool
    law: the law in words, such as "every row sums to 1"
    likely: name of the misconception that a broken law points to
    """
    if not isinstance(ok, (bool, np.bool_)):
        raise TypeError(f"expect.true needs a bool, not {type(ok).__name__}: write np.all(...) around an array")
    if not ok or _first_of((Raised, Died), got) is not None:
        _fail(got, _text(got), law, likely=likely)


def between(got: object, low: float, high: float, what: str) -> None:
    """Every number in `got` lies from `low` to `high`, both included.

    what: names the quantity, such as "the loss before training"
    """
    expected = f"{what} from {low:g} to {high:g}"
    if not is_numeric(got) or np.asarray(got).dtype.kind not in "iuf" or not np.size(got):
        _fail(got, _text(got), expected)
    array = np.asarray(got)
    bad = ~((array >= low) & (array <= high))
    if bad.any():
        _fail(got, show(got), expected, _first(bad))


@dataclass(frozen=True)
class Measured:
    """What `bar` was given, and on which side of the bar it should lie."""

    value: float
    direction: Literal["at_least", "at_most"]
    picture: object = None


_measured: ContextVar[list[Measured] | None] = ContextVar("measured", default=None)


@contextmanager
def measuring() -> Generator[list[Measured]]:
    """Collect what every `bar` within is given: calibration measures through the checks themselves."""
    values: list[Measured] = []
    token = _measured.set(values)
    try:
        yield values
    finally:
        _measured.reset(token)


def bar(
    value: object,
    *,
    at_least: float | None = None,
    at_most: float | None = None,
    what: str = "accuracy on images it has not seen",
    picture: object = None,
    likely: str | None = None,
) -> None:
    """A trained result reaches its bar; the numbers come from `calibration.json`.

    value:   a number
    what:    names it, in words
    picture: a report.Curve, report.Forecast or report.Images shown beside the failure; of a Curve's first line,
             calibrate keeps the band of the solution's runs, and a report draws it behind the line
    likely:  name of the misconception that a measured property points to
    """
    if (at_least is None) == (at_most is None):
        raise TypeError("expect.bar needs one of at_least and at_most")
    limit, word = (at_least, "at least") if at_least is not None else (cast("float", at_most), "at most")
    if not is_numeric(value) or np.ndim(value) or np.asarray(value).dtype.kind not in "iuf":
        _fail(value, _text(value), f"{what}: {word} {limit:g}", picture=picture)
    number = float(cast("float", value))
    if (collected := _measured.get()) is not None:
        collected.append(Measured(number, "at_least" if at_least is not None else "at_most", picture))
    if not (number >= limit if at_least is not None else number <= limit):
        came, bound = decimals_apart(number, limit)
        _fail(value, f"{came}, {word} {bound} is expected", f"{what}: {word} {bound}", picture=picture, likely=likely)


def _refuse_broken(want: object) -> None:
    """An exception or an object where the expected value should be is ours."""
    broken = _first_of((Raised, Died, Opaque), want)
    if broken is not None:
        raise RuntimeError(f"the reference did not answer with data: {show(broken)}")


def _first_of(types: tuple[type, ...], value: object) -> object:
    """The first of these types in an observation or in lists and dicts of them, None if there is none."""
    if isinstance(value, types):
        return value
    inside: Iterable[object] = ()
    if is_list(value):
        inside = value
    elif is_dict(value):
        inside = value.values()
    return next((found for item in inside if (found := _first_of(types, item)) is not None), None)


def _fail_at_smallest(
    got: object, want: object, rtol: float | None, atol: float | None, path: str, depth: int = 0
) -> NoReturn:
    """Descend from lists to the pair that fails, the smallest first and the first of equals.

    The outermost list holds several answers, whose number says nothing; below it, `path` leads into one.
    """
    if not is_list(want) or not is_list(got) or len(got) != len(want):
        _fail_pair(got, want, compare(got, want, rtol, atol), path)
    failing = [i for i in range(len(want)) if compare(got[i], want[i], rtol, atol)]
    if rtol == atol == 0 and all(_is_single(item) for item in (*got, *want)):
        _fail_pair(got, want, compare(got, want, rtol, atol), path)  # a trace or tokens: shown whole
    place = min(failing, key=lambda i: _size(want[i]))
    mine, yours = got[place], want[place]
    if _is_single(yours) and len(want) > 1:
        path = f"{path}[{place}] of {len(want)} values"
    elif depth:
        path = f"{path}[{place}]"
    _fail_at_smallest(mine, yours, rtol, atol, path, depth + 1)


def _is_single(value: object) -> bool:
    return isinstance(value, str) or (is_numeric(value) and np.ndim(value) == 0)


def _fail_pair(got: object, want: object, found: Difference | None, path: str) -> NoReturn:
    if found is None:
        raise RuntimeError("compared twice with different results")
    if found.kind == "value" or found.path or isinstance(got, (Raised, Died)):
        mine, yours = show_apart(got, want)
        where = [path, found.words if found.path else found.where]
    else:
        mine, yours = found.got, found.expected
        where = [path, found.where]
    _fail(got, mine, yours, "; ".join(part for part in where if part) or None)


def _first(bad: NDArray[np.bool_]) -> str | None:
    if not bad.ndim:
        return None
    index = ", ".join(str(int(i)) for i in np.unravel_index(int(np.argmax(bad)), bad.shape))
    return f"first at [{index}]; {np.count_nonzero(bad)} of {bad.size} elements"


def _size(value: object) -> int:
    if is_numeric(value):
        return int(np.size(value))
    if isinstance(value, (str, bytes)):
        return len(value)
    if is_dict(value):
        return sum(_size(item) for item in value.values())
    if is_list(value):
        return sum(_size(item) for item in value)
    return 1


def _arrays(got: object) -> list[NDArray[Any]]:
    """The numbers in an observation; fails at anything that is none."""
    if is_numeric(got):
        return [np.asarray(got)]
    if is_list(got):
        return [array for item in got for array in _arrays(item)]
    if is_dict(got):
        return [array for item in got.values() for array in _arrays(item)]
    return _fail(got, _text(got), "finite numbers")


def _text(got: object) -> str:
    return kind_of(got) if got is None else show(got)


def _fail(
    got: object,
    got_text: str,
    expected: str,
    where: str | None = None,
    picture: object = None,
    likely: str | None = None,
) -> NoReturn:
    raise CheckFailed(got=got, got_text=got_text, expected=expected, where=where, picture=picture, likely=likely)

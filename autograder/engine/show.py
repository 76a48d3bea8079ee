"""Observations and calls as short text for a student's eyes.

Whatever came from a submission is cut and holds no control characters, direction marks or lone surrogates.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from autograder.engine.observe import Died, Raised
from autograder.engine.plain import is_array, is_dict, is_list, is_numeric
from autograder.engine.wire import Opaque

LINES = 6  # of one array
CHARACTERS = 300  # of one text
_ELEMENTS = 24  # larger arrays are described
_ITEMS = 6  # of a list or dict
_DEPTH = 4  # of lists in lists
_DIGITS = 4
_HUGE = 1e6  # a loss beyond it is written with an exponent
# what the worker calls a file or function that is missing, and a source against its rules: the message says it all
SAYS_IT_ALL = ("NotThere", "NotAllowed")
_ALL = 17  # digits that tell any two float64 apart
_OPAQUE = {
    "function": "a function",
    "generator": "a generator",
    "int": "an integer of more than 64 bits",
    "method": "a method",
    "module": "a module",
    "type": "a class",
}


def show(value: object, digits: int = _DIGITS) -> str:
    """One observation in words or numbers; an array of a few elements keeps its lines.

    digits: decimals of an array's elements; single numbers have two significant digits more
    """
    if is_array(value):
        return _array(value, digits)
    return _cut(_item(value, digits, 0))


def show_call(name: str, args: Sequence[object], kwargs: Mapping[str, object]) -> str:
    """A call as the student would write it: `show_call("activations.softmax", ...)` -> "softmax(...)"."""
    parts = [_item(value, _DIGITS, 1) for value in args]
    parts += [f"{clean(key, 40)}={_item(value, _DIGITS, 1)}" for key, value in kwargs.items()]
    return _cut(f"{clean(name, 80).rpartition('.')[2]}({', '.join(parts)})")


def show_apart(got: object, want: object) -> tuple[str, str]:
    """Both values, with as many digits as it takes to tell them apart."""
    texts = [(show(got, digits), show(want, digits)) for digits in (_DIGITS, 8, 15)]
    return next((both for both in texts if both[0] != both[1]), texts[0])


def numbers_apart(got: object, want: object) -> tuple[str, str]:
    """Two numbers with six significant digits, or with all of them where six do not tell them apart."""
    texts = _number(got, 6), _number(want, 6)
    return texts if texts[0] != texts[1] else (_number(got, _ALL), _number(want, _ALL))


def decimals_apart(value: float, limit: float) -> tuple[str, str]:
    """A result and its limit with two decimals, or with as many as it takes to tell them apart."""
    texts = "", ""
    for digits in range(2, 18):
        texts = f"{value:.{digits}f}" if abs(value) < _HUGE else f"{value:.4g}", f"{limit:.{digits}f}"
        if not math.isfinite(value) or (texts[0] != texts[1] and float(texts[1]) == limit):
            break
    return texts


def counted(number: int, what: str) -> str:
    """ "1 item", "2 items"."""
    return f"{number} {what}{'s' * (number != 1)}"


def clean(text: str, limit: int) -> str:
    """One line of printable characters, at most `limit` of them."""
    printable = "".join(char if char.isprintable() else " " for char in text[: 4 * limit])
    return _cut(" ".join(printable.split()), limit)


def _cut(text: str, limit: int = CHARACTERS) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _array(array: NDArray[Any], digits: int) -> str:
    if array.ndim == 0:
        return _number(array[()], digits + 2)
    if array.dtype.kind in "biufc" and 0 < array.size <= _ELEMENTS:
        text = np.array2string(array, precision=digits, separator=", ", max_line_width=100)
        if text.count("\n") < LINES and len(text) <= CHARACTERS:
            return text
    return _describe(array)


def _describe(array: NDArray[Any]) -> str:
    if array.size == 0:
        return f"empty array of shape {array.shape}, {array.dtype}"
    text = f"array of shape {array.shape}, {array.dtype}"
    if array.dtype.kind == "b":
        return f"{text}, {np.count_nonzero(array)} of {array.size} true"
    if array.dtype.kind not in "iuf":
        return text
    finite = array[np.isfinite(array)]
    if finite.size:
        text += f", from {_number(finite.min(), 4)} to {_number(finite.max(), 4)}"
    if finite.size < array.size:
        text += f", {array.size - finite.size} of {array.size} elements are nan or inf"
    return text


def _item(value: object, digits: int, depth: int) -> str:
    """On one line, whatever it is."""
    if is_array(value):
        return " ".join(_array(value, digits).split("\n"))
    if isinstance(value, str):
        return repr(_cut(value, 120))
    if isinstance(value, bytes):
        return _cut(repr(value[:80]), 80)
    if is_list(value):
        return _list(value, digits, depth)
    if is_dict(value):
        return _dict(value, digits, depth)
    return _special(value, digits)


def _list(items: Sequence[object], digits: int, depth: int) -> str:
    if depth >= _DEPTH:
        return f"a list of {counted(len(items), 'item')}"
    parts = [_item(item, digits, depth + 1) for item in items[:_ITEMS]]
    more = f", … ({len(items)} items)" if len(items) > _ITEMS else ""
    return f"[{', '.join(parts)}{more}]"


def _dict(items: Mapping[object, object], digits: int, depth: int) -> str:
    if depth >= _DEPTH:
        return f"a dict of {counted(len(items), 'item')}"
    first = list(items.items())[:_ITEMS]
    parts = [f"{_item(key, digits, depth + 1)}: {_item(value, digits, depth + 1)}" for key, value in first]
    more = f", … ({len(items)} items)" if len(items) > _ITEMS else ""
    return f"{{{', '.join(parts)}{more}}}"


def _special(value: object, digits: int) -> str:
    if isinstance(value, Raised):
        return _raised(value)
    if isinstance(value, Died):
        return clean(value.detail, 200)
    if isinstance(value, Opaque):
        return _opaque(value.type_name)
    if value is None or is_numeric(value):
        return _number(value, digits + 2)
    return _opaque(type(value).__name__)


def _raised(raised: Raised) -> str:
    if raised.type in SAYS_IT_ALL:
        return clean(raised.message, 200)
    text, message = clean(raised.type, 60), clean(raised.message, 120)
    if message:
        text += f": {message}"
    if raised.file is None:
        return text
    place = clean(raised.file, 60) + (f", line {raised.line}" if raised.line is not None else "")
    source = f": `{clean(raised.text, 60)}`" if raised.text else ""
    return f"{text} ({place}{source})"


def _opaque(type_name: str) -> str:
    name = clean(type_name, 80) or "nameless"
    article = "an" if name[0] in "aeiouAEIOU" else "a"
    return _OPAQUE.get(name) or f"{article} {name}" + ("" if " " in name else " object")


def _number(value: object, digits: int) -> str:
    if isinstance(value, np.generic):
        return _number(cast("np.generic[Any]", value).item(), digits)
    if isinstance(value, (float, complex)):
        return repr(value) if digits >= _ALL else f"{value or 0.0:.{digits}g}"  # 0 for -0 too
    return _cut(str(value), 40)

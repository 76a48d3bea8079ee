"""How far two numbers may be apart: by the dtype that came back, and by what the check is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Tolerance:
    """got and want agree where |got - want| <= absolute + relative * |want|."""

    relative: float
    absolute: float

    @property
    def exact(self) -> bool:
        return self.relative == self.absolute == 0


@dataclass(frozen=True)
class _Precision:
    relative: float
    of_scale: float  # absolute part, in units of the largest |want|: sums of terms of that size cancel
    floor: float  # absolute part where everything wanted is 0: rounding of terms of size 1 that cancel


# About sqrt(eps) for the relative part: it leaves room for another order of summation over thousands of
# terms, and no misconception of the course is as close as that to the right value.
_PRECISION = {
    "float64": _Precision(1e-7, 1e-10, 1e-14),  # eps 2e-16
    "float32": _Precision(1e-4, 1e-6, 1e-7),  # eps 1e-7
    "float16": _Precision(1e-2, 1e-3, 1e-4),  # eps 1e-3; sums lose a digit
}
DEFAULT_RTOL = _PRECISION["float64"].relative
_OF_COMPLEX = {"complex64": "float32", "complex128": "float64"}


def tolerance(got: NDArray[Any], want: NDArray[Any], rtol: float | None, atol: float | None) -> Tolerance:
    """The tolerance for this pair; `rtol` and `atol` replace the defaults of float64.

    A lower precision than float64 is never asked for more than it can hold, unless both are 0: then the
    values must be equal. Of two precisions the looser counts. Integers and bools are exact.
    """
    if rtol == 0 and atol == 0:
        return Tolerance(0.0, 0.0)
    if got.dtype.kind in "biu" and want.dtype.kind in "biu":
        return Tolerance(rtol or 0.0, atol or 0.0)
    precision = max((_precision(got), _precision(want)), key=lambda each: each.relative)
    finite = np.abs(want[np.isfinite(want)]).astype(np.float64)
    scale = float(finite.max()) if finite.size else 0.0
    default = Tolerance(precision.relative, precision.of_scale * scale + precision.floor)
    chosen = Tolerance(default.relative if rtol is None else rtol, default.absolute if atol is None else atol)
    if precision is _PRECISION["float64"]:
        return chosen
    return Tolerance(max(chosen.relative, default.relative), max(chosen.absolute, default.absolute))


def differing(got: NDArray[Any], want: NDArray[Any], allowed: Tolerance) -> NDArray[np.bool_]:
    """Which elements differ. nan equals nan only if nan is wanted; infinities are equal with their sign."""
    if allowed.exact:
        return ~((got == want) | ((got != got) & (want != want)))  # noqa: PLR0124 - nan alone differs from itself
    wide = np.complex128 if "c" in (got.dtype.kind, want.dtype.kind) else np.float64
    mine, yours = got.astype(wide), want.astype(wide)
    with np.errstate(all="ignore"):
        close = np.abs(mine - yours) <= allowed.absolute + allowed.relative * np.abs(yours)
    finite = np.isfinite(mine) & np.isfinite(yours)
    same = (mine == yours) | (np.isnan(mine) & np.isnan(yours))
    return ~np.where(finite, close, same)


def _precision(array: NDArray[Any]) -> _Precision:
    name = _OF_COMPLEX.get(array.dtype.name, array.dtype.name)
    return _PRECISION.get(name, _PRECISION["float64"])

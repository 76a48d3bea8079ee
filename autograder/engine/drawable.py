"""A check's picture, made fit for a report: its numbers may come from a submission."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import islice
from typing import SupportsFloat

from msgspec.structs import replace

from autograder.engine.report import Band, Curve, Forecast, Images, Picture

MOST_VALUES = 20_000  # of one line: more would make a report large, and no reader wiser


def drawable(picture: object, band: Band | None = None) -> Picture | None:
    """The picture without numbers that JSON cannot hold, and with long lines cut; None for anything else.

    band: of the solution's runs; goes into a curve that has none
    """
    match picture:
        case Curve(lines=lines):
            return replace(
                picture, lines={name: _line(line) for name, line in lines.items()}, band=picture.band or band
            )
        case Forecast():
            return replace(
                picture,
                history=_line(picture.history[-MOST_VALUES:]),
                actual=_line(picture.actual),
                mean=_line(picture.mean),
                low=_line(picture.low),
                high=_line(picture.high),
            )
        case Images(images=images):
            return replace(
                picture, images=[[[_finite(grey) or 0.0 for grey in row] for row in image] for image in images]
            )
        case _:
            return None


def _line(values: Iterable[SupportsFloat | None]) -> list[float | None]:
    return [_finite(value) for value in islice(values, MOST_VALUES)]


def _finite(value: SupportsFloat | None) -> float | None:
    """A plain float; None for what is no finite number, an integer beyond every float included."""
    try:
        number = math.nan if value is None else float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None

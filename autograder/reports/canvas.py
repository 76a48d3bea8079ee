"""What every plot stands on: a frame with round ticks, paths inside it, and text that is safe in it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape

from autograder.reports.clean import one_line

WIDTH, HEIGHT = 400, 230  # in the units of the viewBox; at 360 px a label of 12 is still readable
LEFT, RIGHT, TOP, BOTTOM = 58, 12, 10, 42
MOST_POINTS = 400
LARGEST = 1e300  # beyond it the arithmetic of the plot overflows
FLAT = 1e-5  # a range below this share of the values is drawn as a flat line: its ticks would read the same

Point = tuple[float, float]


class Frame:
    """The plot's coordinates: from values to the viewBox. Across it ends with the data, upwards with a tick."""

    def __init__(self, first: float, last: float, y_ticks: Sequence[float]) -> None:
        self.first, self.last, self.y_ticks = first, last, y_ticks
        self.x_ticks = [value for value in ticks(first, last) if first <= value <= last]

    def x(self, value: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (value - self.first) / (self.last - self.first)

    def y(self, value: float) -> float:
        share = (value - self.y_ticks[0]) / (self.y_ticks[-1] - self.y_ticks[0])
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share

    def path(self, points: Iterable[Point]) -> str:
        """The `d` of a line through points; those that cannot be drawn leave a gap."""
        parts: list[str] = []
        pen = "M"
        for step, value in _thinned(list(points)):
            if is_drawable(value):
                parts.append(f"{pen}{self.x(step):.1f} {self.y(value):.1f}")
                pen = "L"
            else:
                pen = "M"
        return "".join(parts) + ("h.1" if len(parts) == 1 else "")

    def area(self, low: Sequence[Point], high: Sequence[Point]) -> str:
        """The `d` of what lies between two lines over the same steps; a gap where one of them cannot be drawn."""
        pairs = list(zip(low, high, strict=False))
        stretches: list[list[tuple[Point, Point]]] = [[]]
        for pair in pairs[:: max(1, math.ceil(len(pairs) / MOST_POINTS))]:
            if all(is_drawable(value) for _, value in pair):
                stretches[-1].append(pair)
            elif stretches[-1]:
                stretches.append([])
        return "".join(self._closed(stretch) for stretch in stretches if stretch)

    def _closed(self, stretch: Sequence[tuple[Point, Point]]) -> str:
        corners = [under for under, _ in stretch] + [over for _, over in reversed(stretch)]
        return "M" + "L".join(f"{self.x(step):.1f} {self.y(value):.1f}" for step, value in corners) + "Z"

    def axes(self, x_label: str, y_label: str) -> str:
        floor = HEIGHT - BOTTOM
        grid = "".join(
            f'<path class="grid" d="M{LEFT} {self.y(value):.1f}H{WIDTH - RIGHT}"/>' for value in self.y_ticks
        )
        left = "".join(
            f'<text class="tick end" x="{LEFT - 6}" y="{self.y(value) + 4:.1f}">{value:.6g}</text>'
            for value in self.y_ticks
        )
        under = "".join(
            f'<text class="tick" x="{self.x(value):.1f}" y="{floor + 16}">{value:.6g}</text>' for value in self.x_ticks
        )
        axis = f'<path class="axis" d="M{LEFT} {TOP}V{floor}H{WIDTH - RIGHT}"/>'
        middle = (LEFT + WIDTH - RIGHT) / 2
        names = f'<text class="name" x="{middle}" y="{HEIGHT - 8}">{text(x_label)}</text>'
        turned = f'<text class="name" transform="translate(12 {(TOP + floor) / 2}) rotate(-90)">{text(y_label)}</text>'
        return f"{grid}{axis}{left}{under}{names}{turned}"


def ticks(low: float, high: float) -> list[float]:
    """Round numbers from at or below `low` to at or above `high`, three to seven of them."""
    size = max(abs(low), abs(high))
    if high - low <= FLAT * size or size < 1 / LARGEST:
        half = size / 2 if size > 1 / LARGEST else 0.5
        low, high = low - half, high + half
    rough = (high - low) / 4
    unit = 10.0 ** math.floor(math.log10(rough))
    step = next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [n * step for n in range(first, last + 1)]


def numbers(values: Iterable[float | None]) -> list[float]:
    """Values of a report with nan for None, since JSON has no nan."""
    return [math.nan if value is None else value for value in values]


def is_drawable(value: float) -> bool:
    return abs(value) < LARGEST  # false for nan


def svg(width: float, height: float, label: str, body: str) -> str:
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{text(label)}">{body}</svg>'


def text(words: str) -> str:
    return escape(one_line(words), quote=True)


def _thinned(points: list[Point]) -> list[Point]:
    """At most about `MOST_POINTS` of the points: the lowest and the highest of each stretch, so spikes stay."""
    if len(points) <= MOST_POINTS:
        return points
    stretch = math.ceil(2 * len(points) / MOST_POINTS)
    kept: list[Point] = []
    for start in range(0, len(points), stretch):
        part = points[start : start + stretch]
        kept += sorted({min(part, key=_value), max(part, key=_value)})
    return kept


def _value(point: Point) -> float:
    return point[1]

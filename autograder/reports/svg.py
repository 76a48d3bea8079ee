"""Pictures as SVG: a plot of curves, small grey images, a histogram. Colours come from the page's style sheet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from autograder.engine.report import Curve, Images
from autograder.reports.clean import one_line

WIDTH, HEIGHT = 400, 230  # in the units of the viewBox; at 360 px a label of 12 is still readable
LEFT, RIGHT, TOP, BOTTOM = 58, 12, 10, 42
MOST_LINES = 4  # told apart by dash and colour
MOST_POINTS = 400
MOST_IMAGES = 24
MOST_PIXELS = 64
GREYS = 15
LARGEST = 1e300  # beyond it the arithmetic of the plot overflows
FLAT = 1e-5  # a range below this share of the values is drawn as a flat line: its ticks would read the same

Point = tuple[float, float]


def picture(drawn: Curve | Images) -> str:
    """One figure with its caption, as HTML."""
    body = curve(drawn) if isinstance(drawn, Curve) else images(drawn)
    return f'<figure class="picture"><figcaption>{_text(drawn.title)}</figcaption>{body}</figure>'


def curve(drawn: Curve) -> str:
    """A line plot with axes, ticks and a legend. Values that are not finite leave a gap."""
    gap = math.nan  # None in the report, since JSON has no nan
    lines = [(name, [gap if y is None else y for y in line]) for name, line in drawn.lines.items()][:MOST_LINES]
    finite = [value for _, values in lines for value in values if _drawable(value)]
    if not finite:
        return '<p class="quiet">No finite value to draw.</p>'
    steps = max(len(values) for _, values in lines)
    x_ticks, y_ticks = ticks(0, max(steps - 1, 1)), ticks(min(finite), max(finite))
    frame = _Frame(x_ticks, y_ticks)
    drawings = [frame.axes(drawn.x_label, drawn.y_label)]
    drawings += [f'<path class="line line-{n}" d="{frame.path(values)}"/>' for n, (_, values) in enumerate(lines)]
    legend = "".join(_legend(n, name) for n, (name, _) in enumerate(lines))
    label = f"{drawn.title}: {drawn.y_label} by {drawn.x_label}. {_ends(lines)}"
    return f'{_svg(WIDTH, HEIGHT, label, "".join(drawings))}<ul class="legend">{legend}</ul>'


def images(drawn: Images) -> str:
    """Small grey images side by side, each with its caption."""
    shown = drawn.images[:MOST_IMAGES]
    captions = [*drawn.captions, *[""] * len(shown)]
    items = "".join(
        f"<li>{_image(image, caption)}<span>{_text(caption)}</span></li>"
        for image, caption in zip(shown, captions, strict=False)
    )
    left_out = len(drawn.images) - len(shown)
    note = f'<p class="quiet">and {left_out} more</p>' if left_out else ""
    return f'<ul class="images">{items}</ul>{note}'


def histogram(counts: Sequence[int], edges: Sequence[str], title: str) -> str:
    """Bars with their count above; `edges` are the labels between them, one more than bars, "" for none."""
    width, floor, tall = 400, 150, 130
    step, unit = (width - 2 * 14) / max(len(counts), 1), (tall - 16) / max([*counts, 1])
    parts: list[str] = []
    for n, amount in enumerate(counts):
        x, height = 14 + n * step, amount * unit
        parts.append(f'<rect class="bar" x="{x + 1.5:.1f}" y="{floor - height:.1f}" width="{step - 3:.1f}"')
        parts.append(f' height="{height:.1f}" rx="2"/>')
        if amount:
            parts.append(f'<text x="{x + step / 2:.1f}" y="{floor - height - 5:.1f}">{amount}</text>')
    labels = [
        f'<text class="tick" x="{14 + n * step:.1f}" y="168">{_text(edge)}</text>' for n, edge in enumerate(edges)
    ]
    axis = f'<path class="axis" d="M0 {floor}H{width}"/>'
    return _svg(width, 176, title, f'<g class="histogram">{axis}{"".join(parts)}{"".join(labels)}</g>')


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


class _Frame:
    """The plot's coordinates: from values to the viewBox."""

    def __init__(self, x_ticks: list[float], y_ticks: list[float]) -> None:
        self.x_ticks, self.y_ticks = x_ticks, y_ticks

    def x(self, value: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * _share(value, self.x_ticks)

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * _share(value, self.y_ticks)

    def path(self, values: list[float]) -> str:
        parts: list[str] = []
        pen = "M"
        for step, value in _thinned(values):
            if _drawable(value):
                parts.append(f"{pen}{self.x(step):.1f} {self.y(value):.1f}")
                pen = "L"
            else:
                pen = "M"
        return "".join(parts) + ("h.1" if len(parts) == 1 else "")

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
        names = f'<text class="name" x="{middle}" y="{HEIGHT - 8}">{_text(x_label)}</text>'
        turned = f'<text class="name" transform="translate(12 {(TOP + floor) / 2}) rotate(-90)">{_text(y_label)}</text>'
        return f"{grid}{axis}{left}{under}{names}{turned}"


def _share(value: float, marks: list[float]) -> float:
    """Where `value` lies between the first and the last tick, 0 to 1."""
    return (value - marks[0]) / (marks[-1] - marks[0])


def _drawable(value: float) -> bool:
    return abs(value) < LARGEST  # false for nan


def _thinned(values: list[float]) -> list[tuple[int, float]]:
    """At most about `MOST_POINTS` of the points: the lowest and the highest of each stretch, so spikes stay."""
    points = list(enumerate(values))
    if len(points) <= MOST_POINTS:
        return points
    stretch = math.ceil(2 * len(points) / MOST_POINTS)
    kept: list[tuple[int, float]] = []
    for start in range(0, len(points), stretch):
        part = points[start : start + stretch]
        kept += sorted({min(part, key=_value), max(part, key=_value)})
    return kept


def _value(point: tuple[int, float]) -> float:
    return point[1]


def _ends(lines: list[tuple[str, list[float]]]) -> str:
    """The curves in words, for those who do not see them."""
    return " ".join(f"{name} goes from {values[0]:.3g} to {values[-1]:.3g}." for name, values in lines if values)


def _legend(number: int, name: str) -> str:
    key = f'<svg width="28" height="10" aria-hidden="true"><path class="line line-{number}" d="M1 5H27"/></svg>'
    return f"<li>{key} {_text(name)}</li>"


def _image(image: list[list[float]], caption: str) -> str:
    """Runs of equal grey become one rectangle, and each grey one path."""
    rows = [row[:MOST_PIXELS] for row in image[:MOST_PIXELS]]
    wide = max((len(row) for row in rows), default=0)
    top = max((value for row in rows for value in row if math.isfinite(value)), default=0.0)
    paths: dict[int, list[str]] = {}
    for y, row in enumerate(rows):
        for x, length, grey in _runs([_grey(value, top) for value in row]):
            paths.setdefault(grey, []).append(f"M{x} {y}h{length}v1h-{length}z")
    drawn = "".join(
        f'<path fill-opacity="{grey / GREYS:.2f}" d="{"".join(parts)}"/>' for grey, parts in sorted(paths.items())
    )
    return _svg(wide or 1, len(rows) or 1, f"image: {caption}", f'<g class="pixels">{drawn}</g>')


def _grey(value: float, top: float) -> int:
    if not math.isfinite(value) or top <= 0:
        return 0
    return max(0, round(GREYS * value / top))


def _runs(greys: list[int]) -> list[tuple[int, int, int]]:
    """(start, length, grey) of each stretch that is not background."""
    runs: list[tuple[int, int, int]] = []
    start = 0
    for x in range(1, len(greys) + 1):
        if x == len(greys) or greys[x] != greys[start]:
            if greys[start]:
                runs.append((start, x - start, greys[start]))
            start = x
    return runs


def _svg(width: float, height: float, label: str, body: str) -> str:
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{_text(label)}">{body}</svg>'


def _text(text: str) -> str:
    return escape(one_line(text), quote=True)

"""Pictures as SVG: plots, small grey images, a histogram. Colours come from the page's style sheet."""

from __future__ import annotations

import math
from collections.abc import Sequence

from autograder.engine.report import Curve, Forecast, Images, Picture
from autograder.reports import plots
from autograder.reports.canvas import svg, text

MOST_IMAGES = 24
MOST_PIXELS = 64
GREYS = 15


def picture(drawn: Picture) -> str:
    """One figure with its caption, as HTML."""
    match drawn:
        case Curve():
            body = plots.curve(drawn)
        case Forecast():
            body = plots.forecast(drawn)
        case Images():
            body = images(drawn)
    return f'<figure class="picture"><figcaption>{text(drawn.title)}</figcaption>{body}</figure>'


def images(drawn: Images) -> str:
    """Small grey images side by side, each with its caption."""
    shown = drawn.images[:MOST_IMAGES]
    captions = [*drawn.captions, *[""] * len(shown)]
    items = "".join(
        f"<li>{_image(image, caption)}<span>{text(caption)}</span></li>"
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
    labels = [f'<text class="tick" x="{14 + n * step:.1f}" y="168">{text(edge)}</text>' for n, edge in enumerate(edges)]
    axis = f'<path class="axis" d="M0 {floor}H{width}"/>'
    return svg(width, 176, title, f'<g class="histogram">{axis}{"".join(parts)}{"".join(labels)}</g>')


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
    return svg(wide or 1, len(rows) or 1, f"image: {caption}", f'<g class="pixels">{drawn}</g>')


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

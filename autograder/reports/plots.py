"""Plots as SVG: curves before the band of the solution's runs, and forecasts with their interval.

Lines are told apart by dash and by width, areas from lines; colours come on top, from the page's style sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from autograder.engine.report import Band, Curve, Forecast
from autograder.reports import pictured
from autograder.reports.canvas import BOTTOM, HEIGHT, TOP, WIDTH, Frame, Point, is_drawable, numbers, svg, text, ticks

MOST_LINES = 4  # told apart by dash and colour
LONG = 150  # points; more of them are drawn as a fine line, since noise would paint over what is behind
HISTORY = 2  # of a series before its forecast, so many horizons are drawn
LEAST_HISTORY = 24
NOTHING = '<p class="quiet">No finite value to draw.</p>'


def curve(drawn: Curve) -> str:
    """A line plot with axes, ticks and a legend. Values that are not finite leave a gap."""
    lines = {name: numbers(values) for name, values in list(drawn.lines.items())[:MOST_LINES]}
    values = [value for line in lines.values() for value in line]
    if not any(map(is_drawable, values)):
        return NOTHING
    last, band = max(map(len, lines.values())) - 1, drawn.band
    if band:
        last, values = max(last, band.steps[-1]), [*values, *band.low, *band.high]
    frame = Frame(0, max(last, 1), _y_ticks(values))
    parts = [frame.axes(drawn.x_label, drawn.y_label), _band(frame, band) if band else ""]
    parts += [
        f'<path class="line line-{number}{" fine" * (len(line) > LONG)}" d="{frame.path(enumerate(line))}"/>'
        for number, line in enumerate(lines.values())
    ]
    legend = [_legend(f"line line-{number}", name) for number, name in enumerate(lines)]
    if band:
        legend.append(_legend("band", f"solution, {band.runs} runs: 5 % to 95 %, and their median", "median"))
    return _plot(f"{drawn.title}: {drawn.y_label} by {drawn.x_label}. {pictured.curve(drawn)}", parts, legend)


def _band(frame: Frame, band: Band) -> str:
    low, middle, high = (
        list(zip(map(float, band.steps), values, strict=False)) for values in (band.low, band.middle, band.high)
    )
    return f'<path class="band" d="{frame.area(low, high)}"/><path class="median" d="{frame.path(middle)}"/>'


def forecast(drawn: Forecast) -> str:
    """The end of the series, what came after it, and the forecast of that with its interval."""
    actual, mean, low, high = map(numbers, (drawn.actual, drawn.mean, drawn.low, drawn.high))
    horizon = max(map(len, (actual, mean, low, high)))
    history = numbers(drawn.history[-max(HISTORY * horizon, LEAST_HISTORY) :])
    values = [*history, *actual, *mean, *low, *high]
    if not any(map(is_drawable, values)):
        return NOTHING
    frame = Frame(min(0, 1 - len(history)), max(horizon, 1), _y_ticks(values))
    floor = HEIGHT - BOTTOM
    paths = {
        "interval": frame.area(_from(1, low), _from(1, high)),
        "now": f"M{frame.x(0):.1f} {TOP}V{floor}",
        "history": frame.path(_from(1 - len(history), history)),
        "actual": frame.path(_from(0, [*history[-1:], *actual]) if history else _from(1, actual)),
        "mean": frame.path(_from(1, mean)),
    }
    legend = [
        _legend("history", _history(len(history), len(drawn.history))),
        _legend("actual", "what came"),
        _legend("mean", "forecast"),
        _legend("interval", "its interval"),
    ]
    parts = [frame.axes("steps after the last known value", drawn.units or "value")]
    parts += [f'<path class="{name}" d="{path}"/>' for name, path in paths.items()]
    return _plot(f"{drawn.title}. {pictured.forecast(drawn)}", parts, legend)


def _history(shown: int, known: int) -> str:
    return "history" if shown == known else f"history, the last {shown} of {known} values"


def _from(start: int, values: Sequence[float]) -> list[Point]:
    return [(float(step), value) for step, value in enumerate(values, start)]


def _y_ticks(values: Iterable[float]) -> list[float]:
    finite = [value for value in values if is_drawable(value)]
    return ticks(min(finite), max(finite))


def _plot(label: str, parts: Iterable[str], legend: Iterable[str]) -> str:
    return f'{svg(WIDTH, HEIGHT, label, "".join(parts))}<ul class="legend">{"".join(legend)}</ul>'


AREAS = {"band", "interval"}


def _legend(kind: str, name: str, through: str = "") -> str:
    """A key and its name. `through`: a line that runs through an area."""
    key = f'<path class="{kind}" d="{"M1 1H27V13H1Z" if kind in AREAS else "M1 7H27"}"/>'
    key += f'<path class="{through}" d="M1 7H27"/>' if through else ""
    return f'<li><svg width="28" height="14" aria-hidden="true">{key}</svg> {text(name)}</li>'

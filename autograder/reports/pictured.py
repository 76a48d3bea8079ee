"""Plots in words: for the terminal, and for those who do not see them."""

from __future__ import annotations

from autograder.engine.report import Band, CheckReport, Curve, Forecast
from autograder.reports.canvas import is_drawable, numbers
from autograder.reports.words import Line, count

MOST_NAMED = 4  # lines


def lines(check: CheckReport) -> list[Line]:
    """The plot of a failed check as a line of its explanation, nothing where it has none."""
    match check.example and check.example.picture:
        case Curve() as drawn:
            return [Line("Curve", curve(drawn))] if any(drawn.lines.values()) else []
        case Forecast() as drawn:
            return [Line("Forecast", forecast(drawn))]
        case _:
            return []


def curve(drawn: Curve) -> str:
    """Where the lines begin and end; and how the first one lies to the band of the solution's runs."""
    named = [(name, numbers(values)) for name, values in list(drawn.lines.items())[:MOST_NAMED] if values]
    said = [f"{name} goes from {values[0]:.3g} to {values[-1]:.3g}." for name, values in named]
    if drawn.band and named:
        said.append(_beside(*named[0], drawn.band))
    return " ".join(said)


def _beside(name: str, values: list[float], band: Band) -> str:
    met = [
        (values[step], low, high)
        for step, low, high in zip(band.steps, band.low, band.high, strict=False)
        if step < len(values)
    ]
    above = sum(not value <= high for value, _, high in met)  # nan counts as above: it is where a loss ends up
    below = sum(value < low for value, low, _ in met)
    return (
        f"The solution's {count(band.runs, 'run')} go from {band.middle[0]:.3g} to {band.middle[-1]:.3g} (median); "
        f"of {count(len(met), 'step')} looked at, {name} is above 95 % of them at {above}, "
        f"and below 95 % of them at {below}."
    )


def forecast(drawn: Forecast) -> str:
    """How far the forecast is from what came, and how often that lies inside the interval."""
    actual, mean, low, high = map(numbers, (drawn.actual, drawn.mean, drawn.low, drawn.high))
    errors = [abs(want - got) for want, got in zip(actual, mean, strict=False)]
    errors = [error for error in errors if is_drawable(error)]
    inside = sum(under <= value <= over for under, value, over in zip(low, actual, high, strict=False))
    units = f" {drawn.units}" if drawn.units else ""
    far = f"{sum(errors) / len(errors):.3g}{units}" if errors else "not a finite number"
    return (
        f"{count(len(actual), 'step')} ahead; the mean error is {far}, "
        f"and {inside} of {count(len(actual), 'value')} that came lie inside the interval."
    )

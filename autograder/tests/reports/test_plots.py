"""Plots: the band behind a curve, a forecast with its interval, and both in words."""

import math
import re
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from autograder.engine.report import Band, Curve, Forecast
from autograder.reports import canvas, pictured, plots, svg, terminal
from autograder.reports.page import TEMPLATES
from autograder.tests.reports import samples

NAN, INF = math.nan, math.inf
STYLE = (TEMPLATES / "style.css.j2").read_text(encoding="utf-8")
BAND = Band(30, [0, 2, 4], [1.0, 0.5, 0.1], [1.1, 0.6, 0.2], [1.2, 0.7, 0.3])
CURVE = Curve("Loss", "step", "loss", {"yours": [1.1, 1.1, 1.1, 1.1, 0.05]}, BAND)
AHEAD = Forecast([1.0, 2.0, 3.0], [4.0, 6.0], [4.5, 4.0], [3.0, 3.5], [5.0, 5.5])


def drawn(figure: str, kind: str) -> str:
    """The path of a kind in the plot, not in the legend."""
    return figure.partition(f'class="{kind}" d="')[2].partition('"')[0]


def coordinates(figure: str) -> list[tuple[float, float]]:
    """The corners of all paths of the plot."""
    plot = ElementTree.fromstring(f"<div>{figure}</div>").find("svg")  # noqa: S314 - our own
    assert plot is not None
    paths = [path.attrib["d"] for path in plot.iter("path")]
    return [(float(x), float(y)) for path in paths for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path)]


def test_the_band_is_an_area_with_a_median_through_it_and_a_legend() -> None:
    figure = plots.curve(CURVE)
    assert drawn(figure, "band").count("L") == 5  # three corners below, three above
    assert drawn(figure, "median").count("L") == 2
    assert "solution, 30 runs: 5 % to 95 %, and their median" in figure
    assert figure.index('class="band"') < figure.index('class="line line-0"')  # behind the line


def test_a_curve_without_a_band_shows_none() -> None:
    figure = plots.curve(replace(CURVE, band=None))
    assert "band" not in figure
    assert "solution" not in figure


def test_a_band_that_is_longer_than_the_line_widens_the_plot() -> None:
    short = plots.curve(replace(CURVE, lines={"yours": [1.1, 1.0]}))
    assert max(x for x, _ in coordinates(short)) == canvas.WIDTH - canvas.RIGHT
    assert float(drawn(short, "line line-0").split("L")[1].split()[0]) < canvas.WIDTH / 2


def test_a_long_line_is_drawn_fine() -> None:
    assert 'class="line line-0 fine"' in plots.curve(replace(CURVE, lines={"yours": [1.0] * (plots.LONG + 1)}))
    assert "svg .fine { stroke-width" in STYLE


def test_a_curve_beside_its_band_in_words() -> None:
    assert pictured.curve(CURVE) == (
        "yours goes from 1.1 to 0.05. The solution's 30 runs go from 1.1 to 0.2 (median); of 3 steps looked at, "
        "yours is above 95 % of them at 1, and below 95 % of them at 1."
    )


def test_a_loss_that_is_lost_lies_above() -> None:
    lost = replace(CURVE, lines={"yours": [1.1, 1.1, None, None, None]})
    assert "yours goes from 1.1 to nan." in pictured.curve(lost)
    assert "above 95 % of them at 2, and below 95 % of them at 0" in pictured.curve(lost)


def test_a_forecast_shows_history_what_came_and_the_interval() -> None:
    figure = plots.forecast(AHEAD)
    assert drawn(figure, "history").count("L") == 2
    assert drawn(figure, "actual").count("L") == 2  # it goes on from the last known value
    assert drawn(figure, "mean").count("L") == 1
    assert drawn(figure, "interval").count("L") == 3
    for name in ("history", "what came", "forecast", "its interval"):
        assert f"</svg> {name}</li>" in figure
    assert drawn(figure, "now").startswith("M")


def test_kinds_differ_without_colour() -> None:
    dashes = {kind: re.search(rf"svg \.{kind} {{[^}}]*dasharray: ([^;]+);", STYLE) for kind in ("actual", "mean")}
    assert all(dashes.values())
    assert len({found[1] for found in dashes.values() if found}) == 2
    assert "dasharray" not in STYLE.partition("svg .history {")[2].partition("}")[0]
    for area in ("band", "interval"):
        assert "fill-opacity" in STYLE.partition(f"svg .{area} {{")[2].partition("}")[0]


def test_of_a_long_history_the_end_is_shown() -> None:
    long = replace(AHEAD, history=[float(n) for n in range(4032)], actual=[1.0] * 48, mean=[1.0] * 48)
    figure = plots.forecast(long)
    assert "history, the last 96 of 4032 values" in figure
    assert drawn(figure, "history").count("L") == 95


def test_a_forecast_in_words() -> None:
    assert pictured.forecast(replace(AHEAD, units="passengers")) == (
        "2 steps ahead; the mean error is 1.25 passengers, and 1 of 2 values that came lie inside the interval."
    )
    assert "the mean error is not a finite number, and 1 of 2" in pictured.forecast(replace(AHEAD, mean=[None, None]))
    assert "0 of 2 values" in pictured.forecast(replace(AHEAD, low=AHEAD.high, high=AHEAD.low))


def test_the_terminal_says_it_in_a_line() -> None:
    text = " ".join(terminal.render(samples.plotted(), colour=False, width=100).split())
    assert "Curve your training goes from 2.3 to 0.674. The solution's 30 runs go from 2.42 to 0.131" in text
    assert "Forecast 24 steps ahead; the mean error is 37.3 thousand passengers" in text


ODD = [[], [NAN], [INF, -INF], [1e308, -1e308], [1e299, -1e299, 0.0], [5e-324], [0.0] * 20_000]


@pytest.mark.parametrize("values", ODD)
def test_odd_numbers_stay_inside_the_frame(values: list[float]) -> None:
    for figure in (
        plots.curve(replace(CURVE, lines={"yours": values})),
        plots.forecast(Forecast(values, values, values, values, values)),
        plots.forecast(replace(AHEAD, low=values)),
        plots.forecast(replace(AHEAD, history=values)),
    ):
        if figure != plots.NOTHING:
            assert not re.search("nan|inf", figure.partition("<path")[2].partition("<ul")[0])
            assert all(-0.1 <= x <= canvas.WIDTH and -0.1 <= y <= canvas.HEIGHT for x, y in coordinates(figure))
        assert len(figure) < 60_000


def test_an_interval_has_a_gap_where_it_is_not_finite() -> None:
    gap = replace(AHEAD, low=[1.0, 1.0, None, 1.0, 1.0], high=[2.0, 2.0, 2.0, 2.0, 2.0])
    assert drawn(plots.forecast(gap), "interval").count("M") == 2


def test_text_of_a_forecast_is_escaped() -> None:
    figure = svg.picture(replace(AHEAD, title="<b>", units='<i>"'))
    ElementTree.fromstring(figure)  # noqa: S314 - our own
    assert not re.search("<[bi]>", figure)

"""Pictures stay inside their frame, whatever the numbers."""

import math
import re
from xml.etree import ElementTree

import pytest

from autograder.engine.report import Curve, Images
from autograder.reports import canvas, svg
from autograder.reports.page import TEMPLATES

NAN, INF = math.nan, math.inf


def drawn(*lines: list[float]) -> str:
    return svg.picture(Curve("Loss", "step", "loss", {f"line {n}": values for n, values in enumerate(lines)}))


def coordinates(figure: str) -> list[float]:
    paths = [path.attrib["d"] for path in ElementTree.fromstring(figure).iter("path")]  # noqa: S314 - our own
    return [float(number) for path in paths for number in re.findall(r"-?[\d.]+", path)]


@pytest.mark.parametrize(
    "values",
    [
        [0.0],
        [2.3, 2.3, 2.3],
        [1.0, NAN, 2.0, INF, -INF],
        [1e299, -1e299],
        [1e308, -1e308, 1.0],
        [5e-324, 0.0],
        [1e16, 1e16 + 2],
        [-3.0, -1.0],
        [math.sin(n) for n in range(100_000)],
    ],
)
def test_curves_stay_inside_the_frame(values: list[float]) -> None:
    figure = drawn(values)
    assert not re.search("nan|inf", figure.partition("<path")[2].partition("<ul")[0])
    assert all(-0.1 <= number <= canvas.WIDTH for number in coordinates(figure))
    assert len(figure) < 20_000


def test_a_curve_says_where_it_starts_and_ends() -> None:
    assert 'aria-label="Loss: loss by step. line 0 goes from 2.3 to 0.12."' in drawn([2.3, 1.0, 0.12])


def test_lines_are_told_apart_without_colour() -> None:
    figure = drawn([1.0, 2.0], [2.0, 1.0])
    assert 'class="line line-0"' in figure
    assert 'class="line line-1"' in figure
    style = (TEMPLATES / "style.css.j2").read_text(encoding="utf-8")
    assert "line-1 { stroke: var(--held); stroke-dasharray" in style


def test_a_gap_where_a_value_is_not_finite() -> None:
    assert drawn([1.0, 2.0, NAN, 4.0, 5.0]).partition('class="line')[2].partition('"/>')[0].count("M") == 2


@pytest.mark.parametrize("values", [[], [NAN], [INF, -INF]])
def test_nothing_to_draw_is_said(values: list[float]) -> None:
    assert "No finite value to draw." in drawn(values)


def test_a_spike_survives_thinning() -> None:
    values = [0.0] * 50_000
    values[31_337] = 1.0
    line = drawn(values).partition('class="line line-0 fine" d="')[2].partition('"')[0]
    highest = min(float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", line))
    assert highest == canvas.TOP


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 59, [0, 20, 40, 60]),
        (0.1, 2.4, [0, 1, 2, 3]),
        (0, 1, [0, 0.25, 0.5, 0.75, 1]),
        (-3, -1, [-3, -2.5, -2, -1.5, -1]),
    ],
)
def test_ticks_are_round(low: float, high: float, expected: list[float]) -> None:
    assert canvas.ticks(low, high) == pytest.approx(expected)


def test_images_are_grey_from_background_to_ink() -> None:
    figure = svg.picture(Images("Digits", [[[0.0, 8.0], [16.0, 16.0]]], ["3 read as 8"]))
    assert '<path fill-opacity="1.00" d="M0 1h2v1h-2z"/>' in figure
    assert '<path fill-opacity="0.53" d="M1 0h1v1h-1z"/>' in figure
    assert 'viewBox="0 0 2 2"' in figure
    assert "<span>3 read as 8</span>" in figure


@pytest.mark.parametrize("image", [[], [[]], [[NAN, INF], [-1.0]], [[0.0] * 500] * 500])
def test_odd_images_draw_without_harm(image: list[list[float]]) -> None:
    assert "<li>" in svg.picture(Images("Odd", [image], []))


def test_many_images_are_counted_not_drawn() -> None:
    figure = svg.picture(Images("Many", [[[1.0]]] * 30, []))
    assert figure.count("<li>") == svg.MOST_IMAGES
    assert "and 6 more" in figure


def test_text_is_escaped() -> None:
    figure = svg.picture(Curve('<b>"', "<i>", "&", {"\x1b<u>": [1.0, 2.0]}))
    ElementTree.fromstring(figure)  # noqa: S314 - our own
    assert not re.search("<[biu]>", figure)
    assert "␛&lt;u&gt;" in figure


def test_a_histogram_has_a_bar_for_each_count() -> None:
    figure = svg.histogram([0, 3], ["0", "", "100 %"], "Spread")
    assert figure.count('class="bar"') == 2
    assert ">3</text>" in figure
    assert ">100 %</text>" in figure

"""Colours are readable: WCAG AA asks for 4.5 to 1 between a text and what is behind it."""

import re

import pytest

from autograder.reports.page import TEMPLATES

STYLE = (TEMPLATES / "style.css.j2").read_text(encoding="utf-8")
LIGHT, DARK = [
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part))
    for part in STYLE.partition("@media print")[0].split("@media screen")
]
SURFACES = ["paper", "card", "sunk"]
TEXTS = ["ink", "quiet", "good", "wrong", "held", "accent"]
SOFT = [
    ("held", "held-soft"),
    ("ink", "held-soft"),
    ("ink", "accent-soft"),
    ("quiet", "accent-soft"),
    ("good", "good-soft"),
    ("wrong", "wrong-soft"),
]
PAIRS = [(text, surface) for text in TEXTS for surface in SURFACES] + SOFT


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "surface"), PAIRS)
def test_text_stands_out(theme: dict[str, str], text: str, surface: str) -> None:
    low, high = sorted([luminance(theme[text]), luminance(theme[surface])])
    assert (high + 0.05) / (low + 0.05) >= 4.5


def test_both_themes_define_the_same_colours() -> None:
    assert set(LIGHT) == set(DARK)


def test_print_is_light_and_shows_everything() -> None:
    assert "@media screen and (prefers-color-scheme: dark)" in STYLE
    assert "max-height: none" in STYLE.partition("@media print")[2]

"""A trained check that fails shows its curve before the band of the solution's runs, without a word in the check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from autograder.engine import expect
from autograder.engine.check import check
from autograder.engine.grade import student_view
from autograder.engine.report import Band, Curve, decode, encode
from autograder.engine.rungs import own_slot
from autograder.engine.sandbox import Slot
from autograder.tests.engine import mini

BAND = Band(30, [0, 1], [0.9, 0.1], [1.0, 0.2], [1.1, 0.3])


@check("rule.step", points=1, repeats=2)
def gets_smaller(student):
    """The weight gets smaller."""
    weight = student.shared(mini.trained)["weight"]
    expect.bar(weight, at_most=0.01, picture=Curve("Weight", "step", "weight", {"yours": [1.0, weight]}))


@pytest.fixture(scope="module")
def slot() -> Iterator[Slot]:
    with own_slot(["numpy"]) as made:
        yield made


def test_the_band_goes_into_the_report_of_the_check_that_failed(slot: Slot) -> None:
    exam = mini.exam(slot, replace(mini.chapter(gets_smaller), bands={"rule.step:gets_smaller": BAND}))
    report = mini.mark(slot, exam, mini.wrong("doubles"))
    for shown in (report, student_view(report), decode(encode(report))):
        found = mini.by_name(shown)
        picture = found["gets_smaller"].example.picture
        assert isinstance(picture, Curve)
        assert picture.band == BAND
        assert found["comes_down"].example.picture is None
    assert mini.by_name(mini.mark(slot, exam, mini.SOLUTION))["gets_smaller"].example is None


def test_without_a_calibration_the_curve_stands_alone(slot: Slot) -> None:
    exam = mini.exam(slot, mini.chapter(gets_smaller))
    picture = mini.by_name(mini.mark(slot, exam, mini.wrong("doubles")))["gets_smaller"].example.picture
    assert isinstance(picture, Curve)
    assert picture.band is None

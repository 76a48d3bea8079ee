"""Numbers of a submission in a picture cannot break a report, and a trained curve gets its band."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from autograder.engine import calibrated
from autograder.engine.calibrated import read_bands
from autograder.engine.chapter import BadChapter
from autograder.engine.drawable import MOST_VALUES, drawable
from autograder.engine.load import Course, here
from autograder.engine.report import Band, Curve, Forecast, Images

BAND = Band(30, [0, 1], [0.9, 0.1], [1.0, 0.2], [1.1, 0.3])
CURVE = Curve("Loss", "step", "loss", {"yours": [1.0, 0.5]})
HOSTILE = [np.float32(1.5), float("nan"), float("inf"), 10**400, None, "two", 3]
CLEAN = [1.5, None, None, None, None, None, 3.0]


def test_what_is_no_finite_number_is_left_out() -> None:
    curve = drawable(replace(CURVE, lines={"yours": HOSTILE}))
    assert isinstance(curve, Curve)
    assert curve.lines == {"yours": CLEAN}
    assert all(type(value) in (float, type(None)) for value in curve.lines["yours"])
    forecast = drawable(Forecast(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE))
    assert forecast == Forecast(CLEAN, CLEAN, CLEAN, CLEAN, CLEAN)


def test_long_lines_are_cut_and_of_a_history_the_end_stays() -> None:
    long = [float(n) for n in range(MOST_VALUES + 5)]
    curve, forecast = drawable(replace(CURVE, lines={"yours": long})), drawable(Forecast(long, long, long, long, long))
    assert isinstance(curve, Curve)
    assert isinstance(forecast, Forecast)
    assert curve.lines["yours"] == forecast.mean == long[:MOST_VALUES]
    assert forecast.history == long[5:]


def test_a_curve_gets_the_band_of_its_check() -> None:
    assert drawable(CURVE, BAND) == replace(CURVE, band=BAND)
    assert drawable(CURVE) == CURVE
    images = Images("Digits", [[[1.0, float("nan")]]], ["3"])
    assert drawable(images, BAND) == replace(images, images=[[[1.0, 0.0]]])
    assert drawable("a curve", BAND) is None


def test_bands_are_read_from_what_calibrate_wrote(tmp_path: Path) -> None:
    assert read_bands(tmp_path) == {}
    band = {"runs": 30, "steps": [0, 1], "low": [0.9, 0.1], "middle": [1.0, 0.2], "high": [1.1, 0.3]}
    entries = {"a.b:c": {"bar": 0.9, "band": band}, "a.b:d": {"bar": 0.9, "band": None}, "a.b:e": {"bar": 0.9}}
    (tmp_path / calibrated.FILE).write_text(json.dumps(entries))
    assert read_bands(tmp_path) == {"a.b:c": BAND}


def test_a_damaged_file_names_itself_and_the_repair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course = Course(tmp_path)
    monkeypatch.setattr(Course, "exam", lambda *_: tmp_path)
    (tmp_path / calibrated.FILE).write_text('{"a.b:c": {"band": {"runs": "many"}}}')
    with pytest.raises(BadChapter, match=r"calibration\.json: .*runs.*autograder calibrate ch90_mini"):
        course._bands("ch90_mini")


def test_a_chapter_brings_its_bands() -> None:
    course = here()
    chapter = course.load("ch01_neural_networks")
    assert chapter.bands == read_bands(course.exam("ch01_neural_networks"))
    assert set(chapter.bands) <= {check.id for check in chapter.checks if check.repeats}

"""The data sets: cards, files and loaders agree, and the numbers in the cards' sentences are so."""

from __future__ import annotations

import string
from pathlib import Path

import coursedata
import numpy as np
import pytest
from coursedata import (
    air_passengers,
    co2,
    digits,
    glucose,
    half_hourly_demand,
    mnist1d,
    names,
    nile,
    photographs,
    stocks,
)
from sklearn.datasets import load_digits

from autograder.student import cards
from autograder.student.datasets import kilobytes

FOLDER = Path(coursedata.__path__[0])
SETS = cards.names(FOLDER)
LARGEST = 1.5e6  # bytes that all of it may take: a repository is cloned often


@pytest.mark.parametrize("name", SETS)
def test_the_card_agrees_with_files_and_loader(name: str) -> None:
    assert cards.problems(FOLDER, name) == []


@pytest.mark.parametrize("name", SETS)
def test_every_call_returns_arrays_of_its_own(name: str) -> None:
    first, second = cards.load(name), cards.load(name)
    for field, array in first.items():
        assert array.flags.writeable
        assert not np.shares_memory(array, second[field])


@pytest.mark.parametrize("name", SETS)
def test_the_readme_has_its_row(name: str) -> None:
    card, readme = cards.read(FOLDER, name), (FOLDER.parent / "README.md").read_text(encoding="utf-8")
    size = kilobytes(cards.size(FOLDER, name))
    assert f"| `{name}` | {card.title} | {card.samples} | {size} | {card.licence} |\n" in readme


def test_the_readme_has_no_other_row() -> None:
    rows = [line for line in (FOLDER.parent / "README.md").read_text(encoding="utf-8").splitlines() if "| `" in line]
    assert len(rows) == len(SETS) == 10


def test_all_of_it_stays_small() -> None:
    assert sum(cards.size(FOLDER, name) for name in SETS) < LARGEST


def said(name: str, *words: str) -> None:
    """The card says these words: a number recomputed here is still the number there."""
    text = " ".join((FOLDER / name / "card.toml").read_text(encoding="utf-8").split())
    for phrase in words:
        assert phrase in text, phrase


def test_the_digits_are_those_of_the_source() -> None:
    source, here = load_digits(), digits.load()
    np.testing.assert_array_equal(here.images, source.images)
    np.testing.assert_array_equal(here.labels, source.target)


def test_mnist1d_is_standardised_as_a_whole() -> None:
    data = mnist1d.load()
    whole = np.concatenate([data.x, data.x_test])
    assert abs(whole.mean()) < 1e-4  # half precision moves each of 200 000 values by 0.002 at most
    assert abs(whole.std() - 1) < 1e-4
    assert np.spacing(np.abs(whole).max().astype(np.float16)) / 2 < 0.002  # what rounding can move
    said("mnist1d", "moves a value by 0.002 at most")


def test_mnist1d_is_roughly_balanced() -> None:
    data = mnist1d.load()
    train, test = np.bincount(data.y), np.bincount(data.y_test)
    assert (train.min(), train.max(), test.min(), test.max()) == (394, 411, 89, 106)
    said("mnist1d", "from 394 to 411 samples", "89 to 106 in the test")


def test_mnist1d_states_the_error_of_a_measured_accuracy() -> None:
    assert round(100 * np.sqrt(0.65 * 0.35 / 1000), 1) == 1.5
    said("mnist1d", "one and a half percentage points (one standard deviation at 0.65)")


def test_each_photograph_has_its_name_and_contrast() -> None:
    data = photographs.load()
    assert data.names.tolist() == ["brick", "camera", "cell", "chelsea", "coffee", "grass", "gravel", "retina"]
    assert data.images.std(axis=(1, 2)).min() > 15  # grey levels: none is flat
    said("photographs", ", ".join(data.names).replace("chelsea", "chelsea (a cat)"))


def test_the_air_passengers_are_series_g() -> None:
    series = air_passengers.load().passengers
    assert series[:12].tolist() == [112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118]
    assert series[-3:].tolist() == [461, 390, 432]


def test_the_demand_of_a_week_ago_is_nearer_than_that_of_yesterday() -> None:
    demand = half_hourly_demand.load().demand
    assert np.abs(demand[336:] - demand[:-336]).mean() < 0.5 * np.abs(demand[48:] - demand[:-48]).mean()


def test_the_demand_starts_at_midnight_on_a_monday() -> None:
    data = half_hourly_demand.load()
    days = data.demand.reshape(12, 7, 48)
    assert days.mean(axis=(0, 1)).argmin() == 9  # half past four
    assert set(days.mean(axis=(0, 2)).argsort()[:2]) == {5, 6}  # Saturday and Sunday are lowest
    assert data.times[0].astype("datetime64[D]").astype(int) % 7 == 4  # 1970-01-01 was a Thursday
    said("half_hourly_demand", "half past four in the morning", "all 4032 half hours of 84 days")


def test_the_steps_of_glucose_are_as_its_card_says() -> None:
    steps = np.diff(glucose.load().minutes)
    gaps = steps[steps > 6]
    assert (len(gaps), (steps > 60).sum(), steps.max(), round(gaps.sum() / 1440, 1)) == (187, 93, 1675, 20.4)
    said("glucose", "187 steps are longer than 6 minutes, 93 longer than an hour, the longest 1675", "20.4 days")
    pieces = np.diff(np.flatnonzero(np.r_[True, steps != 5, True]))
    assert ((steps == 5).sum(), len(steps), len(pieces), pieces.max()) == (51697, 52280, 584, 862)
    said("glucose", "51697 of the 52280 steps", "584 pieces remain, the longest with 862 readings")


def test_the_readings_of_glucose_that_interleave_and_clip() -> None:
    data = glucose.load()
    steps = np.diff(data.minutes)
    odd = np.isin(steps, (1, 4))
    day = (np.datetime64("2010-03-24T09:51") + data.minutes[1:][odd]).astype("datetime64[D]")
    assert (odd.sum(), (steps == 0).sum()) == (390, 3)
    assert np.isin(day, np.array(["2010-05-28", "2010-05-29"], "datetime64[D]")).sum() == 389
    assert ((data.glucose == 40).sum(), (data.glucose == 400).sum()) == (22, 1)
    said("glucose", "390 steps are of 4 or 1 minutes", "Three rows", "22 readings are 40", "1 is 400")


def test_google_is_listed_later() -> None:
    data = stocks.load()
    before = np.isnan(data.closes)
    assert before.sum(axis=0).tolist() == [0, 1122, 0, 0]
    assert before[:1122, 1].all()
    assert str(data.dates[1121]) == "2004-08-18"
    said("stocks", "GOOG on the first 1122 days, to 2004-08-18")


def test_trading_days_and_the_day_that_halved_apple() -> None:
    data = stocks.load()
    steps = np.diff(data.dates).astype(int)
    ratios = data.closes[1:, 0] / data.closes[:-1, 0]
    assert (steps.min(), steps.max()) == (1, 7)
    assert str(data.dates[1 + ratios.argmin()]) == "2000-09-29"
    assert ratios.min() == pytest.approx(0.5, abs=0.02)
    said("stocks", "1 to 7 days", "lost half of its price on 29 September 2000")


def test_the_nile_is_that_of_cobb() -> None:
    data = nile.load()
    assert data.flow[:3].tolist() == [1120, 1160, 963]
    assert data.flow[data.years < 1899].mean() - data.flow[data.years >= 1899].mean() > 200  # it fell near 1898
    said("nile", "near 1898")


def test_the_months_of_co2_without_a_measurement() -> None:
    data = co2.load()
    gaps = [str(month) for month in data.months[np.isnan(data.co2)]]
    assert gaps == ["1958-06", "1958-10", "1964-02", "1964-03", "1964-04"]
    np.testing.assert_array_equal(np.isnan(data.co2), data.weeks == 0)
    assert (((data.weeks == 1) | (data.weeks == 2)).sum(), data.weeks.sum()) == (7, 2284 - 59)
    said(
        "co2", "June and October 1958, and February to April 1964", "7 of the months", "2284 weekly values, 59 of them"
    )


def test_the_trend_of_co2_rises_faster_later() -> None:
    data = co2.load()
    years = data.months.astype("datetime64[Y]").astype(int) + 1970
    means = {year: np.nanmean(data.co2[years == year]) for year in (1960, 1970, 1990, 2000)}
    assert round((means[1970] - means[1960]) / 10, 1) == 0.9
    assert round((means[2000] - means[1990]) / 10, 1) == 1.5
    said("co2", "0.9 parts per million a year in the 1960s and by 1.5 in the 1990s")


def test_names_are_short_and_each_stands_once() -> None:
    found = names.load().names
    assert len(set(found)) == len(found) == 5130
    assert set("".join(found)) == set(string.ascii_lowercase)
    assert {len(name) for name in found} == set(range(3, 12))
    assert {"maria", "marie", "mariah"} <= set(found)
    assert round(100 * np.mean([name.endswith("a") for name in found])) == 34
    said("names", "5130 first names", "34 in 100 end in a")


def test_the_first_names_are_a_sample_of_all() -> None:
    """Were they sorted, the first half would begin with the first letters only."""
    found = names.load().names
    first, second = (np.bincount([ord(name[0]) - 97 for name in half], minlength=26) for half in np.split(found, 2))
    spread = np.sqrt(first + second + 1)  # of the difference of two random halves
    assert (np.abs(first - second) < 4 * spread).all()

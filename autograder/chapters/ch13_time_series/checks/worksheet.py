"""Checks of worksheet.py: numbers found with pencil and paper."""

from __future__ import annotations

from typing import Any

from autograder.chapters.ch13_time_series.experiments import question
from autograder.engine import expect
from autograder.engine.check import check


@check("worksheet.forecast_trace", points=1, by_hand=True)
def returns_to_the_mean(student, reference):
    """The three forecasts go back from the last value towards the mean."""
    _follow(
        student,
        reference,
        "series",
        {
            "forecast_1": lambda q, a: q["mu"] + q["phi"] * (q["last"] - q["mu"]),
            "forecast_2": lambda q, a: q["mu"] + q["phi"] * (a["forecast_1"] - q["mu"]),
            "forecast_3": lambda q, a: q["mu"] + q["phi"] * (a["forecast_2"] - q["mu"]),
        },
    )


@check("worksheet.forecast_trace", points=1, by_hand=True)
def grows_less_certain(student, reference):
    """The three variances say how far off the forecasts will be."""
    _follow(
        student,
        reference,
        "series",
        {
            "variance_1": lambda q, a: q["sigma2"],
            "variance_2": lambda q, a: q["sigma2"] + q["phi"] ** 2 * a["variance_1"],
            "variance_3": lambda q, a: q["sigma2"] + q["phi"] ** 2 * a["variance_2"],
        },
    )


@check("worksheet.forecast_trace", points=1, by_hand=True)
def takes_a_season_away_and_puts_it_back(student, reference):
    """The seasonal difference of y_8, and the forecast of y_9 from that of its difference."""
    _follow(
        student,
        reference,
        "season",
        {
            "difference": lambda q, a: q["quarters"][7] - q["quarters"][3],
            "next_value": lambda q, a: q["quarters"][4] + q["w"],
        },
    )


@check("worksheet.forecast_trace", points=1, by_hand=True)
def weighs_what_is_new(student, reference):
    """Predicted variance, gain, new level and new variance of the filter's step."""
    _follow(
        student,
        reference,
        "state",
        {
            "predicted_variance": lambda q, a: q["P"] + q["var_eta"],
            "gain": lambda q, a: a["predicted_variance"] / (a["predicted_variance"] + q["var_eps"]),
            "new_level": lambda q, a: q["level"] + a["gain"] * (q["y"] - q["level"]),
            "new_variance": lambda q, a: (1 - a["gain"]) * a["predicted_variance"],
        },
    )


def _follow(student: Any, reference: Any, part: str, rules: dict[str, Any]) -> None:
    got, want = (subject.worksheet.forecast_trace() for subject in (student, reference))
    asked = reference.run(question)  # as a whole: a kit does not hold it
    expect.follows(got, want, asked, {name: _of_part(part, rule) for name, rule in rules.items()})


def _of_part(part: str, rule: Any) -> Any:
    return lambda asked, answers: rule(asked[part], answers)

"""A trained check's entry of calibration.json: its bar, and how often right and wrong work miss it.

What the numbers say, and what they do not:

- The bar lies beyond the worst of n right runs. Whatever their distribution, less than `1 - 0.05 ** (1 / n)` of
  such runs lie beyond that worst one, with 95 % confidence (Wilks, Annals of Mathematical Statistics 12, 1941):
  0.095 for 30. This needs no second sample, and the margin between the worst run and the bar comes on top.
- Each right solution is bounded by its own runs, and the worst bound counts. All of them train on the same seeds,
  so their runs are not added up.
- Three attempts of one submission have seeds of their own: their rates multiply.
- The confidence is about other seeds for the work that was measured. It says nothing of right work that was not
  measured (therefore alternatives, and the margin), and it holds for one bar at a time.
- The power of a bar is stated for misconceptions that fail by it nearly always. Others are another check's business,
  and named as such; `verify` refuses one that no exact check catches either.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograder.course.measure import Run
from autograder.course.rates import all_of, at_least, at_most

MARGIN = 3  # standard deviations of right work between its worst result and the bar
FALSE_FAILS = 1e-3  # bound on how often right work misses at every attempt
POWER = 0.95  # how often work must fail that the bar is there for
BAND_STEPS = 60
HUGE = 1e100  # a run that left all bounds: its square is no float64
QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}

Runs = Mapping[str, Sequence[Run]]  # who -> one run a seed


def entry(right: Runs, wrong: Runs) -> dict[str, Any]:
    """What calibration.json says of one check.

    right: "solution" and alternatives, each run with a finite value
    wrong: misconceptions of the exercise
    """
    direction = next(iter(right.values()))[0].direction
    sign = 1.0 if direction == "at_least" else -1.0
    results = [sign * run.value for runs in right.values() for run in runs]
    bar = sign * _rounded_down(min(results) - MARGIN * float(np.std(results, ddof=1)))
    found = {
        "bar": bar,
        "direction": direction,
        "right": {who: spread(runs) for who, runs in right.items()},
        "wrong": {},
        "false_fail_rate": false_fail_rate({who: (_missed(runs, bar, sign), len(runs)) for who, runs in right.items()}),
        "band": band(right["solution"]),
    }
    return with_wrong(found, wrong)


def with_wrong(found: Mapping[str, Any], wrong: Runs) -> dict[str, Any]:
    """The entry with these misconceptions added, or in place of what was measured of them before."""
    sign = 1.0 if found["direction"] == "at_least" else -1.0
    measured = {who: {**spread(runs), "caught": _missed(runs, found["bar"], sign)} for who, runs in wrong.items()}
    everybody = found["wrong"] | measured
    counts = {who: (one["caught"], one["seeds"]) for who, one in everybody.items()}
    return {**found, "wrong": everybody, "power": power(counts)}


def _missed(runs: Sequence[Run], bar: float, sign: float) -> int:
    return sum(not sign * run.value >= sign * bar for run in runs)  # nan misses


Counts = Mapping[str, tuple[int, int]]  # who -> (misses, runs)


def false_fail_rate(counts: Counts) -> dict[str, dict[str, float]]:
    """How often right work misses once, and at every attempt: of the right solution of which least is known."""
    estimate = max(misses / runs for misses, runs in counts.values())
    bound = max(at_most(misses, runs) for misses, runs in counts.values())
    return {
        "one_miss": {"estimate": _short(estimate), "at_most": _short(bound)},
        "three_misses": {"estimate": _short(all_of(estimate)), "at_most": _short(all_of(bound))},
    }


def power(counts: Counts) -> dict[str, Any]:
    """How often the misconceptions fail that the bar is there for; the weakest of them; and the others.

    "three_misses" is None where it is there for no misconception of its exercise.
    """
    mine = {who: count for who, count in counts.items() if fails_often_enough(*count)}
    weakest = min(mine.values(), key=lambda count: count[0] / count[1], default=None)
    return {
        "three_misses": None if weakest is None else _at_every_attempt(*weakest),
        "of": {
            who: {
                "one_miss": {"estimate": _short(misses / runs), "at_least": _short(at_least(misses, runs))},
                "three_misses": _at_every_attempt(misses, runs),
            }
            for who, (misses, runs) in mine.items()
        },
        "not_its_business": sorted(counts.keys() - mine.keys()),
    }


def fails_often_enough(misses: int, runs: int) -> bool:
    """Whether work with this many misses fails as often as a bar must fail what it is there for."""
    return all_of(misses / runs) >= POWER


def _at_every_attempt(misses: int, runs: int) -> dict[str, float]:
    return {"estimate": _short(all_of(misses / runs)), "at_least": _short(all_of(at_least(misses, runs)))}


def doubts(found: Mapping[str, Any]) -> list[str]:
    """What keeps an entry from being a fair bar, in words; nothing if it is one."""
    if "false_fail_rate" not in found or "power" not in found:
        return ["calibration.json holds no rates of failing"]
    said: list[str] = []
    bound = found["false_fail_rate"]["three_misses"]["at_most"]
    if not bound <= FALSE_FAILS:
        said.append(f"right work may miss at all attempts in {bound:.2g} of cases, {FALSE_FAILS:g} at most are fair")
    return said


def spread(runs: Sequence[Run]) -> dict[str, float]:
    """Where the values of some runs lie. Runs without a value, or a huge one, count as `seeds`, and in nothing else."""
    values = [run.value for run in runs if abs(run.value) < HUGE]  # not nan
    if not values:
        return {"seeds": len(runs), "measured": 0}
    figures = {
        "min": min(values),
        **dict(zip(QUANTILES, np.quantile(values, list(QUANTILES.values())).tolist(), strict=True)),
        "max": max(values),
        "mean": float(np.mean(values)),
        "sd": float(np.std(values, ddof=1)) if len(values) > 1 else 0.0,
    }
    return {"seeds": len(runs), "measured": len(values), **{name: _short(value) for name, value in figures.items()}}


def band(runs: Sequence[Run]) -> dict[str, Any] | None:
    """Where the first line of the runs' curves lies, as `report.Band` has it; None where they show none.

    Lines of different lengths are compared as far as all of them go.
    """
    length = min(len(run.line) for run in runs)
    lines = np.array([run.line[:length] for run in runs])
    if not length or not np.isfinite(lines).all():
        return None
    steps = np.unique(np.linspace(0, length - 1, BAND_STEPS).round().astype(int))
    low, middle, high = np.quantile(lines[:, steps], [0.05, 0.5, 0.95], axis=0)
    named = {"low": low, "middle": middle, "high": high}
    return {
        "runs": len(runs),
        "steps": steps.tolist(),
        **{name: [_short(value) for value in values.tolist()] for name, values in named.items()},
    }


def _short(value: float) -> float:
    """Four significant digits: what comes after them is noise."""
    return float(f"{value:.4g}")


def _rounded_down(value: float) -> float:
    """To two significant digits, away from right work."""
    if value == 0:
        return value
    step = 10.0 ** (math.floor(math.log10(abs(value))) - 1)
    return float(f"{math.floor(value / step + 1e-9) * step:.6g}")

"""Measure trained results over many seeds, and set the bars of their checks.

A bar is never guessed: it lies beyond the worst result of right work, and how often each misconception
misses it is written beside it. 30 right runs without a miss bound the rate of one miss by 0.095 (at 95 %
confidence), and a check fails only after three misses: below 1e-3.
"""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course.splice import install
from autograder.course.tapes import LiveReference, solution_files
from autograder.engine import expect
from autograder.engine.chapter import Chapter, hash_files
from autograder.engine.check import Check
from autograder.engine.examiner import Examination
from autograder.engine.expect import Measured
from autograder.engine.load import Course
from autograder.engine.sandbox import Slot
from autograder.engine.seeds import Seed
from autograder.engine.tape import Tape

RIGHT_SEEDS, WRONG_SEEDS = 30, 60
MARGIN = 3  # standard deviations of right work between its worst result and the bar
POWER = 0.95  # share of seeds on which a misconception must miss a bar that is there for it
SOURCES = "sources"  # hash of what was measured


@dataclass(frozen=True)
class Bench:
    """One chapter with the two places where its code runs."""

    course: Course
    chapter: Chapter
    slot: Slot
    reference: Slot


def calibrate(
    course: Course, name: str, alternatives: Mapping[str, dict[str, bytes]], slot: Slot, reference: Slot
) -> dict[str, Any]:
    """The content of calibration.json.

    alternatives: further right solutions by name, as the files of a submission
    """
    chapter = course.load(name)
    bench = Bench(course, chapter, slot, reference)
    solution = solution_files(course.home(name))
    trained = trained_checks(chapter)
    right = {"solution": solution, **{other: {**solution, **files} for other, files in alternatives.items()}}
    found: dict[str, Any] = {}
    for exercise in dict.fromkeys(check.exercise for check in trained):
        checks = [check for check in trained if check.exercise == exercise]
        good = {who: _measure(bench, files, checks, RIGHT_SEEDS) for who, files in right.items()}
        bad = {
            wrong.name: _measure(bench, install(wrong, solution), checks, WRONG_SEEDS)
            for wrong in chapter.misconceptions_of(exercise)
        }
        for check in checks:
            found[check.id] = _entry(check.id, good, bad) | {SOURCES: sources_hash(course, chapter, check)}
    return found


def write(course: Course, name: str, found: Mapping[str, Any]) -> Path:
    """Write calibration.json; its path."""
    path = course.exam(name) / "calibration.json"
    path.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return path


def trained_checks(chapter: Chapter) -> list[Check]:
    return [check for check in chapter.checks if check.repeats]


def stale(course: Course, chapter: Chapter) -> list[str]:
    """Trained checks whose bar was measured for other sources, in words."""
    recorded = _recorded(course, chapter)
    return [
        f"{check.id}: calibration.json was measured for other sources"
        for check in trained_checks(chapter)
        if recorded.get(check.id, {}).get(SOURCES) != sources_hash(course, chapter, check)
    ]


def _recorded(course: Course, chapter: Chapter) -> dict[str, Any]:
    """What was measured, by check id."""
    path = course.exam(chapter.name) / "calibration.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def powerful(course: Course, chapter: Chapter) -> set[str]:
    """Trained checks that some misconception misses, as calibration.json has it."""
    recorded = _recorded(course, chapter)
    return {
        check.id
        for check in trained_checks(chapter)
        if any(one["caught"] >= POWER * one["seeds"] for one in recorded.get(check.id, {}).get("wrong", {}).values())
    }


def sources_hash(course: Course, chapter: Chapter, check: Check) -> str:
    """Hash of what a trained result depends on: the check's module, the experiments, the solution's module."""
    module = check.exercise.split(".")[0]
    exam, home = course.exam(chapter.name), course.home(chapter.name)
    paths = [exam / "checks" / f"{module}.py", exam / "experiments.py", home / f"{module}.py", home / "given.py"]
    files = {path.relative_to(course.root).as_posix(): path.read_bytes() for path in paths if path.is_file()}
    return hash_files({name: content.replace(b"\r\n", b"\n") for name, content in files.items()})[:16]


Values = dict[str, list[Measured]]  # check id -> one measurement a seed


def _measure(bench: Bench, files: Mapping[str, bytes], checks: Iterable[Check], seeds: int) -> Values:
    values: Values = {}
    chapter = bench.chapter
    payload = chapter.payload(files)
    trusted = chapter.payload(solution_files(bench.course.home(chapter.name)))
    for number in range(seeds):
        seed = Seed(f"calibrate {number}".encode())
        with bench.slot.open(payload) as box, bench.reference.open(trusted) as other:
            live = LiveReference(other, seed, chapter.settings.limits)
            tape = Tape(chapter.name, "", seed.id)
            examination = Examination(box, tape, seed, chapter.settings.limits, live)
            for check in checks:
                with expect.measuring() as measured:
                    examination.run(check)
                values.setdefault(check.id, []).append(measured[-1] if measured else Measured(math.nan, None))
            live.close()
    return values


def _entry(check: str, good: Mapping[str, Values], bad: Mapping[str, Values]) -> dict[str, Any]:
    measured = [one for values in good.values() for one in values[check]]
    direction = next(one.direction for one in measured if one.direction)
    sign = 1.0 if direction == "at_least" else -1.0
    results = [sign * one.value for one in measured]
    if not all(map(math.isfinite, results)):
        raise ValueError(f"{check}: right work gave {min(results, key=math.isfinite)}: repair the check first")
    bar = sign * _rounded_down(min(results) - MARGIN * statistics.stdev(results))
    return {
        "bar": bar,
        "direction": direction,
        "right": {who: _spread(values[check]) for who, values in good.items()},
        "wrong": {
            who: {
                "seeds": len(values[check]),
                "caught": sum(not sign * one.value >= sign * bar for one in values[check]),
            }
            for who, values in bad.items()
        },
    }


def _rounded_down(value: float) -> float:
    """To two significant digits, away from right work."""
    if value == 0:
        return value
    step = 10.0 ** (math.floor(math.log10(abs(value))) - 1)
    return float(f"{math.floor(value / step + 1e-9) * step:.6g}")


def _spread(values: list[Measured]) -> dict[str, float]:
    results = [one.value for one in values]
    figures = {"min": min(results), "mean": statistics.fmean(results), "max": max(results)}
    return {"seeds": len(results), **{name: float(f"{figure:.4g}") for name, figure in figures.items()}}

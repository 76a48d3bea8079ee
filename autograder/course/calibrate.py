"""Measure trained results over many seeds, and set the bars of their checks.

A bar is never guessed: it lies beyond the worst result of right work, and how often right work and each
misconception miss it is written beside it, with its confidence (`bars` says what that covers).
"""

from __future__ import annotations

import ast
import inspect
import json
import math
import re
import textwrap
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from autograder.course import bars
from autograder.course.measure import Run, Task, measure
from autograder.course.splice import install
from autograder.course.tapes import solution_files
from autograder.engine.atomic import write_atomically
from autograder.engine.calibrated import FILE
from autograder.engine.chapter import Chapter, hash_files
from autograder.engine.check import Check
from autograder.engine.load import Course

RIGHT_SEEDS, WRONG_SEEDS = 30, 60
GLANCE = 4  # seeds after which a misconception is let go that passes too often to be any bar's business
SOURCES = "sources"  # hash of what was measured

Told = Callable[[Task, int, int], None]  # (what is finished, how many are, of how many)


class NotMeasurableError(Exception):
    """Right work gave no result to set a bar by. The message names the check, the work and the seed."""


def calibrate(
    course: Course,
    name: str,
    alternatives: Mapping[str, dict[str, bytes]],
    jobs: int,
    told: Told,
    *,
    again: bool = False,
) -> dict[str, Any]:
    """The content of calibration.json. What was measured for the same sources is kept.

    alternatives: further right solutions by name, as the files of a submission
    jobs:         how many runs at a time; changes nothing in what is found
    again:        measure everything anew

    Raises NotMeasurableError.
    """
    chapter = course.load(name)
    solution = solution_files(course.home(name))
    old = {} if again else _recorded(course, chapter)
    hashes = {check.id: sources_hash(course, chapter, check) for check in trained_checks(chapter)}
    wrong = {check.id: _wrong_hashes(chapter, check) for check in trained_checks(chapter)}
    right = {"solution": solution} | {who: {**solution, **files} for who, files in alternatives.items()}
    kept = {
        check: entry
        for check, entry in old.items()
        if entry.get(SOURCES) == hashes.get(check)
        and {who: one.get(SOURCES) for who, one in entry["right"].items()} == _right_hashes(check, right)
    }

    def is_due(task: Task) -> bool:
        checks = [check.id for check in trained_checks(chapter) if check.exercise == task.exercise]
        if any(check not in kept for check in checks):
            return True
        return not task.is_right and any(
            kept[check]["wrong"].get(task.who, {}).get(SOURCES) != wrong[check][task.who] for check in checks
        )

    tasks = list(filter(is_due, all_tasks(chapter, solution, alternatives)))
    runs: dict[tuple[str, bool, str], dict[int, dict[str, Run]]] = {}

    def run(chosen: list[Task]) -> None:
        before = sum(map(len, runs.values()))
        with closing(measure(course, name, chosen, jobs)) as measured:
            for done, (task, found) in enumerate(measured, before + 1):
                if task.is_right:
                    _refuse_without_result(task, found)
                runs.setdefault((task.exercise, task.is_right, task.who), {})[task.seed] = found
                told(task, done, before + len(chosen))

    def of(check: Check, is_right: bool) -> dict[str, list[Run]]:
        return {
            who: [by_seed[seed][check.id] for seed in sorted(by_seed)]
            for (exercise, right, who), by_seed in sorted(runs.items())
            if (exercise, right) == (check.exercise, is_right)
        }

    def entry(check: Check) -> dict[str, Any]:
        good, bad = of(check, True), of(check, False)
        made = bars.entry(good, bad) if good else _added(kept[check.id], bad, wrong[check.id])
        for who, text in _right_hashes(check.id, right).items():
            made["right"][who][SOURCES] = text
        for who, one in made["wrong"].items():
            one[SOURCES] = wrong[check.id][who]
        return made | {SOURCES: hashes[check.id]}

    run([task for task in tasks if task.is_right or task.seed < GLANCE])
    glanced = {check.id: entry(check)["wrong"] for check in trained_checks(chapter)}
    run([task for task in tasks if not task.is_right and task.seed >= GLANCE and _is_open(task, glanced)])
    return {check.id: entry(check) for check in trained_checks(chapter)}


def _is_open(task: Task, glanced: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether a misconception may still turn out to fail one of the bars often enough."""
    mine = [wrong[task.who] for check, wrong in glanced.items() if check.split(":")[0] == task.exercise]
    return any(bars.fails_often_enough(task.seeds - one["seeds"] + one["caught"], task.seeds) for one in mine)


def _added(entry: Mapping[str, Any], runs: Mapping[str, list[Run]], names: Mapping[str, str]) -> dict[str, Any]:
    """An entry of before, with the misconceptions that are new or have changed, without those that are gone."""
    still = {who: dict(one) for who, one in entry["wrong"].items() if who in names}
    return bars.with_wrong({**entry, "wrong": still}, runs)


def _right_hashes(check: str, right: Mapping[str, Mapping[str, bytes]]) -> dict[str, str]:
    """Right solution -> hash of its code for the exercise of a check."""
    file = f"{check.split('.', maxsplit=1)[0]}.py"
    return {
        who: hash_files({file: _without_words(files.get(file, b"").decode("utf-8")).encode()})[:16]
        for who, files in right.items()
    }


def _wrong_hashes(chapter: Chapter, check: Check) -> dict[str, str]:
    """Misconception -> hash of its code."""
    return {
        one.name: hash_files({one.name: _without_words(textwrap.dedent(inspect.getsource(one.function))).encode()})[:16]
        for one in chapter.misconceptions_of(check.exercise)
    }


def all_tasks(
    chapter: Chapter, solution: Mapping[str, bytes], alternatives: Mapping[str, Mapping[str, bytes]]
) -> list[Task]:
    """Right work first: what keeps it from a result is then known at once."""
    right = {"solution": solution, **{other: {**solution, **files} for other, files in alternatives.items()}}
    exercises = list(dict.fromkeys(check.exercise for check in trained_checks(chapter)))
    whose = [(exercise, who, True, RIGHT_SEEDS, files) for exercise in exercises for who, files in right.items()]
    whose += [
        (exercise, wrong.name, False, WRONG_SEEDS, install(wrong, solution))
        for exercise in exercises
        for wrong in chapter.misconceptions_of(exercise)
    ]
    return [
        Task(exercise, who, is_right, seed, seeds, files)
        for exercise, who, is_right, seeds, files in whose
        for seed in range(seeds)
    ]


def _refuse_without_result(task: Task, found: Mapping[str, Run]) -> None:
    for check, run in found.items():
        if run.direction is None or not math.isfinite(run.value):
            why = run.why or f"it gave {run.value}"
            raise NotMeasurableError(
                f"{check}: right work ({task.who}, seed {task.seed}) gave no result ({why}): repair the check first"
            )


def write(course: Course, name: str, found: Mapping[str, Any]) -> Path:
    """Write calibration.json, whole or not at all; its path."""
    path = course.exam(name) / FILE
    write_atomically(path, as_text(found).encode("utf-8"))
    return path


def as_text(found: Mapping[str, Any]) -> str:
    """JSON, with what holds nothing but plain values on one line."""
    spread_out = json.dumps(found, indent=1, sort_keys=True, allow_nan=False)
    return re.sub(r"([\[{])\n\s+([^\[\]{}]+?)\n\s+([\]}])", _on_one_line, spread_out) + "\n"


def _on_one_line(found: re.Match[str]) -> str:
    return found[1] + re.sub(r"\n\s+", " ", found[2]) + found[3]


def trained_checks(chapter: Chapter) -> list[Check]:
    return [check for check in chapter.checks if check.repeats]


def stale(course: Course, chapter: Chapter) -> list[str]:
    """Trained checks whose bar was measured for other sources, in words."""
    recorded = _recorded(course, chapter)
    return [
        f"{check.id}: {FILE} was measured for other sources: run autograder calibrate {chapter.name}"
        for check in trained_checks(chapter)
        if recorded.get(check.id, {}).get(SOURCES) != sources_hash(course, chapter, check)
    ]


def unfair(course: Course, chapter: Chapter) -> list[str]:
    """Trained checks whose rates of failing are not known or not good enough, in words."""
    recorded = _recorded(course, chapter)
    said: list[str] = []
    for check in trained_checks(chapter):
        if check.id in recorded:
            measured = recorded[check.id].get("wrong", {})
            hashes = _wrong_hashes(chapter, check)
            unknown = sorted(who for who in hashes if measured.get(who, {}).get(SOURCES) != hashes[who])
            said += [
                f"{check.id}: {who} was not measured as it is now: run autograder calibrate {chapter.name}"
                for who in unknown
            ]
            said += [f"{check.id}: {doubt}" for doubt in bars.doubts(recorded[check.id])]
    return said


def _recorded(course: Course, chapter: Chapter) -> dict[str, Any]:
    """What was measured, by check id."""
    path = course.exam(chapter.name) / FILE
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def powerful(course: Course, chapter: Chapter) -> dict[str, set[str]]:
    """Trained check -> the misconceptions that fail it often enough; checks without any are left out."""
    recorded = _recorded(course, chapter)
    found = {
        check.id: {
            who
            for who, one in recorded.get(check.id, {}).get("wrong", {}).items()
            if bars.fails_often_enough(one["caught"], one["seeds"])
        }
        for check in trained_checks(chapter)
    }
    return {check: who for check, who in found.items() if who}


def sources_hash(course: Course, chapter: Chapter, check: Check) -> str:
    """Hash of what a trained result depends on: the check's module, the experiments, the solution's module, given.py.

    Docstrings and comments on lines of their own change no result, and count for nothing.
    """
    exam, home = course.exam(chapter.name), course.home(chapter.name)
    judge, module = check.function.__module__.rpartition(".")[2], check.exercise.split(".")[0]
    paths = [exam / "checks" / f"{judge}.py", exam / "experiments.py", home / f"{module}.py", home / "given.py"]
    texts = {path.relative_to(course.root).as_posix(): path.read_text("utf-8") for path in paths if path.is_file()}
    return hash_files({name: _without_words(text).encode() for name, text in texts.items()})[:16]


def _without_words(source: str) -> str:
    """Python source without docstrings, comment lines and blank lines."""
    lines = source.split("\n")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            words = node.body[0]
            lines[words.lineno - 1 : words.end_lineno] = [""] * ((words.end_lineno or words.lineno) - words.lineno + 1)
    return "\n".join(line.rstrip() for line in lines if line.strip() and not line.lstrip().startswith("#"))

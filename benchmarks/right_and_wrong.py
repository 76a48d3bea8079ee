"""Whether right work keeps its points, wrong work is caught and named, and hostile work gains nothing."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from measure import ROOT, Figure, Table, present

from autograder.course.splice import install
from autograder.course.stubs import make_assignment
from autograder.course.tapes import make_tape, solution_files
from autograder.engine import grade as grading
from autograder.engine.chapter import Chapter
from autograder.engine.grade import Exam, Work
from autograder.engine.intake import take_in
from autograder.engine.load import Course
from autograder.engine.report import CheckReport, GradeReport
from autograder.engine.rungs import open_slot
from autograder.engine.sandbox import Slot
from autograder.engine.seeds import PUBLIC, Seed

COURSE = Course(ROOT)
STYLES = ROOT / "autograder" / "tests" / "chapters" / "right"
HOSTILE = {"ch01_neural_networks": ("kasimir", "lola"), "ch02_backpropagation": ("marek",)}  # of examples/


def measure(options: argparse.Namespace) -> Table:
    """Rows of counts for each chapter."""
    table = Table("Right, wrong and hostile submissions")
    for name in options.chapter or COURSE.names():
        chapter = COURSE.load(name)
        with open_slot(chapter.settings.libraries) as slot:
            table.figures += _right(chapter, slot, options.seeds)
            if options.right_only:
                continue
            exam = _exam(chapter, slot, PUBLIC, misconceptions=True)
            table.figures += _wrong(exam, slot)
            table.figures += _hostile(exam, slot)
    return table


def _exam(chapter: Chapter, slot: Slot, seed: Seed, *, misconceptions: bool) -> Exam:
    solution = solution_files(COURSE.home(chapter.name))
    return Exam(chapter, make_tape(chapter, seed, solution, slot, slot, misconceptions), seed)


def _right(chapter: Chapter, slot: Slot, seeds: int) -> Iterator[Figure]:
    styles = {folder.parent.name: folder for folder in sorted(STYLES.glob(f"*/{chapter.name}"))}
    styles["solution"] = COURSE.home(chapter.name)
    lost: dict[str, list[CheckReport]] = {style: [] for style in styles}
    for number in range(seeds):
        exam = _exam(chapter, slot, Seed(b"right %d" % number), misconceptions=False)
        for style, folder in styles.items():
            lost[style] += _lost(_graded(exam, slot, style, folder))
        print(f"{chapter.name}: seed {number + 1} of {seeds}", file=sys.stderr)  # it takes minutes
    for style, checks in lost.items():
        points = sum(check.max_points - check.points for check in checks)
        where = f" ({', '.join(sorted({check.id for check in checks}))})" if checks else ""
        name = f"{chapter.name}, right work ({style}), {seeds} seeds: points lost"
        yield Figure(name, f"{points:g}{where}", "0", not checks)


def _lost(report: GradeReport) -> list[CheckReport]:
    checks = [check for exercise in report.exercises for check in exercise.checks]
    return [check for check in checks if check.points < check.max_points]


def _graded(exam: Exam, slot: Slot, name: str, path: Path) -> GradeReport:
    taken = take_in(path, exam.chapter.name, exam.chapter.names)
    return grading.grade(Work(name, taken.files, tuple(taken.notes), taken.problem), exam, slot)


def _wrong(exam: Exam, slot: Slot) -> Iterator[Figure]:
    chapter = exam.chapter
    solution = solution_files(COURSE.home(chapter.name))
    missed: list[str] = []
    unnamed: list[str] = []
    misnamed: list[str] = []
    for wrong in chapter.misconceptions:
        own = wrong.id(chapter.exercise_of(wrong))
        report = grading.grade(Work(own, install(wrong, solution)), exam, slot)
        checks = [check for exercise in report.exercises for check in exercise.checks]
        named = {check.likely.misconception for check in checks if check.likely}
        missed += [own] if report.score == report.max_score else []
        unnamed += [] if own in named else [own]
        misnamed += [f"{own} as {', '.join(sorted(named - {own}))}"] if named - {own} else []
    total = len(chapter.misconceptions)
    yield _count(f"{chapter.name}, {total} misconceptions: not caught", missed)
    yield _count(f"{chapter.name}, {total} misconceptions: not named by their own name", unnamed)
    yield _count(f"{chapter.name}, {total} misconceptions: named by another", misnamed)


def _count(name: str, which: list[str]) -> Figure:
    return Figure(name, f"{len(which)} ({'; '.join(which)})" if which else "0", "0", not which)


def _hostile(exam: Exam, slot: Slot) -> Iterator[Figure]:
    """Against the points of the untouched stubs, on every check."""
    name = exam.chapter.name
    stub = {file: content for file, content in make_assignment(COURSE.home(name)).items() if file.endswith(".py")}
    honest = grading.grade(Work("stub", stub), exam, slot)
    for attacker in HOSTILE.get(name, ()):
        (path,) = (ROOT / "examples").glob(f"class_*/{attacker}/{name}")
        report = _graded(exam, slot, attacker, path)
        gained = report.score - honest.score
        yield Figure(f"{name}, hostile {attacker}: points gained", f"{gained:g}", "0", gained <= 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=30)
    parser.add_argument("--right-only", action="store_true", help="leave out what `autograder verify` proves too")
    parser.add_argument("--chapter", action="append", choices=COURSE.names())
    present(parser, measure)

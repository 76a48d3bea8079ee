"""A course of one small chapter, and many submissions of it: right, untouched, wrong and broken ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from autograder.course.scaffold import new
from autograder.course.splice import install
from autograder.course.stubs import make_assignment
from autograder.course.tapes import solution_files
from autograder.engine.chapter import Chapter
from autograder.engine.load import Course

CHAPTER = "ch90_memory"  # what `autograder new` writes: small, so that hundreds of submissions take minutes


def write_course(root: Path) -> Course:
    """The course, in a folder of its own or in a copy of the suite."""
    for folder in ("solutions", "autograder/chapters"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    new(CHAPTER, root)
    return Course(root)


def write_class(folder: Path, course: Course, count: int) -> None:
    """So many submissions, no two of them equal: equal work would be graded once."""
    kinds = list(_kinds(course.load(CHAPTER), course.home(CHAPTER)))
    for number in range(count):
        for name, content in kinds[number % len(kinds)].items():
            path = folder / f"student {number:04}" / CHAPTER / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content + b"# %d\n" % number)


def _kinds(chapter: Chapter, home: Path) -> Iterator[Mapping[str, bytes]]:
    solution = solution_files(home)
    yield solution
    yield {name: content for name, content in make_assignment(home).items() if name.endswith(".py")}
    for wrong in chapter.misconceptions[:3]:
        yield install(wrong, solution)
    yield dict.fromkeys(solution, b"def broken(:\n")
    yield {exercise.file: b"raise SystemExit(0)\n" for exercise in chapter.exercises}
    yield {exercise.file: b"print('x' * 100_000)\n" for exercise in chapter.exercises}

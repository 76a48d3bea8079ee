"""A chapter of three exercises, small enough to read, with every kind of check."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from autograder.course.splice import install
from autograder.course.tapes import make_tape
from autograder.engine import expect
from autograder.engine.chapter import Chapter, Exercise, Settings
from autograder.engine.check import Check, check, misconception
from autograder.engine.grade import Exam, Work, grade
from autograder.engine.limits import Limits
from autograder.engine.report import CheckReport, GradeReport
from autograder.engine.rungs import own_slot
from autograder.engine.sandbox import Slot
from autograder.engine.seeds import PUBLIC, Seed
from autograder.tests.engine.mini_experiments import learn, total_twice

SOLUTION = {
    "__init__.py": b"",
    "sums.py": b"def total(numbers):\n    return float(sum(numbers))\n\n\n"
    b"def mean(numbers):\n    return total(numbers) / len(numbers)\n",
    "rule.py": b"def step(weight):\n    return 0.5 * weight\n",
}
STUB = {
    "sums.py": b'def total(numbers):\n    raise NotImplementedError("sums.total")\n\n\n'
    b'def mean(numbers):\n    raise NotImplementedError("sums.mean")\n',
    "rule.py": b'def step(weight):\n    raise NotImplementedError("rule.step")\n',
}


@check("sums.total", points=2)
def adds_what_can_be_counted_by_hand(student):
    """total of 1, 2 and 3 is 6."""
    expect.close(student.sums.total([1.0, 2.0, 3.0]), 6.0)


@check("sums.total", points=1)
def adds_any_numbers(student, reference, rng):
    """total adds any numbers."""
    numbers = rng.normal(size=5)
    expect.close(student.sums.total(numbers), reference.sums.total(numbers))


@check("sums.total", points=1)
def adds_the_same_twice(student, reference, rng):
    """total gives the same when it is asked again."""
    numbers = rng.normal(size=4)
    got, want = student.run(total_twice, numbers), reference.run(total_twice, numbers)
    expect.close(got, want)


@check("sums.mean", points=1, needs=("sums.total",))
def divides_by_the_number(student, reference, rng):
    """mean is the total divided by how many there are."""
    numbers = rng.normal(size=5)
    expect.close(student.sums.mean(numbers), reference.sums.mean(numbers))


def trained(subject: Any, rng: Any) -> Any:
    """Ten steps from a start that is drawn."""
    return subject.run(learn, float(rng.uniform(1.0, 2.0)))


@check("rule.step", points=1, repeats=2)
def comes_down(student):
    """After ten steps the weight is small."""
    expect.bar(student.shared(trained)["weight"], at_most=0.01, what="weight after ten steps")


@check("rule.step", points=1)
def halves(student, rng):
    """One step halves the weight."""
    weight = float(rng.normal())
    expect.close(student.rule.step(weight), weight / 2)


@misconception("sums.total")
def forgets_the_first(numbers):
    """The first number was left out."""
    return float(sum(numbers[1:]))


@misconception("sums.total")
def takes_sizes(numbers):
    """The signs of the numbers were dropped."""
    return float(sum(abs(number) for number in numbers))


@misconception("sums.mean")
def divides_by_one_less(numbers):
    """The total was divided by one less than the number of values."""
    return total(numbers) / (len(numbers) - 1)  # noqa: F821 - a name of the solution's module


@misconception("rule.step")
def doubles(weight):
    """The weight was doubled."""
    return 2 * weight


CHECKS = (
    adds_what_can_be_counted_by_hand,
    adds_any_numbers,
    adds_the_same_twice,
    divides_by_the_number,
    comes_down,
    halves,
)
MISCONCEPTIONS = (forgets_the_first, takes_sizes, divides_by_one_less, doubles)
EXERCISES = [Exercise(name, "Section", 5, 1, 1) for name in ("sums.total", "sums.mean", "rule.step")]


def chapter(*more: Callable[..., None]) -> Chapter:
    """The chapter, with further checks."""
    checks: list[Check] = [function.__check__ for function in (*CHECKS, *more)]  # type: ignore[attr-defined]
    wrong = tuple(function.__misconception__ for function in MISCONCEPTIONS)  # type: ignore[attr-defined]
    settings = Settings("Mini", ["numpy"], EXERCISES, Limits(cpu_seconds=2, wall_seconds=20))
    return Chapter("ch90_mini", settings, tuple(checks), wrong, {}, "hash")


def exam(slot: Slot, made: Chapter, seed: Seed = PUBLIC) -> Exam:
    """The chapter with its tape."""
    with own_slot(["numpy"]) as reference:
        return Exam(made, make_tape(made, seed, SOLUTION, slot, reference), seed)


def wrong(name: str) -> dict[str, bytes]:
    """The solution with a misconception spliced in."""
    function = next(function for function in MISCONCEPTIONS if function.__name__ == name)
    return install(function.__misconception__, SOLUTION)  # type: ignore[attr-defined]


def mark(slot: Slot, made: Exam, files: dict[str, bytes], **options: Any) -> GradeReport:
    """Grade some files."""
    return grade(Work("someone", files), made, slot, **options)


def by_name(report: GradeReport) -> dict[str, CheckReport]:
    """The checks of a report by the part of the id after the colon."""
    return {one.id.split(":")[1]: one for one in all_checks(report)}


def all_checks(report: GradeReport) -> Iterable[CheckReport]:
    return (one for exercise in report.exercises for one in exercise.checks)

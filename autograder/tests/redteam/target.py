"""The chapter that the submissions attack: five exercises of a line each, with every kind of check."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec

from autograder.course.tapes import make_tape
from autograder.engine import expect
from autograder.engine.chapter import Chapter, Exercise, Settings
from autograder.engine.check import check
from autograder.engine.grade import Exam
from autograder.engine.limits import Limits
from autograder.engine.rungs import own_slot
from autograder.engine.sandbox import Slot
from autograder.engine.seeds import Seed
from autograder.engine.source_rules import SourceRule
from autograder.tests.redteam.experiments import learn, summed

PACKAGE = "ch91_target"
SOLUTION_CANARY = "canary-solution-4c1f"  # in its docstring: whoever reads the solution has it
EXAM_CANARY = "canary-exam-93d2"  # in the source of the checks, and in no sentence that a student reads
SOLUTION = {
    "__init__.py": "",
    "honest.py": "def double(x):\n    return 2 * x\n",
    "single.py": f'"""{SOLUTION_CANARY}"""\n\n\ndef negate(x):\n    return -x\n',
    "target.py": "import numpy as np\n\n\ndef total(numbers):\n    return float(np.sum(numbers))\n",
    "tamed.py": "def ordered(a, b):\n    return [a, b] if a <= b else [b, a]\n",
    "trained.py": "def step(weight):\n    return 0.5 * weight\n",
}
HONEST = {**SOLUTION, "single.py": "def negate(x):\n    return -x\n"}  # the same work, by somebody else
POINTS = {"honest": 1.0, "single": 1.0, "target": 4.0, "tamed": 1.0, "trained": 1.0}
MOST = sum(POINTS.values())
LIMITS = Limits(
    cpu_seconds=1, wall_seconds=4, memory_mb=200, file_mb=4, files=60, output_kb=64, answer_mb=1
)  # small, so that running into one takes a moment


@check("honest.double", points=1)
def doubles_any_number(student, reference, rng):
    """double(x) is twice x."""
    x = float(rng.normal())
    expect.close(student.honest.double(x), reference.honest.double(x))


@check("single.negate", points=1)
def turns_any_number_round(student, reference, rng):
    """negate(x) is -x."""
    x = float(rng.normal())  # canary-exam-93d2
    expect.close(student.single.negate(x), reference.single.negate(x))


@check("target.total", points=1)
def adds_one_two_and_three(student):
    """total of 1, 2 and 3 is 6."""
    expect.close(student.target.total([1.0, 2.0, 3.0]), 6.0)


@check("target.total", points=2)
def adds_any_numbers(student, reference, rng):
    """total adds any numbers, and the same ones twice to the same."""
    numbers = rng.normal(size=5)
    got = [student.target.total(numbers) for _ in range(2)]
    want = [reference.target.total(numbers) for _ in range(2)]
    expect.close(got, want)


@check("target.total", points=1, style=True)
def adds_without_a_loop(student, reference, rng):
    """total takes as many lines for many numbers as for few."""
    asked = [rng.normal(size=size) for size in (4, 400)]
    got = [student.lines(summed, numbers) for numbers in asked]
    expect.same_lines(got, [reference.run(summed, numbers) for numbers in asked], "4 numbers and 400")


@check("tamed.ordered", points=1)
def orders_any_two(student, reference, rng):
    """ordered(a, b) is the smaller one, then the larger one."""
    asked = [tuple(map(float, rng.normal(size=2))) for _ in range(4)]
    expect.close([student.tamed.ordered(*one) for one in asked], [reference.tamed.ordered(*one) for one in asked])


def trained(subject: Any, rng: Any) -> Any:
    """From a start that is drawn."""
    return subject.run(learn, float(rng.uniform(1.0, 2.0)))


@check("trained.step", points=1)
def comes_down(student):
    """After ten steps the weight is small."""
    expect.bar(student.shared(trained)["weight"], at_most=0.01, what="weight after ten steps")


CHECKS = (
    *(doubles_any_number, turns_any_number_round, adds_one_two_and_three, adds_any_numbers, adds_without_a_loop),
    *(orders_any_two, comes_down),
)
EXERCISES = ("honest.double", "single.negate", "target.total", "tamed.ordered", "trained.step")
RULE = SourceRule(["tamed"], ["numpy"], ["sorted", "numpy.sort"])


def chapter(libraries: tuple[str, ...] = ("numpy",)) -> Chapter:
    """The chapter, with what its sandbox holds."""
    exercises = [Exercise(name, "Section", 5, 1, 1) for name in EXERCISES]
    settings = Settings("Target", list(libraries), exercises, LIMITS, source=[RULE])
    return Chapter(PACKAGE, settings, tuple(one.__check__ for one in CHECKS), (), {}, "hash")  # type: ignore[attr-defined]


def exam(slot: Slot, made: Chapter, seed: Seed) -> Exam:
    """The chapter with its tape."""
    solution = {name: text.encode() for name, text in SOLUTION.items()}
    with own_slot(made.settings.libraries) as reference:
        return Exam(made, make_tape(made, seed, solution, slot, reference), seed)


def within(made: Exam, limits: dict[str, Any]) -> Exam:
    """The same exam under other limits."""
    settings = msgspec.structs.replace(made.chapter.settings, limits=msgspec.structs.replace(LIMITS, **limits))
    return replace(made, chapter=replace(made.chapter, settings=settings))

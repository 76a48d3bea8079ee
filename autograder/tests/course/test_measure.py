"""A run gives what the check was given, and the same whoever does it and however many there are."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.course import measure
from autograder.course.measure import Run, Task
from autograder.course.tapes import solution_files
from autograder.engine import expect
from autograder.engine.check import check
from autograder.engine.load import Course, here
from autograder.engine.report import Curve
from autograder.tests.engine import mini

CH01 = "ch01_neural_networks"


@check("rule.step", points=1, repeats=2)
def gets_smaller(student):
    """The weight gets smaller."""
    weight = student.shared(mini.trained)["weight"]
    expect.bar(weight, at_most=0.0, picture=Curve("Weight", "step", "weight", {"yours": [1.0, weight]}))


def task(files: dict[str, bytes], seed: int = 0) -> Task:
    return Task("rule.step", "someone", True, seed, 2, files)


@pytest.fixture(scope="module")
def bench() -> Iterator[measure._Bench]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Course, "load", lambda *_: mini.chapter(gets_smaller))
        patch.setattr(measure, "solution_files", lambda _: mini.SOLUTION)
        made = measure._Bench(Path(), "ch90_mini")
        yield made
        made.close()


def test_a_run_gives_value_direction_and_the_first_line_of_the_curve(bench: measure._Bench) -> None:
    found = bench.run(task(mini.SOLUTION))
    assert set(found) == {"rule.step:comes_down", "rule.step:gets_smaller"}  # trained ones alone
    plain, drawn = found.values()
    assert plain == Run(drawn.value, "at_most")
    assert 1 / 1024 < drawn.value < 2 / 1024
    assert drawn.line == (1.0, drawn.value)
    assert drawn.why.startswith("CheckFailed")


def test_every_seed_has_its_own_draws_and_each_the_same_twice(bench: measure._Bench) -> None:
    first, second, again = (bench.run(task(mini.SOLUTION, seed)) for seed in (0, 1, 0))
    assert first == again
    assert first != second


def test_work_that_never_comes_to_the_bar_says_why(bench: measure._Bench) -> None:
    run = bench.run(task({**mini.SOLUTION, "rule.py": b"def step(weight):\n    return weight / 0\n"}))[
        "rule.step:gets_smaller"
    ]
    assert math.isnan(run.value)
    assert (run.direction, run.line) == (None, ())
    assert run.why


def test_the_number_of_jobs_changes_nothing() -> None:
    course = here()
    files = solution_files(course.home(CH01))
    tasks = [Task("training.choose_network", "solution", True, seed, 2, files) for seed in range(2)]
    one, two = ({task.seed: runs for task, runs in measure.measure(course, CH01, tasks, jobs)} for jobs in (1, 2))
    assert one == two
    assert set(one) == {0, 1}
    assert len(one[0]["training.choose_network:divides_the_moons"].line) > 100


def test_nothing_to_do_starts_nothing() -> None:
    assert list(measure.measure(here(), CH01, [], 2)) == []

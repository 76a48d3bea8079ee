"""How an exercise is written: lines that run, and names that a module may not use, from submission to report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest

from autograder.engine import expect
from autograder.engine.check import check
from autograder.engine.grade import Exam
from autograder.engine.report import Outcome
from autograder.engine.rungs import own_slot
from autograder.engine.sandbox import Slot
from autograder.engine.source_rules import SourceRule
from autograder.tests.engine import mini
from autograder.tests.engine.mini_experiments import total_twice

LOOP = b"def total(numbers):\n    s = 0.0\n    for number in numbers:\n        s += number\n    return float(s)\n\n\n"
MEAN = b"def mean(numbers):\n    return total(numbers) / len(numbers)\n"


@check("sums.total", points=1, style=True)
def runs_few_lines(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """total adds without a loop of yours."""
    sizes = [rng.normal(size=size) for size in (3, 300)]
    got = [student.lines(total_twice, numbers) for numbers in sizes]
    want = [reference.run(total_twice, numbers) for numbers in sizes]
    expect.same_lines(got, want, "3 numbers and 300", likely="forgets_the_first")


@pytest.fixture(scope="module")
def slot() -> Iterator[Slot]:
    with own_slot(["numpy"]) as made:
        yield made


@pytest.fixture(scope="module")
def exam(slot: Slot) -> Exam:
    return mini.exam(slot, mini.chapter(runs_few_lines))


def test_array_operations_pass(slot: Slot, exam: Exam) -> None:
    assert mini.by_name(mini.mark(slot, exam, mini.SOLUTION))["runs_few_lines"].outcome is Outcome.PASSED


@pytest.mark.parametrize(
    "total",
    [
        LOOP,
        b"def total(numbers):\n    return float(sum([number for number in numbers]))\n\n\n",
        b"def total(numbers):\n    return float(sum(number for number in numbers))\n\n\n",
        b"def total(numbers):\n    return float(sum(map(lambda number: number, numbers)))\n\n\n",
        b"import numpy as np\ndef total(numbers):\n    return float(np.vectorize(lambda x: x)(numbers).sum())\n\n\n",
    ],
)
def test_a_loop_costs_its_point_and_is_named(slot: Slot, exam: Exam, total: bytes) -> None:
    report = mini.mark(slot, exam, {**mini.SOLUTION, "sums.py": total + MEAN})
    found = mini.by_name(report)
    assert [name for name, one in found.items() if one.outcome is not Outcome.PASSED] == ["runs_few_lines"]
    failed = found["runs_few_lines"]
    assert failed.example is not None
    assert failed.likely is not None
    assert failed.likely.misconception == "sums.total:forgets_the_first"
    assert "about as many lines of yours for 3 numbers and 300" in str(failed.example.expected)


def test_style_takes_no_part_in_diagnosis(slot: Slot, exam: Exam) -> None:
    found = mini.by_name(mini.mark(slot, exam, mini.wrong("takes_sizes")))
    assert {one.likely.misconception for one in found.values() if one.likely} == {"sums.total:takes_sizes"}
    assert found["runs_few_lines"].outcome is Outcome.WAITING  # what is wrong is not judged by style
    assert found["runs_few_lines"].needs == ["sums.total"]


def test_a_module_against_its_rule_fails_with_its_line_and_costs_no_other(slot: Slot) -> None:
    made = mini.chapter()
    rule = SourceRule(["sums"], ["numpy"], ["statistics.fmean"])
    made = replace(made, settings=msgspec.structs.replace(made.settings, source=[rule]))
    exam = mini.exam(slot, made)
    assert mini.mark(slot, exam, mini.SOLUTION).score == 7
    files = {**mini.SOLUTION, "sums.py": mini.SOLUTION["sums.py"] + b"\n\nimport json\n"}
    report = mini.mark(slot, exam, files)
    assert report.score == 2
    example = mini.by_name(report)["adds_any_numbers"].example
    assert example is not None
    assert example.got == "sums.py, line 9: imports json; it is to be written with numpy alone"


def test_what_comes_from_us_is_no_way_around_a_rule(slot: Slot) -> None:
    made = mini.chapter()
    rule = SourceRule(["sums"], ["numpy"])
    settings = msgspec.structs.replace(made.settings, source=[rule])
    made = replace(made, settings=settings, given={"given.py": b"import json\n"})
    files = {**mini.SOLUTION, "sums.py": b"from . import given\n" + mini.SOLUTION["sums.py"]}
    assert b"given.py, line 1 (imported by sums.py)" in made.payload(files).files["sums.py"]

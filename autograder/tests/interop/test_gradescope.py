"""results.json as Gradescope documents it."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from msgspec.structs import replace

from autograder.engine.grade import student_view
from autograder.engine.report import Outcome
from autograder.interop import gradescope
from autograder.tests.interop.conftest import HOSTILE_NAMES, everyone
from autograder.tests.reports import samples

VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
TEXT = {"type": "string", "pattern": "^[^\\r\\u0000]*$"}  # Unix line ends
TEST = {
    "type": "object",
    "additionalProperties": False,
    "required": ["score"],
    "properties": {
        "score": {"type": "number"},
        "max_score": {"type": "number"},
        "status": {"enum": ["passed", "failed"]},
        "name": TEXT,
        "name_format": FORMAT,
        "number": {"type": "string", "pattern": r"^\d+(\.\d+)*$"},
        "output": TEXT,
        "output_format": FORMAT,
        "tags": {"type": "array", "items": {"type": "string"}},
        "visibility": VISIBILITY,
        "extra_data": {"type": "object"},
    },
}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["score", "tests"],
    "properties": {
        "score": {"type": "number"},
        "execution_time": {"type": "number"},
        "output": TEXT,
        "output_format": FORMAT,
        "test_output_format": FORMAT,
        "test_name_format": FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "tests": {"type": "array", "items": TEST},
    },
}


def valid(content: bytes) -> dict[str, Any]:
    found = json.loads(content, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    jsonschema.validate(found, SCHEMA)
    return found


@pytest.mark.parametrize("report", everyone(), ids=["good", "half_finished", "hostile"])
def test_it_is_valid_and_sums_up_to_the_mark(report) -> None:
    found = valid(gradescope.results(report))
    assert found["score"] == report.score == sum(test["score"] for test in found["tests"])
    assert sum(test["max_score"] for test in found["tests"]) == report.max_score
    assert found["stdout_visibility"] == "hidden"
    assert found["extra_data"]["seed"] == report.seed
    assert found["extra_data"]["key"] == report.key


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_no_name_breaks_it(name: str) -> None:
    report = replace(everyone()[1], submission=name, title=name, notes=[name])
    valid(gradescope.results(report))


def test_points_that_are_no_binary_fractions_still_add_up() -> None:
    checks = [samples.passed(f"a.b:{n}", "It holds.", 0.1) for n in range(3)]
    exercises = [replace(samples.SOFTMAX, checks=checks)] * 7
    score = sum(exercise.points for exercise in exercises)
    report = replace(everyone()[0], exercises=exercises, score=score)
    assert valid(gradescope.results(report))["score"] == score


def test_an_entry_says_what_its_student_needs() -> None:
    found = valid(gradescope.results(everyone()[1]))
    by_name = {test["name"]: test for test in found["tests"]}
    assert [test["number"] for test in found["tests"]] == ["1.1", "1.2", "2", "3", "4"]
    assert by_name["activations.relu: passed"]["status"] == "passed"
    softmax = by_name["activations.softmax: not yet"]
    assert (softmax["score"], softmax["max_score"], softmax["status"]) == (1, 3, "failed")
    assert "Called    softmax([[ 1000." in softmax["output"]
    assert "**Likely:** exp(1000) overflowed" in softmax["output"]
    training = by_name["training.train: pending"]
    assert "status" not in training
    assert training["extra_data"]["pending"]
    assert "This is not your mistake: an instructor will look at it." in training["output"]
    assert "KeyError" not in json.dumps(found)


def test_the_top_says_what_is_pending_and_that_nothing_isolated_it() -> None:
    output = valid(gradescope.results(everyone()[1], said=["Handed in 2 h after the due date."]))["output"]
    assert "This was run not isolated." in output
    assert "A mark that is pending is not lost" in output
    assert "Handed in 2 h after the due date." in output
    assert "1 of 2 questions answered; a person marks them" in output
    assert "isolated" not in valid(gradescope.results(everyone()[0]))["output"]


def test_hidden_entries_hide_the_marks_at_the_top_too() -> None:
    found = valid(gradescope.results(everyone()[1], visibility="after_published"))
    assert {test["visibility"] for test in found["tests"]} == {found["visibility"]} == {"after_published"}
    assert "14.5" not in found["output"]


def test_an_instructors_report_is_refused() -> None:
    with pytest.raises(ValueError, match="make it from the student's view"):
        gradescope.results(samples.half_finished())


def test_examples_from_secret_inputs_stay_behind() -> None:
    check = replace(samples.OVERFLOW, example=replace(samples.OVERFLOW.example, called="softmax(SECRET)"))
    report = replace(samples.good(), exercises=[replace(samples.SOFTMAX, checks=[check])])
    assert "SECRET" not in gradescope.results(student_view(report)).decode()


def test_a_broken_grader_leaves_what_there_is() -> None:
    found = valid(gradescope.pending(12.5, ["The grader broke."]))
    assert (found["score"], found["tests"], found["output"]) == (12.5, [], "The grader broke.")


def test_every_outcome_has_its_words() -> None:
    for outcome in Outcome:
        check = replace(samples.OVERFLOW, outcome=outcome)
        report = replace(everyone()[0], exercises=[replace(samples.SOFTMAX, checks=[check])])
        valid(gradescope.results(report))

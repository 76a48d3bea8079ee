"""What GitHub Classroom's reporter makes of a result, and what a job summary shows."""

from __future__ import annotations

import base64
import json
from typing import Any

import jsonschema
import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from autograder.engine.grade import held_report, student_view
from autograder.engine.load import here
from autograder.engine.seeds import PUBLIC
from autograder.interop import classroom
from autograder.tests.interop.conftest import HOSTILE_NAMES, everyone
from autograder.tests.reports import samples

STATUS = {"enum": ["pass", "fail", "error"]}
ONE_LINE = {"type": "string", "pattern": "^[^\\r\\n]*$"}
SCHEMA = {  # of classroom-resources/autograding-grading-reporter
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "status", "max_score", "tests"],
    "properties": {
        "version": {"enum": [1, 3]},
        "status": STATUS,
        "max_score": {"type": "number"},
        "message": ONE_LINE,
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "status", "score"],
                "properties": {
                    "name": ONE_LINE,
                    "status": STATUS,
                    "score": {"type": "number"},
                    "message": ONE_LINE,
                    "test_code": ONE_LINE,
                    "filename": ONE_LINE,
                    "line_no": {"type": "integer"},
                    "duration": {"type": "number"},
                },
            },
        },
    },
}
VARIABLE = 128 * 1024  # bytes of one environment variable on Linux, its name included


def reported(encoded: str) -> dict[str, Any]:
    """The totals, as the reporter adds them up."""
    result = json.loads(base64.b64decode(encoded))
    jsonschema.validate(result, SCHEMA)
    points = sum(test["score"] for test in result["tests"])
    return {"totalPoints": points, "maxPoints": result["max_score"], "status": result["status"]}


@pytest.mark.parametrize("report", everyone(), ids=["good", "half_finished", "hostile"])
def test_the_reporter_finds_the_mark(report) -> None:
    assert reported(classroom.encoded([report]))["totalPoints"] == report.score


def test_what_is_not_judged_here_takes_nothing_away() -> None:
    good, half, _ = everyone()
    assert reported(classroom.encoded([good])) == {
        "totalPoints": good.max_score,
        "maxPoints": good.max_score,
        "status": "pass",
    }
    found = reported(classroom.encoded([half]))
    assert found == {"totalPoints": 3, "maxPoints": half.max_score - 1, "status": "error"}  # 1: answered by hand
    both = reported(classroom.encoded([good, half]))
    assert both["totalPoints"] == good.score + half.score


def test_a_check_that_fails_fails_the_job() -> None:
    report = replace(everyone()[0], exercises=[samples.SOFTMAX])
    assert reported(classroom.encoded([report]))["status"] == "fail"


@pytest.mark.parametrize("name", [*HOSTILE_NAMES, "\n::notice title=Autograding report::{}", "##[error]x"])
def test_nothing_that_a_submission_wrote_reaches_the_console(name: str) -> None:
    """The reporter prints names and messages, and a line of a console can be a command of the runner."""
    example = replace(samples.OVERFLOW.example, called=f"CALLED{name}", seen=f"SEEN{name}", got=f"GOT{name}")
    check = replace(samples.OVERFLOW, example=example, output=f"OUT{name}", message=f"SAID{name}")
    exercise = replace(samples.SOFTMAX, checks=[check])
    report = replace(everyone()[0], submission=f"WHO{name}", notes=[f"NOTE{name}"], exercises=[exercise])
    text = base64.b64decode(classroom.encoded([report])).decode()
    assert not [word for word in ("CALLED", "SEEN", "GOT", "OUT", "SAID", "WHO", "NOTE") if word in text]


def test_our_own_words_are_no_commands_either() -> None:
    check = replace(samples.OVERFLOW, sentence="a[::2] keeps\n::error::every second ##[group]")
    report = replace(everyone()[0], exercises=[replace(samples.SOFTMAX, checks=[check])])
    (test,) = classroom.result([report])["tests"]
    assert test["name"] == "a[: :2] keeps : :error: :every second ## [group]"


def test_the_whole_course_fits_into_one_variable() -> None:
    course = here()
    reports = [student_view(held_report("x", course.load(name), PUBLIC, "trace")) for name in course.names()]
    assert len(classroom.encoded(reports)) < VARIABLE - 1024


@pytest.mark.parametrize("report", everyone(), ids=["good", "half_finished", "hostile"])
def test_the_summary_is_a_table_and_what_is_open(report) -> None:
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(classroom.summary(report))
    rows = [token for token in tokens if token.type == "tr_open"]
    assert len(rows) == 1 + len(report.exercises)
    cells = [token for token in tokens if token.type in {"td_open", "th_open"}]
    assert len(cells) == 4 * len(rows)
    headings = [token for token in tokens if token.type == "heading_open"]
    assert len(headings) == 1 + sum(not exercise.is_done for exercise in report.exercises)
    children = [child.type for token in tokens for child in token.children or []]
    assert not {"html_inline", "link_open", "image"} & set(children)
    assert "html_block" not in [token.type for token in tokens]


def test_the_summary_shows_the_failing_case() -> None:
    told = classroom.summary(everyone()[1])
    assert "| ✓ | activations.relu | passed | 2 of 2 |" in told
    assert "| ? | training.train | pending | ? of 5 |" in told
    assert "Called    softmax([[ 1000.,     0., -1000.]])" in told
    assert "This was run not isolated." in told
    assert "KeyError" not in told

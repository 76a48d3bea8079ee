"""A line for each check: JSON that every reader splits alike, and CSV that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import json
import re

import jsonschema
import pytest
from msgspec.structs import replace

from autograder.interop.json_lines import FIELDS, csv_lines, json_lines
from autograder.reports.table import BOM
from autograder.tests.interop.conftest import HOSTILE_NAMES
from autograder.tests.reports import samples

TEXT, NUMBER = {"type": "string"}, {"type": "number"}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": list(FIELDS),
    "properties": {
        **dict.fromkeys(("submission", "chapter", "exercise", "check", "outcome", "seed", "key"), TEXT),
        **dict.fromkeys(("max", "seconds"), NUMBER),
        "points": {"type": ["number", "null"]},
        "likely": {"type": ["string", "null"]},
    },
}


def test_a_line_holds_a_check() -> None:
    report = samples.half_finished()
    lines = b"".join(json_lines([report, samples.good()])).decode("ascii").splitlines()
    rows = [json.loads(line) for line in lines]
    for row in rows:
        jsonschema.validate(row, SCHEMA)
    ours = [row for row in rows if row["submission"] == "grace hopper"]
    assert len(ours) == sum(len(exercise.checks) for exercise in report.exercises)
    assert sum(row["points"] or 0 for row in ours) == report.score
    by_check = {row["check"]: row for row in ours}
    assert by_check["survives_large_logits"] == {
        "submission": "grace hopper",
        "chapter": "ch01_neural_networks",
        "exercise": "activations.softmax",
        "check": "survives_large_logits",
        "outcome": "failed",
        "points": 0.0,
        "max": 2.0,
        "likely": "activations.softmax:without_the_shift",
        "seconds": 0.021,
        "seed": "3f9a1c",
        "key": report.key,
    }
    assert by_check["same_seed"]["points"] is None


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_name_comes_back_whole_from_json(name: str) -> None:
    content = b"".join(json_lines([replace(samples.good(), submission=name)]))
    lines = content.decode("ascii").splitlines()
    assert len(lines) == sum(len(exercise.checks) for exercise in samples.good().exercises)
    back = {json.loads(line)["submission"] for line in lines}
    assert back == {name.encode("utf-8", "backslashreplace").decode()}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_no_cell_starts_a_formula(name: str, delimiter: str) -> None:
    text = b"".join(csv_lines([replace(samples.good(), submission=name)])).decode("utf-8")
    cells = [cell for line in csv.reader(io.StringIO(text[1:], newline=""), delimiter=delimiter) for cell in line]
    assert not [cell for cell in cells if re.match("[=+@\t\r＝＋－＠-]", cell.strip())]  # noqa: RUF001 - meant


def test_the_csv_says_the_same_as_the_json() -> None:
    reports = [samples.half_finished(), samples.good()]
    text = b"".join(csv_lines(reports)).decode("utf-8")
    assert text.startswith(BOM)
    header, *lines = csv.reader(io.StringIO(text[1:], newline=""))
    assert tuple(header) == FIELDS
    wanted = [json.loads(line) for line in b"".join(json_lines(reports)).splitlines()]
    assert [line[FIELDS.index("check")] for line in lines] == [row["check"] for row in wanted]
    points = FIELDS.index("points")
    assert [line[points] and float(line[points]) for line in lines] == [
        "" if row["points"] is None else row["points"] for row in wanted
    ]

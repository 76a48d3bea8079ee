"""The schema in the repository is the one of the code, and reports are valid under it."""

import json

import jsonschema
import pytest

from autograder.engine.report import GradeReport, decode, encode
from autograder.reports import schema
from autograder.tests.reports import samples


def test_the_file_is_up_to_date() -> None:
    stored = schema.FILE.read_text(encoding="utf-8")
    assert stored == schema.text(), "run: python -m autograder.reports.schema"


def test_the_schema_itself_is_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schema.text()))


@pytest.mark.parametrize("report", [samples.good(), samples.half_finished(), samples.hostile(), samples.plotted()])
def test_reports_are_valid_and_come_back_equal(report: GradeReport) -> None:
    data = encode(report)
    jsonschema.validate(json.loads(data), json.loads(schema.text()))
    assert decode(data) == report


def test_an_outcome_without_a_word_is_refused() -> None:
    data = json.loads(encode(samples.good()))
    data["exercises"][0]["checks"][0]["outcome"] = "maybe"
    with pytest.raises(jsonschema.ValidationError, match="'maybe' is not one of"):
        jsonschema.validate(data, json.loads(schema.text()))

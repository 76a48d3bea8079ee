"""The CSV opens safely in a spreadsheet, and numbers stay numbers."""

import csv
import io
import re

import pytest

from autograder.engine.report import Outcome
from autograder.reports import table
from autograder.reports.lateness import Late
from autograder.reports.rows import ClassRow, row
from autograder.tests.reports import samples

HOSTILE = [
    '=HYPERLINK("x")', "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u00a0=1", "\uff1d1", "\uff0b1", "\uff0d1",
    "\uff20x", "\u200d=1", "\ufeff=1", "\x00=1", '"=1', "'=1", "\tplain", "\n=1",
    "ada;=1", 'ada;"=1', "ada\t=1", "ada; =1", "ada\n=1",
]  # fmt: skip


def parsed(text: str, delimiter: str = ",") -> list[list[str]]:
    assert text.startswith(table.BOM)
    return list(csv.reader(io.StringIO(text[1:], newline=""), delimiter=delimiter))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("name", HOSTILE)
def test_no_cell_starts_a_formula(name: str, delimiter: str) -> None:
    text = table.to_csv([ClassRow(name, 1.0, 2.0, problem=name, checks={name: Outcome.PASSED})])
    cells = [cell for line in parsed(text, delimiter) for cell in line]
    assert not [cell for cell in cells if re.match("[=+@\t\r＝＋－＠-]", cell.strip())]  # noqa: RUF001


@pytest.mark.parametrize("name", ["ada", "Grace Hopper", "o'neill", "a-b", "jean-luc @ home", "a=b", "数", "3"])
def test_ordinary_names_are_left_as_they_are(name: str) -> None:
    assert parsed(table.to_csv([ClassRow(name, 1.0, 2.0)]))[1][0] == name


def test_marks_by_check() -> None:
    lines = parsed(table.to_csv([row(samples.half_finished())]))
    found = dict(zip(*lines, strict=True))
    assert found["score"] == "3"
    assert found["max_score"] == "14.5"
    assert found["pending"] == "yes"
    assert found["isolation"] == "plain"
    assert found["activations.softmax:sums_to_one"] == "1"
    assert found["activations.softmax:survives_large_logits"] == "0"
    assert found["training.train:same_seed"] == "pending"
    assert found["training.train:on_a_gpu"] == "skipped"


def test_a_late_policy_adds_columns_before_the_checks() -> None:
    rows = [row(samples.good(), late=samples.late()), ClassRow("eve", 3.0, 5.0, late=Late(0, 3.0, 3.0, 0.0, 0, ""))]
    header, ada, eve = parsed(table.to_csv([*rows]))
    assert tuple(header[:10]) == (*table.FIELDS, "handed_in", "days_late", "percent_off", "score_after")
    assert ada[6:10] == ["2026-05-06T02:59:59+00:00", "2", "20", "4"]
    assert eve[6:10] == ["on time", "0", "0", "3"]
    assert ada[1] == "5"
    assert ada[10:] == ["1", "1", "1", "2"]


def test_one_without_a_time_leaves_the_columns_empty() -> None:
    rows = [row(samples.good(), late=samples.late()), ClassRow("eve", 3.0, 5.0)]
    assert parsed(table.to_csv(rows))[2][6:10] == [""] * 4


def test_numbers_are_not_quoted_and_text_is() -> None:
    text = table.to_csv([ClassRow("ada", 0.1 + 0.2, 2.0)])
    assert text.endswith('\r\n"ada",0.3,2,"no","none",""\r\n')


def test_a_check_that_a_submission_lacks_is_empty() -> None:
    lines = parsed(
        table.to_csv([row(samples.half_finished()), ClassRow("late", 0.0, 14.5, problem="Nothing submitted.")])
    )
    assert len({len(line) for line in lines}) == 1
    assert set(lines[2][len(table.FIELDS) :]) == {""}
    assert lines[2][5] == "Nothing submitted."


def test_quotes_commas_and_lines_survive() -> None:
    text = table.to_csv([ClassRow('a "b", c\nd', 0.0, 1.0)])
    assert parsed(text)[1][0] == 'a "b", c␊d'
    assert text.count("\r\n") == text.count("\n") == 2


def test_the_mark_for_utf8_comes_first() -> None:
    assert table.to_csv([]).encode("utf-8").startswith(b'\xef\xbb\xbf"submission"')

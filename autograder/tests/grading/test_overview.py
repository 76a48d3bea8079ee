"""What a run shows while it goes, and the class page and CSV that it leaves."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from autograder.engine.grade import held_report
from autograder.engine.report import GradeReport, Isolation
from autograder.engine.seeds import PUBLIC
from autograder.grading.batch import Done
from autograder.grading.overview import row, write_overview
from autograder.grading.progress import follow
from autograder.tests.grading.conftest import CHAPTER

SANDBOXED = Isolation("namespaces", "isolated", "")


def report(name: str, score: float = 2, notes: list[str] | None = None, *, pending: bool = False) -> GradeReport:
    return GradeReport(name, CHAPTER, "Small", "0", "public", SANDBOXED, score, 3, pending, [], notes or [])


def test_a_line_for_each_submission_as_it_is_finished(capsys):
    def run():
        yield Done(report("ada", 2.5), fresh=True)
        assert "ada" in capsys.readouterr().out, "told before the next one is finished"
        yield Done(report("bob", notes=["first", "File x was\nused."]), fresh=False)
        yield Done(report("eve", 0, pending=True), fresh=True)

    rows = follow(run(), 3)
    bob, eve = capsys.readouterr().out.splitlines()
    assert bob.split(maxsplit=4)[:4] == ["bob", "2", "/", "3"]
    assert bob.endswith("unchanged; File x was␊used.")
    assert eve.endswith("pending: an instructor has to look")
    assert [one.submission for one in rows] == ["ada", "bob", "eve"]


@pytest.mark.parametrize("name", ["\x1b[2J\x1b]0;owned\x07", "a\rb\nc", "[bold]x[/bold]", "\u202egpj.exe", "\x9b31m"])
def test_a_hostile_name_commands_no_terminal(name, capsys):
    follow([Done(report(name, notes=[name]), fresh=True)], 1)
    shown = capsys.readouterr().out
    assert len(shown.splitlines()) == 1
    assert not {"\x1b", "\x07", "\x9b", "\r", "\u202e"} & set(shown)


def test_the_page_and_the_csv_hold_everybody_in_order(course, store):
    chapter = course.load(CHAPTER)
    rows = [row(report("bob")), row(report("Ada", 3)), row(report("=1+1", 0))]
    page = write_overview(store, chapter, rows)
    assert page == store.out / f"{CHAPTER}.html"
    text = page.read_text(encoding="utf-8")
    assert text.index("Ada") < text.index("bob")
    with page.with_suffix(".csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert len(lines) == 1 + len(rows)
    assert not any(cell.startswith("=") for line in lines for cell in line)


def test_a_row_leads_to_the_instructors_page_and_says_what_could_not_be_read(course):
    assert row(report("ada", notes=["Engine.py was used as engine.py."])).problem == ""
    assert row(report("a/b")).href.endswith(f"/{CHAPTER}/instructor.html")
    assert ".." not in Path(row(report("../up")).href).parts
    held = held_report("eve", course.load(CHAPTER), PUBLIC, "trace")
    assert row(held).needs_a_look

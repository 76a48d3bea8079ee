"""Reports in nbgrader's gradebook: what is carried, what a person gave and keeps, and the command."""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace
from nbgrader import api
from nbgrader.plugins import CsvExportPlugin

from autograder.grading import gradebook as door
from autograder.grading.export import export_command
from autograder.grading.store import Store
from autograder.interop import nbgrader_database as database
from autograder.interop import nbgrader_gradebook as nbgrader
from autograder.interop.nbgrader_database import absolute
from autograder.interop.nbgrader_ids import BadName, student_id
from autograder.interop.nbgrader_notebook import BLANK
from autograder.tests.interop.conftest import HOSTILE_NAMES
from autograder.tests.interop.nbgrader_made import (
    CHAPTER,
    CHECKS,
    alone,  # noqa: F401 - a fixture
    book,
    by_hand,
    cells_of,
    course_folder,  # noqa: F401 - a fixture
    files,
    fill,
    grades,
    report,
    rows,
    scores,
)

DUE = datetime(2026, 5, 4, 21, 59, 59, tzinfo=UTC)


def test_an_assignment_is_a_chapter_with_a_cell_for_each_exercise_and_question(course) -> None:
    said = fill(course, report(q1="It overflows.", q2="A limit."))
    assert said == [f"1 submissions: {course}"]
    with book(course) as opened:
        (assignment,) = opened.assignments
        (notebook,) = assignment.notebooks
        assert (assignment.name, notebook.name, assignment.course_id) == (CHAPTER, CHAPTER, opened.course_id)
        assert {(cell.name, cell.max_score, cell.cell_type) for cell in notebook.grade_cells} == {
            *((name, points, "code") for name, points in CHECKS.items()),
            ("question-1", 2.0, "markdown"),
            ("question-2", 3.0, "markdown"),
        }
        assert {cell.name for cell in notebook.solution_cells} == {"question-1", "question-2"}
        assert notebook.task_cells == []
        assert {cell.name: (cell.locked, cell.cell_type) for cell in notebook.source_cells} == {
            **dict.fromkeys(CHECKS, (True, "code")),
            **dict.fromkeys(["question-1", "question-2"], (False, "markdown")),
        }
        assert assignment.max_score == 10
    assert grades(course) == {
        "check-activations-relu": (2.0, False),
        "check-activations-softmax": (3.0, False),
        "question-1": (None, True),
        "question-2": (None, True),
    }
    assert scores(course) == {"ada": 5.0}
    assert (course / "source" / CHAPTER).is_dir()  # formgrader lists no assignment without it


def test_exporting_again_changes_nothing(course) -> None:
    reports = [report("ada", q1="It overflows."), report("grace hopper", 1.5)]
    fill(course, *reports)
    before, counted = files(course), rows(course)
    by_hand(course, manual_score=1.5)
    marked = grades(course)
    fill(course, *reports)
    assert rows(course) == counted
    assert grades(course) == marked
    after = files(course)
    assert {name for name in before if before[name] != after[name]} == {"gradebook.db"}
    assert set(after) == set(before)


def test_a_better_report_counts_and_nothing_that_a_person_gave_is_lost(course) -> None:
    fill(course, report(softmax=1.0, q1="It overflows."), report("alan"))
    by_hand(course, "check-activations-softmax", manual_score=2.0, extra_credit=0.5)
    by_hand(course, "question-1", manual_score=1.0)
    with book(course) as opened:
        opened.find_comment("question-1", CHAPTER, CHAPTER, "ada").manual_comment = "Why base e?"
        opened.find_submission_notebook(CHAPTER, CHAPTER, "ada").flagged = True
        opened.db.commit()
    fill(course, report(softmax=3.0, q1="It overflows."), report("alan"))
    with book(course) as opened:
        submitted = opened.find_submission_notebook(CHAPTER, CHAPTER, "ada")
        given = {grade.name: (grade.manual_score, grade.extra_credit) for grade in submitted.grades}
        assert given["check-activations-softmax"] == (2.0, 0.5)
        assert given["question-1"] == (1.0, None)
        assert submitted.flagged
        assert opened.find_comment("question-1", CHAPTER, CHAPTER, "ada").comment == "Why base e?"
    found = grades(course)
    assert found["check-activations-softmax"] == (3.0, True)  # a person's 2.0 still counts, and is to be looked at
    assert found["check-activations-relu"] == (2.0, False)
    assert found["question-1"] == (None, False)
    assert scores(course)["ada"] == 2.0 + 2.5 + 1.0


def test_another_text_under_a_marked_answer_is_to_be_looked_at_again(course) -> None:
    fill(course, report(q1="It overflows.", q2="A limit."))
    by_hand(course, "question-1", manual_score=1.0)
    by_hand(course, "question-2", manual_score=2.0)
    fill(course, report(q1="exp(1000) is inf.", q2="A limit."))
    assert grades(course)["question-1"] == (None, True)
    assert grades(course)["question-2"] == (None, False)
    assert scores(course) == {"ada": 8.0}
    assert cells_of(course)["question-1"] == "exp(1000) is inf."


def test_a_pending_mark_has_no_score_until_it_is_known(course) -> None:
    fill(course, report(softmax=1.0, held=True))
    assert grades(course)["check-activations-softmax"] == (None, True)
    assert grades(course)["check-activations-relu"] == (2.0, False)
    by_hand(course, "check-activations-softmax", manual_score=1.5)
    fill(course, report(softmax=1.0, held=True))
    assert grades(course)["check-activations-softmax"] == (None, False)
    fill(course, report(softmax=3.0))
    assert grades(course)["check-activations-softmax"] == (3.0, True)
    assert scores(course) == {"ada": 2.0 + 1.5}


@pytest.mark.parametrize(
    ("given", "first", "second"),
    [
        (report(q1="It overflows.", q2=""), (None, True), (0.0, False)),
        (report(q1="", q2=""), (0.0, False), (0.0, False)),
        (report(), (0.0, False), (0.0, False)),  # no answers.md
        (report(q2="A limit."), (None, True), (None, True)),  # a heading is gone: its text may be anywhere
        (report(softmax=1.0, held=True), (None, True), (None, True)),  # the grader may have broken before it was read
    ],
)
def test_where_nothing_was_written_there_is_nothing_to_mark(course, given, first, second) -> None:
    fill(course, given)
    found = grades(course)
    assert (found["question-1"], found["question-2"]) == (first, second)
    with book(course) as opened:
        for name in ("question-1", "question-2"):
            said = opened.find_comment(name, CHAPTER, CHAPTER, "ada").comment
            assert said == ("No response." if found[name] == (0.0, False) else None)
    fill(course, report(q1="It overflows.", q2="A limit."))
    assert grades(course)["question-1"] == grades(course)["question-2"] == (None, True)


def late(points: float, when: datetime | None, extension: timedelta | None = None) -> nbgrader.Policy:
    made = nbgrader.Late(when, extension, points, "Handed in 3 h after the due date: 10 % taken off.")
    return nbgrader.Policy(DUE, lambda _: made)


def test_late_work(course) -> None:
    fill(course, report(), policy=late(0.5, DUE + timedelta(hours=3), timedelta(hours=1)))

    def seen() -> tuple[object, ...]:
        with book(course) as opened:
            one = opened.find_submission(CHAPTER, "ada")
            return one.late_submission_penalty, one.timestamp, one.duedate, one.total_seconds_late

    when, due = (time.replace(tzinfo=None) for time in (DUE + timedelta(hours=3), DUE + timedelta(hours=1)))
    assert seen() == (0.5, when, due, 7200)
    assert "10 % taken off" in cells_of(course)["introduction"].replace("&#37;", "%")
    fill(course, report())
    assert seen() == (0.5, when, due, 7200)  # without a policy nothing is said of lateness
    fill(course, report(), policy=late(0.0, None))
    assert seen() == (0.0, None, DUE.replace(tzinfo=None), 0)


def test_students_that_are_new_and_students_without_a_report_are_named(course) -> None:
    with database.opened(absolute("sqlite:///gradebook.db", course), "deep_learning_foundations") as opened:
        opened.add_student("ada", first_name="Ada", last_name="Lovelace")
        opened.add_student("kurt", email="kurt@example.org")
    *notes, said = fill(course, report("ada"), report("alan t"))
    assert said == f"2 submissions: {course}"
    assert notes == [
        "Students whose names nbgrader cannot take have another id there: alan t is alan~20~t.",
        "Students that the gradebook did not have before: alan~20~t.",
        "Without a report, left as they were: kurt.",
    ]
    with book(course) as opened:
        assert opened.find_student("ada").last_name == "Lovelace"
        assert opened.find_student("kurt").submissions == []


def test_every_name_that_a_submission_can_have_gets_its_own_folder_row_and_mark(course, tmp_path) -> None:
    names = [name for name in HOSTILE_NAMES if name] + [
        "ada",
        "Ada~20~Lovelace",
        "CON",
        "a+b",
        "*",
        "x.",
        "é",
        "e\u0301",
    ]
    reports = [report(name, softmax=number % 4) for number, name in enumerate(names)]
    fill(course, *reports)
    ids = [student_id(name) for name in names]
    assert sorted(path.name for path in (course / "autograded").iterdir()) == sorted(ids)
    with book(course) as opened:
        plugin = CsvExportPlugin()
        plugin.to = str(tmp_path / "grades.csv")
        plugin.export(opened)
    with (tmp_path / "grades.csv").open(encoding="utf-8", newline="") as file:
        found = {row["student_id"]: float(row["raw_score"]) for row in csv.DictReader(file)}
    assert found == {student: each.score for student, each in zip(ids, reports, strict=True)}


@pytest.mark.parametrize("name", ["", "a" * 129, "李" * 67, "=" * 33])
def test_a_name_that_cannot_be_an_id_is_refused(course, name: str) -> None:
    with pytest.raises(BadName, match=r"has no name|is too long to be a student's id in nbgrader: give its folder a"):
        fill(course, report("ada"), report(name))
    assert not course.exists()


def test_the_tables_are_those_that_nbgrader_makes(course, tmp_path, monkeypatch) -> None:
    fill(course, report())
    monkeypatch.setattr(api, "get_alembic_version", lambda: database._versions()[0])  # it starts a program
    with closing(api.Gradebook(f"sqlite:///{tmp_path / 'theirs.db'}", "deep_learning_foundations")):
        pass

    def made(path: Path) -> tuple[set[str], list[object]]:
        with closing(sqlite3.connect(path)) as connection:
            sql = {
                " ".join(str(line).split()).rstrip(";")
                for (line,) in connection.execute("SELECT sql FROM sqlite_master")
            }
            return sql, connection.execute("SELECT * FROM alembic_version").fetchall()

    assert made(course / "gradebook.db") == made(tmp_path / "theirs.db")


# The command


@pytest.fixture
def results(tmp_path, monkeypatch) -> Path:
    """A results folder; the chapter's own questions, and not those of the made-up reports, are asked."""
    monkeypatch.chdir(tmp_path)
    store = Store(tmp_path / "results", CHAPTER)
    for each in (report("ada", q1="It overflows."), report("alan", 1.0, held=True)):
        store.write(replace(each, view="instructor"), {})
    return store.out


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(export_command, [str(argument) for argument in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def test_the_command_fills_a_course_directory_beside_the_results(results) -> None:
    code, said = run(results, "--chapter", CHAPTER, "--to", "nbgrader")
    course = results / f"{CHAPTER}.nbgrader"
    assert (code, said.splitlines()) == (
        0,
        [f"2 submissions: {course}", "Pending marks, which an instructor has to look at first: alan"],
    )
    assert grades(course)["question-6"] == (None, True)  # its heading was not found
    assert cells_of(course)["prompt-6"].startswith(
        "## Question 6: Two numbers for one network\n\nYour network reads 96"
    )
    assert cells_of(course)["prompt-6"].endswith("is it\nbetter?")
    assert "| 2 | that; no u with a positive margin exists" in cells_of(course)["rubric-1"]
    assert cells_of(course)["question-6"] == BLANK


POLICY = f"""time_zone = "UTC"
percent_per_day = 10

[chapter.{CHAPTER}]
due = 2026-05-04T23:59:59
times = ["times.csv"]
extension = {{ alan = {{ hours = 24 }} }}
"""


def test_the_command_applies_the_late_policy(results, tmp_path) -> None:
    (tmp_path / "late.toml").write_text(POLICY)
    (tmp_path / "times.csv").write_text("student,when\nada,2026-05-06T01:00\nalan,2026-05-05T12:00\n")
    options = ("--chapter", CHAPTER, "--to", "nbgrader", "--policy", "late.toml", "--out", "course")
    code, said = run(results, *options, "--gradebook", "sqlite:///mine.db")
    assert code == 0, said
    with closing(api.Gradebook(f"sqlite:///{tmp_path / 'mine.db'}", "deep_learning_foundations")) as opened:
        ada, alan = (opened.find_submission(CHAPTER, name) for name in ("ada", "alan"))
        assert (ada.score, ada.late_submission_penalty) == (5.0, 1.0)
        assert (alan.late_submission_penalty, alan.total_seconds_late) == (0.0, 0)
        assert alan.extension == timedelta(days=1)
    code, said = run(results, *options[:4], "--policy", "late.toml", "--out", "other")
    (tmp_path / "times.csv").write_text("student,when\nada,on time\nalan,on time\nkurt,on time\n")
    code, said = run(results, *options)
    assert (code, 'there is no student "kurt"' in said) == (1, True)


def test_what_is_wrong_is_said_in_one_line(results, tmp_path, monkeypatch) -> None:
    (tmp_path / "file").write_text("mine")
    options = (results, "--chapter", CHAPTER, "--to", "nbgrader")
    for more, words in {
        ("--out", "file"): "is a file, and nbgrader's course directory is a folder: name another with --out",
        ("--gradebook", "file"): 'write it as "sqlite:///gradebook.db"',
        ("--class-list", "file"): "--to nbgrader has no use for --class-list: leave it out",
    }.items():
        code, said = run(*options, *more)
        assert (code, said.count("\n"), words in said) == (1, 1, True), said
    monkeypatch.setattr(door, "find_spec", lambda _: None)
    code, said = run(*options)
    assert (code, said) == (
        1,
        'autograder: for --to nbgrader, nbgrader is needed: python -m pip install "nbgrader>=0.9.6"\n',
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "results"]

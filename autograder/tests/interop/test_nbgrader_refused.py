"""What nbgrader's gradebook and course directory are refused for, and what is left behind then."""

from __future__ import annotations

import ast
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from nbgrader import api

from autograder.engine.load import here
from autograder.interop import nbgrader_database as database
from autograder.interop import nbgrader_gradebook as nbgrader
from autograder.interop.nbgrader_course import WITHOUT_RUBRIC, WRITTEN, BadCourse, read_course
from autograder.interop.nbgrader_database import BadGradebook, absolute
from autograder.interop.nbgrader_notebook import RUBRIC_TAG
from autograder.tests.interop.nbgrader_made import (
    CHAPTER,
    CHECKS,
    QUESTIONS,
    alone,  # noqa: F401 - a fixture
    book,
    cells_of,
    changed,
    course_folder,  # noqa: F401 - a fixture
    files,
    fill,
    grades,
    locking,
    notebook_of,
    report,
    rows,
    scores,
)

QUICK = "?timeout=0.05"  # seconds to wait for a lock


def test_a_gradebook_that_another_program_writes_to(course) -> None:
    fill(course, report(softmax=1.0))
    before = files(course)
    with closing(sqlite3.connect(course / "gradebook.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(BadGradebook, match=r"gradebook\.db: another program is writing to it, such as formgrader"):
            fill(course, report(), url=f"sqlite:///{course / 'gradebook.db'}{QUICK}")
    assert files(course) == before


def test_a_lock_in_the_middle_leaves_whole_students_only(course) -> None:
    reports = [report(name, softmax=1.0, q1=name) for name in ("ada", "alan", "zoe")]
    fill(course, *reports)
    before = files(course)
    other = sqlite3.connect(course / "gradebook.db", isolation_level=None)
    better = [report(name, softmax=3.0, q1=f"{name}, again") for name in ("ada", "alan", "zoe")]
    again = locking(better, 1, lambda: other.execute("BEGIN IMMEDIATE"))
    url, there = absolute(f"sqlite:///gradebook.db{QUICK}", course), read_course(course)
    with closing(other), pytest.raises(BadGradebook, match=r"export again\. Students that are written .*: 1 of 3$"):
        nbgrader.export(again, there, url, QUESTIONS)
    assert scores(course) == {"ada": 5.0, "alan": 3.0, "zoe": 3.0}
    path = f"autograded/alan/{CHAPTER}/{CHAPTER}.ipynb"
    assert files(course)[path] == before[path]
    fill(course, *better)
    assert scores(course) == {"ada": 5.0, "alan": 5.0, "zoe": 5.0}


def test_a_reader_in_the_way_of_the_commit_puts_the_notebook_back(course) -> None:
    fill(course, report(softmax=1.0, q1="It overflows."))
    before = files(course)
    other = sqlite3.connect(course / "gradebook.db", isolation_level=None)
    reading = locking([report(q1="Better.")], 0, lambda: other.execute("BEGIN").execute("SELECT * FROM grade"))
    url, there = absolute(f"sqlite:///gradebook.db{QUICK}", course), read_course(course)
    with closing(other), pytest.raises(BadGradebook, match="another program"):
        nbgrader.export(reading, there, url, QUESTIONS)
    assert files(course) == before


@pytest.mark.parametrize("is_new", [True, False])
def test_a_notebook_that_cannot_be_written_leaves_the_gradebook_as_it_was(course, monkeypatch, is_new: bool) -> None:
    fill(course, report("alan" if is_new else "ada", softmax=1.0))
    before = rows(course), grades(course, "alan" if is_new else "ada")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(nbgrader, "write_atomically", full)
    with pytest.raises(OSError, match="No space left"):
        fill(course, report("ada", softmax=3.0))
    assert (rows(course), grades(course, "alan" if is_new else "ada")) == before


UPGRADE = r"gradebook\.db: an older nbgrader made it than is installed: make a copy of it, and run nbgrader db upgrade"


RENAME = "UPDATE base_cell SET name = 'q9' WHERE name = 'question-2'"
NO_COMMENT = "DELETE FROM base_cell WHERE name = 'question-2' AND type = 'SolutionCell'"
TASK = "UPDATE base_cell SET type = 'TaskCell' WHERE name = 'check-activations-relu'"
POINTS = "UPDATE grade_cells SET max_score = 7 WHERE max_score = 3 AND cell_type = 'code'"
OTHERS = "UPDATE assignment SET course_id = 'physics'"


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (["UPDATE alembic_version SET version_num = '167914646830'"], UPGRADE),
        (["DROP TABLE alembic_version"], UPGRADE),
        (["UPDATE alembic_version SET version_num = 'ffffffffffff'"], "a newer nbgrader made it than is installed"),
        (["ALTER TABLE grade DROP COLUMN extra_credit"], r"its tables are not those of this nbgrader \(no such column"),
        (["DROP TABLE grade"], "it is a database of something else than nbgrader: name another with --gradebook"),
        (["UPDATE course SET id = 'physics'", OTHERS], 'it is the gradebook of "physics", and the course directory is'),
        (["INSERT INTO course VALUES ('physics')", OTHERS], 'it is of the course "physics"'),
        ([POINTS], "check-activations-softmax is code of 7 points, and here code of 3"),
        (["UPDATE grade_cells SET cell_type = 'code'"], "question-1 is code of 2 points, and here markdown of 2"),
        ([RENAME], "it has no cell question-2, it has a cell q9"),
        ([NO_COMMENT], "question-2 cannot be answered"),
        ([TASK], "it has no cell check-activations-relu"),
        (["UPDATE notebook SET name = 'theirs'"], "it has a notebook theirs, it has submissions, and no such notebook"),
    ],
)
def test_a_gradebook_of_something_else_is_refused_and_left_alone(course, statements, words: str) -> None:
    fill(course, report(softmax=1.0))
    changed(course, *statements)
    before = files(course)
    with pytest.raises(BadGradebook, match=words) as refusal:
        fill(course, report())
    assert str(course / "gradebook.db") in str(refusal.value)
    assert files(course) == before


def test_a_submission_without_its_grades_is_named(course) -> None:
    fill(course, report())
    changed(course, "DELETE FROM grade WHERE auto_score = 2", "DELETE FROM comment")
    lacking = "check-activations-relu, question-1, question-2"
    with pytest.raises(BadGradebook, match=f"the submission of ada lacks rows for {lacking}: repair it, .*: 0 of 1$"):
        fill(course, report())


def test_an_assignment_that_formgrader_made_and_nobody_filled_is_taken(course) -> None:
    with database.opened(absolute("sqlite:///gradebook.db", course), "deep_learning_foundations") as opened:
        opened.add_assignment(CHAPTER, duedate="2026-05-04 12:00:00 UTC")
        opened.add_notebook(CHAPTER, CHAPTER)
    fill(course, report())
    with book(course) as opened:
        assert opened.find_assignment(CHAPTER).duedate == datetime(2026, 5, 4, 12)
    assert scores(course) == {"ada": 5.0}


def test_cells_of_a_notebook_edition_beside_the_graded_ones_stay(course) -> None:
    with database.opened(absolute("sqlite:///gradebook.db", course), "deep_learning_foundations") as opened:
        opened.add_assignment(CHAPTER)
        opened.add_notebook(CHAPTER, CHAPTER)
        for name, points in CHECKS.items():
            opened.add_grade_cell(name, CHAPTER, CHAPTER, max_score=points, cell_type="code")
            opened.add_source_cell(name, CHAPTER, CHAPTER, cell_type="code", source="check()", checksum="0" * 32)
        for question in QUESTIONS:
            opened.add_grade_cell(question.grade_id, CHAPTER, CHAPTER, max_score=question.points, cell_type="markdown")
            opened.add_solution_cell(question.grade_id, CHAPTER, CHAPTER)
        opened.add_solution_cell("activations-relu", CHAPTER, CHAPTER)
    fill(course, report())
    with book(course) as opened:
        assert {opened.find_source_cell(name, CHAPTER, CHAPTER).source for name in CHECKS} == {"check()"}
        assert opened.find_comment("activations-relu", CHAPTER, CHAPTER, "ada").comment is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"not a database at all, but longer than its heading" * 40, r"not a database"),
        (None, "is a folder, and no gradebook: name another with --gradebook"),
    ],
)
def test_what_is_no_database_is_refused_and_left_alone(course, tmp_path, content, words: str) -> None:
    path = tmp_path / "gradebook.db"
    path.write_bytes(content) if content else path.mkdir()
    with pytest.raises(BadGradebook, match=words):
        fill(course, report(), url=f"sqlite:///{path}")
    assert not course.exists()
    assert content is None or path.read_bytes() == content


@pytest.mark.parametrize("url", ["gradebook.db", "sqlite://", "sqlite:///:memory:", "sqlite:///file:x?uri=true", "::"])
def test_an_address_that_names_no_file_is_refused(url: str) -> None:
    with pytest.raises(BadGradebook, match=r'write it as "sqlite:///gradebook.db"'):
        absolute(url, Path("/"))


def test_a_driver_that_is_not_there_is_named_and_a_password_is_not(course) -> None:
    with pytest.raises(BadGradebook) as refusal:
        fill(course, report(), url="postgresql+psycopg2://ada:secret@host/grades")
    assert "psycopg2" in str(refusal.value)
    assert "install it, or name another with --gradebook" in str(refusal.value)
    assert "secret" not in str(refusal.value)


def test_an_empty_file_becomes_a_gradebook(course) -> None:
    course.mkdir()
    (course / "gradebook.db").touch()
    fill(course, report())
    assert scores(course) == {"ada": 5.0}


def test_reports_of_two_versions_of_a_chapter_are_refused(course) -> None:
    other = replace(report("alan"), exercises=report().exercises[:1])
    with pytest.raises(
        BadGradebook, match=r'"ada" and "alan" have other exercises or points, .* grade the class again'
    ):
        fill(course, report("ada"), other)
    assert not course.exists()


@pytest.mark.parametrize("content", [b"{", b"{}", b"[]", b'{"metadata": {"autograder": 1}}', b"\xff"])
def test_a_notebook_of_another_program_is_refused_and_left_alone(course, content: bytes) -> None:
    path = course / "autograded" / "ada" / CHAPTER / f"{CHAPTER}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with pytest.raises(
        BadCourse, match="was not written by autograder export, but perhaps by nbgrader autograde: move"
    ):
        fill(course, report())
    assert files(course) == {str(path.relative_to(course)): content}


def test_two_submissions_in_one_folder_as_on_a_disk_without_capitals(course) -> None:
    fill(course, report("Ada"))
    (course / "autograded" / "Ada").rename(course / "autograded" / "ada")
    with pytest.raises(BadCourse, match='shows the submission "Ada", and not "ada", as on a disk to which capitals'):
        fill(course, report("ada"))


# The course directory


def test_the_configuration_is_written_once_and_says_where_another_gradebook_lies(course, tmp_path) -> None:
    said = fill(course, report(), url=f"sqlite:///{tmp_path / 'mine.db'}")
    assert said == [f"1 submissions: {course}"]
    assert not (course / "gradebook.db").exists()
    read = read_course(course)
    assert (read.gradebook, read.course_id) == (f"sqlite:///{tmp_path / 'mine.db'}", "deep_learning_foundations")
    assert read.with_rubric
    (course / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'mine'\n")
    *notes, _ = fill(course, report(), url=f"sqlite:///{tmp_path / 'other.db'}")
    assert (course / "nbgrader_config.py").read_text().count("\n") == 2
    assert any("nbgrader's commands in" in note and "other.db" in note for note in notes)
    with closing(api.Gradebook(f"sqlite:///{tmp_path / 'other.db'}", "mine")) as opened:
        assert opened.find_assignment(CHAPTER).course_id == "mine"


def test_the_names_of_a_course_directory_are_followed(course) -> None:
    course.mkdir()
    (course / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.autograded_directory = 'marked'\n"
        "c.CourseDirectory.directory_structure = '{student_id}/{nbgrader_step}/{assignment_id}'\n"
        "c.CourseDirectory.db_url = 'sqlite:///grades.db'\n"
    )
    fill(course, report())
    assert (course / "ada" / "marked" / CHAPTER / f"{CHAPTER}.ipynb").is_file()
    assert (course / "grades.db").is_file()


@pytest.mark.parametrize("text", ["import nothing_of_the_kind\n", "c = \n", "1 / 0\n", "raise SystemExit(3)\n"])
def test_a_configuration_that_cannot_be_read_is_named(course, text: str) -> None:
    course.mkdir()
    (course / "nbgrader_config.py").write_text(text)
    with pytest.raises(BadCourse, match=r"nbgrader_config\.py: \w+: .*: nbgrader cannot read it either: repair it"):
        fill(course, report())


def test_a_configuration_that_shows_the_rubric_to_students_gets_none_until_it_has_the_guides_lines(course) -> None:
    course.mkdir()
    (course / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'mine'\n")
    note, _ = fill(course, report())
    assert note.startswith("The rubric was left out of the notebooks, since ")
    assert "it overflows" not in str(notebook_of(course))
    assert "rubric-1" not in cells_of(course)
    guide = (here().root / "instructor_guide" / "exports.md").read_text(encoding="utf-8")
    lines = guide.partition("```python\n")[2].partition("```")[0]
    written = WRITTEN.format(course_id="", gradebook="", without_rubric=WITHOUT_RUBRIC, tag=RUBRIC_TAG)
    assert {ast.dump(node) for node in ast.parse(lines).body} <= {ast.dump(node) for node in ast.parse(written).body}
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(lines)
    assert fill(course, report()) == [f"1 submissions: {course}"]
    assert cells_of(course)["rubric-1"] == "**Rubric**\n\n| 2 | it overflows |"


@pytest.mark.parametrize(
    ("line", "shown"), [("append(object)", False), ("insert(1, 'mine.WithoutRubric')", True), ("clear()", False)]
)
def test_a_list_that_is_changed_in_place_counts_too(course, line: str, shown: bool) -> None:
    course.mkdir()
    kept = "" if line != "clear()" else "c.GenerateFeedback.preprocessors = ['WithoutRubric']\n"
    (course / "nbgrader_config.py").write_text(f"c = get_config()\n{kept}c.GenerateFeedback.preprocessors.{line}\n")
    assert read_course(course).with_rubric is shown

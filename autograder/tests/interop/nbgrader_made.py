"""Reports, questions and a course directory for the tests of nbgrader, and looks into what was made."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from autograder.engine.grade import student_view
from autograder.engine.report import CheckReport, ExerciseReport, GradeReport, Outcome, WrittenAnswer
from autograder.interop.nbgrader_course import read_course
from autograder.interop.nbgrader_database import absolute
from autograder.interop.nbgrader_gradebook import Policy, export
from autograder.interop.nbgrader_notebook import Question
from autograder.tests.reports import samples

CHAPTER = "ch01_neural_networks"
QUESTIONS = [
    Question(1, 2.0, "## Question 1: Why the shift?\n\nSay why $e^{1000}$ is no number.", "| 2 | it overflows |"),
    Question(2, 3.0, "## Question 2: What is a slope?\n\nIn your words.", "| 3 | a limit |"),
]
CHECKS = {"check-activations-relu": 2.0, "check-activations-softmax": 3.0}  # of `report`, with their points


def report(name: str = "ada", softmax: float = 3.0, *, held: bool = False, **answers: str) -> GradeReport:
    """Two exercises, the second one worth `softmax` of its 3 points, and the answers q1 and q2, if they are given."""
    outcome = Outcome.HELD if held else Outcome.PASSED if softmax == 3 else Outcome.FAILED
    checks = [
        samples.passed("activations.softmax:sums_to_one", "Rows sum to 1."),
        CheckReport("activations.softmax:large", "It stays finite.", outcome, softmax - 1.0, 2.0),
    ]
    exercise = ExerciseReport("activations.softmax", "activations.py", 12, "Why we shift", checks)
    return replace(
        student_view(samples.good()),
        submission=name,
        score=2.0 + softmax,
        exercises=[samples.RELU_DONE, exercise],
        written=[WrittenAnswer(f"Question {key[1:]}: ...", text) for key, text in answers.items()],
        pending=held,
    )


def fill(folder: Path, *reports: GradeReport, url: str | None = None, policy: Policy | None = None) -> list[str]:
    """Export into the course directory `folder`."""
    course = read_course(folder)
    where = absolute(url or course.gradebook, course.folder)
    return export(lambda: list(reports), course, where, QUESTIONS, policy)


def locking(reports: list[GradeReport], number: int, lock: Callable[[], Any]) -> Callable[[], Iterator[GradeReport]]:
    """The reports, before whose `number`-th (from 0) something happens once everything was looked at."""
    asked = 0

    def give() -> Iterator[GradeReport]:
        nonlocal asked
        asked += 1
        for place, each in enumerate(reports):
            if asked == 3 and place == number:
                lock()
            yield each

    return give


@contextmanager
def book(folder: Path, course_id: str = "deep_learning_foundations") -> Iterator[Any]:
    """The gradebook of a course directory, as nbgrader opens it."""
    from nbgrader.api import Gradebook  # noqa: PLC0415 - the tests of this module's users choose the warnings

    with closing(Gradebook(f"sqlite:///{folder / 'gradebook.db'}", course_id)) as opened:
        yield opened


def grades(folder: Path, student: str = "ada") -> dict[str, tuple[float | None, bool]]:
    """By cell: the automatic score, and whether a person has to look."""
    with book(folder) as opened:
        found = opened.find_submission_notebook(CHAPTER, CHAPTER, student).grades
        return {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in found}


def scores(folder: Path) -> dict[str, float]:
    with book(folder) as opened:
        return {each.student_id: each.score for each in opened.assignment_submissions(CHAPTER)}


def notebook_of(folder: Path, student: str = "ada") -> dict[str, Any]:
    return json.loads((folder / "autograded" / student / CHAPTER / f"{CHAPTER}.ipynb").read_bytes())


def cells_of(folder: Path, student: str = "ada") -> dict[str, str]:
    return {cell["id"]: "".join(cell["source"]) for cell in notebook_of(folder, student)["cells"]}


@pytest.fixture(autouse=True)
def alone(tmp_path, monkeypatch) -> None:
    """Nothing of the settings of whoever runs the tests is read."""
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "jupyter"))
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture(name="course")
def course_folder(tmp_path) -> Path:
    return tmp_path / "course"


def by_hand(folder: Path, cell: str = "question-1", student: str = "ada", **values: object) -> None:
    """What formgrader saves when a person types it."""
    with book(folder) as opened:
        grade = opened.find_grade(cell, CHAPTER, CHAPTER, student)
        for name, value in values.items():
            setattr(grade, name, value)
        grade.needs_manual_grade = grade.manual_score is None and grade.auto_score is None
        opened.db.commit()


def rows(folder: Path) -> Counter[str]:
    """How many rows each table has."""
    with closing(sqlite3.connect(folder / "gradebook.db")) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return Counter({name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables})  # noqa: S608 - names of its own tables


def changed(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "gradebook.db")) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

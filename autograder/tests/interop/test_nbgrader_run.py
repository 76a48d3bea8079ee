"""The whole way with the real nbgrader: graded, exported, marked in formgrader, exported by nbgrader, feedback made."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook

from autograder.engine.load import here
from autograder.engine.report import GradeReport
from autograder.engine.rungs import NoSandbox
from autograder.grading.export import export_command
from autograder.grading.results import find
from autograder.grading.session import Asks, grade_into
from autograder.interop.nbgrader_ids import student_id
from autograder.tests.interop import doors
from autograder.tests.interop.doors import environment

pytestmark = pytest.mark.linux  # submissions under names that Windows has not, hostile ones in a sandbox

EXAMPLES = here().root / "examples"
CLASSES = {"class_ch01": "ch01_neural_networks", "class_ch02": "ch02_backpropagation"}
COURSE_ID = "deep_learning_foundations"
HOSTILE = [
    "Åsa, Öberg",
    "=1+1",
    "李小龍",
    "a+b [c]*?",
    "<b>&amp;",
    "-x",
    "'; DROP",
    "x" * 30,
]  # as folders can be named
HTML = "<img src=x onerror=alert(1)>"


def graded(tmp_path: Path, chapter: str, submissions: dict[str, Path], window: str | None = None) -> Path:
    """The results of copies of submissions under these names; without a window, by the public seed."""
    for name, source in submissions.items():
        copy = tmp_path / "class" / (name if source.is_dir() else f"{name}{source.suffix}")
        shutil.copytree(source, copy) if source.is_dir() else shutil.copy(source, copy)
    secret = tmp_path / "secret"
    secret.write_text(f"{1:064x}")
    try:
        grade_into(here(), tmp_path / "class", tmp_path / "results", Asks(chapter, window, secret=secret, slots=2))
    except NoSandbox as reason:
        pytest.skip(f"the examples hold hostile code: {reason}")
    return tmp_path / "results"


def exported(results: Path, chapter: str, *more: str) -> Path:
    course = results.parent / "course"
    options = [str(results), "--chapter", chapter, "--to", "nbgrader", "--out", str(course), *more]
    done = CliRunner().invoke(export_command, options)
    assert done.exit_code == 0, done.output
    return course


def nbgrader(course: Path, *arguments: str) -> str:
    """nbgrader's own command, run in the course directory as an instructor does; what it says."""
    done = doors.nbgrader(course, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stderr


def table(course: Path) -> dict[str, dict[str, Any]]:
    """What `nbgrader export` writes, by student."""
    nbgrader(course, "export", "--to", "grades.csv")
    with (course / "grades.csv").open(encoding="utf-8", newline="") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def opened(course: Path) -> Any:
    return closing(Gradebook(f"sqlite:///{course / 'gradebook.db'}", COURSE_ID))


def mark(course: Path, chapter: str, student: str, points: dict[str, float]) -> None:
    """As formgrader does it."""
    with opened(course) as book:
        for cell, value in points.items():
            grade = book.find_grade(cell, chapter, chapter, student)
            grade.manual_score, grade.needs_manual_grade = value, False
        book.db.commit()


def agrees(row: dict[str, Any], report: GradeReport, by_hand: float = 0.0, penalty: float = 0.0) -> bool:
    said = [float(row[name]) for name in ("raw_score", "late_submission_penalty", "score", "max_score")]
    raw = report.score + by_hand
    return said == pytest.approx([raw, penalty, raw - penalty, report.max_score + 12])


def test_two_students_from_grading_to_feedback(tmp_path) -> None:
    folder, chapter = EXAMPLES / "class_ch01", CLASSES["class_ch01"]
    results = graded(tmp_path, chapter, {"amara": folder / "amara", "Dmitri <b>": folder / "dmitri"})
    odd = student_id("Dmitri <b>")
    answers = tmp_path / "class" / "Dmitri <b>" / "answers.md"
    assert not answers.exists()
    (tmp_path / "late.toml").write_text(
        f'time_zone = "UTC"\npercent_per_day = 10\n[chapter.{chapter}]\n'
        'due = 2026-05-04T23:59:59\ntimes = ["times.csv"]\n'
    )
    (tmp_path / "times.csv").write_text("student,when\namara,on time\nDmitri <b>,2026-05-05T10:00\n")
    course = exported(results, chapter, "--policy", str(tmp_path / "late.toml"))
    reports = {report.submission: report for report in find(results, chapter)}
    mark(course, chapter, "amara", {f"question-{number}": 1.5 for number in range(1, 7)})
    with opened(course) as book:
        book.find_comment("question-2", chapter, chapter, "amara").manual_comment = "Nearly: which *matrix* is it?"
        book.db.commit()
    exported(results, chapter, "--policy", str(tmp_path / "late.toml"))
    found = table(course)
    assert agrees(found["amara"], reports["amara"], by_hand=9.0)
    assert agrees(found[odd], reports["Dmitri <b>"], penalty=5.3)
    assert found[odd]["duedate"] == "2026-05-04 23:59:59"
    assert found[odd]["timestamp"] == "2026-05-05 10:00:00"
    nbgrader(course, "generate_feedback", chapter)
    amara, dmitri = (
        (course / "feedback" / student / chapter / f"{chapter}.html").read_text(encoding="utf-8")
        for student in ("amara", odd)
    )
    assert "(Score: 69.0 / 72.0)" in amara
    assert "Nearly: which <em>matrix</em> is it?" in amara
    assert "(Score: 47.7 / 72.0)" in dmitri
    assert "Late submission penalty (Score: -5.3)" in dmitri
    assert "Handed in 10 h after the due date: 10 % a day, 10 % taken off." in dmitri.replace("&#37;", "%")
    assert "exp(1000) overflowed to inf" in dmitri
    assert dmitri.count("No response.") == 6
    for page in (amara, dmitri):
        assert "what the answer holds" not in page  # the rubric
        assert "Why can the rule not" in page


@pytest.mark.slow
@pytest.mark.parametrize("folder", CLASSES)
def test_every_example_agrees_under_hostile_names_too(folder: str, tmp_path) -> None:
    chapter, entries = CLASSES[folder], sorted((EXAMPLES / folder).iterdir())
    named = {path.name.partition(".")[0]: path for path in entries}
    folders = [path for path in entries if path.is_dir()]
    named |= {name: folders[number % len(folders)] for number, name in enumerate(HOSTILE)}
    results = graded(tmp_path, chapter, named, "1")
    course = exported(results, chapter)
    reports = {student_id(report.submission): report for report in find(results, chapter)}
    assert len(reports) == len(named)
    by_hand = {student: number % 3 * 0.5 for number, student in enumerate(reports)}
    for student, points in by_hand.items():
        mark(course, chapter, student, {"question-1": points})
    found = table(course)
    assert {
        student for student, report in reports.items() if not agrees(found[student], report, by_hand[student])
    } == set()
    assert set(found) == set(reports)
    nbgrader(course, "generate_feedback", chapter)
    made = {path.parent.parent.name for path in (course / "feedback").glob(f"*/{chapter}/{chapter}.html")}
    assert made == set(reports)


@contextmanager
def formgrader(course: Path) -> Iterator[Any]:
    """A server with formgrader's pages; `ask(path, method, body)` gives an answer's text."""
    options = ["--no-browser", "--allow-root", "--port=0", "--IdentityProvider.token=secret"]
    extensions = "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}"
    log = (course.parent / "server.log").open("wb")
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyter_server", *options, extensions, f"--ServerApp.root_dir={course}"],
        cwd=course,
        env=environment(course),
        stdout=log,
        stderr=log,
    )
    try:
        url = _address(course.parent / "runtime", server)

        def ask(path: str, method: str = "GET", body: object = None) -> str:
            headers = {"Authorization": "token secret"}
            data = json.dumps(body).encode() if body else None
            request = Request(f"{url}formgrader/{path}", data, headers, method=method)  # noqa: S310 - our own server
            with urlopen(request, timeout=60) as answer:  # noqa: S310 - as above
                return answer.read().decode()

        yield ask
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def _address(folder: Path, server: subprocess.Popen[bytes]) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        for path in folder.glob("jpserver-*.json"):
            try:
                return json.loads(path.read_text())["url"]
            except ValueError:  # it is being written
                pass
        time.sleep(0.1)
    pytest.fail((folder.parent / "server.log").read_text(errors="replace")[-3000:])


@pytest.mark.slow
def test_formgrader_serves_the_pages_takes_marks_and_makes_feedback(tmp_path) -> None:
    chapter, source = CLASSES["class_ch01"], tmp_path / "amara"
    shutil.copytree(EXAMPLES / "class_ch01" / "amara", source)
    (answers,) = source.rglob("answers.md")
    answers.write_text(answers.read_text(encoding="utf-8").replace("*Your answer:*", f"*Your answer:*\n\n{HTML}\n", 1))
    results = graded(tmp_path, chapter, {"amara": source, "李 小龍": source})
    course, ids = exported(results, chapter), {"amara", student_id("李 小龍")}
    reports = {student_id(report.submission): report for report in find(results, chapter)}
    with formgrader(course) as ask:
        (assignment,) = json.loads(ask("api/assignments"))
        assert (assignment["name"], assignment["max_score"]) == (chapter, 72)
        assert {each["student"] for each in json.loads(ask(f"api/submissions/{chapter}"))} == ids
        shown = json.loads(ask(f"api/submitted_notebooks/{chapter}/{chapter}"))
        assert {each["student"] for each in shown} == ids
        for each in shown:
            assert each["needs_manual_grade"]
            page = ask(f"submissions/{each['id']}/")
            for part in ("Why can the rule not", "what the answer holds", "check-activations-softmax", "question-6"):
                assert part in page
            assert "<img src=x" not in page
            assert "&lt; img src=x onerror=alert(1)&gt;" in page
            for grade in json.loads(ask(f"api/grades?submission_id={each['id']}")):
                if grade["name"] == "question-1":
                    body = {"manual_score": 2, "extra_credit": 0.25}
                    ask(f"api/grade/{grade['id']}", "PUT", body)
            comment = json.loads(ask(f"api/comments?submission_id={each['id']}"))[0]
            ask(f"api/comment/{comment['id']}", "PUT", {"manual_comment": "Seen by a person."})
        exported(results, chapter)
        for path in ("gradebook", f"gradebook/{chapter}", f"gradebook/{chapter}/{chapter}", "manage_students"):
            assert "<title>nbgrader formgrade</title>" in ask(path)
        made = json.loads(ask(f"api/assignment/{chapter}/generate_feedback", "POST", {"force": True}))
        assert made["success"], made
    for student, row in table(course).items():
        assert agrees(row, reports[student], by_hand=2.25)
        page = (course / "feedback" / student / chapter / f"{chapter}.html").read_text(encoding="utf-8")
        assert "Seen by a person." in page
        assert "what the answer holds" not in page
        assert "<img src=x" not in page

"""The notebook flow of nbgrader with nbgrader itself: released, handed in, autograded, fed back."""

from __future__ import annotations

import csv
import json
import logging
import shutil
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from msgspec.structs import replace
from nbformat import from_dict, v4
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import capture_log
from traitlets import TraitError
from traitlets.config import LoggingConfigurable, PyFileConfigLoader

from autograder.engine.load import here
from autograder.engine.report import GradeReport, Outcome
from autograder.grading import batch, nbgrader_autograde
from autograder.grading.commands import regrade_command, replay_command
from autograder.grading.compare import compare
from autograder.grading.export import export_command
from autograder.grading.results import find
from autograder.grading.session import Asks, grade_into
from autograder.tests.interop import nbgrader_class as made
from autograder.tests.interop.nbgrader_class import (
    ALTERED,
    CHAPTER,
    EXAMPLES,
    GARBAGE,
    command,
    hand_in,
    notebook,
    released,
    source,
    worked,
)
from autograder.tests.interop.test_nbgrader_run import formgrader

QUICK = ["tricks", "warns", "loses_cells"]


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> Path:
    """A course directory as it is written."""
    course = tmp_path_factory.mktemp("nbgrader") / "course"
    code, said = released(CHAPTER, "--out", course)
    assert code == 0, said
    return course


@pytest.fixture(scope="module")
def course(plain, tmp_path_factory) -> Path:
    """A copy of it with a release that nbgrader has made, and the secret of the examples."""
    copy = shutil.copytree(plain, tmp_path_factory.mktemp("released") / "course")
    made.with_secret(copy)
    code, said = command(copy, "generate_assignment", CHAPTER, "--force")
    assert code == 0, said
    return copy


@pytest.fixture(scope="module")
def marker(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("marker") / "executed"


@pytest.fixture(scope="module")
def marked(course, marker, tmp_path_factory) -> Path:
    """A few students, autograded, with feedback."""
    copy = shutil.copytree(course, tmp_path_factory.mktemp("marked") / "course")
    right = worked(copy, EXAMPLES / "class_ch01" / "amara")
    folder = hand_in(copy, "farid", worked(copy, EXAMPLES / "class_ch01" / "farid"))
    (folder / "numpy.py").write_text(f"open({str(marker)!r}, 'a')")
    (folder / CHAPTER).mkdir()
    (folder / CHAPTER / "activations.py").write_text("def softmax(logits):\n    return 1\n")
    for name in QUICK:
        hand_in(copy, name, made.altered(name, right, marker))
    hand_in(copy, "no_json", GARBAGE["no_json"])
    (copy / "submitted" / "nobody" / CHAPTER).mkdir(parents=True)
    for step in (["autograde", CHAPTER], ["generate_feedback", CHAPTER]):
        code, said = command(copy, *step)
        assert code == 0, said
        (copy / f"{step[0]}.log").write_text(said, encoding="utf-8")
    return copy


def scores(course: Path, chapter: str = CHAPTER) -> dict[str, dict[str, tuple[float | None, bool]]]:
    """Student -> cell -> its automatic score, and whether a person has to look."""
    with closing(Gradebook(f"sqlite:///{course / 'gradebook.db'}", "deep_learning_foundations")) as book:
        return {
            one.student_id: {
                grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in one.notebooks[0].grades
            }
            for one in book.assignment_submissions(chapter)
        }


def points(cells: dict[str, tuple[float | None, bool]]) -> float:
    return sum((score or 0.0 for score, _ in cells.values()), 0.0)


def autograde(course: Path, student: str = "*", *, force: bool = False) -> dict[str, Any]:
    """As formgrader does it: whether it succeeded, and what it says."""
    config = PyFileConfigLoader("nbgrader_config.py", str(course)).load_config()
    places = CourseDirectory(config=config, root=str(course), assignment_id=CHAPTER, student_id=student)
    try:
        converter = Autograde(coursedir=places, config=config)
    except TraitError as error:
        return {"success": False, "error": str(error)}
    converter.force = force
    return capture_log(converter)


def autograded(course: Path, student: str, chapter: str = CHAPTER) -> dict[str, Any]:
    return json.loads((course / "autograded" / student / chapter / f"{chapter}.ipynb").read_bytes())


def shown(work: dict[str, Any], name: str) -> str:
    """What the student reads below a cell."""
    return "".join(
        "".join(output.get("text", output.get("traceback", []))) for output in made.cell(work, name)["outputs"]
    )


# Release


def test_nbgrader_makes_the_release_that_is_written(plain, course) -> None:
    ours, theirs = notebook(plain, "release"), notebook(course, "release")
    assert [(cell["id"], source(cell), cell["metadata"]) for cell in ours["cells"]] == [
        (cell["id"], source(cell), cell["metadata"]) for cell in theirs["cells"]
    ]
    stub = source(made.cell(ours, "activations-softmax"))
    assert stub.endswith('    raise NotImplementedError("activations.softmax")')
    assert stub.startswith("# Exercise: activations.softmax\ndef softmax(")
    assert source(made.cell(ours, "check-activations-softmax")) == 'check("activations.softmax")'
    figures = sorted(path.name for path in (course / "release" / CHAPTER / "figures").iterdir())
    assert figures == sorted(path.name for path in (here().root / "solutions" / CHAPTER / "figures").iterdir())


def test_the_gradebook_has_a_cell_for_every_exercise_and_question(course) -> None:
    with closing(Gradebook(f"sqlite:///{course / 'gradebook.db'}", "deep_learning_foundations")) as book:
        cells = {cell.name: cell.max_score for cell in book.find_notebook(CHAPTER, CHAPTER).grade_cells}
    checks = here().load(CHAPTER).checks
    worth = {
        f"check-{name.replace('.', '-')}": sum(one.points for one in checks if one.exercise == name)
        for name in here().load(CHAPTER).names
    }
    assert cells == worth | {f"question-{number}": 2.0 for number in range(1, 7)}


# Autograded


@pytest.mark.linux
def test_everybody_has_the_marks_that_the_report_gives(marked) -> None:
    found = scores(marked)
    assert {student: points(cells) for student, cells in found.items()} == {
        "farid": 34, "no_json": 0, **{name: ALTERED[name][1] for name in QUICK}
    }  # fmt: skip
    reports = {report.submission: report for report in find(marked / "results", CHAPTER)}
    assert reports.keys() == found.keys()
    for student, report in reports.items():
        assert report.isolation.rung != "plain"
        for exercise in report.exercises:
            assert found[student][f"check-{exercise.name.replace('.', '-')}"] == (exercise.points, False)


@pytest.mark.linux
def test_nothing_that_was_handed_in_is_run(marked, marker) -> None:
    assert "executed" in (marked / "submitted" / "tricks" / CHAPTER / f"{CHAPTER}.ipynb").read_text()
    assert not marker.exists()
    log = (marked / "autograde.log").read_text(encoding="utf-8")
    assert "kernel" not in log.lower()


@pytest.mark.linux
def test_answers_wait_for_a_person_and_blank_ones_do_not(marked) -> None:
    found = scores(marked)
    questions = [f"question-{number}" for number in range(1, 7)]
    assert [found["tricks"][name] for name in questions] == [(None, True)] * 6
    assert [found["farid"][name] for name in questions] == [(0, False)] * 6
    assert [found["loses_cells"][name] for name in questions] == [(None, True)] * 6
    work = autograded(marked, "tricks")
    order = [cell["id"] for cell in work["cells"]]
    assert order[order.index("question-4") + 1] == "rubric-of-question-4"
    assert "what the answer holds" in source(made.cell(work, "rubric-of-question-4"))
    assert "matrix" in source(made.cell(work, "question-2"))


@pytest.mark.linux
def test_the_student_reads_why(marked) -> None:
    work = autograded(marked, "farid")
    assert "34 of 60 points" in source(work["cells"][0])
    assert f"{CHAPTER}.ipynb, not from the modules" in source(work["cells"][0])  # a note of the intake
    assert "not started" in shown(work, "check-mlp-forward")
    assert "is not a notebook" in source(autograded(marked, "no_json")["cells"][0])
    for student in ("farid", "tricks", "no_json"):
        page = (marked / "feedback" / student / CHAPTER / f"{CHAPTER}.html").read_text(encoding="utf-8")
        assert "what the answer holds" not in page
        assert f"(Score: {points(scores(marked)[student])} / 72.0)" in page
        assert "99 of 99" not in page or student == "tricks"
    tricked = autograded(marked, "tricks")
    assert shown(tricked, "check-activations-softmax").startswith("activations.softmax   its cell\n✓ ")
    assert source(made.cell(tricked, "check-activations-softmax")) == 'check("activations.softmax")'


@pytest.mark.linux
def test_the_results_are_like_any_others(marked, tmp_path) -> None:
    results = marked / "results"
    assert (results / "farid" / CHAPTER / "report.html").is_file()
    told = json.loads((results / f"{CHAPTER}.run.json").read_bytes())
    assert told["submissions"] == str(marked / "submitted" / "*" / CHAPTER)
    found = batch.submissions(Path(told["submissions"]), here().load(CHAPTER))
    assert found["farid"] == marked / "submitted" / "farid" / CHAPTER
    options = [str(results), "--chapter", CHAPTER, "--to", "csv", "--out", str(tmp_path / "all.csv")]
    done = CliRunner().invoke(export_command, options)
    assert done.exit_code == 0, done.output
    assert "farid" in (results / f"{CHAPTER}.csv").read_text(encoding="utf-8")


@pytest.mark.linux
def test_a_folder_without_the_notebook_is_named(marked) -> None:
    log = (marked / "autograde.log").read_text(encoding="utf-8")
    folder = marked / "submitted" / "nobody" / CHAPTER
    assert f"{folder} holds no notebook, and nbgrader marks {CHAPTER}.ipynb only" in log
    assert "nobody" not in scores(marked)


@pytest.mark.linux
def test_again_nothing_is_graded_and_manual_marks_stay(marked, caplog) -> None:
    caplog.set_level(logging.INFO, "traitlets")
    with closing(Gradebook(f"sqlite:///{marked / 'gradebook.db'}", "deep_learning_foundations")) as book:
        book.find_grade("check-mlp-forward", CHAPTER, CHAPTER, "farid").manual_score = 1.5
        book.db.commit()
    done = autograde(marked, "farid", force=True)
    assert done["success"]
    assert "farid: 34 of 60; unchanged" in done["log"]
    assert "run first" not in done["log"]
    assert "tricks" not in done["log"]
    assert scores(marked)["farid"]["check-mlp-forward"] == (0, True)
    done = autograde(marked)
    assert (done["success"], done["log"].count("Skipping existing assignment"), "unchanged" in done["log"]) == (
        True,
        5,
        False,
    )


class Exporter(LoggingConfigurable):
    """What `Mark` sees of the exporter."""

    def __init__(self, report: GradeReport) -> None:
        super().__init__()
        self.marks = SimpleNamespace(report=lambda *_: report)


@pytest.mark.linux
def test_a_pending_mark_is_no_mark(marked) -> None:
    report = next(one for one in find(marked / "results", CHAPTER) if one.submission == "tricks")
    softmax = next(one for one in report.exercises if one.name == "activations.softmax")
    first, *others = softmax.checks
    held = replace(softmax, checks=[replace(first, outcome=Outcome.HELD, points=0.0), *others])
    report = replace(report, pending=True, exercises=[held if one is softmax else one for one in report.exercises])
    work = from_dict(autograded(marked, "tricks"))
    for cell in work.cells:
        cell.source = source(cell)
    db = f"sqlite:///{marked / 'gradebook.db'}"
    about = {"nbgrader": {"assignment": CHAPTER, "notebook": CHAPTER, "student": "tricks", "db_url": db}}
    work, _ = nbgrader_autograde.Mark(parent=Exporter(report))(work, about)
    nbgrader_autograde.SaveMarks()(work, about)
    assert scores(marked)["tricks"]["check-activations-softmax"] == (None, True)
    assert scores(marked)["tricks"]["check-activations-sigmoid"] == (3, False)
    page = str(made.cell(work, "check-activations-softmax").outputs)
    assert "The mark is pending" in page
    assert "execute_result" not in page


@pytest.mark.linux
def test_a_test_cell_of_the_instructors_is_not_run_and_waits(marked) -> None:
    report = next(iter(find(marked / "results", CHAPTER)))
    metadata = {"grade": True, "solution": False, "locked": True, "points": 2, "grade_id": "mine", "schema_version": 3}
    cell = from_dict(made.code("1 / 0", "mine", nbgrader=metadata))
    for name in (CHAPTER, "another"):
        about = {"nbgrader": {"assignment": CHAPTER, "notebook": name, "student": "farid"}}
        work, _ = nbgrader_autograde.Mark(parent=Exporter(report))(v4.new_notebook(cells=[cell]), about)
        assert [output.evalue for output in work.cells[-1].outputs] == [nbgrader_autograde.NOT_RUN]
    assert nbgrader_autograde._is_pending(work.cells[-1])


# Bad input


def test_an_assignment_that_was_not_generated(plain, tmp_path) -> None:
    course = shutil.copytree(plain, tmp_path / "course")
    made.with_secret(course)
    hand_in(course, "ada", notebook(course, "release"))
    code, said = command(course, "autograde", CHAPTER)
    assert code == 1
    assert f"there is no assignment {CHAPTER} in it: run nbgrader generate_assignment {CHAPTER} --force first" in said
    assert "Traceback" not in said
    assert not (course / "autograded").exists()


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        ("secret", "does not hold a term's secret"),
        ("points", "check-mlp-forward has 9.0 points there and is marked with 5: the chapter has changed since"),
        ("release", "run nbgrader generate_assignment"),
        ("code", "could not be imported"),
        ("configuration", "c.Autograde.autograde_preprocessors is not as the release wrote it, see Mark"),
    ],
)
def test_what_is_wrong_for_all_stops_before_anything_is_written(course, tmp_path, harm: str, words: str) -> None:
    copy = shutil.copytree(course, tmp_path / "course")
    hand_in(copy, "ada", notebook(copy, "release"))
    if harm == "secret":
        (copy / "secret").write_text("short")
    elif harm == "release":
        (copy / "release" / CHAPTER / f"{CHAPTER}.ipynb").unlink()
    elif harm in ("code", "configuration"):
        config, ours = copy / "nbgrader_config.py", "autograder.grading.nbgrader_autograde"
        old, new = (ours, "no_such_course") if harm == "code" else (f"{ours}.Mark", "nbgrader.preprocessors.Execute")
        config.write_text(config.read_text().replace(old, new))
    else:
        with closing(Gradebook(f"sqlite:///{copy / 'gradebook.db'}", "deep_learning_foundations")) as book:
            book.find_grade_cell("check-mlp-forward", CHAPTER, CHAPTER).max_score = 9
            book.db.commit()
    done = autograde(copy)
    assert (done["success"], words in done.get("log", "") + done["error"]) == (False, True), done
    assert not (copy / "autograded").exists()
    assert not list((copy / "results").glob("ada*")) if (copy / "results").exists() else True


# The whole classes, and everything that was altered


@pytest.fixture(scope="module")
def whole(tmp_path_factory, marker) -> Path:
    """Both example classes as notebooks, and chapter 1 altered in every way, all autograded."""
    course = tmp_path_factory.mktemp("whole") / "course"
    assert released(*CLASSES, "--out", course)[0] == 0
    made.with_secret(course)
    for chapter, folder in CLASSES.items():
        assert command(course, "generate_assignment", chapter, "--force")[0] == 0
        for path in sorted((EXAMPLES / folder).iterdir()):
            hand_in(course, path.name.partition(".")[0], worked(course, path, chapter), chapter)
    right = worked(course, EXAMPLES / "class_ch01" / "amara")
    for name in ALTERED:
        hand_in(course, name, made.altered(name, right, marker))
    for name, data in GARBAGE.items():
        hand_in(course, name, data)
    for chapter in CLASSES:
        for step in ("autograde", "generate_feedback"):
            code, said = command(course, step, chapter)
            assert code == 0, said
    return course


CLASSES = {"ch01_neural_networks": "class_ch01", "ch02_backpropagation": "class_ch02"}


@pytest.mark.slow
@pytest.mark.linux
@pytest.mark.parametrize("chapter", CLASSES)
def test_every_mark_is_the_one_of_autograder_grade(whole, tmp_path, chapter: str) -> None:
    asks = Asks(chapter, "1", secret=whole / "secret", slots=2)
    (tmp_path / "class").mkdir()
    for path in (whole / "submitted").glob(f"*/{chapter}"):
        shutil.copytree(path, tmp_path / "class" / path.parent.name)
    grade_into(here(), tmp_path / "class", tmp_path / "results", asks)
    ours = {report.submission: report for report in find(tmp_path / "results", chapter)}
    theirs = {report.submission: report for report in find(whole / "results", chapter)}
    assert ours.keys() == theirs.keys()
    assert [name for name, report in ours.items() if compare(report, theirs[name])] == []
    marks = {student: points(cells) for student, cells in scores(whole, chapter).items()}
    assert marks == {student: report.score for student, report in ours.items()}
    assert command(whole, "export", "--to", "grades.csv")[0] == 0
    with (whole / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["assignment"] == chapter and row["timestamp"]]
    assert {row["student_id"]: float(row["score"]) for row in rows} == marks


@pytest.mark.slow
@pytest.mark.linux
def test_every_alteration_has_what_it_deserves_and_none_was_run(whole, marker) -> None:
    found = scores(whole)
    assert {name: points(found[name]) for name in ALTERED} == {name: most for name, (_, most) in ALTERED.items()}
    assert {points(found[name]) for name in GARBAGE} == {0}
    assert not marker.exists()
    # of the honest ones, those whose mark does not rest on how they hand in files
    marks = {"amara": 60, "bruno": 60, "chiara": 60, "dmitri": 53, "farid": 34, "greta": 47.5, "hiro": 50}
    assert {name: points(found[name]) for name in marks} == marks
    assert points(found["kasimir"]) == points(found["lola"]) == 0


@pytest.mark.slow
@pytest.mark.linux
def test_a_mark_can_be_replayed_and_regraded(whole) -> None:
    secret = ["--secret", str(whole / "secret")]
    report = whole / "results" / "dmitri" / CHAPTER / "report.json"
    done = CliRunner().invoke(replay_command, [str(report), *secret])
    assert done.output.startswith("The same: 53 of 60")
    done = CliRunner().invoke(regrade_command, [str(whole / "results"), "--chapter", CHAPTER, "--diff", *secret])
    assert "0 of 24 marks would change" in done.output, done.output


@pytest.mark.slow
@pytest.mark.linux
def test_formgrader_autogrades_and_shows_answers_with_their_rubric(course, tmp_path) -> None:
    copy = shutil.copytree(course, tmp_path / "course")
    hand_in(copy, "farid", worked(copy, EXAMPLES / "class_ch01" / "farid"))
    hand_in(copy, "amara", worked(copy, EXAMPLES / "class_ch01" / "amara"))
    with formgrader(copy) as ask:
        for student in ("farid", "amara"):  # a click each
            done = json.loads(ask(f"api/submission/{CHAPTER}/{student}/autograde", "POST", {}))
            assert done["success"], done
        for each in json.loads(ask(f"api/submitted_notebooks/{CHAPTER}/{CHAPTER}")):
            page = ask(f"submissions/{each['id']}/")
            assert each["needs_manual_grade"] == (each["student"] == "amara")
            for part in ("what the answer holds", "check-activations-softmax", "question-6", "softmax stays exact for"):
                assert part in page
    assert {student: points(cells) for student, cells in scores(copy).items()} == {"amara": 60, "farid": 34}


@pytest.mark.slow
@pytest.mark.linux
def test_validate_runs_the_checks_of_the_kit(course, tmp_path) -> None:
    """The solutions of the source in the release, up to the first check: nbgrader's own look at a notebook."""
    work, solved = notebook(course, "release"), notebook(course, "source")
    for cell in work["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = made.cell(solved, cell["id"])["source"]
    last = next(number for number, cell in enumerate(work["cells"]) if cell["id"].startswith("check-"))
    work["cells"] = work["cells"][: last + 1]
    (tmp_path / "work.ipynb").write_text(json.dumps(work), encoding="utf-8")
    code, said = command(tmp_path, "validate", "work.ipynb")
    assert (code, "Success! Your notebook passes all the tests." in said) == (0, True), said
    work["cells"][-2]["source"] = notebook(course, "release")["cells"][last - 1]["source"]
    (tmp_path / "work.ipynb").write_text(json.dumps(work), encoding="utf-8")
    assert "VALIDATION FAILED ON 1 CELL(S)!" in command(tmp_path, "validate", "work.ipynb")[1]

"""The notebook edition: made from the same source, and the same work earns the same in it."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from nbclient import NotebookClient

from autograder.course.editions.cells import to_notebook
from autograder.course.editions.notebook import chapter_cells, kit_files, release
from autograder.course.leaks import leaks, secrets
from autograder.course.release import release_command
from autograder.course.tapes import solution_files
from autograder.engine import tape
from autograder.engine.from_cells import put_together
from autograder.engine.grade import Exam, Work, grade
from autograder.engine.intake import take_in
from autograder.engine.load import TAPE_NAME, here
from autograder.engine.notebook import read_cells
from autograder.engine.report import GradeReport
from autograder.engine.rungs import own_slot
from autograder.engine.sandbox import Slot
from autograder.engine.seeds import PUBLIC
from autograder.student.cells import FEEDBACK, OpenChapter, open_chapter
from autograder.tests.interop.cells_of import filled

COURSE = here()
CHAPTERS = COURSE.names()
CH01 = "ch01_neural_networks"
CLASSES = [
    pytest.param(f"ch{number}", path, id=f"ch{number} {path.name}")
    for number in ("01", "02")
    for path in sorted((COURSE.root / "examples" / f"class_ch{number}").iterdir())
    if not path.name.startswith(".")
]


class Grader:
    """Grades as `autograder grade --public` does: hostile work among the examples gains nothing from where it runs."""

    def __init__(self, slots: ExitStack) -> None:
        self._slots = slots
        self._kept: dict[str, tuple[Exam, Slot]] = {}

    def __call__(self, work: Work, chapter: str) -> GradeReport:
        if chapter not in self._kept:
            loaded = COURSE.load(chapter)
            recorded = tape.load((COURSE.assignment(chapter) / TAPE_NAME).read_bytes())
            slot = self._slots.enter_context(own_slot(loaded.settings.libraries))
            self._kept[chapter] = Exam(loaded, recorded, PUBLIC), slot
        exam, slot = self._kept[chapter]
        return grade(work, exam, slot)


@pytest.fixture(scope="module")
def graded() -> Iterator[Grader]:
    with ExitStack() as slots:
        yield Grader(slots)


@pytest.fixture(scope="module", params=CHAPTERS)
def chapter(request: pytest.FixtureRequest) -> str:
    return request.param


def test_the_notebook_is_valid_and_its_cells_have_names(chapter):
    for solved in (False, True):
        notebook = nbformat.reads(to_notebook(chapter_cells(COURSE.root, chapter), solved=solved).decode(), 4)
        nbformat.validate(notebook)
        ids = [cell.id for cell in notebook.cells]
        assert len(set(ids)) == len(ids)
    for exercise in COURSE.load(chapter).names:
        assert {exercise.replace(".", "-"), f"check-{exercise.replace('.', '-')}"} <= set(ids)


def test_the_same_source_gives_the_same_bytes(chapter):
    assert to_notebook(chapter_cells(COURSE.root, chapter)) == to_notebook(chapter_cells(COURSE.root, chapter))


def test_points_are_those_of_the_checks_and_of_the_rubric(chapter):
    cells = chapter_cells(COURSE.root, chapter)
    worth = sum(check.points for check in COURSE.load(chapter).marked)
    assert sum(cell.points for cell in cells if cell.role == "check") == worth
    assert all(cell.points > 0 for cell in cells if cell.role == "question")


def test_each_exercise_stands_in_the_section_that_explains_it(chapter):
    heading = ""
    sections = {one.name: one.section for one in COURSE.settings(chapter).exercise}
    found = {}
    for cell in chapter_cells(COURSE.root, chapter):
        if cell.role == "text" and cell.text.startswith("## "):
            heading = cell.text.partition("\n")[0].removeprefix("## ")
        if cell.role == "exercise":
            found[cell.name] = heading
    assert found == sections


def test_the_solution_comes_back_from_its_cells(chapter):
    """Every exercise as it was written, whatever order the handout has."""
    exercises = COURSE.load(chapter).names
    cells = read_cells(to_notebook(chapter_cells(COURSE.root, chapter), solved=True), exercises)
    made = put_together(cells, chapter, exercises)
    assert made.notes == []
    solution = solution_files(COURSE.home(chapter))
    for exercise in exercises:
        module, name = exercise.split(".")
        assert _definition(made.files[f"{module}.py"], name) == _definition(solution[f"{module}.py"], name)


def _definition(source: bytes, name: str) -> str:
    return next(ast.dump(node) for node in ast.parse(source).body if getattr(node, "name", None) == name)


@pytest.mark.parametrize(
    "name", [name if "1_" in name or "02" in name else pytest.param(name, marks=pytest.mark.slow) for name in CHAPTERS]
)
def test_the_solution_in_cells_earns_what_it_earns_in_files(name, graded, tmp_path):
    path = tmp_path / "ada.ipynb"
    path.write_bytes(to_notebook(chapter_cells(COURSE.root, name), solved=True))
    in_files = graded(Work("ada", solution_files(COURSE.home(name))), name)
    assert in_files.score > 0
    assert _marks(graded(_work(path, name), name)) == _marks(in_files)


@pytest.mark.parametrize(("number", "path"), CLASSES)
def test_the_same_work_earns_the_same_in_both_editions(number, path, graded, tmp_path):
    name = next(one for one in CHAPTERS if one.startswith(number))
    as_files = _work(path, name)
    (tmp_path / "work.ipynb").write_bytes(filled(name, as_files.files))
    in_files, in_cells = graded(as_files, name), graded(_work(tmp_path / "work.ipynb", name), name)
    assert in_cells.score == in_files.score
    assert _marks(in_cells) == _marks(in_files)
    answers = [[answer.text for answer in report.written] for report in (in_cells, in_files)]
    assert not in_files.written or answers[0] == answers[1]


def _work(path: Path, chapter: str) -> Work:
    taken = take_in(path, chapter, COURSE.load(chapter).names)
    return Work(taken.name, taken.files, tuple(taken.notes), taken.problem)


def _marks(report: GradeReport) -> dict[str, tuple[str, float, str | None]]:
    """Points and diagnosis; what failed may fail in other words: a traceback names another line."""
    return {
        check.id: (check.outcome, check.points, check.likely and check.likely.misconception)
        for exercise in report.exercises
        for check in exercise.checks
    }


# --- the kit


@pytest.fixture(scope="module")
def kit() -> dict[str, bytes]:
    return kit_files(COURSE.root, CHAPTERS)


def test_the_kit_holds_notebooks_in_place_of_modules(kit):
    for name in CHAPTERS:
        assert f"{name}/{name}.ipynb" in kit
        gone = {f"{name}/{one.file}" for one in COURSE.settings(name).exercise} | {f"{name}/answers.md"}
        assert not gone & set(kit)
    assert not [name for name in kit if name.startswith(".autograder/stubs")]
    assert b"your notebooks" in kit["README.md"]


def test_no_answer_leaves_with_it(kit):
    assert leaks(kit, secrets(COURSE.root)) == []


def test_an_answer_in_a_cell_would_be_found(kit):
    solved = to_notebook(chapter_cells(COURSE.root, CH01), solved=True)
    assert leaks({**kit, f"{CH01}/{CH01}.ipynb": solved}, secrets(COURSE.root))


def test_release_writes_it(tmp_path):
    done = CliRunner().invoke(release_command, [CH01, "--to", "notebook", "--out", str(tmp_path)])
    assert (done.exit_code, done.output) == (0, f"{tmp_path / 'dlf-kit'}\n{tmp_path / 'dlf-kit.zip'}\n")
    assert (tmp_path / "dlf-kit" / CH01 / f"{CH01}.ipynb").is_file()


# --- in a running notebook


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> nbformat.NotebookNode:
    """The kit's notebook, run from top to bottom with one exercise right, one wrong and one cell broken."""
    out = tmp_path_factory.mktemp("released")
    release(out, COURSE.root, [CH01])
    folder = out / "dlf-kit" / CH01
    notebook = nbformat.read(folder / f"{CH01}.ipynb", 4)
    cells = {cell.id: cell for cell in notebook.cells}
    solved = {cell.name: cell.solved for cell in chapter_cells(COURSE.root, CH01) if cell.role == "exercise"}
    cells["activations-softmax"].source = solved["activations.softmax"]
    cells["activations-sigmoid"].source = "# Exercise: activations.sigmoid\ndef sigmoid(z):\n    return helper(z)"
    cells["losses-cross_entropy"].source = "# Exercise: losses.cross_entropy\ndef cross_entropy(\n"
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    first = next(
        index
        for index, cell in enumerate(code)
        if not cell.source.startswith("check") and index and "#" not in cell.source
    )
    last = nbformat.v4.new_code_cell(f"from {CH01} import activations, given\nactivations.softmax, activations.mlp")
    helper = nbformat.v4.new_code_cell("def helper(z):\n    return 0 * z")
    unknown = nbformat.v4.new_code_cell("check('softmax')")
    notebook.cells = [
        *code[:first],
        helper,
        cells["activations-sigmoid"],
        cells["check-activations-sigmoid"],
        unknown,
        last,
    ]
    environment = {"PYTHONPATH": f"{folder.parent}:{folder.parent / 'datasets'}"}
    client = NotebookClient(
        notebook, timeout=120, kernel_name="python3", allow_errors=True, resources={"metadata": {"path": str(folder)}}
    )
    client.execute(env={**os.environ, **environment})
    return notebook


def _said(notebook: nbformat.NotebookNode, exercise: str) -> list[str]:
    cell = [one for one in notebook.cells if one.source == f'check("{exercise}")'][-1]
    return [output.get("text") or output["data"]["text/plain"] for output in cell.outputs]


def test_a_check_says_what_a_student_reads_and_gives_the_points(played):
    words, points = _said(played, "activations.softmax")
    assert words.startswith("activations.softmax")
    assert float(points) == 7.0
    words, points = _said(played, "perceptron.predict")
    assert words.startswith("○ perceptron.predict")
    assert float(points) == 0.0


def test_a_check_sees_helpers_from_other_cells(played):
    words, points = _said(played, "activations.sigmoid")
    assert "Got" in words
    assert 0 <= float(points) < 3


def test_a_broken_cell_is_told(played):
    words, points = _said(played, "losses.cross_entropy")
    assert "SyntaxError" in words
    assert float(points) == 0.0


def test_an_unknown_exercise_and_an_undefined_one_are_named(played):
    errors = [output for cell in played.cells[-2:] for output in cell.outputs]
    assert "there is no exercise 'softmax' here; there are: perceptron.predict" in errors[0]["evalue"]
    assert errors[1]["evalue"] == f"{CH01}.activations has no mlp yet: run the cell that defines it"


def test_outside_a_notebook_it_says_where_it_works():
    with pytest.raises(RuntimeError, match="in a notebook only; with files, type: autograder check"):
        open_chapter(CH01)


def test_where_nbgrader_runs_it_a_check_says_that_it_is_no_mark(monkeypatch, capsys):
    """That is nbgrader without our configuration, which would take the kernel's word."""
    before = set(sys.modules)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    try:
        opened = OpenChapter(CH01, {})
        assert opened.check("activations.softmax") == 0.0
        opened.close()
    finally:
        for name in set(sys.modules) - before:
            if name.partition(".")[0] == CH01:
                del sys.modules[name]
    assert FEEDBACK in capsys.readouterr().out

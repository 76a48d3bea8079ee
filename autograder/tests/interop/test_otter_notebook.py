"""The students' side of otter-grader, in a real kernel; and the example class, all the way."""

from __future__ import annotations

import importlib
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.course import kit
from autograder.course.editions import otter
from autograder.course.leaks import leaks, secrets
from autograder.engine.intake import take_in
from autograder.engine.load import here
from autograder.engine.report import CPU
from autograder.engine.seeds import keyed
from autograder.grading.gradescope_run import KEYED, OPEN
from autograder.grading.run import run_of, take
from autograder.grading.session import choose_rung
from autograder.grading.slots import SlotWorker
from autograder.interop.otter import questions
from autograder.tests.grading.conftest import CHAPTER
from autograder.tests.interop.cells_of import filled
from autograder.tests.interop.otter_made import CH01, OTTER_WARNS, SEED, by_check

pytestmark = OTTER_WARNS


@pytest.fixture(scope="module")
def students(tmp_path_factory) -> Path:
    """The students' kit of chapter 1."""
    folder, _ = kit.release(tmp_path_factory.mktemp("released"), here().root, [CH01], otter.kit_files)
    return folder


class TestStudentsKit:
    def test_its_notebook_is_otters(self, students) -> None:
        found = json.loads((students / CH01 / f"{CH01}.ipynb").read_bytes())
        sources = ["".join(cell["source"]) for cell in found["cells"]]
        assert sources[0] == f'import otter\n\ngrader = otter.Notebook("{CH01}.ipynb")'
        assert sources[-1] == "grader.export(pdf=False)"
        assert found["metadata"]["otter"] == {"assignment_name": CH01}
        asked = [source for source in sources if source.startswith("grader.check(")]
        assert 'grader.check("softmax")' in asked
        assert 'grader.check("perceptron_train")' in asked
        tests = {path.stem for path in (students / CH01 / "tests").glob("*.py")}
        assert {source.split('"')[1] for source in asked} == tests
        together = "\n".join(sources)
        assert "open_chapter" in together
        assert "autograder.student.cells" not in together
        assert "makes the zip that you hand in" in together

    def test_it_says_what_to_install_and_to_hand_in(self, students) -> None:
        assert '    "otter-grader>=7.0",\n' in (students / "pyproject.toml").read_text()
        readme = (students / "README.md").read_text()
        assert "run its last cell: it makes a zip" in readme
        assert readme.index("## What you hand in") < readme.index("it makes a zip") < readme.index("## What is here")

    def test_nothing_in_it_answers_an_exercise(self, students) -> None:
        tests = (students / CH01 / "tests").glob("*.py")
        files = {path.relative_to(students).as_posix(): path.read_bytes() for path in tests}
        assert len(files) == 15
        assert leaks(files, secrets(here().root)) == []
        assert all(content.isascii() for content in files.values())  # otter reads them in the system's encoding
        assert not (students / "solutions").exists()
        assert not list(students.rglob("exam.zip"))

    def test_otter_reads_every_test(self, students) -> None:
        files = importlib.import_module("otter.test_files")
        checks = {check.exercise: [] for check in here().load(CH01).checks}
        for check in here().load(CH01).checks:
            checks[check.exercise].append((check.sentence, check.points))
        named = questions(checks)
        for exercise, wanted in checks.items():
            file = files.create_test_file(str(students / CH01 / "tests" / f"{named[exercise]}.py"), None)
            assert [(case.name, case.points) for case in file.test_cases] == wanted

    def test_another_chapters_kit_is_not_taken_away(self, course, tmp_path) -> None:
        (tmp_path / "student" / kit.NAME / "ch02_other").mkdir(parents=True)
        (tmp_path / "student" / kit.NAME / "ch02_other" / "chapter.toml").touch()
        with pytest.raises(kit.KitError, match="holds the students' kit of ch02_other: name another folder"):
            otter.release(course, CHAPTER, SEED, "1", tmp_path)


EXAMPLES = here().root / "examples" / "class_ch01"
MARKS = {
    "amara": 60, "bruno": 60, "chiara": 60, "dmitri": 53, "farid": 34, "greta": 47.5, "hiro": 50, "ines": 44,
    "kasimir": 0, "lola": 0,
}  # fmt: skip
CLASS_SEED = keyed(bytes.fromhex(f"{1:064x}"), CH01, "1")  # examples/demo.py
CHECK = 'grader.check("softmax")'
RIGHT_SOFTMAX = """\
# Exercise: activations.softmax
def softmax(logits):
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)"""
OVERFLOWS = """\
# Exercise: activations.softmax
def softmax(logits):
    return np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)"""
BY_CASE = """
import json, sys
from otter.run import main
results = main(sys.argv[1], autograder=sys.argv[2], output_dir=sys.argv[3], no_logo=True).results
cases = {name: file.test_case_results for name, file in results.items()}
print()
print(json.dumps({name: [(one.test_case.name, one.test_case.points, one.passed) for one in found]
                  for name, found in cases.items()}))
"""


def executed(students: Path, sources: list[str]) -> list[str]:
    """What each cell shows, in a kernel of its own started in the chapter's folder."""
    nbformat, client = importlib.import_module("nbformat"), importlib.import_module("nbclient").NotebookClient
    folder = students / CH01
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    path = os.pathsep.join([str(students), str(students / "datasets")])
    done = client(
        nbformat.v4.new_notebook(cells=cells), timeout=300, allow_errors=True, resources={"metadata": {"path": folder}}
    ).execute(env=os.environ | {"PYTHONPATH": path})
    return ["\n".join(map(_shown, cell.outputs)) for cell in done.cells]


def _shown(output: Any) -> str:
    return output.get("text") or output.get("evalue") or output.get("data", {}).get("text/plain", "")


def test_checks_in_a_real_kernel_judge_what_was_run(students, tmp_path) -> None:
    kit_ = shutil.copytree(students, tmp_path / "kit")
    made = list(otter.cells(here().root, CH01))
    stub = next(piece.text for piece in made if (piece.role, piece.name) == ("exercise", "activations.softmax"))
    cells = {
        "begun": made[0].text,
        "too early": 'grader.check("predict")',
        "imports": next(piece.text for piece in made if piece.role == "imports"),
        "whose": "autograder.__file__",
        "stub": stub,
        "not started": CHECK,
        "overflows": OVERFLOWS,
        "not yet": CHECK,
        "right": RIGHT_SOFTMAX,
        "passed": CHECK,
        "module": f"from {CH01}.activations import softmax; softmax",
        "answers": "def perceptron_trace():\n    return [[0, 0, 0]] * 6",
        "answered": 'grader.check("perceptron_trace")',
        "unknown": 'grader.check("nothing")',
        "export": made[-1].text,
    }
    shown = dict(zip(cells, executed(kit_, list(cells.values())), strict=True))
    assert shown["begun"] == shown["imports"] == ""
    assert str(kit_) in shown["whose"]
    assert "Run the notebook's cells from the top again" in shown["too early"]
    assert "Verdict: ○ not started, 0/" in shown["not started"]
    assert "result:\n        ✅ Test case passed" in shown["not yet"]
    assert "Verdict: ✗ not yet, 0/" in shown["not yet"]
    assert "Likely    exp(1000) overflowed to inf, and inf / inf is nan." in shown["not yet"]
    assert shown["passed"] == "softmax results: All test cases passed!"
    assert "function" in shown["module"]
    assert "All test cases passed!" in shown["answered"]
    assert "Answered. It is marked when you hand it in" in shown["answered"]
    assert "Test nothing does not exist" in shown["unknown"]
    assert "HTML" in shown["export"]
    (zipped,) = (kit_ / CH01).glob("*.zip")
    with zipfile.ZipFile(zipped) as archive:
        assert {f"{CH01}.ipynb", ".OTTER_LOG", "__zip_filename__"} == set(archive.namelist())


@pytest.fixture(scope="module")
def zipped(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    zipped, folder, archive = otter.release(here(), CH01, CLASS_SEED, "1", out)
    assert (folder, archive) == (out / "student" / "dlf-kit", out / "student" / "dlf-kit.zip")
    return zipped


@pytest.fixture(scope="module")
def worker(zipped) -> Iterator[SlotWorker]:
    """What `autograder grade` marks with, and with the same tapes: only one set of them has to be made."""
    with zipfile.ZipFile(zipped) as archive, zipfile.ZipFile(io.BytesIO(archive.read("tests/exam.zip"))) as exam:
        tapes = tuple(map(exam.read, (KEYED, OPEN)))
    run = run_of(here(), CH01, CLASS_SEED, choose_rung(here().load(CH01), "auto", CPU))
    worker = SlotWorker(replace(run, tapes=tapes))
    with worker.slot:
        yield worker


@pytest.mark.slow
@pytest.mark.linux
class TestExampleClass:
    """The whole class of chapter 1 as notebooks, with the real otter from the release to results.json."""

    def test_everybody_gets_the_marks_that_grade_gives_check_by_check(self, zipped, worker, tmp_path) -> None:
        chapter, names = here().load(CH01), sorted(path.name for path in EXAMPLES.iterdir())
        cells = list(otter.cells(here().root, CH01))
        for name in names:
            handed_in = take_in(EXAMPLES / name, CH01, chapter.names).files
            content = filled(CH01, handed_in, cells=cells, whole={"otter": {"assignment_name": CH01}})
            (tmp_path / f"{Path(name).stem}.ipynb").write_bytes(content)
        notebooks = sorted(tmp_path.glob("*.ipynb"))
        with ThreadPoolExecutor(2) as pool:
            runs = list(pool.map(lambda path: run_by_otter(path, zipped), notebooks))
        scores = {}
        for path, (found, by_case) in zip(notebooks, runs, strict=True):
            report = worker.grade(take(path.stem, path, chapter)).report
            assert by_case == by_check(report), path.stem
            assert sum(test["score"] for test in found["tests"]) == report.score
            scores[path.stem] = report.score
        assert scores == MARKS

    def test_what_a_kernel_exports_is_graded(self, zipped, tmp_path) -> None:
        folder = shutil.copytree(zipped.parent / "student" / "dlf-kit", tmp_path / "kit")
        chapter, made = here().load(CH01), list(otter.cells(here().root, CH01))
        handed_in = take_in(EXAMPLES / "farid", CH01, chapter.names).files
        content = filled(CH01, handed_in, cells=made, whole={"otter": {"assignment_name": CH01}})
        (folder / CH01 / f"{CH01}.ipynb").write_bytes(content)
        cells = [cell for cell in json.loads(content)["cells"] if cell["cell_type"] == "code"]
        sources = ["".join(cell["source"]) for cell in cells]
        last = "grader.export(pdf=False, run_tests=True, export_path='mine.zip')"  # otter runs the notebook once more
        sources = [source for source in sources if "plt." not in source]
        for shown in executed(folder, [*sources, "grader.check_all()", last])[-2:]:
            assert "softmax results: All test cases passed!" in shown
            assert "Verdict: ○ not started, 0/" in shown
        found, _ = run_by_otter(folder / CH01 / "mine.zip", zipped)
        assert sum(test["score"] for test in found["tests"]) == MARKS["farid"]


def run_by_otter(submission: Path, zipped: Path) -> tuple[dict[str, Any], dict[str, list[tuple[str, float, bool]]]]:
    """results.json, and question -> its cases."""
    out = submission.with_name(f"{submission.name} results")
    out.mkdir()
    command = [sys.executable, "-P", "-c", BY_CASE, submission, zipped, out]
    done = subprocess.run(command, cwd=out, capture_output=True, text=True, check=True)
    found = json.loads((out / "results.json").read_bytes())
    by_case = json.loads(done.stdout.splitlines()[-1])
    return found, {name: [(said, points, passed) for said, points, passed in cases] for name, cases in by_case.items()}

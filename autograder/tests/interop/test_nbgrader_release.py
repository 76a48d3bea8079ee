"""Chapters in a course directory of nbgrader: what is written and refused, and where a student's texts are put."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode, from_dict
from nbgrader.api import Gradebook
from nbgrader.nbgraderformat import MetadataValidator

from autograder.course.cut import BadMarker
from autograder.course.editions import nbgrader as edition
from autograder.course.editions.nbgrader_stubs import CutSolutions
from autograder.course.kit import KitError
from autograder.engine.load import here
from autograder.grading import batch
from autograder.grading.nbgrader_in_place import in_place
from autograder.grading.nbgrader_marks import CourseMarks
from autograder.interop.nbgrader_course import WRITTEN
from autograder.tests.interop import nbgrader_class as made
from autograder.tests.interop.nbgrader_class import (
    ALTERED,
    CHAPTER,
    EXAMPLES,
    GARBAGE,
    notebook,
    released,
    source,
    worked,
)

ROOT = here().root
EXERCISES = [exercise.name for exercise in here().settings(CHAPTER).exercise]


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> Path:
    """A course directory as it is written."""
    course = tmp_path_factory.mktemp("nbgrader") / "course"
    code, said = released(CHAPTER, "--out", course)
    assert code == 0, said
    return course


@pytest.mark.parametrize("chapter", here().names())
def test_every_chapter_is_valid_and_cut_as_here(chapter: str) -> None:
    files = edition.chapter_files(ROOT, chapter)
    edition._refuse_leaks(ROOT, {chapter: files})
    source_, release = (from_dict(json.loads(files[f"{step}/{chapter}.ipynb"])) for step in ("source", "release"))
    for work in (source_, release):
        for cell in work.cells:
            cell.source = source(cell)
        MetadataValidator().validate_nb(work)
        assert len({cell.id for cell in work.cells}) == len(work.cells)
    cut, _ = CutSolutions()(source_, {"nbgrader": {"assignment": chapter}})
    assert [cell.source for cell in cut.cells] == [cell.source for cell in release.cells]
    text = "".join(cell.source for cell in source_.cells)
    assert not [word for word in ("AUTOTEST", "HIDDEN TESTS", "MARK SCHEME") if word in text]  # these act in nbgrader
    asked = [cell for cell in source_.cells if cell.id.startswith("question-")]
    assert all("what the answer holds" in _in_source(files, chapter, cell.id) for cell in asked)


def _in_source(files: dict[str, bytes], chapter: str, name: str) -> str:
    return source(made.cell(json.loads(files[f"source/{chapter}.ipynb"]), name))


def test_solutions_are_cut_only_where_answers_are() -> None:
    about = {"nbgrader": {"assignment": CHAPTER}}
    text = {"schema_version": 3, "grade": False, "solution": False, "locked": True, "grade_id": "a"}
    marked = "def f():\n    # BEGIN SOLUTION\n    return 1\n    # END SOLUTION"
    for metadata, code, words in (
        (text, marked, "the cell a: a solution is marked in a cell that is no answer"),
        (
            text | {"solution": True, "locked": False},
            "def f():\n    return 1",
            "the cell a: a.py:1: no solution is marked",
        ),
    ):
        work = NotebookNode(metadata=NotebookNode(), cells=[_cell("a", code, metadata)])
        with pytest.raises(BadMarker, match=words):
            CutSolutions()(work, about)
    others = NotebookNode(
        metadata=NotebookNode(),
        cells=[_cell("b", "### BEGIN SOLUTION\n1\n### END SOLUTION", text | {"solution": True, "locked": False})],
    )
    cut, _ = CutSolutions()(others, {"nbgrader": {"assignment": "homework"}})
    assert cut.cells[0].source == "# YOUR CODE HERE\nraise NotImplementedError()"


def _cell(name: str, code: str, metadata: dict[str, Any]) -> NotebookNode:
    return from_dict(made.code(code, name, nbgrader=metadata) | {"source": code})


def test_a_chapter_is_added_and_what_was_there_stays(plain, tmp_path) -> None:
    course = shutil.copytree(plain, tmp_path / "course")
    (course / "source" / "homework").mkdir()
    (course / "source" / "homework" / "own.ipynb").write_text("{}")
    (course / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'mine'\n")
    before = (course / "source" / CHAPTER / f"{CHAPTER}.ipynb").read_bytes()
    code, said = released("ch02_backpropagation", "--out", course)
    assert code == 0
    assert (course / "nbgrader_config.py").read_text() == "c = get_config()\nc.CourseDirectory.course_id = 'mine'\n"
    assert f"{course / 'nbgrader_config.py'} was there before and stays as it is. Without these lines" in said
    assert str(edition.MARKS) in said
    assert said.endswith(f"Next, in {course}: nbgrader generate_assignment ch02_backpropagation --force\n")
    assert sorted(path.name for path in (course / "source").iterdir()) == [CHAPTER, "ch02_backpropagation", "homework"]
    assert (course / "source" / CHAPTER / f"{CHAPTER}.ipynb").read_bytes() == before


def test_the_configuration_that_export_wrote_is_completed(tmp_path) -> None:
    config = tmp_path / "nbgrader_config.py"
    words = {"course_id": "deep_learning_foundations", "gradebook": ""}
    config.write_text(WRITTEN.format(**words, without_rubric="WithoutRubric", tag="dlf-rubric"))
    code, said = released(CHAPTER, "--out", tmp_path)
    assert (code, "was there before" in said) == (0, False)
    text = config.read_text()
    assert edition.MARK in text
    for name, trait in CourseMarks.class_own_traits(config=True).items():
        assert f"# c.CourseMarks.{name} = " in text
        assert trait.help.partition(",")[0][:40] in " ".join(text.replace("\n#", " ").split())


def test_what_somebody_edited_is_never_overwritten(plain, tmp_path) -> None:
    course = shutil.copytree(plain, tmp_path / "course")
    path = course / "source" / CHAPTER / f"{CHAPTER}.ipynb"
    work = json.loads(path.read_bytes())
    made.cell(work, "check-activations-softmax")["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": "ran"}
    ]
    path.write_text(json.dumps(work))  # opened, run and saved: no edit
    assert released(CHAPTER, "--out", course)[0] == 0
    assert b'"ran"' not in path.read_bytes()
    work["cells"][0]["source"] = "# My own title"
    path.write_text(json.dumps(work))
    figure = course / "release" / CHAPTER / "figures" / "xor.svg"
    figure.unlink()
    code, said = released(CHAPTER, "--out", course)
    assert (code, f"{path}: somebody has edited it since it was released: move it away" in said) == (1, True)
    assert "My own title" in path.read_text()
    assert not figure.exists()


def test_a_file_that_a_chapter_has_no_more_goes_away(plain, tmp_path) -> None:
    course = shutil.copytree(plain, tmp_path / "course")
    old = course / "release" / CHAPTER / "figures" / "old.svg"
    old.write_bytes(b"<svg/>")
    known = json.loads((course / edition.MANIFEST).read_text())
    known[CHAPTER]["release/figures/old.svg"] = edition._state("old.svg", b"<svg/>")
    (course / edition.MANIFEST).write_text(json.dumps(known))
    assert released(CHAPTER, "--out", course)[0] == 0
    assert not old.exists()


def test_a_release_that_would_give_an_answer_away_is_refused() -> None:
    files = edition.chapter_files(ROOT, CHAPTER)
    work = json.loads(files[f"release/{CHAPTER}.ipynb"])
    rubric = _in_source(files, CHAPTER, "question-1").splitlines()[-1]
    made.cell(work, "question-1")["source"] = [rubric]
    with pytest.raises(KitError, match="would give answers away"):
        edition._refuse_leaks(ROOT, {CHAPTER: files | {f"release/{CHAPTER}.ipynb": json.dumps(work).encode()}})


def test_where_it_cannot_be_written_it_says_why(plain, tmp_path, monkeypatch) -> None:
    (tmp_path / "file").write_text("")
    assert "is a file" in released(CHAPTER, "--out", tmp_path / "file")[1]
    assert "there is no chapter ch99; there are: ch01" in released("ch99", "--out", tmp_path / "x")[1]
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "nbgrader_config.py").write_text("1 / 0\n")
    code, said = released(CHAPTER, "--out", tmp_path / "bad")
    assert (code, "ZeroDivisionError" in said, "nbgrader_config.py" in said) == (1, True, True)
    other = shutil.copytree(plain, tmp_path / "other")
    with closing(Gradebook(f"sqlite:///{other / 'gradebook.db'}", "physics")) as book:
        book.check_course("physics")
        book.db.commit()
    code, said = released(CHAPTER, "--out", other)
    assert code == 1
    assert 'gradebook of "physics", and the course directory is of "deep_learning_foundations"' in said
    assert "name another folder with --out" in said
    monkeypatch.setattr(edition, "find_spec", lambda _: None)
    code, said = released(CHAPTER, "--out", tmp_path / "x")
    assert (code, 'pip install "nbgrader>=0.9.6"' in said) == (1, True)
    assert not (tmp_path / "x").exists()


# In place


def test_whatever_was_handed_in_the_released_cells_are_there(plain) -> None:
    release = notebook(plain, "release")
    names = [cell["id"] for cell in release["cells"] if "nbgrader" in cell["metadata"]]
    right = worked(plain, EXAMPLES / "class_ch01" / "amara")
    works = {name: json.dumps(made.altered(name, right, Path("/nowhere"))).encode() for name in ALTERED}
    for data in [*works.values(), *GARBAGE.values()]:
        work = in_place(data, release, EXERCISES)
        there = {cell["id"]: cell["metadata"]["nbgrader"] for cell in work["cells"] if "nbgrader" in cell["metadata"]}
        assert sorted(there) == sorted(names)
        assert all(there[name] == made.cell(release, name)["metadata"]["nbgrader"] for name in names)
        nodes = from_dict(json.loads(json.dumps(work)))
        MetadataValidator().validate_nb(nodes)
        assert not any(cell.get("outputs") for cell in work["cells"])
        assert work["metadata"] == release["metadata"]
        assert [cell["id"] for cell in work["cells"] if cell["id"] in names and cell["id"][:5] == "check"] == [
            name for name in names if name[:5] == "check"
        ] or b"again-" in data


def test_a_students_texts_are_put_in_by_part(plain) -> None:
    release, right = notebook(plain, "release"), worked(plain, EXAMPLES / "class_ch01" / "amara")
    hostile = "<script>alert(1)</script> and $a < b$ ![a](attachment:a.png) [x](javascript:alert(1))"
    question = made.cell(right, "question-2")
    question["source"] = f"*Your answer:*\n\n{hostile}"
    question["attachments"] = {
        "a.png": {"image/png": "QUJD"},
        "b.svg": {"image/svg+xml": "PHN2Zz4="},
        "c.png": {"image/png": '" onerror="x'},
    }
    cells = right["cells"]
    cells.append({"cell_type": "raw", "id": "r", "metadata": {"format": "text/html"}, "source": "<script>2</script>"})
    cells.remove(made.cell(right, "question-3"))
    cells.remove(made.cell(right, "mlp-forward"))
    made.cell(right, "prompt-1")["source"] = "# Mine"
    work = in_place(json.dumps(right).encode(), release, EXERCISES)
    answer = made.cell(work, "question-2")
    assert answer["source"] == (
        "*Your answer:*\n\n< script>alert(1)< /script> and $a < b$ ![a](attachment:a.png) [x] (javascript:alert(1))"
    )
    assert answer["attachments"] == {"a.png": {"image/png": "QUJD"}}
    assert made.cell(work, "question-3")["source"] == "*This cell was missing from what was handed in.*\n"
    order = [cell["id"] for cell in work["cells"]]
    assert order.index("question-3") == order.index("prompt-3") + 1
    assert made.cell(work, "mlp-forward")["source"].startswith("# This cell was missing from what was handed in.\n# Ex")
    assert source(made.cell(work, "prompt-1")) == source(made.cell(release, "prompt-1"))
    assert work["cells"][-1]["cell_type"] == "markdown"
    assert work["cells"][-1]["source"] == "< script>2< /script>"
    assert "def softmax" in source(made.cell(work, "activations-softmax"))


def test_the_copy_in_which_something_was_written_counts(plain) -> None:
    release, right = notebook(plain, "release"), worked(plain, EXAMPLES / "class_ch01" / "amara")
    for name in ("activations-softmax", "question-1"):
        stub = json.loads(json.dumps(made.cell(release, name)))
        right["cells"].append(stub)
    again = json.loads(json.dumps(made.cell(right, "question-1")))
    again["source"] = "More to the first."
    right["cells"].append(again)
    work = in_place(json.dumps(right).encode(), release, EXERCISES)
    assert "NotImplementedError" not in source(made.cell(work, "activations-softmax"))
    assert source(made.cell(work, "question-1")).endswith("\n\nMore to the first.")
    assert len([cell for cell in work["cells"] if "More to the first" in source(cell)]) == 1


def test_submissions_are_found_where_nbgrader_has_them(tmp_path) -> None:
    chapter, pattern = here().load(CHAPTER), tmp_path / "submitted" / "*" / CHAPTER
    for _ in range(2):  # without the folder, and with an empty one
        with pytest.raises(batch.NoSubmissionsError, match="stands for nothing that is there"):
            batch.submissions(pattern, chapter)
        (tmp_path / "submitted" / "late" / "ch02_backpropagation").mkdir(parents=True, exist_ok=True)
    (tmp_path / "submitted" / "ada" / CHAPTER).mkdir(parents=True)
    assert batch.submissions(pattern, chapter) == {"ada": tmp_path / "submitted" / "ada" / CHAPTER}

"""The zip that a student hands in."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from pathlib import Path

import pytest

from autograder.student.submit import gather, make_submission, pack
from autograder.student.work import StudentError

DONE = "def softmax(z):\n    return z\n\n\ndef relu(z):\n    return z\n"


@pytest.fixture
def done(chapter):
    (chapter / "activations.py").write_text(DONE)
    return chapter


def test_it_holds_the_package_and_the_answers_and_nothing_else(done, tmp_path):
    (done / "answers.md").write_text("42")
    (done / "kit.json").write_text("{}")
    (done / "__pycache__").mkdir()
    (done / ".ipynb_checkpoints").mkdir()
    (done / "more").mkdir()
    (done / "venv" / "lib").mkdir(parents=True)
    for junk in (
        "tape.npz",
        "notebook.ipynb",
        "__pycache__/a.py",
        ".ipynb_checkpoints/b.py",
        ".hidden.py",
        "README.md",
    ):
        (done / junk).write_text("junk")
    (done / "more" / "layers.py").write_text("")
    path = make_submission(done, tmp_path / "out", say=lambda _: None)
    assert path == tmp_path / "out" / "ch01_neural_networks-submission.zip"
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == [
            "ch01_neural_networks/activations.py",
            "ch01_neural_networks/answers.md",
            "ch01_neural_networks/kit.json",
            "ch01_neural_networks/more/layers.py",
            "ch01_neural_networks/training.py",
        ]
        assert archive.read("ch01_neural_networks/activations.py").decode() == DONE
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_it_says_what_is_in_it_and_how_its_hash_begins(done, tmp_path):
    said: list[str] = []
    path = make_submission(done, tmp_path, said.append)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert said == [
        "ch01_neural_networks-submission.zip holds 2 files:",
        f"  activations.py  ({len(DONE)} bytes)",
        "  training.py  (26 bytes)",
        f"SHA-256 begins with {digest[:12]}. Equal files always give this number.",
        f"Hand in {path}",
    ]


def test_equal_files_give_equal_bytes(done, tmp_path):
    first = make_submission(done, tmp_path / "a", say=lambda _: None).read_bytes()
    os.utime(done / "activations.py", (1, 1))
    (done / "training.py").chmod(0o755)
    assert make_submission(done, tmp_path / "b", say=lambda _: None).read_bytes() == first
    assert pack("p", {"b.py": b"1", "a.py": b"2"}) == pack("p", {"a.py": b"2", "b.py": b"1"})
    members = zipfile.ZipFile(io.BytesIO(first)).infolist()
    assert {(member.date_time[0], member.create_system) for member in members} == {(1980, 3)}


def test_the_second_submission_replaces_the_first(done, tmp_path):
    make_submission(done, tmp_path, say=lambda _: None)
    (done / "training.py").write_text("def train():\n    return 2\n")
    path = make_submission(done, tmp_path, say=lambda _: None)
    with zipfile.ZipFile(path) as archive:
        assert b"return 2" in archive.read("ch01_neural_networks/training.py")


def test_stubs_are_named_with_their_line(chapter, tmp_path):
    said: list[str] = []
    make_submission(chapter, tmp_path, said.append)
    assert said[3:6] == [
        "Before you hand it in:",
        "  - activations.softmax is not finished: activations.py, line 6 still raises NotImplementedError.",
        "  - activations.relu is not finished: activations.py, line 11 still raises NotImplementedError.",
    ]


@pytest.mark.parametrize(
    ("source", "warning"),
    [
        ("def softmax(z):\n    return (z\n", "activations.py, line 2: syntax error: '(' was never closed. Nothing in"),
        ("x\0", "activations.py, line 1: syntax error: source code string cannot contain null bytes. Nothing in"),
        ("def softmax(z):\n    return z\n", "activations.py does not define relu."),
    ],
)
def test_what_costs_points_is_said_and_not_refused(chapter, source, warning):
    (chapter / "activations.py").write_text(source)
    files, warnings = gather(chapter)
    assert warnings[0].startswith(warning)
    assert "activations.py" in files


def test_a_missing_file_is_named_with_its_exercises(chapter):
    (chapter / "activations.py").unlink()
    warnings = gather(chapter)[1]
    assert warnings == ["activations.py is missing: activations.softmax, activations.relu will earn no points."]


@pytest.mark.parametrize(
    "source", ["from .mine import softmax, relu", "from .mine import *", "softmax = relu = max", "if 1:\n" + "  x=1\n"]
)
def test_a_name_that_comes_from_elsewhere_is_no_warning(chapter, source):
    (chapter / "activations.py").write_text(source)
    warnings = gather(chapter)[1]
    assert bool(warnings) == source.startswith("if")


def test_a_stub_that_a_comment_mentions_is_finished(chapter):
    (chapter / "activations.py").write_text(DONE.replace("return z", "return z  # NotImplementedError", 1))
    assert gather(chapter)[1] == []


def test_a_question_without_an_answer_is_named(done):
    form = "# Answers\n" + "".join(f"\n## Question {n}: Why?\n\nSay why.\n\n*Your answer:*\n" for n in (1, 2, 3))
    (done / "answers.md").write_bytes(form.replace("answer:*\n", "answer:* Because.\n", 1).encode("utf-16"))
    assert gather(done)[1] == [
        "answers.md: Question 2 has no answer yet.",
        "answers.md: Question 3 has no answer yet.",
    ]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_links_are_left_out_with_a_word(done, tmp_path):
    secret = tmp_path / "secret.py"
    secret.write_text("secret")
    (done / "linked.py").symlink_to(secret)
    (done / "folder").symlink_to(tmp_path)
    files, warnings = gather(done)
    assert sorted(files) == ["activations.py", "training.py"]
    assert warnings == ["linked.py is a link and was left out: put a copy of the file in its place."]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_never_opened(done):
    os.mkfifo(done / "pipe.py")
    assert gather(done)[1] == ["pipe.py is not a plain file and was left out."]


def test_a_large_file_is_handed_in_with_a_warning(done):
    (done / "weights.py").write_text("#" * 1_000_001)
    files, warnings = gather(done)
    assert "weights.py" in files
    assert warnings == ["weights.py is larger than 1 MB: it will not be read when it is marked."]


def test_a_zip_that_cannot_be_written_is_words(done, tmp_path):
    (tmp_path / "out").write_text("a file where the folder belongs")
    with pytest.raises(
        StudentError, match=r"-submission\.zip cannot be written \(.+\): name another folder with --out\."
    ):
        make_submission(done, tmp_path / "out", say=lambda _: None)


# --- the notebook edition


def in_cells(folder: Path, *sources: str) -> None:
    for module in folder.glob("*.py"):
        module.unlink()
    cells = [{"cell_type": "code", "source": source, "metadata": {}, "outputs": []} for source in sources]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (folder / f"{folder.name}.ipynb").write_text(json.dumps(notebook))


def test_a_notebook_goes_in_and_what_it_lacks_is_said(done):
    in_cells(
        done, "# Exercise: activations.softmax\ndef softmax(z):\n    raise NotImplementedError('activations.softmax')"
    )
    files, warnings = gather(done)
    assert list(files) == [f"{done.name}.ipynb"]
    assert "activations.relu was not found: no cell of the notebook defines relu." in warnings
    assert any(
        warning.startswith("activations.softmax is not finished") and "NotImplementedError" in warning
        for warning in warnings
    )


def test_a_damaged_notebook_is_said(done):
    in_cells(done)
    (done / f"{done.name}.ipynb").write_text("{")
    assert gather(done)[1][0] == f"{done.name}.ipynb is not a notebook (Input data was truncated)."

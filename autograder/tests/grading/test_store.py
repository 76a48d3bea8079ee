"""Results on disk: safe names, whole files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.engine.atomic import write_atomically
from autograder.engine.grade import held_report
from autograder.engine.seeds import PUBLIC
from autograder.grading.store import REPORT, Store, folder_name
from autograder.tests.grading.conftest import CHAPTER

NAMES = [
    "..",
    ".",
    "",
    "/",
    "../../etc",
    "C:\\x",
    "a/b",
    "a:b",
    "a\0b",
    "nul",
    "com1",
    "x" * 300,
    "é",
    "e\u0301",
    " a ",
]
NAMES += ["a.", "-", "\u202egpj", "a\nb", "*", "?", "caf\udce9"]
UNSOLVED = [
    "NUL.txt",
    "\ud800",
]


@pytest.mark.parametrize("name", [*NAMES, *UNSOLVED])
def test_every_name_becomes_a_folder_that_every_system_takes(name):
    folder = folder_name(name)
    assert re.fullmatch(r"[\w.@+-]{1,100}", folder)
    assert not folder.startswith(".")
    assert not folder.endswith(".")
    assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", folder)
    assert len(folder.encode()) <= 255


def test_different_names_become_different_folders():
    names = [*NAMES, "a_b", "a b", "A", "e", "x" * 299]
    assert len({folder_name(name) for name in names}) == len(names)


@pytest.mark.parametrize("name", ["ada", "ada.lovelace@example.org", "s-123_4"])
def test_an_ordinary_name_stays_as_it_is(name):
    assert folder_name(name) == name


def test_a_report_that_cannot_be_read_counts_as_none(course, tmp_path):
    store = Store(tmp_path / "results", CHAPTER)
    report = held_report("ada", course.load(CHAPTER), PUBLIC, "trace")
    assert store.read("ada") is None
    store.write(report, {"report.html": "<p>page</p>"})
    assert store.read("ada") == report
    file = store.folder("ada") / REPORT
    whole = file.read_bytes()
    for broken in (b"", whole[:-20], b"{}", b"null", b"\xff" * 99, whole.replace(b'"ada"', b"1")):
        file.write_bytes(broken)
        assert store.read("ada") is None


def test_the_json_is_written_last(course, tmp_path, monkeypatch):
    store = Store(tmp_path / "results", CHAPTER)
    monkeypatch.setattr(Path, "replace", _fails)
    with pytest.raises(OSError, match="the disk is full"):
        store.write(held_report("ada", course.load(CHAPTER), PUBLIC, ""), {"report.html": "<p>page</p>"})
    assert store.read("ada") is None
    assert list(store.folder("ada").iterdir()) == []


def test_an_interrupted_write_leaves_what_was_there(tmp_path, monkeypatch):
    file = tmp_path / "report.json"
    write_atomically(file, b"old")
    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            write_atomically(file, b"new")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]
    write_atomically(file, b"new")
    assert file.read_bytes() == b"new"


def _fails(*_):
    raise OSError(28, "the disk is full")


def _interrupted(*_):
    raise KeyboardInterrupt

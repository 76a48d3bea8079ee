"""Tapes are made once for a basis; what was kept is used, and never more than that."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from autograder.engine.load import here
from autograder.engine.seeds import PUBLIC, Seed
from autograder.grading import kept_tapes, run
from autograder.grading.kept_tapes import folder, keep, kept
from autograder.grading.run import Run, run_of, with_tapes

CHAPTER = "ch01_neural_networks"
KEYED = Seed(b"of this test")
unix = pytest.mark.skipif(sys.platform == "win32", reason="rights are Unix's")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def made(monkeypatch) -> list[tuple[str, bool]]:
    """Which tapes are made, in place of making them: the seed's id, and whether misconceptions are in it."""
    calls: list[tuple[str, bool]] = []

    def make(_chapter, seed, _solution, _slot, _reference, misconceptions=True):
        calls.append((seed.id, misconceptions))
        return seed.id

    monkeypatch.setattr(run, "make_tape", make)
    monkeypatch.setattr(run, "dump", str.encode)
    return calls


@pytest.fixture(scope="module")
def chapter():
    return here().load(CHAPTER)


@pytest.fixture(scope="module")
def keyed() -> Run:
    return run_of(here(), CHAPTER, KEYED, "plain")


def test_they_are_made_once_for_a_seed(made, chapter, keyed):
    first = with_tapes(keyed, chapter)
    again = with_tapes(keyed, chapter)
    assert made == [(KEYED.id, True), ("public", False)]
    assert first.tapes == again.tapes == (KEYED.id.encode(), b"public")


def test_the_isolation_does_not_matter_and_all_else_does(made, chapter, keyed):
    with_tapes(keyed, chapter)
    before = list(made)
    with_tapes(replace(keyed, basis=msgspec.structs.replace(keyed.basis, rung="landlock")), chapter)
    assert made == before
    for field, other in {
        "sources": "x",
        "engine": "x",
        "data": "x",
        "python": "x",
        "libraries": {"numpy": "1"},
    }.items():
        made.clear()
        with_tapes(replace(keyed, basis=msgspec.structs.replace(keyed.basis, **{field: other})), chapter)
        assert made == before, field


def test_a_public_tape_with_misconceptions_is_another_one(made, chapter, keyed):
    with_tapes(keyed, chapter)
    with_tapes(run_of(here(), CHAPTER, PUBLIC, "plain"), chapter)
    assert made[-1] == ("public", True)


def test_what_is_missing_alone_is_made(made, chapter, keyed):
    with_tapes(keyed, chapter)
    with_tapes(run_of(here(), CHAPTER, Seed(b"another"), "plain"), chapter)
    assert made == [(KEYED.id, True), ("public", False), (Seed(b"another").id, True)]


@pytest.mark.parametrize("damage", [b"", b"short", b"x" * 100], ids=["empty", "short", "other"])
def test_a_damaged_one_is_made_again(made, chapter, keyed, damage):
    with_tapes(keyed, chapter)
    for path in folder().iterdir():
        path.write_bytes(damage)
    assert with_tapes(keyed, chapter).tapes == (KEYED.id.encode(), b"public")
    assert len(made) == 4


def test_where_nothing_can_be_kept_all_goes_on(made, chapter, keyed, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with_tapes(keyed, chapter)
    assert with_tapes(keyed, chapter).tapes == (KEYED.id.encode(), b"public")


def test_on_a_machine_of_a_cluster_nothing_is_kept(made, chapter, keyed):
    with_tapes(keyed, chapter, keep=False)
    assert not folder().exists()


@unix
def test_the_folder_is_its_owners_alone(keyed):
    keep(keyed.basis, KEYED, b"tape", misconceptions=True)
    assert stat.S_IMODE(folder().stat().st_mode) == 0o700


def test_the_oldest_go(keyed, monkeypatch):
    monkeypatch.setattr(kept_tapes, "MOST", 2)
    for number in range(3):
        keep(keyed.basis, Seed(bytes([number])), b"tape", misconceptions=True)
        newest = max(folder().iterdir(), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (number, number))
    found = [kept(keyed.basis, Seed(bytes([number])), misconceptions=True) for number in range(3)]
    assert found == [None, b"tape", b"tape"]


def test_kept_tapes_give_the_same_marks(chapter, tmp_path):
    """The real ones, through a file and back."""
    real = run_of(here(), CHAPTER, PUBLIC, "plain")
    first = with_tapes(real, chapter)
    assert list(Path(folder()).iterdir())
    assert with_tapes(real, chapter).tapes == first.tapes

"""The scratch folder on disk: how full it is, and that it can always be emptied."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("the scratch folder is Linux's", allow_module_level=True)

from autograder.engine.worker.scratch import Folder

pytestmark = pytest.mark.linux
MIB = 2**20


def folder(path: Path, size: int = MIB, files: int = 10) -> Folder:
    made = Folder(path)
    made.fresh(size, files)
    return made


def test_an_empty_folder_is_not_full(tmp_path: Path) -> None:
    assert not folder(tmp_path).full()


def test_size_and_number_make_it_full(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "file").write_bytes(b"x" * 2 * MIB)
    assert folder(tmp_path).full()
    assert folder(tmp_path, size=3 * MIB, files=1).full()
    assert not folder(tmp_path, size=3 * MIB).full()


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "out").symlink_to("/usr")
    assert not folder(tmp_path).full()


def test_a_path_too_long_to_look_at_counts_as_full(tmp_path: Path) -> None:
    nest(tmp_path, 30)
    assert folder(tmp_path, files=1000).full()


def test_emptying_takes_any_depth_name_and_mode(tmp_path: Path) -> None:
    nest(tmp_path, 300)
    (tmp_path / "closed").mkdir()
    (tmp_path / "closed" / "file").write_text("x")
    (tmp_path / "closed").chmod(0)
    (tmp_path / "link").symlink_to("/usr")
    folder(tmp_path).clear()
    assert list(tmp_path.iterdir()) == []
    assert Path("/usr/lib").exists()


def nest(path: Path, depth: int) -> None:
    """Folders in folders, further down than any path reaches."""
    here = os.open(path, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("d" * 200, dir_fd=here)
        below = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)

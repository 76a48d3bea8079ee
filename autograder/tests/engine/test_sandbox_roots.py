"""What a sandbox may read is what its chapter needs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from autograder.engine.bubblewrap import bubblewrap
from autograder.engine.roots import NotInstalled, Root, Roots, roots

pytestmark = pytest.mark.linux


def names(libraries: list[str]) -> set[str]:
    return {name for name in roots(libraries).modules if not name.startswith("autograder")}


def test_numpy_brings_no_other_library() -> None:
    assert names(["numpy"]) == {"numpy", "msgspec"}


def test_a_library_brings_what_it_requires() -> None:
    found = names(["sklearn"])
    assert {"sklearn", "scipy", "joblib", "threadpoolctl", "numpy"} <= found
    assert not {"torch", "pytest", "matplotlib"} & found


def test_a_missing_library_is_named() -> None:
    with pytest.raises(NotInstalled, match="the chapter allows nonsense, which is not installed here"):
        roots(["nonsense"])


def test_an_editable_install_brings_its_folder_and_no_more() -> None:
    found = roots(["coursedata"])
    assert "click" not in found.modules
    assert Path(found.modules["coursedata"]).name == "coursedata"


def test_of_this_project_only_the_worker_ships() -> None:
    project = Path(__file__).parents[3]
    library = Path(sys.prefix)
    shipped = {root.path for root in roots([]).readable if root.path.is_relative_to(project)}
    engine = project / "autograder" / "engine"
    assert {path for path in shipped if not path.is_relative_to(library)} == {engine / "wire.py", engine / "worker"}


def test_installed_packages_beside_the_standard_library_are_hidden() -> None:
    folders = [root for root in roots([]).readable if (root.path / "site-packages").is_dir()]
    assert folders
    assert all("site-packages" in root.hidden for root in folders)


def test_what_is_hidden_becomes_empty_and_read_only() -> None:
    made = bubblewrap("bwrap", Roots(Path("/p"), (Root(Path("/lib/x"), ("site-packages",)),), {}))
    text = " ".join(made)
    assert "--ro-bind /lib/x /lib/x --perms 0755 --tmpfs /lib/x/site-packages --remount-ro /lib/x/site-packages" in text
    assert text.index("--perms 0755 --dir /lib ") < text.index("--ro-bind /lib/x")

"""`autograder datasets`: the list, a card, the check; and which chapters use what."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import coursedata
import pytest
from click.testing import CliRunner, Result

from autograder.cli import Complaint
from autograder.student import datasets
from autograder.student.data_used import data_used

WHOLE = Path(coursedata.__path__[0])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two sets, where the command looks for them."""
    for name in ("nile", "digits"):
        shutil.copytree(WHOLE / name, tmp_path / name)
    monkeypatch.setattr(datasets, "_folder", lambda: tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(datasets.datasets_command, arguments)


def test_the_list_names_every_set_with_its_arrays_and_chapters() -> None:
    lines = run().output.splitlines()
    assert lines[0].split() == ["data", "set", "samples", "size", "licence", "used", "in"]
    at = next(index for index, line in enumerate(lines) if line.startswith("digits "))
    assert lines[at].split()[:7] == ["digits", "1797", "45", "kB", "CC", "BY", "4.0"]
    assert "ch01, ch02" in lines[at]
    assert lines[at + 1] == "    images 1797x8x8 uint8, labels 1797 uint8"
    assert lines[-1] == "The card of one: autograder datasets NAME"


def test_a_card_is_printed_with_everything_that_a_user_has_to_know() -> None:
    text = run("stocks").output
    for words in (
        "licence   public domain",
        "1122 missing",
        "US dollars",
        "  - These four are known",
        "split     By time",
    ):
        assert words in text
    assert max(map(len, text.splitlines())) <= datasets.WIDTH


def test_where_cards_agree_the_check_says_so(folder: Path) -> None:
    assert run("--check").output == "2 cards agree with files and loader\n"
    assert run("nile", "--check").output == "1 card agrees with files and loader\n"


def test_where_a_card_disagrees_the_check_fails(folder: Path) -> None:
    (folder / "nile" / "nile.npz").write_bytes(b"something else")
    ran = run("--check")
    assert ran.exit_code == 1
    assert ran.output.startswith(f"{folder / 'nile' / 'nile.npz'}: not the file of the card")
    assert ran.output.endswith("1 disagreement\n")
    assert run("digits", "--check").exit_code == 0


def test_an_unknown_name_is_answered_with_the_known_ones(folder: Path) -> None:
    ran = run("mnist")
    assert ran.exit_code == 1
    assert "there is no data set mnist; there are: digits, nile" in ran.output


def test_a_card_that_cannot_be_read_is_named(folder: Path) -> None:
    (folder / "nile" / "card.toml").write_text("[", encoding="utf-8")
    ran = run()
    assert ran.exit_code == 1
    assert "card.toml: " in ran.output


def test_without_the_package_the_command_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Complaint, match="type pip install -e"):
        datasets._folder()


def notebook(*cells: str) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells]})


@pytest.mark.parametrize(
    ("file", "text", "used"),
    [
        ("a.py", "from coursedata import digits, names as first_names\n", {"digits", "names"}),
        ("a.py", "import coursedata.nile as n, coursedata.co2\n", {"nile", "co2"}),
        ("a.py", "def f():\n    from coursedata.stocks import load\n", {"stocks"}),
        ("a.py", "import coursedata\nfrom . import digits\n# from coursedata import nile\n", set()),
        ("a.py", "from coursedata import (\n", set()),
        ("a.ipynb", notebook("!ls", "from coursedata import digits\n", "x = 1"), {"digits"}),
        ("a.ipynb", "{", set()),
        ("a.ipynb", "[]", set()),
        ("README.md", "See `datasets/coursedata/digits/card.toml`, not `coursedata/__init__.py`.", {"digits"}),
        ("data.csv", "from coursedata import digits\n", set()),
    ],
)
def test_which_sets_a_file_uses(file: str, text: str, used: set[str]) -> None:
    assert data_used(file, text.encode()) == used


@pytest.mark.parametrize("home", ["autograder/chapters", "solutions", "."], ids=["exam", "source", "kit"])
def test_a_chapter_uses_what_any_of_its_files_uses(tmp_path: Path, home: str) -> None:
    (tmp_path / "autograder" / "chapters" / "ch90_tiny").mkdir(parents=True)
    file = tmp_path / home / "ch90_tiny" / "checks" / "sums.py"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("from coursedata import nile\n")
    assert datasets.chapters_using(tmp_path) == {"nile": ["ch90_tiny"]}

"""Cards of data sets: each way in which card, files and loader can disagree is found and named."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import coursedata
import numpy as np
import pytest

from autograder.student import cards

WHOLE = Path(coursedata.__path__[0])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of one small set, to damage. Its loader is the real one: it is imported, not found by the path."""
    shutil.copytree(WHOLE / "nile", tmp_path / "nile")
    return tmp_path


def rewrite(folder: Path, old: str, new: str) -> None:
    card = folder / "nile" / cards.CARD
    text = card.read_text(encoding="utf-8")
    assert text.count(old) == 1
    card.write_text(text.replace(old, new), encoding="utf-8")


def the_problem(folder: Path) -> str:
    """The only one, without the folder."""
    (line,) = cards.problems(folder, "nile")
    return line.replace("\\", "/").replace(f"{folder.as_posix()}/", "")


def test_an_untouched_copy_has_none(folder: Path) -> None:
    assert cards.problems(folder, "nile") == []


def test_a_changed_byte_is_found(folder: Path) -> None:
    path = folder / "nile" / "nile.npz"
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    assert the_problem(folder).startswith(
        "nile/nile.npz: not the file of the card: put the released file back; if it was made anew, its hash is "
    )


def test_a_lost_file_is_found(folder: Path) -> None:
    (folder / "nile" / "nile.npz").unlink()
    assert the_problem(folder) == "nile/nile.npz: missing, and on the card: put it back, or take it off the card"


def test_a_file_that_nobody_named_is_found(folder: Path) -> None:
    (folder / "nile" / "more.npz").write_bytes(b"")
    assert the_problem(folder) == "nile/more.npz: not on the card: name it under files, or delete it"


@pytest.mark.parametrize(
    ("old", "new", "fact", "said", "found"),
    [
        ('[100]\ndtype = "float64"', '[99]\ndtype = "float64"', "flow.shape", "[99]", "[100]"),
        ('"float64"', '"float32"', "flow.dtype", "float32", "float64"),
        ("[456, 1370]", "[456, 1371]", "flow.range", "[456.0, 1371.0]", "[456.0, 1370.0]"),
        ("[456, 1370]", "[456, 1370]\nmissing = 1", "flow.missing", "1", "0"),
        ("[1871, 1970]", "[1871, 1970]\ncounts = [1]", "years.counts", "[1]", "[0, 0"),
    ],
    ids=["shape", "dtype", "range", "missing", "counts"],
)
def test_a_wrong_fact_of_a_field_is_found(folder: Path, old: str, new: str, fact: str, said: str, found: str) -> None:
    rewrite(folder, old, new)
    line = the_problem(folder)
    assert line.startswith(f"nile/card.toml: fields.{fact}: the card says {said}, load() returns {found}")
    assert line.endswith(": correct whichever is wrong")


def test_a_field_that_the_card_lacks_is_found(folder: Path) -> None:
    rewrite(folder, "[fields.years]", "[fields.moments]")
    assert the_problem(folder) == (
        "nile/card.toml: fields: the card has moments, flow, load() returns years, flow: name the same, in order"
    )


def test_a_wrong_number_of_samples_is_found(folder: Path) -> None:
    rewrite(folder, "samples = 100", 'samples = 100\ncounted = ["years", "flow"]')
    assert the_problem(folder) == (
        "nile/card.toml: samples: the card says 100, years, flow of load() hold 200: correct the card"
    )


def test_samples_are_counted_in_fields_that_are_there(folder: Path) -> None:
    rewrite(folder, "samples = 100", 'samples = 100\ncounted = ["rows"]')
    assert the_problem(folder) == "nile/card.toml: counted: load() returns no rows: name fields"


@pytest.mark.parametrize("entry", [np.inf, np.nan], ids=["an infinity", "an unstated nan"])
def test_what_is_not_finite_is_found(folder: Path, monkeypatch: pytest.MonkeyPatch, entry: float) -> None:
    arrays = {name: array.copy() for name, array in cards.load("nile").items()}
    arrays["flow"][-1] = entry
    monkeypatch.setattr(cards, "load", lambda name: arrays)
    assert "fields.flow." in the_problem(folder)


def test_a_loader_that_fails_is_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> None:
        raise KeyError("flow")

    monkeypatch.setattr(cards, "load", broken)
    assert the_problem(folder) == "nile/__init__.py: load() raised KeyError: 'flow': mend the loader"


def without(key: str) -> Callable[[str], str]:
    return lambda text: "\n".join(line for line in text.splitlines() if not line.startswith(f"{key} ="))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (without("licence"), "missing required field `licence`"),
        (without("split"), "missing required field `split`"),
        (lambda text: text.replace('licence = "public domain"', 'licence = ""'), "length >= 1"),
        (lambda text: text.replace("terms =", "term ="), "contains unknown field `term`"),
        (lambda text: text.replace("samples = 100", 'samples = "100"'), "Expected `int`, got `str`"),
        (lambda text: text.replace('"nile.npz" = "', '"nile.npz" = "x'), "matching regex"),
        (lambda text: text + "[", "nile/card.toml: "),
    ],
    ids=["no licence", "no split", "an empty licence", "a misspelt part", "a text for a number", "no hash", "no TOML"],
)
def test_a_card_that_lacks_something_is_refused(folder: Path, change: Callable[[str], str], words: str) -> None:
    card = folder / "nile" / cards.CARD
    card.write_text(change(card.read_text(encoding="utf-8")), encoding="utf-8")
    line = the_problem(folder)
    assert words in line
    assert line.endswith("a card has the parts of autograder.student.cards.Card")


def test_a_set_without_a_card_is_found(folder: Path) -> None:
    (folder / "nile" / cards.CARD).unlink()
    assert the_problem(folder) == "nile/card.toml: missing: every data set has a card"
    assert cards.names(folder) == ["nile"]

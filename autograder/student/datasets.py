"""The command `autograder datasets`: which data sets there are, what their cards say, and whether that is so."""

from __future__ import annotations

import importlib.util
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path

import click

from autograder.cli import Complaint
from autograder.student import cards
from autograder.student.data_used import SUFFIXES, data_used

WIDTH = 100
_HEAD = ("data set", "samples", "size", "licence", "used in")
_WAYS = "<>><<"  # numbers stand right
_HOMES = ("autograder/chapters", "solutions", ".")  # where a chapter's files lie: exam, source; in a kit, its top


@click.command("datasets")
@click.argument("name", required=False)
@click.option("--check", is_flag=True, help="Compare every card, or the one named, with files and loader.")
def datasets_command(name: str | None, check: bool) -> None:
    """The data sets of the course, or the card of one."""
    folder = _folder()
    known = cards.names(folder)
    if name and name not in known:
        raise Complaint(f"there is no data set {name}; there are: {', '.join(known)}")
    if check:
        _check(folder, [name] if name else known)
        return
    try:
        users = chapters_using(Path(__file__).parents[2])
        click.echo(card_text(folder, name, users) if name else listing(folder, users))
    except cards.BadCard as error:
        raise Complaint(str(error)) from None


def _folder() -> Path:
    found = importlib.util.find_spec("coursedata")
    if found is None or not found.submodule_search_locations:
        raise Complaint("the package coursedata is not installed: type pip install -e . in the folder of the course")
    return Path(found.submodule_search_locations[0])


def _check(folder: Path, chosen: list[str]) -> None:
    found = [line for one in chosen for line in cards.problems(folder, one)]
    for line in found:
        click.echo(line)
    if found:
        click.echo(f"{len(found)} disagreement{'s' * (len(found) != 1)}", err=True)
        sys.exit(1)
    click.echo(f"{len(chosen)} card{'s' * (len(chosen) != 1)} agree{'s' * (len(chosen) == 1)} with files and loader")


def chapters_using(root: Path) -> dict[str, list[str]]:
    """Data set -> the chapters here whose exam, modules, handout or notebook use it, sorted.

    root: of the repository or of a kit
    """
    users: dict[str, set[str]] = {}
    for chapter in (path.name for path in (root / "autograder" / "chapters").iterdir() if path.is_dir()):
        for file in _files(root / home / chapter for home in _HOMES):
            for used in data_used(file.name, file.read_bytes()):
                users.setdefault(used, set()).add(chapter)
    return {name: sorted(chapters) for name, chapters in users.items()}


def _files(folders: Iterable[Path]) -> list[Path]:
    return [path for folder in folders if folder.is_dir() for path in folder.rglob("*") if path.suffix in SUFFIXES]


def listing(folder: Path, users: dict[str, list[str]]) -> str:
    """Every data set: samples, size, licence, the chapters that use it, and below it what load() returns."""
    known = {name: cards.read(folder, name) for name in cards.names(folder)}
    rows = [_HEAD, *(_row(folder, name, card, users.get(name, [])) for name, card in known.items())]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [_aligned(_HEAD, widths)]
    for row, card in zip(rows[1:], known.values(), strict=True):
        returned = ", ".join(f"{field} {_shape(of)}" for field, of in card.fields.items())
        lines += [_aligned(row, widths), f"    {returned}"]
    return "\n".join([*lines, "", "The card of one: autograder datasets NAME"])


def _row(folder: Path, name: str, card: cards.Card, chapters: list[str]) -> tuple[str, ...]:
    used = ", ".join(chapter.split("_")[0] for chapter in chapters) or "-"
    return (name, str(card.samples), kilobytes(cards.size(folder, name)), card.licence, used)


def _aligned(row: tuple[str, ...], widths: list[int]) -> str:
    cells = zip(_WAYS, row, widths, strict=True)
    return "  ".join(f"{cell:{way}{width}}" for way, cell, width in cells).rstrip()


def kilobytes(size: int) -> str:
    """ "45 kB"; what is smaller than one counts as one."""
    return f"{max(1, round(size / 1000))} kB"


def _shape(field: cards.Field) -> str:
    return f"{'x'.join(map(str, field.shape))} {field.dtype}"


def card_text(folder: Path, name: str, users: dict[str, list[str]]) -> str:
    """A card for reading."""
    card = cards.read(folder, name)
    facts = {
        "source": card.source,
        "origin": card.origin,
        "creators": f"{', '.join(card.creators)} ({card.year})",
        "licence": card.licence,
        "terms": card.terms,
        "changes": card.changes,
        "missing": card.missing,
        "split": card.split,
        "samples": str(card.samples),
        "files": ", ".join(f"{file} (SHA-256 {hash_[:12]}...)" for file, hash_ in card.files.items()),
        "used in": ", ".join(users.get(name, [])) or "no chapter here",
    }
    lines = [f"{name}: {card.title}", "", *_wrapped(card.summary, ""), ""]
    for label, text in facts.items():
        lines += _wrapped(text, f"{label:<9} ")
    lines += ["", f"coursedata.{name}.load() returns"]
    for field, of in card.fields.items():
        lines += _wrapped(f"{_shape(of)}{_more(of)}: {of.unit}", f"  {field:<11} ")
    lines += ["", "known flaws", *(line for flaw in card.known_flaws for line in _wrapped(flaw, "  - "))]
    return "\n".join(lines)


def _more(field: cards.Field) -> str:
    between = ", {} to {}".format(*map(_entry, field.range)) if field.range else ""
    return between + (f", {field.missing} missing" if field.missing else "")


def _entry(entry: float | str) -> str:
    return entry if isinstance(entry, str) else f"{entry:g}"


def _wrapped(text: str, label: str) -> list[str]:
    return textwrap.wrap(
        " ".join(text.split()), WIDTH, initial_indent=label, subsequent_indent=" " * len(label), break_long_words=False
    )

"""Learning platforms: their downloads into a folder to grade, and the marks back into their class lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from autograder.cli import Complaint
from autograder.engine.atomic import write_atomically
from autograder.engine.load import here
from autograder.grading.attempts import Attempts, attempts_of
from autograder.grading.collect import Platform, collect
from autograder.grading.late import BadPolicy
from autograder.grading.results import BadResults, Results, Wish
from autograder.grading.times import BadTimes
from autograder.interop import canvas, moodle
from autograder.interop.class_list import Filled, Mark, mark
from autograder.interop.sheet import BadExport


def marks(attempts: Attempts) -> Iterator[Mark]:
    """What the platform is told of each student."""
    for counted in attempts:
        yield replace(mark(counted.report, counted.late), pending=counted.pending)


def to_canvas(results: Results, wish: Wish) -> str:
    """The gradebook that Canvas exported, with the chapter's column filled."""
    attempts = attempts_of(results, wish.policy, here().names())
    data, name = _listing(wish)
    book = canvas.read(data, name)
    title = next(iter(results)).title
    into = canvas.assignment(book, wish.assignment or "", results.store.chapter, title)
    return _write(attempts, wish, "canvas", canvas.fill(book, marks(attempts), into))


def to_moodle(results: Results, wish: Wish) -> str:
    """The grading worksheet that Moodle exported, with grades and comments filled."""
    attempts = attempts_of(results, wish.policy, here().names())
    data, name = _listing(wish)
    return _write(attempts, wish, "moodle", moodle.fill(moodle.read(data, name), marks(attempts)))


def _listing(wish: Wish) -> tuple[bytes, str]:
    assert wish.class_list is not None  # noqa: S101 - the format needs it
    return wish.class_list.read_bytes(), wish.class_list.name


def _write(attempts: Attempts, wish: Wish, platform: Platform, filled: Filled) -> str:
    store = attempts.folders[0].store
    path = wish.out or store.out / f"{store.chapter}.{platform}.csv"
    write_atomically(path, filled.data)
    return "\n".join([*filled.notes, f"{len(attempts)} submissions: {path}"])


BAD = (BadExport, BadPolicy, BadTimes, BadResults)


@click.command("collect")
@click.argument("archive", metavar="ZIP", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--from", "platform", type=click.Choice(["canvas", "moodle"]), required=True)
@click.option(
    "--class-list",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    required=True,
    help="The exported gradebook (Canvas) or grading worksheet (Moodle).",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A new folder, for `autograder grade`.")
def collect_command(archive: Path, platform: Platform, class_list: Path, out: Path) -> None:
    """Sort a platform's download of all submissions into a folder for each student."""
    try:
        done = collect(platform, archive, class_list, out)
    except BAD as error:
        raise Complaint(str(error)) from None
    except OSError as error:
        raise Complaint(f"{error}: name another place with --out") from None
    for note in done.notes:
        click.echo(note)
    click.echo(f"{done.submissions} submissions: {done.folder}\nTimes: {done.times}")

"""Learning platforms: their downloads into a folder to grade, and the marks back into their class lists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from autograder.cli import Complaint
from autograder.engine.atomic import write_atomically
from autograder.engine.load import here
from autograder.grading import late
from autograder.grading.collect import Platform, collect
from autograder.grading.late import BadPolicy
from autograder.grading.results import BadResults, Results, Wish
from autograder.grading.times import BadTimes, read_times
from autograder.interop import canvas, moodle
from autograder.interop.class_list import Filled, Mark, mark
from autograder.interop.sheet import BadExport


def marks(results: Results, policy: Path | None) -> Iterator[Mark]:
    """What the platform is told of each report, after the late policy. Raises BadPolicy and BadTimes."""
    if policy is None:
        yield from map(mark, results.for_students())
        return
    chapter = results.store.chapter
    rules = late.read_policy(policy, here().names())
    rules.check_students(chapter, results.found)
    files = rules.times_files(chapter)
    if len(files) != 1:
        raise BadPolicy(
            f"{policy}: chapter.{chapter}.times names {len(files)} files, and these are the results of one attempt: "
            "keep the file of this attempt"
        )
    handed_in = read_times(files[0], rules.zone, results.found)
    for report in results.for_students():
        judged = late.apply(rules, chapter, report.submission, [(handed_in[report.submission], report.score)])
        yield mark(report, judged.score_after, judged.sentence)


def to_canvas(results: Results, wish: Wish) -> str:
    """The gradebook that Canvas exported, with the chapter's column filled."""
    data, name = _listing(wish)
    book = canvas.read(data, name)
    title = next(iter(results)).title
    into = canvas.assignment(book, wish.assignment or "", results.store.chapter, title)
    return _write(results, wish, "canvas", canvas.fill(book, marks(results, wish.policy), into))


def to_moodle(results: Results, wish: Wish) -> str:
    """The grading worksheet that Moodle exported, with grades and comments filled."""
    data, name = _listing(wish)
    return _write(results, wish, "moodle", moodle.fill(moodle.read(data, name), marks(results, wish.policy)))


def _listing(wish: Wish) -> tuple[bytes, str]:
    assert wish.class_list is not None  # noqa: S101 - the format needs it
    return wish.class_list.read_bytes(), wish.class_list.name


def _write(results: Results, wish: Wish, platform: Platform, filled: Filled) -> str:
    path = wish.out or results.store.out / f"{results.store.chapter}.{platform}.csv"
    write_atomically(path, filled.data)
    return "\n".join([*filled.notes, f"{len(results)} submissions: {path}"])


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

"""Instructors' commands: grade, report, doctor."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click
import msgspec

from autograder.cli import Complaint
from autograder.engine import report as reports
from autograder.engine.chapter import BadChapter
from autograder.engine.device import CHOICES, HELP, Asked, NoDevice, choose
from autograder.engine.load import here
from autograder.engine.roots import NotInstalled
from autograder.engine.rungs import NoSandbox, describe
from autograder.engine.seeds import PUBLIC, keyed
from autograder.grading import batch, secret
from autograder.grading.overview import write_overview
from autograder.grading.progress import follow
from autograder.grading.slots import Run
from autograder.reports import terminal


@click.command("grade")
@click.argument("submissions", type=click.Path(path_type=Path))
@click.option("--chapter", required=True, help="Such as ch01_neural_networks.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the results.")
@click.option("--slots", type=click.IntRange(1), default=None, help="Submissions at a time. Default: one a core.")
@click.option(
    "--isolation",
    type=click.Choice(["auto", "namespaces", "landlock", "plain"]),
    default="auto",
    help="Where submissions run. auto: the best that this machine has. plain: not isolated.",
)
@click.option(
    "--secret",
    "secret_file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="File with the term's secret; made if it is not there.",
)
@click.option("--window", default="1", help="Name of the attempt window; another name, other inputs.")
@click.option("--device", type=click.Choice(CHOICES), default="cpu", help=HELP)
@click.option("--public", is_flag=True, help="Use the kit's own inputs in place of secret ones.")
def grade_command(  # noqa: PLR0913, PLR0917 - click passes every option by name
    submissions: Path,
    chapter: str,
    out: Path,
    slots: int | None,
    isolation: str,
    secret_file: Path | None,
    window: str,
    device: Asked,
    public: bool,
) -> None:
    """Grade a folder of submissions (folders or zips); run again, it grades only what changed."""
    course = here()
    try:
        loaded = course.load(chapter)
        found = batch.submissions(submissions, loaded)
        chosen, said = choose(device)
        if said:
            click.echo(said)
        seed = PUBLIC
        if not public:
            path = secret_file or secret.default_path()
            key, made = secret.read_or_make(path)
            if made:
                click.echo(f"Made the term's secret in {path}: keep a copy, it belongs to the marks.")
            seed = keyed(key, chapter, window)
        used = loaded.on(chosen)
        rung = batch.choose_rung(loaded, isolation, used)
        run = Run(course.root, chapter, out.absolute(), seed, rung, course.sources_hash(chapter), used)
        out.mkdir(parents=True, exist_ok=True)
        done = follow(batch.grade_all(run, found, slots or os.cpu_count() or 1), len(found))
        page = write_overview(run, loaded, done)
    except (BadChapter, NoDevice, NoSandbox, NotInstalled, batch.NoSubmissionsError, ValueError, OSError) as error:
        raise Complaint(str(error)) from None
    click.echo(f"\nMarks: {page.with_suffix('.csv')}\nOpen:  {page}")


@click.command("report")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def report_command(file: Path) -> None:
    """Show a report.json in the terminal."""
    try:
        report = reports.decode(file.read_bytes())
    except msgspec.MsgspecError as error:
        raise Complaint(f"{file} is not a report: {error}") from None
    width = shutil.get_terminal_size((100, 24)).columns
    click.echo(terminal.render(report, colour=sys.stdout.isatty(), width=width, encoding=sys.stdout.encoding))


@click.command("doctor")
def doctor_command() -> None:
    """Which isolation this machine has, and why."""
    best = True
    for status in describe():
        mark = "✓" if status.available else "✗"
        chosen = "  ← used" if status.available and best else ""
        best = best and not status.available
        click.echo(f"{mark} {status.rung:<11} {status.reason}{chosen}")


COMMANDS = [grade_command, report_command, doctor_command]

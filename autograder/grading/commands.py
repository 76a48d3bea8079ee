"""Instructors' commands: grade, regrade, replay, report, collect, export, doctor."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from autograder.cli import Complaint
from autograder.engine import report as reports
from autograder.engine.chapter import BadChapter
from autograder.engine.device import CHOICES, HELP, Asked, NoDevice
from autograder.engine.load import here
from autograder.engine.roots import NotInstalled
from autograder.engine.rungs import NoSandbox, RungName, describe
from autograder.grading import batch, replay
from autograder.grading.crew import CrewRefused
from autograder.grading.export import export_command
from autograder.grading.late import BadPolicy
from autograder.grading.lock import InUse
from autograder.grading.manifest import BadManifest, read_manifest
from autograder.grading.platforms import collect_command
from autograder.grading.session import Asks, OtherSecret, grade_into, regrade_into, would_change
from autograder.grading.store import read_late
from autograder.grading.times import BadTimes
from autograder.reports import terminal

KEPT = "Every finished report is kept: repair this, and run the same command again"
SECRET = click.option(
    "--secret",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="File with the term's secret; made if it is not there.",
)
SLOTS = click.option(
    "--slots", type=click.IntRange(1), default=None, help="Submissions at a time. Default: one a core."
)
CLUSTER = click.option(
    "--cluster",
    metavar="ADDRESS",
    default=None,
    help="Grade on a Dask cluster: its scheduler's address, or local:N for N workers on this machine.",
)
POLICY = click.option(
    "--policy",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Late policy, as TOML: what is due when, and what lateness costs. Pages say it; marks stay as earned.",
)


@contextmanager
def _complaining() -> Generator[None]:
    """What can be wrong with a run, as one message."""
    try:
        yield
    except (BadChapter, BadManifest, CrewRefused, InUse, NoDevice, NoSandbox, NotInstalled) as error:
        raise Complaint(str(error)) from None
    except (BadPolicy, BadTimes, batch.NoSubmissionsError, OtherSecret, ValueError) as error:
        raise Complaint(str(error)) from None
    except OSError as error:
        raise Complaint(f"{error}. {KEPT}.") from None


@click.command("grade")
@click.argument("submissions", type=click.Path(path_type=Path))
@click.option("--chapter", required=True, help="Such as ch01_neural_networks.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the results.")
@SLOTS
@CLUSTER
@click.option(
    "--isolation",
    type=click.Choice(["auto", "namespaces", "landlock", "plain"]),
    default="auto",
    help="Where submissions run. auto: the best that this machine has. plain: not isolated.",
)
@SECRET
@click.option("--window", default="1", help="Name of the attempt window; another name, other inputs.")
@click.option("--device", type=click.Choice(CHOICES), default="cpu", help=HELP)
@click.option("--public", is_flag=True, help="Use the kit's own inputs in place of secret ones.")
@click.option("--events", type=click.Path(path_type=Path, dir_okay=False), help="Append what happens, as JSON lines.")
@POLICY
def grade_command(  # noqa: PLR0913, PLR0917 - click passes every option by name
    submissions: Path,
    chapter: str,
    out: Path,
    slots: int | None,
    cluster: str | None,
    isolation: RungName,
    secret: Path | None,
    window: str,
    device: Asked,
    public: bool,
    events: Path | None,
    policy: Path | None,
) -> None:
    """Grade a folder of submissions (folders or zips); run again, it grades only what changed."""
    asks = Asks(chapter, None if public else window, isolation, device, secret, slots, cluster, policy)
    with _complaining():
        page = grade_into(here(), submissions, out, asks, events)
    click.echo(f"\nMarks: {page.with_suffix('.csv')}\nOpen:  {page}")


@click.command("regrade")
@click.argument("results", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--chapter", required=True, help="Such as ch01_neural_networks.")
@click.option("--diff", is_flag=True, help="Show whose mark would change and by how much; change nothing.")
@click.option("--submissions", type=click.Path(path_type=Path), help="Their folder, if it is elsewhere now.")
@SLOTS
@CLUSTER
@SECRET
@POLICY
def regrade_command(  # noqa: PLR0917 - as above
    results: Path,
    chapter: str,
    diff: bool,
    submissions: Path | None,
    slots: int | None,
    cluster: str | None,
    secret: Path | None,
    policy: Path | None,
) -> None:
    """Grade once more into the same results, as they were graded: after a check was repaired, or work came in late."""
    with _complaining():
        before = read_manifest(results, chapter)
        asks = Asks.like(before, secret, slots, cluster, policy)
        folder = submissions or Path(before.submissions)
        if diff:
            would_change(here(), folder, results, asks, before)
            return
        page = regrade_into(here(), folder, results, asks, before)
    click.echo(f"\nMarks: {page.with_suffix('.csv')}\nOpen:  {page}")


@click.command("replay")
@click.argument("file", metavar="REPORT", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--submissions", type=click.Path(path_type=Path), help="Folder of the submissions, if it is elsewhere now."
)
@SECRET
def replay_command(file: Path, submissions: Path | None, secret: Path | None) -> None:
    """Give one mark again from what was handed in, and say whether it is the same."""
    with _complaining():
        lines, same = replay.replay(here(), file, submissions, secret)
    click.echo("\n".join(lines))
    sys.exit(0 if same else 1)


@click.command("report")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def report_command(file: Path) -> None:
    """Show a report.json in the terminal."""
    try:
        report = reports.decode(file.read_bytes())
    except msgspec.MsgspecError as error:
        raise Complaint(f"{file} is not a report: {error}") from None
    width = shutil.get_terminal_size((100, 24)).columns
    colour, encoding = sys.stdout.isatty(), sys.stdout.encoding
    click.echo(terminal.render(report, late=read_late(file), colour=colour, width=width, encoding=encoding))


@click.command("doctor")
def doctor_command() -> None:
    """Which isolation this machine has, and why."""
    best = True
    for status in describe():
        mark = "✓" if status.available else "✗"
        chosen = "  ← used" if status.available and best else ""
        best = best and not status.available
        click.echo(f"{mark} {status.rung:<11} {status.reason}{chosen}")


COMMANDS = [
    grade_command,
    regrade_command,
    replay_command,
    report_command,
    collect_command,
    export_command,
    doctor_command,
]

"""Authors' commands: stubs, verify, calibrate, new, release."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from autograder.cli import Complaint
from autograder.course import calibrate, guide, kit, scaffold, stubs, tapes
from autograder.course.cut import BadMarker
from autograder.course.mutants import prove
from autograder.course.tapes import solution_files
from autograder.course.verify import Claim, verify
from autograder.engine.chapter import BadChapter
from autograder.engine.load import Course, here
from autograder.engine.roots import NotInstalled
from autograder.engine.rungs import own_slot

CHAPTERS = click.argument("chapters", nargs=-1, metavar="[CHAPTER]…")


def chosen(course: Course, names: tuple[str, ...]) -> list[str]:
    """The chapters named, or all. Raises Complaint for an unknown one."""
    unknown = set(names) - set(course.names())
    if unknown:
        raise Complaint(f"there is no chapter {', '.join(sorted(unknown))}; there are: {', '.join(course.names())}")
    return list(names) or course.names()


@click.command("verify")
@CHAPTERS
@click.option("--mutants", is_flag=True, help="Plant generated faults in the solution, and count what is caught.")
def verify_command(chapters: tuple[str, ...], mutants: bool) -> None:
    """Prove chapters: right work passes, every misconception is caught and named."""
    course, failed = here(), 0
    for name in chosen(course, chapters):
        click.echo(name)
        started = time.perf_counter()
        try:
            libraries = course.load(name).settings.libraries
            with own_slot(libraries) as slot, own_slot(libraries) as reference:
                verified = (
                    prove(course, name, slot, reference, _count) if mutants else verify(course, name, slot, reference)
                )
                for claim in verified:
                    click.echo(claim_text(claim))
                    failed += bool(claim.problems)
        except (BadChapter, BadMarker, NotInstalled) as error:
            raise Complaint(str(error)) from None
        click.echo(f"  {time.perf_counter() - started:.0f} s\n")
    if failed:
        click.echo(f"{failed} claims do not hold", err=True)
        sys.exit(1)


def _count(done: int, total: int) -> None:
    """A counter in place, for who waits at a terminal."""
    if sys.stderr.isatty():
        text = f"  {done} of {total} generated faults"
        click.echo(f"\r{text if done < total else ' ' * len(text) + chr(13)}", nl=False, err=True)


def claim_text(claim: Claim) -> str:
    """A claim for the terminal, with what contradicts it."""
    lines = [f"  {'✗' if claim.problems else '✓'} {claim.sentence}"]
    lines += [f"      {problem}" for problem in claim.problems]
    if claim.problems and claim.repair:
        lines.append(f"      → {claim.repair}")
    lines += [f"      ({note})" for note in claim.notes]
    return "\n".join(lines)


@click.command("calibrate")
@CHAPTERS
@click.option(
    "--also",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    multiple=True,
    help="Folder with another right solution; at least one makes a bar fair.",
)
def calibrate_command(chapters: tuple[str, ...], also: tuple[Path, ...]) -> None:
    """Measure trained results over many seeds and set the bars of their checks."""
    course = here()
    for name in chosen(course, chapters):
        chapter = course.load(name)
        others = {folder.name: solution_files(folder / name) for folder in also if (folder / name).is_dir()}
        libraries = chapter.settings.libraries
        with own_slot(libraries) as slot, own_slot(libraries) as reference:
            found = calibrate.calibrate(course, name, others, slot, reference)
        if found:
            click.echo(calibrate.write(course, name, found))
        for check, entry in found.items():
            caught = ", ".join(f"{who} {one['caught']}/{one['seeds']}" for who, one in entry["wrong"].items())
            click.echo(f"  {check}: {entry['direction']} {entry['bar']:g}; right {entry['right']}; caught: {caught}")


@click.command("stubs")
@CHAPTERS
@click.option("--check", is_flag=True, help="Write nothing; say what differs, and fail if anything does.")
def stubs_command(chapters: tuple[str, ...], check: bool) -> None:
    """Make assignments/ from solutions/, with the public tape, and the guide's page of each chapter."""
    course = here()
    names = chosen(course, chapters)
    try:
        drifts = [str(drift) for drift in stubs.write_assignments(course.root, names, check=check)]
        for name in names:
            drifts += tapes.public_tape(course, name, check=check)
            drifts += guide.write_page(course, name, check=check)
    except (BadMarker, BadChapter) as error:
        raise Complaint(str(error)) from None
    for line in drifts:
        click.echo(line)
    if check and drifts:
        raise Complaint("assignments/ is not what solutions/ makes of it: run autograder stubs")
    click.echo("assignments/ is current")


@click.command("new")
@click.argument("name")
def new_command(name: str) -> None:
    """Write the folders of a new chapter that verifies as it is."""
    try:
        for path in scaffold.new(name, here().root):
            click.echo(path)
    except scaffold.BadName as error:
        raise Complaint(str(error)) from None
    click.echo(scaffold.next_steps(name))


@click.command("release")
@click.argument("chapters", nargs=-1, metavar="[CHAPTER]…")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the kit.")
def release_command(chapters: tuple[str, ...], out: Path) -> None:
    """Write the students' kit, as a folder and as a zip."""
    course = here()
    try:
        for path in kit.release(out, course.root, chosen(course, chapters)):
            click.echo(path)
    except (BadMarker, BadChapter, kit.KitError) as error:
        raise Complaint(str(error)) from None


COMMANDS = [verify_command, calibrate_command, stubs_command, new_command, release_command]

"""Authors' commands: stubs, verify, calibrate, new, release."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from autograder.cli import Complaint
from autograder.course import bars, calibrate, guide, progress, scaffold, stubs, tapes
from autograder.course.cut import BadMarker
from autograder.course.mutants import prove
from autograder.course.release import CHAPTERS, chosen, release_command
from autograder.course.side_by_side import side_by_side
from autograder.course.tapes import solution_files
from autograder.course.verify import Claim, verify
from autograder.engine.chapter import BadChapter
from autograder.engine.device import CHOICES, HELP, Asked, NoDevice, choose
from autograder.engine.load import Course, here
from autograder.engine.roots import NotInstalled
from autograder.engine.rungs import own_slot


@click.command("verify")
@CHAPTERS
@click.option("--mutants", is_flag=True, help="Plant generated faults in the solution, and count what is caught.")
@click.option("--device", "asked", type=click.Choice(CHOICES), default="cpu", help=HELP)
def verify_command(chapters: tuple[str, ...], mutants: bool, asked: Asked) -> None:
    """Prove chapters: right work passes, every misconception is caught and named."""
    course = here()
    names = chosen(course, chapters)
    if len(names) == 1:
        failed = _proven(course, names[0], mutants, asked)
    else:
        options = ["--device", asked, *(["--mutants"] if mutants else [])]
        failed = 0
        for text, holds in side_by_side(lambda name: ["verify", name, *options], names):
            click.echo(text)
            failed += not holds
    if failed:
        click.echo(f"{failed} {'claims do' if len(names) == 1 else 'chapters do'} not hold", err=True)
        sys.exit(1)


def _proven(course: Course, name: str, mutants: bool, asked: Asked) -> int:
    """Print the claims on one chapter, and return how many do not hold."""
    started, failed = time.perf_counter(), 0
    try:
        chosen_device, said = choose(asked)
        if said:
            click.echo(said)
        click.echo(name)
        chapter = course.load(name)
        libraries, device = chapter.settings.libraries, chapter.on(chosen_device)
        with own_slot(libraries, device) as slot, own_slot(libraries) as reference:
            verified = (
                prove(course, name, slot, reference, _count) if mutants else verify(course, name, slot, reference)
            )
            for claim in verified:
                click.echo(claim_text(claim))
                failed += bool(claim.problems)
    except (BadChapter, BadMarker, NotInstalled, NoDevice) as error:
        raise Complaint(str(error)) from None
    click.echo(f"  {time.perf_counter() - started:.0f} s")
    return failed


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
@click.option("--jobs", type=click.IntRange(min=1), help="Runs at a time; as many as there are cores if not given.")
@click.option("--again", is_flag=True, help="Also what was measured for the same sources already.")
def calibrate_command(chapters: tuple[str, ...], also: tuple[Path, ...], jobs: int | None, again: bool) -> None:
    """Measure trained results over many seeds and set the bars of their checks; bounds hold at 95 % confidence."""
    course, doubted = here(), 0
    for name in chosen(course, chapters):
        others = {folder.name: solution_files(folder / name) for folder in also if (folder / name).is_dir()}
        try:
            with progress.follow() as told:
                found = calibrate.calibrate(course, name, others, jobs or os.cpu_count() or 1, told, again=again)
        except (BadChapter, NotInstalled, calibrate.NotMeasurableError) as error:
            raise Complaint(str(error)) from None
        if found:
            click.echo(calibrate.write(course, name, found))
        for check, entry in found.items():
            click.echo(bar_text(check, entry))
            doubted += bool(bars.doubts(entry))
    if doubted:
        advice = "change what is trained, or for how long, and calibrate again"
        click.echo(f"bars that are not fair yet: {doubted}; {advice}", err=True)
        sys.exit(1)


def bar_text(check: str, entry: Mapping[str, Any]) -> str:
    """What was measured for a check, in words."""
    once, always = (entry["false_fail_rate"][name]["at_most"] for name in ("one_miss", "three_misses"))
    lines = [f"  {check}: {entry['direction'].replace('_', ' ')} {entry['bar']:g}"]
    lines += [
        f"    {who}: {one['min']:g} to {one['max']:g}, median {one['q50']:g}, {one['seeds']} seeds"
        for who, one in entry["right"].items()
    ]
    lines.append(f"    right work misses once in at most {once:.2g} of cases, at all attempts in {always:.1g}")
    lines += [
        f"    {who} is caught in {entry['wrong'][who]['caught']} of {entry['wrong'][who]['seeds']} runs, "
        f"and fails in at least {rates['three_misses']['at_least']:.0%} of cases"
        for who, rates in entry["power"]["of"].items()
    ]
    others = [
        f"{who} ({entry['wrong'][who]['caught']} of {entry['wrong'][who]['seeds']})"
        for who in entry["power"]["not_its_business"]
    ]
    lines += [f"    not this check's business: {', '.join(others)}"] if others else []
    lines += [f"    ✗ {doubt}" for doubt in bars.doubts(entry)]
    return "\n".join(lines)


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


COMMANDS = [verify_command, calibrate_command, stubs_command, new_command, release_command]

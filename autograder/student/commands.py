"""Students' commands: check, watch, hint, list, submit, update, datasets."""

from __future__ import annotations

import functools
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
from msgspec.structs import replace

from autograder.cli import Complaint
from autograder.engine.chapter import BadChapter
from autograder.engine.device import CHOICES, HELP, Asked, NoDevice, choose
from autograder.engine.report import Device, ExerciseReport, GradeReport
from autograder.reports import terminal
from autograder.student import work
from autograder.student.datasets import datasets_command
from autograder.student.hints import HintsError, next_hint
from autograder.student.runner import Runner
from autograder.student.submit import make_submission
from autograder.student.update import update
from autograder.student.watch import watch
from autograder.student.work import StudentError, Workspace

TARGET = click.argument("target", metavar="[EXERCISE]", required=False)
DEVICE = click.option("--device", type=click.Choice(CHOICES), default="cpu", help=HELP)
MAX_WIDTH = 110


def complaining(command: Callable[..., None]) -> Callable[..., None]:
    """Known problems become one line that says what to type instead."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except (StudentError, HintsError, BadChapter, NoDevice) as error:
            raise Complaint(str(error)) from None

    return run


@click.command("check")
@TARGET
@click.option("--all", "whole", is_flag=True, help="Every exercise of the chapter.")
@DEVICE
@complaining
def check_command(target: str | None, whole: bool, device: Asked) -> None:
    """Check the exercise in hand, or the one named: "softmax", "activations", "ch01"."""
    workspace = Workspace.find(Path.cwd())
    chapter, names = _meant(workspace, target, whole=whole)
    with Runner(device=_chosen_device(device)) as runner:
        if len(names) == 1:
            report = runner.check(chapter, names[0])
            exercise = report.exercises[0]
            workspace.record(chapter, exercise)
            click.echo(_exercise_text(chapter, exercise, report.notes), color=_colour())
            if exercise.is_done:
                click.echo(_what_next(workspace, chapter))
            sys.exit(not exercise.is_done)
        report = _chosen(runner.check(chapter), names)
        for exercise in report.exercises:
            workspace.record(chapter, exercise)
        report = replace(report, view="student")  # on one's own machine, isolation is no concern
        click.echo(terminal.render(report, colour=_colour(), width=_width(), encoding=_encoding()), color=_colour())
        sys.exit(not all(exercise.is_done for exercise in report.exercises))


@click.command("watch")
@TARGET
@DEVICE
@complaining
def watch_command(target: str | None, device: Asked) -> None:
    """Check the exercise in hand again at every save."""
    workspace = Workspace.find(Path.cwd())
    chapter, names = _meant(workspace, target, whole=False)
    with Runner(device=_chosen_device(device)) as runner:
        runner.warm(chapter.name)
        watch(
            workspace,
            chapter,
            check=lambda folder, exercise: runner.check(folder, exercise).exercises[0],
            render=functools.partial(_exercise_text, footer=False),
            exercise=_first_open(workspace, chapter, names),
        )


@click.command("hint")
@TARGET
@click.option("--again", is_flag=True, help="Show the last hint once more.")
@complaining
def hint_command(target: str | None, again: bool) -> None:
    """The next hint for an exercise. Asking is free."""
    workspace = Workspace.find(Path.cwd())
    chapter, names = _meant(workspace, target, whole=False)
    click.echo(next_hint(workspace, chapter, _first_open(workspace, chapter, names), again=again).words())


@click.command("list")
@TARGET
@complaining
def list_command(target: str | None) -> None:
    """The exercises of every chapter, or of the one named, and how far you are."""
    workspace = Workspace.find(Path.cwd())
    chapters = [workspace.resolve(target, Path.cwd()).chapter] if target else workspace.chapters
    for chapter in chapters:
        click.echo(chapter.name)
        current = workspace.in_hand(chapter) if chapter == workspace.current_chapter(Path.cwd()) else None
        click.echo(work.listing(workspace, chapter, current))


@click.command("submit")
@click.argument("target", metavar="[CHAPTER]", required=False)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="Folder for the zip.")
@complaining
def submit_command(target: str | None, out: Path) -> None:
    """Write the zip to hand in, and say what is in it."""
    workspace = Workspace.find(Path.cwd())
    chapter = workspace.resolve(target, Path.cwd()).chapter if target else workspace.chapter_to_submit(Path.cwd())
    make_submission(chapter, out, click.echo)
    if left := [name for name in workspace.names(chapter) if name not in workspace.passed(chapter)]:
        click.echo(f"Not right when last checked, or never checked: {', '.join(left)}. You may hand in again.")


@click.command("update")
@click.argument("new_kit", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Change nothing; say what would be done.")
@complaining
def update_command(new_kit: Path, dry_run: bool) -> None:
    """Bring this kit up to date from the zip or folder of a new one; your work stays."""
    update(Workspace.find(Path.cwd()).root, new_kit, click.echo, dry_run=dry_run)


def _chosen_device(asked: Asked) -> Device:
    device, said = choose(asked)
    if said:
        click.echo(said)
    return device


def _meant(workspace: Workspace, target: str | None, *, whole: bool) -> tuple[Path, tuple[str, ...]]:
    """The chapter and the exercises; without a name, the exercise in hand of the chapter worked on."""
    if target:
        found = workspace.resolve(target, Path.cwd())
        return found.chapter, workspace.names(found.chapter) if whole else found.exercises
    chapter = workspace.current_chapter(Path.cwd())
    names = workspace.names(chapter)
    return chapter, names if whole else (workspace.in_hand(chapter) or names[0],)


def _first_open(workspace: Workspace, chapter: Path, names: tuple[str, ...]) -> str:
    """Of a module or a chapter, the first exercise that is not done."""
    done = workspace.passed(chapter)
    return next((name for name in names if name not in done), names[0])


def _chosen(report: GradeReport, names: tuple[str, ...]) -> GradeReport:
    exercises = [exercise for exercise in report.exercises if exercise.name in names]
    score, max_score = (sum(getattr(one, field) for one in exercises) for field in ("points", "max_points"))
    return replace(report, exercises=exercises, score=score, max_score=max_score)


def _what_next(workspace: Workspace, chapter: Path) -> str:
    following = workspace.in_hand(chapter)
    if following is None:
        return f"All exercises of {chapter.name} are done. Hand in: autograder submit {chapter.name}"
    return f"Next: autograder check {following}"


def _exercise_text(chapter: Path, exercise: ExerciseReport, notes: Sequence[str] = (), *, footer: bool = True) -> str:
    text = terminal.render_exercise(
        exercise, chapter=chapter.name, footer=footer, colour=_colour(), width=_width(), encoding=_encoding()
    )
    return "\n".join([*(f"Note: {note}" for note in notes), text])


def _colour() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def _width() -> int:
    return min(shutil.get_terminal_size((100, 24)).columns, MAX_WIDTH)


def _encoding() -> str:
    return sys.stdout.encoding or "ascii"


COMMANDS = [check_command, watch_command, hint_command, list_command, submit_command, update_command, datasets_command]

"""Authors' command `release`: what students work with, and what other platforms grade with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from autograder.cli import Complaint
from autograder.course import kit
from autograder.course.editions import github, gradescope, nbgrader, notebook, otter
from autograder.engine.chapter import BadChapter
from autograder.engine.load import Course, here
from autograder.engine.roots import NotInstalled
from autograder.engine.seeds import Seed
from autograder.grading.gradescope_run import BadSettings
from autograder.grading.session import Asks

CHAPTERS = click.argument("chapters", nargs=-1, metavar="[CHAPTER]…")

# Editions without a seed of the term: out, root, chapters -> what was written, and what to do next
OPEN: dict[str, Callable[[Path, Path, Sequence[str]], Sequence[Path | str]]] = {
    "kit": kit.release,
    "notebook": notebook.release,
    "github": github.release,
    "nbgrader": nbgrader.release,
}
# Editions that judge one chapter by a keyed seed: course, chapter, seed, window, out, settings -> what was written
KEYED: dict[str, Callable[[Course, str, Seed, str, Path, Path | None], Sequence[Path]]] = {
    "gradescope": lambda *asked: [gradescope.release(*asked)],
    "otter": otter.release,
}
DOES = {
    "kit": "for students",
    "notebook": "for students, with the exercises in a notebook",
    "github": "the kit as a template repository",
    "nbgrader": "chapters in a course directory of nbgrader",
    "gradescope": "an autograder's zip, one chapter",
    "otter": "otter-grader's zip and the students' notebook, one chapter",
}


def chosen(course: Course, names: tuple[str, ...]) -> list[str]:
    """The chapters named, or all. Raises Complaint for an unknown one."""
    unknown = set(names) - set(course.names())
    if unknown:
        raise Complaint(f"there is no chapter {', '.join(sorted(unknown))}; there are: {', '.join(course.names())}")
    return list(names) or course.names()


@click.command("release")
@CHAPTERS
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for it.")
@click.option(
    "--to",
    "edition",
    type=click.Choice(list(DOES)),
    default="kit",
    help="; ".join(f"{name}: {words}" for name, words in DOES.items()) + ".",
)
@click.option("--secret", type=click.Path(path_type=Path, dir_okay=False), help="The term's secret, where it marks.")
@click.option("--window", default="1", help="Name of the attempt window, where it marks.")
@click.option("--settings", type=click.Path(path_type=Path, dir_okay=False), help="A settings.toml, where it marks.")
def release_command(
    chapters: tuple[str, ...], out: Path, edition: str, secret: Path | None, window: str, settings: Path | None
) -> None:
    """Write the students' kit, as a folder and as a zip; or what other platforms grade with."""
    course = here()
    names = chosen(course, chapters)
    try:
        if edition in OPEN:
            paths = OPEN[edition](out, course.root, names)
        else:
            paths = KEYED[edition](course, _one(names, edition), *_keyed(names, window, secret), out, settings)
    except (BadChapter, kit.KitError, NotInstalled, BadSettings, ValueError) as error:
        raise Complaint(str(error)) from None
    except OSError as error:
        raise Complaint(
            f"{error.filename}: {error.strerror}: make room there, or name another folder with --out"
        ) from None
    for path in paths:
        click.echo(path)


def _one(names: list[str], edition: str) -> str:
    if len(names) != 1:
        raise Complaint(f"--to {edition} makes what grades one chapter: name it")
    return names[0]


def _keyed(names: list[str], window: str, secret: Path | None) -> tuple[Seed, str]:
    return Asks(names[0], window, secret=secret).seed(), window

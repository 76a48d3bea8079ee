"""The marks of a results folder in other tools' formats: `autograder export`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import msgspec

from autograder.cli import Complaint
from autograder.engine.atomic import write_atomically
from autograder.engine.report import GradeReport
from autograder.grading import platforms
from autograder.grading.results import BadResults, Results, Wish, find
from autograder.grading.store import folder_name
from autograder.interop import classroom, gradescope, junit
from autograder.interop.json_lines import csv_lines, json_lines
from autograder.reports.clean import one_line

OPTIONS = {
    "class_list": "--class-list",
    "gradebook": "--gradebook",
    "policy": "--policy",
    "assignment": "--assignment",
}


@dataclass(frozen=True)
class Format:
    """One format.

    does:  what it is, for --help
    write: puts the results there, and returns the sentence that says where
    takes: of OPTIONS, those that it can use
    needs: of OPTIONS, those that it cannot do without
    """

    does: str
    write: Callable[[Results, Wish], str]
    takes: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()


def one_file(ending: str, chunks: Callable[[Iterable[GradeReport]], Iterator[bytes]]) -> Callable[[Results, Wish], str]:
    """A format that is one file for the class, in the instructor's view."""

    def write(results: Results, wish: Wish) -> str:
        path = wish.out or results.store.out / f"{results.store.chapter}.{ending}"
        write_atomically(path, chunks(results))
        return f"{len(results)} submissions: {path}"

    return write


def a_file_each(name: str, ending: str, made: Callable[[GradeReport], bytes]) -> Callable[[Results, Wish], str]:
    """A format that is a file for each submission, in the student's view, in the folder --out."""

    def write(results: Results, wish: Wish) -> str:
        folder = wish.out or results.store.out / f"{results.store.chapter}.{name}"
        if folder.is_file():
            raise BadResults(f"--out {folder} is a file, and this format writes a folder: name another")
        for report in results.for_students():
            write_atomically(folder / f"{folder_name(report.submission)}.{ending}", made(report))
        return f"{len(results)} submissions, a file each: {folder}"

    return write


LISTED = frozenset({"class_list"})
FORMATS: dict[str, Format] = {
    "canvas": Format(
        "the exported gradebook, filled", platforms.to_canvas, frozenset({"policy", "assignment"}), needs=LISTED
    ),
    "classroom": Format(
        "GitHub Classroom's result, a file each",
        a_file_each("classroom", "json", lambda report: msgspec.json.encode(classroom.result([report]))),
    ),
    "csv": Format("a line for each check", one_file("checks.csv", csv_lines)),
    "gradescope": Format("results.json, a file each", a_file_each("gradescope", "json", gradescope.results)),
    "jsonl": Format("JSON Lines, one for each check", one_file("checks.jsonl", json_lines)),
    "junit": Format("JUnit XML, a file each", a_file_each("junit", "xml", junit.suites)),
    "moodle": Format("the grading worksheet, filled", platforms.to_moodle, frozenset({"policy"}), needs=LISTED),
}


def export(folder: Path, chapter: str, to: str, wish: Wish) -> list[str]:
    """Write the results in the format `to`; what to say of it. Raises BadResults and OSError."""
    chosen = FORMATS[to]
    for name, option in OPTIONS.items():
        given = getattr(wish, name) is not None
        if given and name not in chosen.takes | chosen.needs:
            raise BadResults(f"--to {to} has no use for {option}: leave it out")
        if not given and name in chosen.needs:
            raise BadResults(f"--to {to} needs {option}")
    results = find(folder, chapter)
    said = [chosen.write(results, wish)]
    if held := [report.submission for report in results if report.pending]:
        said.append(f"Pending marks, which an instructor has to look at first: {one_line(', '.join(held))}")
    return said


@click.command("export")
@click.argument("results", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--chapter", required=True, help="Such as ch01_neural_networks.")
@click.option(
    "--to",
    type=click.Choice(sorted(FORMATS)),
    required=True,
    help="; ".join(f"{name}: {one.does}" for name, one in sorted(FORMATS.items())) + ".",
)
@click.option("--out", type=click.Path(path_type=Path), help="The file, or the folder for a file each.")
@click.option("--class-list", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Who is who, as CSV.")
@click.option("--gradebook", metavar="URL", help="Of a gradebook that is a database.")
@click.option("--policy", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="For late work, as TOML.")
@click.option(
    "--assignment", metavar="ID", help="Canvas: id or title of the column, if no single one names the chapter."
)
def export_command(  # noqa: PLR0917 - click passes every option by name
    results: Path,
    chapter: str,
    to: str,
    out: Path | None,
    class_list: Path | None,
    gradebook: str | None,
    policy: Path | None,
    assignment: str | None,
) -> None:
    """Write a chapter's marks for another tool; the reports stay the truth."""
    try:
        said = export(results, chapter, to, Wish(out, class_list, gradebook, policy, assignment))
    except platforms.BAD as error:
        raise Complaint(str(error)) from None
    except OSError as error:
        raise Complaint(f"{error}: name another place with --out") from None
    click.echo("\n".join(said))

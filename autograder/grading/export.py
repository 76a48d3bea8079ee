"""The marks of a results folder in other tools' formats: `autograder export`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import click
import msgspec

from autograder.cli import Complaint
from autograder.engine.atomic import write_atomically
from autograder.engine.report import GradeReport
from autograder.grading import feedback, gradebook, platforms
from autograder.grading.manifest import BadManifest, read_manifest
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
    "download": "--download",
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
    "canvas-feedback": Format(
        "a zip of reports to upload", feedback.to_canvas, frozenset({"class_list"}), needs=frozenset({"download"})
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
    "moodle-feedback": Format("a zip of reports to upload", feedback.to_moodle, needs=LISTED),
    "nbgrader": Format(
        "its gradebook and formgrader's notebooks", gradebook.to_nbgrader, frozenset({"gradebook", "policy"})
    ),
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
    _check_attempts(folder, to, wish)
    results = replace(find(folder, chapter), later=tuple(find(one, chapter) for one in wish.also))
    said = [chosen.write(results, wish)]
    everybody = (report for attempt in (results, *results.later) for report in attempt)
    if held := list(dict.fromkeys(report.submission for report in everybody if report.pending)):
        said.append(f"Pending marks, which an instructor has to look at first: {one_line(', '.join(held))}")
    if "policy" in chosen.takes and wish.policy is None and (before := _policy_of(folder, chapter)):
        said.append(f"Graded with --policy {before}: without it here too, marks were written as they were earned.")
    return said


def _check_attempts(folder: Path, to: str, wish: Wish) -> None:
    """Raises BadResults if several results folders cannot be told apart, or if nothing says which attempt counts."""
    if not wish.also:
        return
    if "policy" not in FORMATS[to].takes:
        raise BadResults(f"--to {to} is of one attempt: name one results folder")
    if len({one.resolve() for one in (folder, *wish.also)}) <= len(wish.also):
        raise BadResults("a results folder is named twice: name the folder of each attempt once, in their order")
    if wish.policy is None:
        raise BadResults(
            "of several attempts, a policy says which one counts: add --policy FILE, where the file has "
            'attempt = "best" or "last", and times of each attempt; instructor_guide/late_policy.toml is one'
        )


def _policy_of(folder: Path, chapter: str) -> str | None:
    """By which late policy the pages were made."""
    try:
        return read_manifest(folder, chapter).policy
    except BadManifest:
        return None


@click.command("export")
@click.argument(
    "results",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="RESULTS...",
)
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
@click.option(
    "--policy",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="For late work and several attempts, as TOML.",
)
@click.option(
    "--assignment", metavar="ID", help="Canvas: id or title of the column, if no single one names the chapter."
)
@click.option(
    "--download",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The zip of submissions, for Canvas to know the files.",
)
def export_command(  # noqa: PLR0913, PLR0917 - click passes every option by name
    results: tuple[Path, ...],
    chapter: str,
    to: str,
    out: Path | None,
    class_list: Path | None,
    gradebook: str | None,
    policy: Path | None,
    assignment: str | None,
    download: Path | None,
) -> None:
    """Write a chapter's marks for another tool; the reports stay the truth.

    Several results folders are attempts, in their order: the late policy says which one counts.
    """
    folder, *also = results
    wish = Wish(out, class_list, gradebook, policy, assignment, download, tuple(also))
    try:
        said = export(folder, chapter, to, wish)
    except platforms.BAD as error:
        raise Complaint(str(error)) from None
    except OSError as error:
        raise Complaint(f"{error}: name another place with --out") from None
    click.echo("\n".join(said))

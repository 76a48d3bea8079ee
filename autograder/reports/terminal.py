"""What a student reads after a check: signs, words, one failing example, and where to go next."""

from __future__ import annotations

import io
from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.engine.report import CheckReport, ExerciseReport, GradeReport, Outcome
from autograder.reports import lateness, pictured, words
from autograder.reports.clean import one_line, visible
from autograder.reports.lateness import Late

WIDEST = 100  # beyond this the points stand too far from their sentence
LABEL = 8  # the widest label, "Expected"
GLUE = "\ue000"  # printed as a space that no line ends at, so that a command stays in one piece
STYLES = {
    Outcome.PASSED: "green",
    Outcome.FAILED: "red",
    Outcome.WAITING: "dim",
    Outcome.NOT_STARTED: "dim",
    Outcome.ANSWERED: "cyan",
    Outcome.HELD: "yellow",
    Outcome.SKIPPED: "dim",
}
ASCII = {"–": "-", "✓": "+", "✗": "x", "○": "o", "·": ".", "≡": "="}  # noqa: RUF001 - the sign of what is skipped


def render(
    report: GradeReport,
    *,
    exercise: str | None = None,
    late: Late | None = None,
    colour: bool,
    width: int,
    encoding: str = "utf-8",
) -> str:
    """A whole report, or one exercise of it, with the example of every check that failed.

    exercise: full name, such as "activations.softmax"
    late:     what a late policy makes of the score, None if nothing is known of that
    width:    columns of the terminal
    encoding: of the stream that the text goes to; signs that it cannot print are replaced
    """
    shown = [each for each in report.exercises if exercise in {None, each.name}]
    blocks: list[RenderableType] = [*_heading(report)]
    for each in shown:
        explained = {check.id for check in each.checks if check.outcome is not Outcome.NOT_STARTED}
        blocks += [_exercise(each, report.chapter, report.view, explained), ""]
    score = report.score if exercise is None else sum(each.points for each in shown)
    max_score = report.max_score if exercise is None else sum(each.max_points for each in shown)
    said = lateness.told(late, report.max_score) if late else ""
    blocks += _ending(words.summary(score, max_score, shown), words.in_hand(shown), report.chapter, said)
    return _print(blocks, colour, width, encoding)


def render_exercise(
    exercise: ExerciseReport,
    *,
    chapter: str = "",
    footer: bool = True,
    colour: bool,
    width: int,
    encoding: str = "utf-8",
) -> str:
    """One exercise for the student's loop: the first failure is explained, the other checks are single lines.

    footer: end with the file to open and the command to run
    """
    explained = _first_failure(exercise.checks)
    blocks: list[RenderableType] = [_exercise(exercise, chapter, "student", explained), ""]
    summary = words.summary(exercise.points, exercise.max_points, [exercise])
    blocks += _ending(summary, words.in_hand([exercise]) if footer else None, chapter)
    return _print(blocks, colour, width, encoding)


def _first_failure(checks: Iterable[CheckReport]) -> set[str]:
    """Of the checks, the one to explain: the first that failed, or the first that says what it waits for."""
    checks = list(checks)
    for outcome in (Outcome.FAILED, Outcome.WAITING, Outcome.HELD, Outcome.ANSWERED, Outcome.SKIPPED):
        for check in checks:
            if check.outcome is outcome:
                return {check.id}
    return set()


def _heading(report: GradeReport) -> list[RenderableType]:
    lines: list[RenderableType] = [Text(one_line(report.title), style="bold")]
    if report.isolation.rung == "plain" and report.view == "instructor":
        lines.append(Text(f"Note: {one_line(report.isolation.label)}", style="yellow"))
    if report.device.kind != "cpu":
        lines.append(Text(f"Device: {one_line(str(report.device))}", style="dim"))
    lines += [Text(f"Note: {one_line(note)}", style="yellow") for note in report.notes]
    return [*lines, ""]


def _exercise(exercise: ExerciseReport, chapter: str, view: str, explained: set[str]) -> RenderableType:
    if all(check.outcome in {Outcome.NOT_STARTED, Outcome.SKIPPED} for check in exercise.checks):
        return _not_started(exercise, chapter)
    name, place = Text(one_line(exercise.name), style="bold"), Text(one_line(words.place(exercise)), style="dim")
    parts: list[RenderableType] = [_row(name, place)]
    told: list[words.Line] = []
    for check in exercise.checks:
        parts.append(_check(check))
        if check.id in explained:
            advice = [line for line in _advice(check, exercise, chapter) if line not in told]
            told += advice
            parts.append(_details([*words.explain(check, view), *pictured.lines(check), *advice]))
    return Group(*parts)


def _not_started(exercise: ExerciseReport, chapter: str) -> RenderableType:
    """An untouched stub is one quiet line, with the way in below it."""
    right = Text(f"not started  0/{words.number(exercise.max_points)}", style="dim")
    sign = Text(f"{words.SIGNS[Outcome.NOT_STARTED]} ", style="dim")
    name = Text(one_line(exercise.name), style="bold")
    return Group(_row(sign + name, right), _details(_hint(exercise, chapter)))


def _check(check: CheckReport) -> RenderableType:
    style = STYLES[check.outcome]
    sentence = Text(one_line(check.sentence))
    if check.outcome in {Outcome.WAITING, Outcome.NOT_STARTED, Outcome.SKIPPED}:
        sentence.stylize("dim")
    right = Text.assemble((words.WORDS[check.outcome], style), "  ", words.marks(check))
    grid = Table.grid(expand=True, padding=(0, 1, 0, 0))
    grid.add_column(width=1)
    grid.add_column(ratio=1)
    grid.add_column(justify="right", no_wrap=True)
    grid.add_row(Text(words.SIGNS[check.outcome], style=style), sentence, right)
    return grid


def _row(left: Text, right: Text) -> RenderableType:
    grid = Table.grid(expand=True, padding=(0, 1, 0, 0))
    grid.add_column(ratio=1)
    grid.add_column(justify="right", no_wrap=True)
    grid.add_row(left, right)
    return grid


def _advice(check: CheckReport, exercise: ExerciseReport, chapter: str) -> list[words.Line]:
    """What the failures of an exercise have in common: told once, with the first of them."""
    if check.outcome is not Outcome.FAILED:
        return []
    return [*(words.Line("Likely", sentence) for sentence in words.likely([check])), *_hint(exercise, chapter)]


def _hint(exercise: ExerciseReport, chapter: str) -> list[words.Line]:
    hint, *more = words.pointers(exercise, chapter)
    return [words.Line(hint.label, _glued(hint.text)), *more]


def _glued(text: str) -> str:
    return one_line(text).replace(" ", GLUE)


def _details(lines: list[words.Line]) -> RenderableType:
    if not lines:
        return Group()
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=LABEL, style="dim")
    grid.add_column(overflow="fold")
    for line in lines:
        style = "bold" if line.label == "Likely" else ""
        grid.add_row(line.label, Text(visible(line.text), style=style))
    return Padding(grid, (0, 0, 0, 2))


def _ending(summary: str, following: ExerciseReport | None, chapter: str, late: str = "") -> list[RenderableType]:
    """Gains before what is left, what lateness takes of them, then the file to open and the command to run."""
    lines: list[RenderableType] = [Text(summary, style="bold")]
    lines += [Text(one_line(late), style="yellow")] if late else []
    if following is not None:
        place, command = _glued(words.place(following, chapter)), _glued(f"autograder check {following.name}")
        lines.append(Text.assemble("Open ", (place, "cyan"), f" and{GLUE}run ", (command, "cyan")))
    return lines


def _print(blocks: list[RenderableType], colour: bool, width: int, encoding: str) -> str:
    console = Console(
        file=io.StringIO(),
        width=min(width, WIDEST),
        height=100,  # with a width and a height, the terminal around us is not asked
        color_system="standard" if colour else None,
        force_terminal=colour,
        no_color=not colour,
        legacy_windows=False,
        force_jupyter=False,  # in a notebook too, it is text that we print
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},
    )
    with console.capture() as captured:
        for block in blocks:
            console.print(block)
    lines = captured.get().replace(GLUE, " ").split("\n")
    text = "\n".join(line.rstrip() for line in lines)
    return _printable(text, encoding)


def _printable(text: str, encoding: str) -> str:
    """`text` without a character that `encoding` lacks."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        for sign, plain in ASCII.items():
            text = text.replace(sign, plain)
        return text.encode(encoding, "backslashreplace").decode(encoding)
    return text

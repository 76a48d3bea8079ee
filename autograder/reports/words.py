"""The words and signs that every picture of a report shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from autograder.engine.report import CheckReport, ExerciseReport, GradeReport, Outcome
from autograder.reports.clean import one_line

SIGNS = {
    Outcome.PASSED: "✓",
    Outcome.FAILED: "✗",
    Outcome.WAITING: "·",
    Outcome.NOT_STARTED: "○",
    Outcome.ANSWERED: "≡",
    Outcome.HELD: "?",
    Outcome.SKIPPED: "–",  # noqa: RUF001 - a dash that is seen
}
WORDS = {
    Outcome.PASSED: "passed",
    Outcome.FAILED: "not yet",
    Outcome.WAITING: "waiting",
    Outcome.NOT_STARTED: "not started",
    Outcome.ANSWERED: "answered",
    Outcome.HELD: "pending",
    Outcome.SKIPPED: "skipped",
}
SIGNS_WRITTEN = {True: SIGNS[Outcome.ANSWERED], False: SIGNS[Outcome.NOT_STARTED]}
HELD = "The check itself could not be completed. This is not your mistake: an instructor will look at it."
ANSWERED = "Answered; marked when you hand in. Your kit holds no solutions for this one."
NAMED = 3  # exercises that a summary names before it counts the rest


class Line(NamedTuple):
    """One line of an explanation. `literal` text is shown as it came, in a fixed-width font."""

    label: str
    text: str
    literal: bool = False


def number(value: float) -> str:
    """Points without needless zeros: 2, 0.5, 3.33."""
    return f"{round(value, 2):g}"


def marks(check: CheckReport) -> str:
    """1/2; while the mark is pending, a question mark in place of the points; of a check that earns none, just that."""
    if not check.max_points:
        return "no points"
    earned = "?" if check.outcome is Outcome.HELD else number(check.points)
    return f"{earned}/{number(check.max_points)}"


def place(exercise: ExerciseReport, chapter: str = "") -> str:
    """Where to open it: ch01_neural_networks/activations.py:12, or work.ipynb, cell 12."""
    if exercise.cell:
        return f"{chapter}/{exercise.cell}" if chapter else exercise.cell
    file = f"{chapter}/{exercise.file}" if chapter else exercise.file
    return file if exercise.line is None else f"{file}:{exercise.line}"


def handout(chapter: str, section: str) -> str:
    """Where the handout explains it; "" if no section is known."""
    if not section:
        return ""
    return f'{chapter.partition("_")[0]} handout, "{section}"'.lstrip()


def pointers(exercise: ExerciseReport, chapter: str) -> list[Line]:
    """Where to look on: the next hint, and the handout's section if one is known."""
    where = handout(chapter, exercise.section)
    hint = Line("Hint", f"autograder hint {one_line(exercise.name)}")
    return [hint, Line("Read", one_line(where))] if where else [hint]


def count(amount: int, noun: str) -> str:
    """1 mark, 2 marks."""
    return f"{amount} {noun}" if amount == 1 else f"{amount} {noun}s"


def seconds(value: float) -> str:
    """12 ms, 3.4 s."""
    return f"{1000 * value:.0f} ms" if value < 1 else f"{value:.1f} s"


def summary(score: float, max_score: float, exercises: Sequence[ExerciseReport]) -> str:
    """Gains first: "8 of 10 points; softmax done; 1 mark pending"."""
    points = f"{number(score)} of {number(max_score)} points"
    return "; ".join(filter(None, [points, gains(exercises)]))


def gains(exercises: Sequence[ExerciseReport]) -> str:
    """What is done, and what is pending: "softmax done; 1 mark pending"; "" if neither."""
    parts: list[str] = []
    done = [_own(exercise) for exercise in exercises if exercise.outcome is Outcome.PASSED]
    if done:
        parts.append("all done" if len(done) == len(exercises) > 1 else f"{_listed(done)} done")
    held = sum(check.outcome is Outcome.HELD for exercise in exercises for check in exercise.checks)
    if held:
        parts.append(f"{count(held, 'mark')} pending")
    answered = [_own(exercise) for exercise in exercises if exercise.outcome is Outcome.ANSWERED]
    if answered:
        parts.append(f"{_listed(answered)} answered, marked when you hand in")
    return "; ".join(parts)


def written(report: GradeReport) -> str:
    """Who marks the written answers, and how many there are."""
    answers = sum(answer.text != "" for answer in report.written)
    said = f"{answers} of {count(len(report.written), 'question')} answered"
    if report.view == "instructor":
        return f"{said}; mark them with the rubric, solutions/{report.chapter}/rubric.md"
    return f"{said}; a person marks them"


def in_hand(exercises: Sequence[ExerciseReport]) -> ExerciseReport | None:
    """The first exercise that its student can work on now, None if there is none."""
    open_now = {Outcome.FAILED, Outcome.NOT_STARTED}
    for exercise in exercises:
        if any(check.outcome in open_now for check in exercise.checks):
            return exercise
    return None


def explain(check: CheckReport, view: str) -> list[Line]:
    """What a reader needs to know of a check that did not pass, in the order of its questions."""
    lines = _example(check)
    if check.outcome is Outcome.WAITING and check.needs:
        own = check.needs == [check.id.split(":")[0]]
        lines.append(Line("Needs", "right answers first" if own else f"{', '.join(check.needs)} to pass first"))
    if check.outcome is Outcome.HELD:
        message = check.message if view == "instructor" and check.message else HELD
        lines.append(Line("Pending", message, literal="\n" in message))
    elif check.outcome is Outcome.ANSWERED:
        lines.append(Line("Marked", ANSWERED))
    elif check.outcome is Outcome.SKIPPED:
        lines.append(Line("Skipped", check.message or "not run here"))
    elif check.message:
        lines.append(Line("Why", check.message))
    return lines


def likely(checks: Sequence[CheckReport]) -> list[str]:
    """What probably went wrong, each sentence once: a diagnosis is of the exercise, and its checks share it."""
    return list(dict.fromkeys(check.likely.sentence for check in checks if check.likely))


def _example(check: CheckReport) -> list[Line]:
    example = check.example
    if example is None:
        return []
    lines = [
        ("Called", example.called, True),
        ("Got", example.got, True),
        ("Seen", example.seen, False),
        ("Expected", example.expected, True),
        ("Where", example.where, False),
    ]
    return [Line(label, text, literal) for label, text, literal in lines if text]


def _own(exercise: ExerciseReport) -> str:
    """The function's name alone, where it only serves to recognise it: softmax for activations.softmax."""
    return exercise.name.rpartition(".")[2]


def _listed(names: list[str]) -> str:
    if len(names) > NAMED:
        names = [*names[: NAMED - 1], f"{len(names) - NAMED + 1} more"]
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]

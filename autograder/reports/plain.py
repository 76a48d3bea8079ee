"""What a check says as plain text, with labels and values in two columns."""

from __future__ import annotations

from autograder.engine.report import CheckReport, ExerciseReport, Outcome
from autograder.reports import pictured, words
from autograder.reports.clean import visible

LABEL = 10  # columns for "Expected" and the space behind it
QUIET = {Outcome.PASSED, Outcome.NOT_STARTED}  # nothing to explain


def verdict(check: CheckReport, exercise: ExerciseReport, chapter: str, view: str) -> str:
    """How one check ended, and below it what a reader needs to know, without the check's own sentence."""
    head = f"{words.SIGNS[check.outcome]} {words.WORDS[check.outcome]}, {words.marks(check)}"
    advice = map(labelled, _advice(check, exercise, chapter))
    return "\n".join(filter(None, [head, details(check, view), *advice]))


def details(check: CheckReport, view: str) -> str:
    """Labels and values, as in the terminal; "" if there is nothing to explain."""
    if check.outcome in QUIET:
        return ""
    return "\n".join(labelled(line) for line in [*words.explain(check, view), *pictured.lines(check)])


def _advice(check: CheckReport, exercise: ExerciseReport, chapter: str) -> list[words.Line]:
    if check.outcome is not Outcome.FAILED:
        return []
    likely = [words.Line("Likely", sentence) for sentence in words.likely([check])]
    return [*likely, *words.pointers(exercise, chapter)]


def labelled(line: words.Line) -> str:
    """A label, and its value in the second column, on as many lines as it has."""
    first, *rest = visible(line.text).split("\n")
    return "\n".join([f"{line.label:<{LABEL}}{first}", *(f"{'':<{LABEL}}{each}" for each in rest)])

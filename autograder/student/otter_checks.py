"""What otter-grader's test files ask in a student's notebook: one check, of the cells as they were last run."""

from __future__ import annotations

import html
from collections.abc import Callable
from functools import partial

from autograder.engine.report import Outcome
from autograder.reports import plain
from autograder.student.cells import OpenChapter, remembering

NO_FAULT = {Outcome.PASSED, Outcome.ANSWERED, Outcome.SKIPPED}  # what is marked later, or elsewhere, is no mistake
AGAIN = "Run the notebook's cells from the top again: nothing is known yet of what was run."


class Verdict(AssertionError):
    """A check that did not pass, in the words that the student reads: otter prints them behind the class's name."""


_open: dict[str, OpenChapter] = {}


def open_chapter(name: str) -> None:
    """Begin to remember what is run in this notebook.

    name: of the chapter, such as "ch01_neural_networks"
    Raises RuntimeError outside a notebook, BadChapter for an unknown chapter.
    """
    _open[name] = remembering(name)


def checks_of(chapter: str, exercise: str) -> Callable[[str], None]:
    """What makes one check of an exercise, by its name; see `ask`."""
    return partial(ask, chapter, exercise)


def ask(chapter: str, exercise: str, name: str) -> None:
    """Raises Verdict unless the check passes; RuntimeError where the chapter was not opened, or has no such check."""
    if chapter not in _open:
        raise RuntimeError(AGAIN)
    report = _open[chapter].report(exercise)
    found = next((check for check in report.checks if check.id == f"{exercise}:{name}"), None)
    if found is None:
        raise RuntimeError(f"the folder tests is not of this kit: {exercise} has no check {name}")
    if found.outcome not in NO_FAULT:
        # otter puts the text into a page as it is
        raise Verdict(html.escape(plain.verdict(found, report, chapter, "student"), quote=False))

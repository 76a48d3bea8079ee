"""Results in nbgrader's gradebook: what stands between the results folder, the chapter's questions and nbgrader."""

from __future__ import annotations

from datetime import UTC
from importlib.util import find_spec
from pathlib import Path

from autograder.course.rubric import BadRubric, asked
from autograder.engine.load import here
from autograder.engine.report import GradeReport
from autograder.grading.attempts import Attempts, attempts_of
from autograder.grading.results import BadResults, Results, Wish
from autograder.interop import nbgrader_gradebook as nbgrader
from autograder.interop.nbgrader_course import BadCourse, read_course
from autograder.interop.nbgrader_database import BadGradebook, absolute
from autograder.interop.nbgrader_ids import BadName
from autograder.interop.nbgrader_notebook import Question

NO_NBGRADER = 'for --to nbgrader, nbgrader is needed: python -m pip install "nbgrader>=0.9.6"'


def to_nbgrader(results: Results, wish: Wish) -> str:
    """The gradebook, and the course directory that belongs to it, brought up to date."""
    if find_spec("nbgrader") is None:
        raise BadResults(NO_NBGRADER)
    chapter = results.store.chapter
    try:
        course = read_course(wish.out or results.store.out / f"{chapter}.nbgrader")
        url = absolute(wish.gradebook, Path.cwd()) if wish.gradebook else absolute(course.gradebook, course.folder)
        attempts = attempts_of(results, wish.policy, here().names())
        said = nbgrader.export(attempts.for_students, course, url, questions(here().home(chapter)), _policy(attempts))
    except (BadCourse, BadGradebook, BadName, BadRubric) as error:
        raise BadResults(str(error)) from None
    return "\n".join(said)


def questions(folder: Path) -> list[Question]:
    """The written questions of a chapter, none if it has no answers.md. Raises BadRubric.

    folder: the chapter's own, such as solutions/ch01_neural_networks
    """
    return [Question(each.number, each.points, prompt, each.text) for each, prompt in asked(folder)]


def _policy(attempts: Attempts) -> nbgrader.Policy | None:
    judge = attempts.judge
    if judge is None:
        return None
    rules, due = judge.policy, judge.policy.due(judge.chapter)

    def of(report: GradeReport) -> nbgrader.Late:
        judged = attempts.of(report.submission).late
        assert judged is not None  # noqa: S101 - there is a judge
        when = judged.when.astimezone(UTC) if judged.when else None
        more = rules.due(judge.chapter, report.submission) - due
        return nbgrader.Late(when, more or None, round(judged.score - judged.score_after, 4), judged.sentence)

    return nbgrader.Policy(due, of)

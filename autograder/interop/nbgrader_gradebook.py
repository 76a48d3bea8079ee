"""Reports into the gradebook of nbgrader, through its own API, and into the notebooks that formgrader shows.

The reports stay the truth: exporting again brings the gradebook up to date. What a person gave in formgrader (scores,
extra credit, comments, flags) is never touched; where that for which it was given has changed, the cell asks to be
looked at again. Everything is looked at before anything is written; then each student is one transaction, together
with the file of their notebook.
"""
# ruff: noqa: PLC0415 - nbgrader is optional, and slow to import: only who asks for it waits for it

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.engine.atomic import write_atomically
from autograder.engine.report import GradeReport, Outcome
from autograder.interop import nbgrader_assignment as assignment
from autograder.interop import nbgrader_database as database
from autograder.interop.class_list import listed
from autograder.interop.nbgrader_course import Course, check_ours
from autograder.interop.nbgrader_database import BadGradebook
from autograder.interop.nbgrader_ids import student_id
from autograder.interop.nbgrader_notebook import (
    BLANK,
    Question,
    answers,
    exercise_id,
    graded_cells,
    notebook,
)
from autograder.reports.clean import one_line

if TYPE_CHECKING:
    from nbgrader.api import Grade, Gradebook, SubmittedNotebook

NO_RESPONSE = "No response."  # what nbgrader itself says of an answer in which nothing was written


@dataclass(frozen=True)
class Late:
    """What a late policy says of one submission.

    when:      it was handed in, None if it was on time and no platform said when
    extension: that its student has, None for none
    penalty:   points that are taken off
    sentence:  for the student, "" if there is nothing to say
    """

    when: datetime | None
    extension: timedelta | None
    penalty: float
    sentence: str


@dataclass(frozen=True)
class Policy:
    """When the chapter is due, and what lateness means for a report."""

    due: datetime
    of: Callable[[GradeReport], Late]


def export(
    reports: Callable[[], Iterable[GradeReport]],
    course: Course,
    url: str,
    questions: Sequence[Question],
    policy: Policy | None = None,
) -> list[str]:
    """Bring gradebook and notebooks up to date with the reports of one chapter; what is to say of it.

    reports: of students' views, the same each time it is called, one for each submission
    url:     of the gradebook, made by `nbgrader_database.absolute`
    policy:  None leaves penalties, times and the due date as they are

    Raises BadGradebook, BadCourse, BadName, and OSError. All that can be seen before anything is written is seen then.
    """
    first = next(iter(reports()))
    chapter, cells = first.chapter, graded_cells(first, questions)
    students = _planned(reports(), course, questions, first)
    with database.reading(url) as session:
        known = assignment.students(session, url, course.course_id, chapter, cells) if session else set[str]()
    notes = list(_notes(students, known, course, url))
    course.prepare(chapter, url)
    with database.opened(url, course.course_id) as book:
        assignment.make(book, chapter, cells, policy.due if policy else None)
        for number, report in enumerate(reports()):
            try:
                with database.complaints(url):
                    _student(book, course, report, questions, policy)
            except BadGradebook as error:
                raise BadGradebook(
                    f"{error}. Students that are written already, each of them whole: {number} of {len(students)}"
                ) from None
    return [*notes, f"{len(students)} submissions: {course.folder}"]


def _planned(
    reports: Iterable[GradeReport], course: Course, questions: Sequence[Question], first: GradeReport
) -> dict[str, str]:
    """Student's id -> submission, if all of them can be written."""
    cells, found = graded_cells(first, questions), dict[str, str]()
    for report in reports:
        if graded_cells(report, questions) != cells:
            raise BadGradebook(
                f'the reports of "{one_line(first.submission)}" and "{one_line(report.submission)}" have other '
                "exercises or points, as after a change of the chapter: grade the class again"
            )
        student = student_id(report.submission)
        check_ours(course.notebook(student, report.chapter), report.submission)
        found[student] = report.submission
    return found


def _student(
    book: Gradebook, course: Course, report: GradeReport, questions: Sequence[Question], policy: Policy | None
) -> None:
    student, chapter = student_id(report.submission), report.chapter
    late = policy.of(report) if policy else None
    path = course.notebook(student, chapter)
    made = notebook(report, questions, late=late.sentence if late else "", with_rubric=course.with_rubric)
    with _or_as_it_was(path), database.transaction(book):
        book.update_or_create_student(student)
        times = {"timestamp": late.when, "extension": late.extension} if late else {}
        with book.db.no_autoflush:  # nbgrader puts a submission into the session only when it is complete
            book.update_or_create_submission(chapter, student, **times)
        submitted = book.find_submission_notebook(chapter, chapter, student)
        _complete(submitted, report, questions)
        if late:
            submitted.late_submission_penalty = late.penalty
        _marks(submitted, report)
        _answers(submitted, report, questions, _sources(path))
        book.db.commit()
        write_atomically(path, made)


def _complete(submitted: SubmittedNotebook, report: GradeReport, questions: Sequence[Question]) -> None:
    from nbgrader.api import MissingEntry

    wanted = {cell.grade_id for cell in graded_cells(report, questions)}
    answered = {question.grade_id for question in questions}
    lacking = (wanted - {grade.name for grade in submitted.grades}) | (
        answered - {comment.name for comment in submitted.comments}
    )
    if lacking:
        raise MissingEntry(f"the submission of {submitted.student.id} lacks rows for {listed(sorted(lacking))}")


def _marks(submitted: SubmittedNotebook, report: GradeReport) -> None:
    grades = {grade.name: grade for grade in submitted.grades}
    for exercise in report.exercises:
        held = exercise.outcome is Outcome.HELD
        _give(grades[exercise_id(exercise.name)], None if held else exercise.points)


def _answers(
    submitted: SubmittedNotebook, report: GradeReport, questions: Sequence[Question], before: dict[str, str]
) -> None:
    """What was written waits for a person. Where nothing was, there is nothing to mark, and it says so.

    before: what stood in the cells of the notebook that is there
    """
    grades = {grade.name: grade for grade in submitted.grades}
    comments = {comment.name: comment for comment in submitted.comments}
    nothing = not report.written and not report.pending  # no answers.md, or one without a question
    for name, answer in answers(report, questions).items():
        blank = answer == "" or (answer is None and nothing)
        _give(grades[name], 0.0 if blank else None, again=before.get(name, answer or BLANK) != (answer or BLANK))
        comments[name].auto_comment = NO_RESPONSE if blank else None


def _give(grade: Grade, earned: float | None, *, again: bool = False) -> None:
    """The score by which nothing of a person's is lost. again: look at it again, its text is another."""
    same = earned == grade.auto_score or (
        earned is not None and grade.auto_score is not None and math.isclose(earned, grade.auto_score, abs_tol=1e-6)
    )
    if grade.manual_score is None:
        grade.needs_manual_grade = earned is None
    elif again or not same:
        grade.needs_manual_grade = True
    grade.auto_score = earned


def _sources(path: Path) -> dict[str, str]:
    """By id, what stands in the answer cells of a notebook that was written before."""
    if not path.is_file():
        return {}
    cells = json.loads(path.read_bytes())["cells"]
    return {cell["id"]: "".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"}


@contextmanager
def _or_as_it_was(path: Path) -> Iterator[None]:
    """If something fails, the file is as it was before."""
    before = path.read_bytes() if path.is_file() else None
    try:
        yield
    except BaseException:
        if before is None:
            path.unlink(missing_ok=True)
        elif path.read_bytes() != before:
            write_atomically(path, before)
        raise


def _notes(students: dict[str, str], known: set[str], course: Course, url: str) -> Iterator[str]:
    if renamed := [f"{submission} is {student}" for student, submission in students.items() if student != submission]:
        yield f"Students whose names nbgrader cannot take have another id there: {listed(renamed)}."
    if added := [student for student in students if student not in known] if known else []:
        yield f"Students that the gradebook did not have before: {listed(added)}."
    if missing := sorted(known - set(students)):
        yield f"Without a report, left as they were: {listed(missing)}."
    if not course.with_rubric:
        yield (
            f"The rubric was left out of the notebooks, since {course.folder / 'nbgrader_config.py'} does not keep it "
            "out of students' feedback: instructor_guide/exports.md has the lines"
        )
    if course.is_configured and url != database.absolute(course.gradebook, course.folder):
        yield (
            f"nbgrader's commands in {course.folder} use another gradebook, {database.shown(course.gradebook)}: give "
            f"them --db {url}"
        )

"""A chapter as an assignment in a gradebook of nbgrader: whether the one that is there is the same, and making it."""
# ruff: noqa: PLC0415 - nbgrader is optional, and slow to import: only who asks for it waits for it

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from autograder.interop import nbgrader_database as database
from autograder.interop.class_list import listed
from autograder.interop.nbgrader_database import BadGradebook
from autograder.interop.nbgrader_notebook import Cell

if TYPE_CHECKING:
    from nbgrader.api import Assignment, Gradebook, Notebook
    from sqlalchemy.orm import Session


def students(session: Session, url: str, course_id: str, chapter: str, cells: Sequence[Cell]) -> set[str]:
    """The ids of the students that are in the gradebook, if it can take the chapter. Raises BadGradebook."""
    from nbgrader.api import Assignment, Student

    database.check_course(session, url, course_id)
    assignment = session.query(Assignment).filter_by(name=chapter).one_or_none()
    if assignment is not None:
        _same_cells(assignment, cells, course_id, database.shown(url))
    return {student for (student,) in session.query(Student.id)}


def make(book: Gradebook, chapter: str, cells: Sequence[Cell], due: datetime | None) -> None:
    """The assignment, its notebook and its cells, as `nbgrader generate_assignment` would make them."""
    from nbgrader.api import MissingEntry

    with database.transaction(book):
        book.update_or_create_assignment(chapter, **({"duedate": due} if due else {}))
        try:
            book.find_notebook(chapter, chapter)
        except MissingEntry:
            kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
            book.add_notebook(chapter, chapter, kernelspec=json.dumps(kernel))
        for cell in cells:
            where = (cell.grade_id, chapter, chapter)
            book.update_or_create_grade_cell(*where, max_score=cell.points, cell_type=cell.cell_type)
            if cell.is_solution:
                book.update_or_create_solution_cell(*where)
            try:
                book.find_source_cell(*where)  # the notebook edition's stays
            except MissingEntry:
                released = {"checksum": cell.metadata()["checksum"], "locked": not cell.is_solution}
                book.add_source_cell(*where, cell_type=cell.cell_type, source=cell.source, **released)


def _same_cells(assignment: Assignment, cells: Sequence[Cell], course_id: str, name: str) -> None:
    wrong = []
    if assignment.course_id != course_id:
        wrong.append(f'it is of the course "{assignment.course_id}"')
    wrong += [f"it has a notebook {each.name}" for each in assignment.notebooks if each.name != assignment.name]
    own = [each for each in assignment.notebooks if each.name == assignment.name]
    if own and (own[0].grade_cells or own[0].submissions):
        wrong += _differences(own[0], cells)
    if not own and assignment.submissions:
        wrong.append("it has submissions, and no such notebook")
    if wrong:
        raise BadGradebook(
            f"{name}: the assignment {assignment.name} in it is not that of these reports: {listed(wrong)}. Something "
            f"else made it, or the chapter has changed: {database.ANOTHER}, or remove the assignment and all its "
            f"marks: nbgrader db assignment remove --force {assignment.name}"
        )


def _differences(own: Notebook, cells: Sequence[Cell]) -> Iterator[str]:
    there = {cell.name: (cell.max_score, cell.cell_type) for cell in own.grade_cells}
    wanted = {cell.grade_id: (cell.points, cell.cell_type) for cell in cells}
    yield from (f"it has no cell {name}" for name in wanted if name not in there)
    yield from (f"it has a cell {name}" for name in there if name not in wanted)
    yield from (f"it has a task {cell.name}" for cell in own.task_cells)
    for name in [name for name in wanted if name in there and there[name] != wanted[name]]:
        (points, kind), (ours, our_kind) = there[name], wanted[name]
        yield f"{name} is {kind} of {points:g} points, and here {our_kind} of {ours:g}"
    commented = {cell.name for cell in own.solution_cells}
    answered = (cell.grade_id for cell in cells if cell.is_solution)
    yield from (f"{name} cannot be answered" for name in answered if name in there and name not in commented)

"""Canvas: the exported gradebook, the zip of submissions, and the gradebook to import.

Canvas reads a mark by the column's heading, which ends in the assignment's id, and by the student's ID.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from autograder.interop import download
from autograder.interop.class_list import (
    LABEL,
    ClassList,
    Filled,
    Mark,
    Owner,
    Student,
    cell_of,
    class_list,
    letters,
    listed,
    value,
    without_report,
)
from autograder.interop.download import Submission
from autograder.interop.sheet import BadExport, Row, Sheet, read_sheet

EXPORT = "in Canvas open Grades, then Export, Export Entire Gradebook"
DOWNLOAD = "in Canvas open the assignment, then Download Submissions"
POINTS = "Points Possible"
HIDDEN = re.compile(r"(?i)\s*(muted|manual posting.*)?\s*")  # the row of assignments whose marks are not posted
TITLE = re.compile(r"(?s)(?P<title>.*) \((?P<id>\d+)\)")
NAME = re.compile(r"(?=_(?:(?P<late>(?i:late))_)?(?P<student>\d+)_(?P<file>\d+)_(?P<original>.+))")
ON_THE_PAGE = re.compile(r"_(?:(?P<late>(?i:late))_)?(?P<student>\d+)_(?:text|link)\.html")
ANONYMOUS = re.compile(r"(?:^|_)anon_\w+_\d+_")


@dataclass(frozen=True)
class Assignment:
    """One column of the gradebook."""

    id: str
    title: str
    column: int
    points: str  # the cell of the row "Points Possible"


@dataclass(frozen=True)
class Gradebook:
    """The students, the assignments, and where the points stand."""

    students: ClassList
    assignments: tuple[Assignment, ...]
    points_row: Row

    @property
    def sheet(self) -> Sheet:
        return self.students.sheet


def read(data: bytes, file: str) -> Gradebook:
    """Read the exported gradebook; `file` is what messages call it. Raises BadExport."""
    sheet = read_sheet(data, file, ("ID", "Section"), EXPORT)
    own = sheet.column("ID") or 0
    points = [row for row in sheet.rows[1:] if row.cells[0].strip() == POINTS and not _cell(row, own).strip()]
    if len(points) != 1:
        raise BadExport(
            f'{file}: one row has to begin with "{POINTS}", and {len(points)} do: {EXPORT}, and delete no row'
        )
    students = [row for row in sheet.rows[1:] if row is not points[0] and not _is_hidden_row(row)]
    found = [
        Assignment(match["id"], match["title"], column, _cell(points[0], column))
        for column, title in enumerate(sheet.header)
        if (match := TITLE.fullmatch(title))
    ]
    return Gradebook(class_list(sheet, [_student(sheet, row) for row in students]), tuple(found), points[0])


def assignment(book: Gradebook, wanted: str, chapter: str, title: str = "") -> Assignment:
    """The column of an assignment.

    wanted:  its id or whole title, "" for the only one that names the chapter
    chapter: such as ch01_neural_networks
    title:   of the chapter
    Raises BadExport.
    """
    names = {chapter.casefold(), title.casefold()} - {""}
    found = [
        each
        for each in book.assignments
        if (wanted in (each.id, each.title) if wanted else any(name in each.title.casefold() for name in names))
    ]
    if len(found) == 1:
        return found[0]
    asked = f'"{wanted}"' if wanted else f'the chapter ("{chapter}" or "{title}" in its title)'
    there = listed(f"{each.title} ({each.id})" for each in found or book.assignments) or "none"
    raise book.sheet.bad(
        book.sheet.rows[0],
        f"{len(found)} assignments stand for {asked}, of {there}: name the assignment by its id",
    )


def fill(book: Gradebook, marks: Iterable[Mark], into: Assignment) -> Filled:
    """The gradebook to import: the assignment's cells of those who have a mark, and nothing else, changed.

    Raises BadExport at a mark of nobody, two of one student, or a chapter of other points than the assignment.
    """
    done: list[Student] = []
    kept: list[str] = []
    changed: list[str] = []
    for student, mark in book.students.matched(marks):
        _same_points(book, into, mark)
        done.append(student)
        now = student.row.cells[into.column].strip()
        if mark.pending:
            kept.append(f"{student.label}: the mark is pending, and was left as it was.")
        elif now.upper() in ("EX", "N/A"):
            kept.append(f"{student.label}: {'excused' if now.upper() == 'EX' else 'not assigned'}, and left so.")
        else:
            text = cell_of(mark.score, student.row.cells[into.column], into.points)
            if value(now) is not None and text != student.row.cells[into.column]:
                changed.append(f"{student.label} ({now} to {text})")
            book.sheet.put(student.row, into.column, text)
    notes = [*kept, *([f"Marks that were others before: {listed(changed)}."] if changed else [])]
    notes += without_report(book.students.students, [student.id for student in done])
    return Filled(book.sheet.encode(), tuple(notes))


def submissions(archive: zipfile.ZipFile, file: str, students: ClassList) -> dict[str, Submission]:
    """What was handed in, by the student's id, from the zip that Canvas makes. Raises BadExport."""
    found: dict[str, Submission] = {}
    for path, entry in download.entries(archive, file):
        name = path.rsplit("/", 1)[-1]
        if on_page := ON_THE_PAGE.search(name):
            _known(students, on_page["student"], file, path)
            found.setdefault(on_page["student"], Submission()).late = on_page["late"] is not None
            continue
        match = _named(name, file, students)
        submission = found.setdefault(match["student"], Submission())
        submission.late = match["late"] is not None
        submission.add(match["original"], entry)
    if not found:
        raise BadExport(f"{file}: no submission was found in it: {DOWNLOAD}")
    return found


def _student(sheet: Sheet, row: Row) -> Student:
    cells = {name: cell.strip() for name, cell in zip(sheet.header, row.cells, strict=False)}
    if len(row.cells) != len(sheet.header):
        raise sheet.bad(row, f"{len(row.cells)} cells, and the heading has {len(sheet.header)}: {EXPORT}")
    if not re.fullmatch(r"[0-9]+", cells["ID"]):
        raise sheet.bad(row, f'the ID "{cells["ID"]}" is no number, as after a spreadsheet saved the file: {EXPORT}')
    name = cells.get("Student", f"{cells.get('LastName', '')}, {cells.get('FirstName', '')}")
    aliases = tuple(cells[column] for column in ("SIS User ID", "SIS Login ID", "Integration ID") if column in cells)
    return Student(cells["ID"], name, row, aliases)


def _is_hidden_row(row: Row) -> bool:
    return all(HIDDEN.fullmatch(cell) for cell in row.cells)


def _cell(row: Row, column: int) -> str:
    return row.cells[column] if column < len(row.cells) else ""


def _same_points(book: Gradebook, into: Assignment, mark: Mark) -> None:
    if value(into.points) == round(mark.max_score, 2):
        return
    raise book.sheet.bad(
        book.points_row,
        f'"{into.title}" is of {into.points.strip() or "no"} points, and the chapter of {mark.max_score:g} '
        f"({mark.submission}): set the assignment's points in Canvas to {mark.max_score:g}, and export again",
    )


def _named(name: str, file: str, students: ClassList) -> re.Match[str]:
    """The parts of a file's name. Digits in a person's name can look like an id: who is in the class decides."""
    if match := person(name, students.by_id):
        return match
    if ANONYMOUS.search(name):
        raise is_anonymous(file, name)
    if found := NAME.search(name):
        _known(students, found["student"], file, name)
    raise BadExport(f'{file}: "{download.shown(name)}" is not named as Canvas names submissions: {DOWNLOAD}')


def person(name: str, persons: Mapping[str, Student] | Mapping[str, Owner]) -> re.Match[str] | None:
    """The parts of a file's name, if it is of one of these persons, by id: one whose name it begins with, if any."""
    known = [match for match in NAME.finditer(name) if match["student"] in persons]
    alike = (match for match in known if _begins(name[: match.start()]) == _begins(persons[match["student"]].name))
    return next(alike, known[0] if known else None)


def _begins(name: str) -> str:
    return letters(name)[:LABEL]


def is_anonymous(file: str, name: str) -> BadExport:
    return BadExport(
        f'{file}: "{download.shown(name)}" names nobody, since the assignment is marked anonymously: '
        "turn that off in Canvas, and download the submissions again"
    )


def _known(students: ClassList, student: str, file: str, path: str) -> None:
    if student not in students.by_id:
        raise BadExport(
            f'{file}: "{download.shown(path)}" is of the student {student}, who is not in {students.sheet.file}: '
            f"{EXPORT}, on the same day as the submissions"
        )

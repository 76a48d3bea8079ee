"""The students of a platform's export, and the marks that belong to them. Ids decide, names never do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from autograder.engine.report import GradeReport, Outcome
from autograder.interop.sheet import BadExport, Row, Sheet
from autograder.reports import lateness, words
from autograder.reports.clean import one_line
from autograder.reports.lateness import Late

LABEL = 40  # characters of a name in a folder's name
NAMED = 5  # in one message
LABELLED = re.compile(r"(?P<name>.+)_(?P<id>[0-9]+)")  # as Student.label writes it
NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")


@dataclass(frozen=True)
class Student:
    """One row of the export."""

    id: str  # the platform's own number
    name: str
    row: Row
    aliases: tuple[str, ...] = ()  # other ids in the same row, such as a login

    @property
    def label(self) -> str:
        """What `collect` names the submission: readable, and different for two students of one name."""
        return f"{letters(self.name)[:LABEL] or 'student'}_{self.id}"


@dataclass(frozen=True)
class ClassList:
    """All students of an export, by every key that a submission may be named after."""

    sheet: Sheet
    by_id: dict[str, Student]
    by_key: dict[str, list[Student]]

    @property
    def students(self) -> list[Student]:
        return list(self.by_id.values())

    def student(self, submission: str) -> Student:
        """Whose submission it is. Raises BadExport."""
        found = self.by_key.get(_key(submission), [])
        if len(found) == 1:
            return found[0]
        shown = one_line(submission)
        if not found:
            raise BadExport(
                f'{self.sheet.file}: no student belongs to the submission "{shown}": name its folder after the '
                "student's id or login in this file, or let autograder collect make the folders, and grade again"
            )
        lines = " and ".join(str(student.row.line) for student in found)
        raise BadExport(
            f'{self.sheet.file}, lines {lines}: "{shown}" stands for more than one student: '
            f"name the submission's folder {' or '.join(student.label for student in found)}, and grade again"
        )

    def matched(self, marks: Iterable[Mark]) -> Iterator[tuple[Student, Mark]]:
        """Each mark with its student. Raises BadExport at a mark of nobody, or at a second one of somebody."""
        seen: dict[str, str] = {}
        for mark in marks:
            yield self._take(mark.submission, seen), mark

    def owners(self, submissions: Iterable[str]) -> dict[str, Owner]:
        """By id, whose submissions these are. Raises BadExport as `matched` does."""
        seen: dict[str, str] = {}
        found = ((self._take(submission, seen), submission) for submission in submissions)
        return {student.id: Owner(student.id, student.name, submission) for student, submission in found}

    def _take(self, submission: str, seen: dict[str, str]) -> Student:
        student = self.student(submission)
        if student.id in seen:
            raise BadExport(
                f"{self.sheet.file}, line {student.row.line}: two reports are of one student, "
                f'"{one_line(seen[student.id])}" and "{one_line(submission)}": '
                "keep one of the two folders in the results"
            )
        seen[student.id] = submission
        return student


def class_list(sheet: Sheet, students: Iterable[Student]) -> ClassList:
    """Raises BadExport if an id stands there twice."""
    by_id: dict[str, Student] = {}
    by_key: dict[str, list[Student]] = {}
    for student in students:
        if student.id in by_id:
            raise sheet.bad(
                student.row,
                f"the id {student.id} stands in line {by_id[student.id].row.line} too: "
                "export the file again, and join no two exports",
            )
        by_id[student.id] = student
        for key in {_key(name) for name in (student.id, student.label, *student.aliases)} - {""}:
            by_key.setdefault(key, []).append(student)
    return ClassList(sheet, by_id, by_key)


@dataclass(frozen=True)
class Owner:
    """A student of whom there is a report. name: as the platform writes it, or its letters."""

    id: str
    name: str
    submission: str


def owners(submissions: Iterable[str]) -> dict[str, Owner]:
    """By id, whose submissions these are, by the names that `collect` gives to folders. Raises BadExport."""
    found: dict[str, Owner] = {}
    for submission in submissions:
        match = LABELLED.fullmatch(submission)
        shown = one_line(submission)
        if match is None:
            raise BadExport(
                f'the submission "{shown}" is not named as autograder collect names folders, such as '
                "lovelaceada_1001: name the exported class with --class-list"
            )
        if match["id"] in found:
            other = one_line(found[match["id"]].submission)
            raise BadExport(
                f'the submissions "{other}" and "{shown}" end in the same id: name the exported class with --class-list'
            )
        found[match["id"]] = Owner(match["id"], match["name"], submission)
    return found


def _key(name: str) -> str:
    """A Mac may have taken the letters of a folder's name apart, and logins do not care for capitals."""
    return unicodedata.normalize("NFC", name).strip().casefold()


def letters(name: str) -> str:
    """Letters and digits of a name in small letters: lovelaceada."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFC", name)).lower()


@dataclass(frozen=True)
class Mark:
    """What a platform is told of one report. pending: a check is held, and no mark may be given yet."""

    submission: str
    score: float
    max_score: float
    pending: bool
    comment: tuple[str, ...] = ()  # lines that the student may read, free of control characters


def mark(report: GradeReport, late: Late | None = None) -> Mark:
    """The mark of a report, or what a late policy leaves of it, and what the student is told.

    report: the student's view; the instructor's raises ValueError
    """
    if report.view != "student":
        raise ValueError("a platform shows comments to students: make the mark from student_view(report)")
    lines = [words.summary(report.score, report.max_score, report.exercises)]
    lines += [late.sentence, lateness.counts(late, report.max_score)] if late else []
    lines += _left_to_do(report)
    lines += [words.written(report)] if report.written else []
    lines += [f"Note: {note}" for note in report.notes]
    comment = tuple(one_line(line) for line in lines if line)
    counts = late.score_after if late else report.score
    return Mark(report.submission, counts, report.max_score, report.pending, comment)


def _left_to_do(report: GradeReport) -> Iterator[str]:
    """The sentences of what did not pass, and no example: those are in the report itself."""
    for exercise in report.exercises:
        if exercise.is_done:
            continue
        yield f"{exercise.name}: {words.number(exercise.points)}/{words.number(exercise.max_points)}"
        if exercise.outcome is Outcome.NOT_STARTED:
            yield f"{words.SIGNS[Outcome.NOT_STARTED]} {words.WORDS[Outcome.NOT_STARTED]}"
            continue
        for check in exercise.checks:
            if check.outcome not in (Outcome.PASSED, Outcome.ANSWERED, Outcome.SKIPPED):
                sign, word = words.SIGNS[check.outcome], words.WORDS[check.outcome]
                yield f"{sign} {word}: {check.sentence} ({words.marks(check)})"
        yield from (f"Likely: {sentence}" for sentence in words.likely(exercise.checks))


@dataclass(frozen=True)
class Filled:
    """An export with the marks in it. notes: what was left as it was, and why."""

    data: bytes
    notes: tuple[str, ...]


def listed(names: Iterable[str]) -> str:
    """The first few names, and how many more."""
    every = [one_line(name) for name in names]
    more = len(every) - NAMED
    return ", ".join(every[:NAMED]) + (f" and {more} more" if more > 0 else "")


def without_report(students: Iterable[Student], done: Iterable[str]) -> Iterator[str]:
    """A note on those of whom there is no report, if there are any."""
    missing = {student.id: student for student in students}
    for one in done:
        missing.pop(one, None)
    if missing:
        yield f"Without a report, left as they were: {listed(each.label for each in missing.values())}."


def value(cell: str) -> float | None:
    """The number in a cell, with a point or a comma; None if it holds something else."""
    text = cell.strip()
    return float(text.replace(",", ".")) if NUMBER.fullmatch(text) else None


def cell_of(score: float, now: str, like: str) -> str:
    """The score with two decimals, as platforms keep it; `now` if that is the same number.

    like: a cell of the same file, which shows whether its numbers have a comma
    """
    if value(now) == round(score, 2):
        return now
    text = f"{score:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if "," in like else text

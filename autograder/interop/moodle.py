"""Moodle: the grading worksheet, the zip of submissions, the worksheet to upload, and the zip of feedback files.

Moodle reads a mark by the number behind "Participant" and compares "Last modified (grade)": a mark that was changed
there meanwhile is kept. Comments are HTML to it. It gives a feedback file to the participant whose number stands
between the first and the second underscore of its name.
"""

from __future__ import annotations

import html
import re
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from autograder.engine.report import GradeReport
from autograder.interop import download
from autograder.interop.class_list import (
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
from autograder.reports import html as page
from autograder.reports.clean import one_line
from autograder.reports.lateness import Late

EXPORT = "in Moodle open the assignment, then Submissions, Download grading worksheet, with the language set to English"
DOWNLOAD = "in Moodle open the assignment, then Submissions, Download all submissions"
POINTS = "set the assignment's grade to the type Point in Moodle, and download the worksheet again"
IDENTIFIER = re.compile(r"Participant (?P<id>[0-9]+)")
FOLDER = re.compile(r"(?P<name>[^_]*)_(?P<id>[0-9]+)_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<rest>.*))?", re.DOTALL)
OURS = re.compile(r"'?[\d.]+ of [\d.]+ points")  # how the comments that are written here begin
STARTS = re.compile("[=+@＝＋＠]")  # noqa: RUF001 - full-width signs are meant: some programs fold them
MINUS = re.compile("((?:^|[,;])[\\s\"'\u200c\u200d]*)[-－]")  # noqa: RUF001 - as above; elsewhere it is a hyphen
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
TIME = re.compile(
    r"(?:\w+, )?(?:(?P<day>\d{1,2}) (?P<month>\w+)|(?P<month_us>\w+) (?P<day_us>\d{1,2}),) (?P<year>\d{4}), "
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?"
)


@dataclass(frozen=True)
class Worksheet:
    """The participants, and where the columns stand. comment: None if the assignment has no feedback comments."""

    students: ClassList
    grade: int
    most: int
    comment: int | None
    changeable: int | None
    handed_in: int | None

    @property
    def sheet(self) -> Sheet:
        return self.students.sheet


def read(data: bytes, file: str) -> Worksheet:
    """Read the grading worksheet; `file` is what messages call it. Raises BadExport."""
    needs = ("Identifier", "Grade", "Last modified (grade)")
    sheet = read_sheet(data, file, needs, EXPORT)
    grade, most = sheet.column("Grade"), sheet.column("Maximum Grade")
    if grade is None or most is None:
        raise sheet.bad(
            sheet.rows[0], f'there is no column "Maximum Grade", as with a scale in place of points: {POINTS}'
        )
    rows = [row for row in sheet.rows[1:] if not row.is_blank]
    return Worksheet(
        class_list(sheet, [_student(sheet, row) for row in rows]),
        grade,
        most,
        sheet.column("Feedback comments"),
        sheet.column("Grade can be changed"),
        sheet.column("Last modified (submission)"),
    )


def fill(work: Worksheet, marks: Iterable[Mark]) -> Filled:
    """The worksheet to upload: grade and comment of those who have a mark, and nothing else, changed.

    Raises BadExport at a mark of nobody, two of one participant, or a chapter of other points than the assignment.
    """
    done: list[Student] = []
    kept: list[str] = []
    changed: list[str] = []
    for student, mark in work.students.matched(marks):
        row = student.row
        _same_points(work, row, mark)
        done.append(student)
        if mark.pending:
            kept.append(f"{student.label}: the mark is pending, and was left as it was.")
            continue
        if work.changeable is not None and row.cells[work.changeable].strip() == "No":
            kept.append(f"{student.label}: Moodle says that the grade cannot be changed, and it was left as it was.")
            continue
        now = row.cells[work.grade]
        text = cell_of(mark.score, now, row.cells[work.most])
        if value(now) is not None and text != now:
            changed.append(f"{student.label} ({now.strip()} to {text})")
        work.sheet.put(row, work.grade, text)
        kept += _put_comment(work, student, mark)
    notes = [*kept, *([f"Grades that were others before: {listed(changed)}."] if changed else [])]
    if work.comment is None:
        notes.append('No comments were written: turn on "Feedback comments" in the assignment to have them.')
    notes += without_report(work.students.students, [student.id for student in done])
    return Filled(work.sheet.encode(), tuple(notes))


def comment(lines: Iterable[str]) -> str:
    """HTML on one line, in which nothing from a submission is markup, and that no spreadsheet runs.

    What could start a formula is written as an entity: Moodle shows it as it was.
    """
    text = STARTS.sub(_entity, "<br>".join(html.escape(one_line(line)) for line in lines))
    while MINUS.search(text):  # behind the semicolon of an entity there can be the next one
        text = MINUS.sub(lambda found: found.group(1) + _entity(found), text)
    return text


def _entity(found: re.Match[str]) -> str:
    return f"&#{ord(found.group()[-1])};"


def submissions(archive: zipfile.ZipFile, file: str, students: ClassList) -> dict[str, Submission]:
    """What was handed in, by the participant's number, from the zip that Moodle makes. Raises BadExport.

    Both variants are read: a folder for each participant, or every file in one folder.
    """
    ids = students.by_id
    found: dict[str, Submission] = {}
    for path, entry in download.entries(archive, file):
        match, below = _named(path, file)
        if match["id"] not in ids:
            raise BadExport(
                f'{file}: "{download.shown(path)}" is of the participant {match["id"]}, who is not in '
                f"{students.sheet.file}: {EXPORT}, on the same day as the submissions"
            )
        _same_name(match["name"], ids[match["id"]], file, students)
        submission = found.setdefault(match["id"], Submission())
        if match["kind"] == "file":
            submission.add("/".join(part for part in (match["rest"] or "", *below) if part), entry)
    if not found:
        raise BadExport(f"{file}: no submission was found in it: {DOWNLOAD}")
    return found


def times(work: Worksheet) -> dict[str, datetime | None]:
    """When each participant handed in, by their label, None for who did not.

    Local times of the person who downloaded the worksheet, without their zone, in whole minutes: the seconds that
    Moodle leaves out count in the student's favour. Raises BadExport.
    """
    if work.handed_in is None:
        raise work.sheet.bad(
            work.sheet.rows[0], f'there is no column "Last modified (submission)", so no time is known: {EXPORT}'
        )
    return {student.label: _time(work, student.row, work.handed_in) for student in work.students.students}


def feedback(owner: Owner, report: GradeReport, late: Late | None) -> tuple[str, bytes]:
    """Name and content of a file for "Upload multiple feedback files in a zip".

    report: the student's view; the instructor's raises ValueError
    """
    if report.view != "student":
        raise ValueError("Moodle shows feedback to students: make it from student_view(report)")
    name = f"{_file_name(owner.name)}_{owner.id}_assignsubmission_file_report.html"
    return name, page.render(report, late).encode("utf-8")


def _student(sheet: Sheet, row: Row) -> Student:
    cells = {name: cell.strip() for name, cell in zip(sheet.header, row.cells, strict=False)}
    if len(row.cells) != len(sheet.header):
        raise sheet.bad(row, f"{len(row.cells)} cells, and the heading has {len(sheet.header)}: {EXPORT}")
    match = IDENTIFIER.fullmatch(cells["Identifier"])
    if match is None:
        raise sheet.bad(row, f'the identifier "{cells["Identifier"]}" is not "Participant" and a number: {EXPORT}')
    aliases = tuple(cells[name] for name in ("Identifier", "Email address", "ID number", "Username") if name in cells)
    return Student(match["id"], cells.get("Full name", "participant"), row, aliases)


def _same_points(work: Worksheet, row: Row, mark: Mark) -> None:
    most = row.cells[work.most].strip()
    if value(most) == round(mark.max_score, 2):
        return
    raise work.sheet.bad(
        row,
        f"the maximum is {most or 'missing'}, and the chapter is of {mark.max_score:g} points: set the assignment's "
        f"maximum grade in Moodle to {mark.max_score:g}, and download the worksheet again",
    )


def _put_comment(work: Worksheet, student: Student, mark: Mark) -> list[str]:
    if work.comment is None:
        return []
    now = student.row.cells[work.comment]
    if now.strip() and not OURS.match(now):
        return [f"{student.label}: there is a comment by hand, which was left as it was."]
    work.sheet.put(student.row, work.comment, comment(mark.comment))
    return []


def _named(path: str, file: str) -> tuple[re.Match[str], list[str]]:
    """The part of a path that names the participant, and the parts below it."""
    every = path.split("/")
    for place, part in enumerate(every):
        if match := FOLDER.fullmatch(part):
            return match, every[place + 1 :]
    raise BadExport(f'{file}: "{download.shown(path)}" is not named as Moodle names submissions: {DOWNLOAD}')


def _same_name(name: str, student: Student, file: str, students: ClassList) -> None:
    """A group's number can be a participant's, too: then the names have no word in common."""
    own = _words(student.name)
    if (
        not own
        or _words(name) & own
        or letters(name) == letters(student.name)
        or name.casefold().startswith("participant")
    ):
        return
    raise BadExport(
        f'{file}: the participant {student.id} is called "{download.shown(name)}" there and '
        f'"{download.shown(student.name)}" in {students.sheet.file}, line {student.row.line}: take both from one '
        "assignment; work handed in by groups has to be sorted by hand"
    )


def _words(name: str) -> set[str]:
    return {letters(word) for word in re.split(r"[\W_]+", unicodedata.normalize("NFC", name))} - {""}


def _time(work: Worksheet, row: Row, column: int) -> datetime | None:
    text = re.sub(r"\s+", " ", row.cells[column]).strip()
    if text in ("", "-"):
        return None
    match = TIME.fullmatch(text)
    month = (match["month"] or match["month_us"]) if match else ""
    if match is None or month not in MONTHS:
        raise work.sheet.bad(row, f'"{text}" is not a time such as "Monday, 4 May 2026, 11:59 PM": {EXPORT}')
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + 12 * (match["half"] in "Pp")
    try:
        date = int(match["year"]), MONTHS.index(month) + 1, int(match["day"] or match["day_us"])
        return datetime(*date, hour, int(match["minute"]))
    except ValueError as error:
        raise work.sheet.bad(row, f'"{text}" is no time ({error}): {EXPORT}') from None


def _file_name(name: str) -> str:
    """A name without underscores, which separate, and not beginning as hidden files do, which Moodle skips."""
    return " ".join(download.letters_only(name).replace("_", " ").split()).lstrip(".~ ")[:80] or "Participant"

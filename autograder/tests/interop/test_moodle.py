"""Moodle's worksheet comes back as it was but for grades and comments, and its rules accept what we write.

Moodle itself is not here. `taken` follows its published sources: mod/assign/feedback/offline (importgradeslib.php,
locallib.php), mod/assign/classes/downloader.php.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from html.parser import HTMLParser

import msgspec
import pytest

from autograder.engine.grade import student_view
from autograder.grading.collect import collect
from autograder.interop import moodle
from autograder.interop.class_list import Mark, mark
from autograder.interop.sheet import BadExport
from autograder.reports.clean import one_line
from autograder.tests.reports import samples

FILE = "worksheet.csv"
HEADER = [
    "Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade", "Grade can be changed",
    "Last modified (submission)", "Online text", "Last modified (grade)", "Feedback comments",
]  # fmt: skip
GRADE, COMMENT = HEADER.index("Grade"), HEADER.index("Feedback comments")


def participant(
    number: int, name: str, email: str, *, grade: str = "", when: str = "-", comment: str = ""
) -> list[str]:
    status = "Submitted for grading" if when != "-" else "No submission"
    return [f"Participant {number}", name, email, status, grade, "5.00", "Yes", when, "", "-", comment]


MORNING = "Monday, 4 May 2026, 9:05 AM"
CLASS = [
    participant(101, "Ada Lovelace", "ada@example.org", when="Monday, 4 May 2026, 11:59 PM"),
    participant(102, "Jane Doe", "jane@example.org", grade="3.00", when=MORNING, comment="3 of 5 points<br>as before"),
    participant(103, "Jane Doe", "jane2@example.org", when="Thursday, 29 February 2024, 12:00 AM"),
    participant(104, 'Shaquille "the, one"\nO\'Neill', "shaq@example.org", when=MORNING, comment="Well done, by hand"),
    participant(105, '=HYPERLINK("http://x")', "evil@example.org", when=MORNING),
    participant(106, "数学 Ünïcode \u202egnp", "uni@example.org", when="Monday, May 4, 2026, 12:30\u202fPM"),
    participant(107, "O'Neill", "oneill@example.org", when=MORNING),
    participant(108, "Nothing Handed-In", "none@example.org"),
]


def export(rows: list[list[str]], delimiter: str = ",", bom: bool = True, comma: bool = False) -> bytes:
    out = io.StringIO(newline="")
    lines = [[re.sub(r"^(\d+)\.(\d\d)$", r"\1,\2", cell) if comma else cell for cell in row] for row in rows]
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(lines)
    return (("\ufeff" if bom else "") + out.getvalue()).encode()


WORKSHEET = [HEADER, *CLASS]


def taken(data: bytes, delimiter: str = ",") -> dict[str, tuple[float | None, str]]:
    """Grade and comment by participant, as Moodle's importer takes them."""
    text = re.sub(r"\r\n?", "\n", data.decode("utf-8").removeprefix("\ufeff"))
    header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    assert {"Identifier", "Grade", "Last modified (grade)"} <= set(header)
    found = {}
    for row in rows:
        assert len(row) == len(header)
        grade = row[header.index("Grade")].strip().replace(",", ".")
        found[row[0][len("Participant ") :]] = (float(grade) if grade else None, row[-1])
    return found


def filled(given: list[Mark], data: bytes = export(WORKSHEET)) -> moodle.Filled:
    return moodle.fill(moodle.read(data, FILE), given)


def points(submission: str, score: float, *lines: str) -> Mark:
    return Mark(submission, score, 5.0, pending=False, comment=lines)


@pytest.mark.parametrize("comma", [False, True])
@pytest.mark.parametrize("bom", [False, True])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_does_not_change_comes_back_byte_for_byte(delimiter: str, bom: bool, comma: bool) -> None:
    data = export(WORKSHEET, delimiter, bom, comma)
    assert filled([points("102", 3.0, "3 of 5 points", "as before")], data).data == data
    windows = data.replace(b"\n", b"\r\n")
    assert filled([], windows).data == windows


def test_grade_and_comment_are_written_and_nothing_else() -> None:
    result = filled([points("ada@example.org", 4.254, "4.254 of 5 points; softmax done", "Note: a <b>\" & 'c'")])
    before, after = taken(export(WORKSHEET)), taken(result.data)
    assert after.pop("101") == (
        4.25, "4.254 of 5 points; softmax done<br>Note: a &lt;b&gt;&quot; &amp; &#x27;c&#x27;",
    )  # fmt: skip
    before.pop("101")
    assert after == before
    assert [*csv.reader(io.StringIO(result.data.decode()[1:]))][2:] == [
        *csv.reader(io.StringIO(export(WORKSHEET).decode()[1:]))
    ][2:]


def test_decimals_are_written_as_the_worksheet_writes_them() -> None:
    result = filled([points("101", 4.5)], export(WORKSHEET, comma=True))
    assert b',"4,5","5,00",' in result.data
    assert taken(result.data)["101"][0] == 4.5


def test_ids_decide_between_students_of_one_name() -> None:
    result = filled([points("janedoe_103", 5.0), points("Participant 102", 1.0)])
    assert (taken(result.data)["102"][0], taken(result.data)["103"][0]) == (1.0, 5.0)
    assert result.notes[0] == "Grades that were others before: janedoe_102 (3.00 to 1)."


def test_a_comment_by_hand_is_left() -> None:
    result = filled([points("shaq@example.org", 2.0, "2 of 5 points")])
    assert taken(result.data)["104"] == (2.0, "Well done, by hand")
    assert result.notes[0] == "shaquilletheoneoneill_104: there is a comment by hand, which was left as it was."


def test_what_moodle_would_not_take_is_left_and_said() -> None:
    locked = [[*row[:6], "No", *row[7:]] if row[0] == "Participant 105" else row for row in WORKSHEET]
    given = [points("105", 5.0, "5 of 5 points"), Mark("101", 5.0, 5.0, pending=True, comment=("5 of 5 points",))]
    result = filled(given, export(locked))
    assert result.data == export(locked)
    assert [note.split(":")[0] for note in result.notes[:2]] == ["hyperlinkhttpx_105", "adalovelace_101"]


def test_without_a_column_for_comments_grades_alone_are_written() -> None:
    result = filled([points("101", 5.0, "5 of 5 points")], export([row[:COMMENT] for row in WORKSHEET]))
    assert 'No comments were written: turn on "Feedback comments"' in " ".join(result.notes)


class Text(HTMLParser):
    """The elements of a comment, and what is read in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        assert not attrs
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


BAD = [
    "x;=cmd|'/c calc'!A0", "x,=1", "x,-1", "x; --1", "x;=+-@1", "x;=\u00a0+1", "=1+1", "\t=1", "a\r\n=1", "-1", "@a",
    "x;\uff0d1", "x,\u200d=1", "<=1", "<-1", "'-1", "<script>", "\u202egnp", "a - b, well-known",
]  # fmt: skip


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_nothing_from_a_submission_acts_in_a_comment(delimiter: str) -> None:
    report = msgspec.structs.replace(samples.hostile(), submission="evil@example.org", pending=False, max_score=5.0)
    given = mark(student_view(msgspec.structs.replace(report, notes=BAD)))
    cell = taken(filled([given]).data)["105"][1]
    assert set(Text(cell).tags) == {"br"}
    assert not re.search("[\x00-\x1f\x7f\u202e]", cell)
    assert not [part for part in cell.split(delimiter) if re.match("[\\s\"'\u200d]*[=+@＝＋－＠-]", part)]  # noqa: RUF001
    assert Text(cell).text == "".join(given.comment)


@pytest.mark.parametrize("text", BAD)
def test_a_comment_starts_no_formula_and_reads_as_it_was(text: str) -> None:
    cell = moodle.comment([text])
    assert not re.match(r"[\s'\"]*[=+@-]", cell)
    assert Text(cell).text == one_line(text)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (export([["Kennung", *HEADER[1:]], *CLASS]), r"line 1: the columns .* are not all there: in Moodle open"),
        (export([[name for name in HEADER if name != "Maximum Grade"]]), 'line 1: there is no column "Maximum Grade"'),
        (export([*WORKSHEET, CLASS[0]]), "line 11: the id 101 stands in line 2 too"),
        (export([*WORKSHEET, ["101", *CLASS[0][1:]]]), 'line 11: the identifier "101" is not "Participant" and a n'),
        (export([*WORKSHEET, ["Participant 9", "x"]]), "line 11: 2 cells, and the heading has 11"),
        (export([[*HEADER[:-1], "Grade"], *CLASS]), 'line 1: two columns are named "Grade"'),
        (export(WORKSHEET).decode().encode("utf-16"), "line 1: it is not UTF-8"),
    ],
)
def test_what_is_wrong_with_a_worksheet_is_said_with_its_line(data: bytes, words: str) -> None:
    with pytest.raises(BadExport, match=words) as error:
        moodle.read(data, FILE)
    assert str(error.value).startswith(FILE)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([points("eve", 1)], 'no student belongs to the submission "eve"'),
        ([points("101", 1), points("ADA@example.org", 2)], "line 2: two reports are of one student"),
        ([Mark("101", 1, 60, pending=False)], "line 2: the maximum is 5.00, and the chapter is of 60 points: set the"),
    ],
)
def test_a_report_that_fits_nobody_is_refused(given: list[Mark], words: str) -> None:
    with pytest.raises(BadExport, match=words):
        filled(given)


@pytest.fixture
def archived(tmp_path) -> Callable[[Mapping[str, str]], zipfile.ZipFile]:
    def make(names: Mapping[str, str]) -> zipfile.ZipFile:
        with zipfile.ZipFile(tmp_path / "submissions.zip", "w") as archive:
            for name, content in names.items():
                archive.writestr(name, content)
        return zipfile.ZipFile(tmp_path / "submissions.zip")

    return make


@pytest.mark.parametrize("outer", ["", "submissions/"])
@pytest.mark.parametrize("inner", ["_assignsubmission_file_/", "_assignsubmission_file/", "_assignsubmission_file_"])
def test_every_variant_of_the_zip_is_read(archived, outer: str, inner: str) -> None:
    files = {
        "Ada Lovelace_101": "ch01/activations.py" if inner.endswith("/") else "activations.py",
        "Jane Doe_102": "x_103_assignsubmission_file_y.py",
        "Jane Doe_103": "work.zip",
        "Shaquille the, one ONeill_104": "CON.py",
        "=HYPERLINK(httpx)_105": "a.py",
        "数学 Ünïcode gnp_106": "ünï.py",
        "ONeill_107": "a.py",
    }
    archive = archived({f"{outer}{name}{inner}{file}": "" for name, file in files.items()})
    found = moodle.submissions(archive, "s.zip", moodle.read(export(WORKSHEET), FILE).students)
    expected = {name.rsplit("_", 1)[1]: file.replace("CON.py", "_CON.py") for name, file in files.items()}
    assert {student: next(iter(each.files)) for student, each in found.items()} == expected


def test_text_on_the_page_and_blind_marking(archived) -> None:
    names = {
        "Participant_101_assignsubmission_file_/a.py": "",
        "Participant_102_assignsubmission_onlinetext_/onlinetext.html": "",
    }
    found = moodle.submissions(archived(names), "s.zip", moodle.read(export(WORKSHEET), FILE).students)
    assert {student: [*each.files] for student, each in found.items()} == {"101": ["a.py"], "102": []}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Eve_999_assignsubmission_file_/a.py", r"is of the participant 999, who is not in worksheet\.csv"),
        (
            "Group Three_101_assignsubmission_file_/a.py",
            r'101 is called "Group Three" there and "Ada Lovelace" in work',
        ),
        ("Group Three_assignsubmission_file_/a.py", "is not named as Moodle names submissions"),
        ("holiday.jpg", "is not named as Moodle names submissions"),
        (".DS_Store", "no submission was found in it"),
    ],
)
def test_a_file_that_is_nobodys_is_refused(archived, name: str, words: str) -> None:
    with pytest.raises(BadExport, match=words):
        moodle.submissions(archived({name: ""}), "s.zip", moodle.read(export(WORKSHEET), FILE).students)


def test_times_are_those_of_the_worksheet() -> None:
    found = moodle.times(moodle.read(export(WORKSHEET), FILE))
    assert found["adalovelace_101"] == datetime(2026, 5, 4, 23, 59)
    assert found["janedoe_102"] == datetime(2026, 5, 4, 9, 5)
    assert found["janedoe_103"] == datetime(2024, 2, 29)
    assert found["数学ünïcodegnp_106"] == datetime(2026, 5, 4, 12, 30)
    assert found["nothinghandedin_108"] is None


@pytest.mark.parametrize("text", ["Montag, 4. Mai 2026, 23:59", "2026-05-04", "Sunday, 29 February 2026, 11:59 PM"])
def test_a_time_that_cannot_be_read_is_refused(text: str) -> None:
    work = moodle.read(export([*WORKSHEET, participant(109, "Late One", "l@example.org", when=text)]), FILE)
    with pytest.raises(BadExport, match=rf'worksheet\.csv, line 11: "{re.escape(text)}" is no'):
        moodle.times(work)


def test_a_folder_is_made_that_can_be_graded(tmp_path, archived) -> None:
    (tmp_path / FILE).write_bytes(export(WORKSHEET))
    archived(
        {
            "Ada Lovelace_101_assignsubmission_file_/ch01/activations.py": "x = 1\n",
            "Jane Doe_103_assignsubmission_file_/a": "",
            "Jane Doe_103_assignsubmission_file_/a/b.py": "",
            "Jane Doe_102_assignsubmission_onlinetext_/onlinetext.html": "",
        }
    ).close()
    made = collect("moodle", tmp_path / "submissions.zip", tmp_path / FILE, tmp_path / "class")
    assert (made.folder / "adalovelace_101" / "ch01" / "activations.py").read_text() == "x = 1\n"
    assert made.notes == (
        "janedoe_103: a/b.py is a file and a folder at once, and was left out.",
        "janedoe_102: text or a link on the page was handed in, and no file.",
    )
    assert made.times.read_text().splitlines() == [
        "student,when",
        "adalovelace_101,2026-05-04T23:59",
        "janedoe_103,2024-02-29T00:00",
        "janedoe_102,2026-05-04T09:05",
    ]

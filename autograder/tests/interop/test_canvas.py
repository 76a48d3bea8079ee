"""Canvas's exports are read, its gradebook comes back as it was but for the marks, and its rules accept what we write.

Canvas itself is not here. `export`, `imported` and `uploaded_names` follow its published sources:
lib/gradebook_exporter.rb, lib/gradebook_importer.rb, lib/content_zipper.rb.
"""

from __future__ import annotations

import csv
import io
import re
import stat
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.engine.grade import student_view
from autograder.engine.intake import take_in
from autograder.grading.collect import collect
from autograder.interop import canvas, download
from autograder.interop.class_list import Mark, mark
from autograder.interop.sheet import BadExport, read_sheet
from autograder.reports.lateness import Late
from autograder.tests.reports import samples

FILE = "grades.csv"
HEADER = [
    "Student",
    "ID",
    "SIS User ID",
    "SIS Login ID",
    "Section",
    "Quiz (77)",
    "ch01_neural_networks (4711)",
    "Total",
]
POINTS = ["    Points Possible", "", "", "", "", "10.00", "5.00", "(read only)"]
MANUAL = ["", "", "", "", "", "", "Manual Posting", ""]
CLASS = [
    ["Lovelace, Ada", "1001", "S1", "ada@example.org", "A", "9.00", "", "90.00"],
    ["Doe, Jane", "1002", "S2", "jdoe", "A", "", "3.00", ""],
    ["Doe, Jane", "1003", "S3", "jdoe2", "A and B", "1.50", "", "15.00"],
    ['O\'Neill "the, one"\nShaquille', "1004", "", "shaq", "A", "", "", ""],
    ['="=HYPERLINK(""http://x"")"', "1005", "", "evil", "A", "", "", ""],
    ["数学, Ünïcode \u202egnp", "1006", "", "uni", "A", "", "", ""],
    ["agent_007", "1007", "", "bond", "A", "", "EX", ""],
    ["Points Possible", "1008", "", "pp", "A", "", "N/A", ""],
    ["Student, Test", "1009", "", "test", "A", "", "", ""],
]


def export(rows: list[list[str]], delimiter: str = ",", bom: bool = False, comma: bool = False) -> bytes:
    """What Canvas writes; it ends lines with a line feed."""
    out = io.StringIO(newline="")
    lines = [[re.sub(r"^(\d+)\.(\d\d)$", r"\1,\2", cell) if comma else cell for cell in row] for row in rows]
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(lines)
    return (("\ufeff" if bom else "") + out.getvalue()).encode()


GRADEBOOK = [HEADER, MANUAL, POINTS, *CLASS]


def imported(data: bytes) -> dict[str, dict[str, str]]:
    """The marks by student and column, as Canvas's importer reads them."""
    text = data.decode("utf-8").removeprefix("\ufeff")
    first = text.split("\n")[:3]
    counts = {}
    for separator in ";,":
        sizes = {len(next(csv.reader([line], delimiter=separator, strict=True), [])) for line in first}
        counts[separator] = sizes.pop() if len(sizes) == 1 else 0
    delimiter = ";" if counts[";"] > counts[","] else ","
    header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    assert "Student" in header[0]
    assert "ID" in header[1]
    students = [row for row in rows if "Points Possible" not in row[0] or row[1]]
    return {row[1]: {title: _decimal(cell) for title, cell in zip(header, row, strict=True)} for row in students}


def _decimal(cell: str) -> str:
    if not re.fullmatch(r"-?[0-9.,]+%?", cell):
        return cell
    *whole, last = re.split("[,.]", cell)
    return f"{''.join(whole)}.{last}" if whole else last


def filled(given: list[Mark], data: bytes = export(GRADEBOOK)) -> canvas.Filled:
    book = canvas.read(data, FILE)
    return canvas.fill(book, given, canvas.assignment(book, "", "ch01_neural_networks"))


@pytest.mark.parametrize("comma", [False, True])
@pytest.mark.parametrize("bom", [False, True])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_does_not_change_comes_back_byte_for_byte(delimiter: str, bom: bool, comma: bool) -> None:
    data = export(GRADEBOOK, delimiter, bom, comma)
    assert canvas.read(data, FILE).sheet.encode() == data
    same = filled([Mark("jdoe", 3.0, 5.0, pending=False)], data)
    assert same.data == data


@pytest.mark.parametrize(
    "data",
    [
        export(GRADEBOOK).replace(b"\n", b"\r\n"),
        export(GRADEBOOK).rstrip(b"\n"),
        export(GRADEBOOK).replace(b"jdoe,", b'"jdoe",'),
        export([*GRADEBOOK, [""] * len(HEADER)]) + b"\n",
    ],
)
def test_other_line_ends_and_quotes_come_back_too(data: bytes) -> None:
    assert filled([], data).data == data


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_only_the_cells_of_the_assignment_change(delimiter: str) -> None:
    data = export(GRADEBOOK, delimiter, comma=delimiter == ";")
    result = filled([Mark("ADA@example.org", 4.254, 5.0, pending=False)], data)
    before, after = imported(data), imported(result.data)
    assert after["1001"].pop("ch01_neural_networks (4711)") == "4.25"
    assert before["1001"].pop("ch01_neural_networks (4711)") == ""
    assert after == before
    number = b"4,25" if delimiter == ";" else b"4.25"
    assert len(result.data) == len(data) + len(number)
    assert number in result.data


@given(st.text(alphabet='ID,;\t"\r\n aé\u2028', max_size=40), st.sampled_from(["", "\ufeff"]))
def test_every_file_is_refused_or_comes_back_byte_for_byte(text: str, bom: str) -> None:
    data = f"{bom}ID,Section\n{text}".encode()
    try:
        sheet = read_sheet(data, FILE, ["ID"], "export it again")
    except BadExport as error:
        assert re.match(r"grades\.csv, line \d+: ", str(error))  # noqa: PT017 - one of two outcomes
        return
    assert sheet.encode() == data
    reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert [row.cells for row in sheet.rows if row.cells != [""]] == [row for row in reader if row not in ([], [""])]
    lines = [*re.split("\r\n|\n|\r", data.decode("utf-8-sig"))]
    assert all(lines[row.line - 1].startswith(re.split("[\r\n]", row.raw[0])[0]) for row in sheet.rows)


def test_ids_decide_between_students_of_one_name() -> None:
    given = [Mark("doejane_1003", 5.0, 5.0, pending=False), Mark("1002", 1.0, 5.0, pending=False)]
    result = filled(given)
    read = imported(result.data)
    assert (read["1002"][HEADER[6]], read["1003"][HEADER[6]]) == ("1", "5")
    assert result.notes[0] == "Marks that were others before: doejane_1002 (3.00 to 1)."
    assert result.notes[1].startswith("Without a report, left as they were: lovelaceada_1001, ")


def test_hostile_names_stay_as_canvas_wrote_them() -> None:
    names = [student.name for student in canvas.read(export(GRADEBOOK), FILE).students.students]
    result = filled([Mark(key, 2.0, 5.0, pending=False) for key in ("shaq", "evil", "uni", "1009")])
    assert [student.name for student in canvas.read(result.data, FILE).students.students] == names
    assert {imported(result.data)[student][HEADER[6]] for student in ("1004", "1005", "1006", "1009")} == {"2"}
    labels = [student.label for student in canvas.read(export(GRADEBOOK), FILE).students.students]
    assert labels[3:7] == ["oneilltheoneshaquille_1004", "hyperlinkhttpx_1005", "数学ünïcodegnp_1006", "agent007_1007"]


def test_the_excused_and_those_without_the_assignment_stay_so() -> None:
    result = filled([Mark("bond", 2.0, 5.0, pending=False), Mark("1008", 2.0, 5.0, pending=False)])
    assert result.data == export(GRADEBOOK)
    assert result.notes[:2] == (
        "agent007_1007: excused, and left so.",
        "pointspossible_1008: not assigned, and left so.",
    )


def test_a_pending_mark_is_not_given() -> None:
    result = filled([Mark("jdoe", 5.0, 5.0, pending=True)])
    assert result.data == export(GRADEBOOK)
    assert result.notes[0] == "doejane_1002: the mark is pending, and was left as it was."


def test_first_and_last_names_in_columns_of_their_own() -> None:
    rows = [
        ["LastName", "FirstName", "ID", "SIS Login ID", "Section", "ch01_neural_networks (4711)"],
        ["    Points Possible", "", "", "", "", "5"],
        ["Lovelace", "Ada", "1001", "ada", "A", ""],
    ]
    book = canvas.read(export(rows), FILE)
    assert [student.label for student in book.students.students] == ["lovelaceada_1001"]


def without(place: int) -> list[list[str]]:
    return [row for number, row in enumerate(GRADEBOOK) if number != place]


def changed(row: int, column: int, text: str) -> list[list[str]]:
    return [
        [text if (line, place) == (row, column) else cell for place, cell in enumerate(cells)]
        for line, cells in enumerate(GRADEBOOK)
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (export(without(2)), 'one row has to begin with "Points Possible", and 0 do: in Canvas open Grades'),
        (export([*GRADEBOOK, POINTS]), "and 2 do"),
        (export(without(0)), "line 1: the columns ID, Section are not all there"),
        (b"", "line 1: the columns"),
        (export(changed(4, 1, "1001")), "line 5: the id 1001 stands in line 4 too"),
        (export(changed(4, 1, "1.0E+14")), r'line 5: the ID "1.0E\+14" is no number, as after a spreadsheet'),
        (export(changed(0, 0, "ID")), 'line 1: two columns are named "ID"'),
        (export([*GRADEBOOK, ["Short, Row", "1010"]]), "line 14: 2 cells, and the heading has 8"),
        (export(GRADEBOOK).replace(b"1009", b'"1009'), "line 13: a quotation mark is never closed"),
        (export(GRADEBOOK).replace(b"1009", b'"10"09'), "line 13: something stands behind a closing quotation mark"),
        ("ID,Section\nJosé".encode("cp1252"), "line 2: it is not UTF-8"),
        (export(GRADEBOOK).decode().encode("utf-16"), "line 1: it is not UTF-8"),
    ],
)
def test_what_is_wrong_with_a_gradebook_is_said_with_its_line(data: bytes, words: str) -> None:
    with pytest.raises(BadExport, match=words) as error:
        canvas.read(data, FILE)
    assert str(error.value).startswith(FILE)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([Mark("nobody\x1b[31m", 1, 5, pending=False)], 'no student belongs to the submission "nobody␛'),
        ([Mark("", 1, 5, pending=False)], 'no student belongs to the submission ""'),
        (
            [Mark("1002", 1, 5, pending=False), Mark("jdoe", 2, 5, pending=False)],
            'line 5: two reports are of one student, "1002" and "jdoe"',
        ),
        (
            [Mark("1002", 1, 60, pending=False)],
            r'line 3: "ch01_neural_networks" is of 5.00 points, and the chapter of 60 \(1002\): set the assignment',
        ),
    ],
)
def test_a_report_that_fits_nobody_is_refused(given: list[Mark], words: str) -> None:
    with pytest.raises(BadExport, match=words):
        filled(given)


def test_a_login_that_is_the_id_of_another_is_never_guessed() -> None:
    data = export(changed(4, 3, "1001"))
    with pytest.raises(BadExport, match=r'lines 4 and 5: "1001" .* lovelaceada_1001 or doejane_1002'):
        filled([Mark("1001", 1, 5, pending=False)], data)
    assert filled([Mark("lovelaceada_1001", 1, 5, pending=False)], data).data != data


@pytest.mark.parametrize(
    ("titles", "wanted", "words"),
    [
        (["Homework (1)"], "", r"line 1: 0 assignments stand for the chapter .*, of Homework \(1\)"),
        (["ch01_neural_networks (1)", "Redo: ch01_neural_networks (2)"], "", "2 assignments stand for the chapter"),
        (["Homework (1)"], "2", '0 assignments stand for "2"'),
        (["Homework"], "", "0 assignments .*, of none"),
    ],
)
def test_the_assignment_is_found_or_asked_for(titles: list[str], wanted: str, words: str) -> None:
    width = len(titles)
    rows = [
        ["Student", "ID", "Section", *titles],
        ["Points Possible", "", "", *["5"] * width],
        ["A, B", "1", "A", *[""] * width],
    ]
    book = canvas.read(export(rows), FILE)
    with pytest.raises(BadExport, match=words):
        canvas.assignment(book, wanted, "ch01_neural_networks", "Neural networks from scratch")
    if width == 2:
        assert canvas.assignment(book, "2", "").title == "Redo: ch01_neural_networks"


def uploaded_names(files: Mapping[str, list[tuple[int, str]]], late: tuple[str, ...] = ()) -> dict[str, str]:
    """Name in Canvas's zip -> what was in the file, for a student's id -> attachment ids and names."""
    names = {}
    for row in CLASS:
        name = re.sub(r"_(\d+)_", r"\1", row[0]).lower()
        for number, original in files.get(row[1], []):
            whole = "_".join(filter(None, [name, "LATE" if row[1] in late else "", row[1]]))
            clean = re.sub(r"[^\w]", "", whole)
            names[f"{clean}_{number}_" + re.sub(r'[\x00/\\:*?"<>|]+', "_", original)] = original
    return names


@pytest.fixture
def archived(tmp_path) -> Callable[[Mapping[str, str]], zipfile.ZipFile]:
    def make(names: Mapping[str, str]) -> zipfile.ZipFile:
        with zipfile.ZipFile(tmp_path / "submissions.zip", "w") as archive:
            for name, content in names.items():
                archive.writestr(name, content)
        return zipfile.ZipFile(tmp_path / "submissions.zip")

    return make


HANDED_IN = {
    "1001": [(5001, "activations.py"), (5002, "losses-1.py")],
    "1002": [(5003, "12_34_work.zip")],
    "1004": [(5004, "../../etc/passwd"), (5005, "CON.py"), (5006, "x" * 300 + ".py")],
    "1006": [(5007, "ünï 数.py"), (5008, "a\u202egnp.py"), (5009, ".hidden.py")],
    "1007": [(5010, "link_7.zip")],
}


def test_submissions_are_sorted_by_id_whatever_the_names_hold(archived) -> None:
    students = canvas.read(export(GRADEBOOK), FILE).students
    names = uploaded_names(HANDED_IN, late=("1002", "1007"))
    assert "doejane_LATE_1002_5003_12_34_work.zip" in names
    assert "agent_007_LATE_1007_5010_link_7.zip" in names
    on_page = {"studenttest_1009_text.html": "<p>my answer</p>", "__MACOSX/._x_1_2_y.py": "junk"}
    found = canvas.submissions(archived(names | on_page), "s.zip", students)
    assert {student: list(each.files) for student, each in found.items()} == {
        "1001": ["activations.py", "losses-1.py"],
        "1002": ["12_34_work.zip"],
        "1004": ["_.._.._etc_passwd", "_CON.py", "x" * 197 + ".py"],
        "1006": ["ünï 数.py", "a_gnp.py", "_.hidden.py"],
        "1007": ["link_7.zip"],
        "1009": [],
    }
    assert [student for student, each in found.items() if each.late] == ["1002", "1007"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nobody_99_5_x.py", r'"nobody_99_5_x.py" is of the student 99, who is not in grades\.csv'),
        ("anon_aB3dE_5003_x.py", "names nobody, since the assignment is marked anonymously"),
        ("holiday.jpg", "is not named as Canvas names submissions: in Canvas open the assignment"),
    ],
)
def test_a_file_that_is_nobodys_is_refused(archived, name: str, words: str) -> None:
    students = canvas.read(export(GRADEBOOK), FILE).students
    with pytest.raises(BadExport, match=words):
        canvas.submissions(archived({name: ""}), "s.zip", students)


def test_an_empty_zip_is_refused(archived) -> None:
    with pytest.raises(BadExport, match="no submission was found in it"):
        canvas.submissions(archived({}), "s.zip", canvas.read(export(GRADEBOOK), FILE).students)


def test_a_folder_is_made_that_can_be_graded(tmp_path, archived) -> None:
    (tmp_path / FILE).write_bytes(export(GRADEBOOK))
    archived(uploaded_names({**HANDED_IN, "1005": [(5011, "x.py")]}, late=("1001",))).close()
    made = collect("canvas", tmp_path / "submissions.zip", tmp_path / FILE, tmp_path / "class")
    assert made.submissions == 6
    assert sorted(path.name for path in made.folder.iterdir()) == [
        "agent007_1007", "doejane_1002", "hyperlinkhttpx_1005", "lovelaceada_1001", "oneilltheoneshaquille_1004",
        "数学ünïcodegnp_1006",
    ]  # fmt: skip
    assert (made.folder / "lovelaceada_1001" / "activations.py").read_text() == "activations.py"
    assert made.notes == ("Late, as the platform says: lovelaceada_1001.",)
    assert made.times.read_text().splitlines()[:3] == ["student,when", "lovelaceada_1001,LATE", "doejane_1002,on time"]
    with pytest.raises(BadExport, match="is there already: name a new folder"):
        collect("canvas", tmp_path / "submissions.zip", tmp_path / FILE, tmp_path / "class")


def test_what_is_collected_is_what_intake_takes(tmp_path, archived) -> None:
    (tmp_path / FILE).write_bytes(export(GRADEBOOK))
    with zipfile.ZipFile(tmp_path / "work.zip", "w") as inner:
        inner.writestr("ch01_neural_networks/activations.py", "y = 2\n")
    files = {
        "lovelaceada_1001_5001_activations.py": "x = 1\n",
        "lovelaceada_1001_5002_losses-1.py": "x = 2\n",
        "doejane_1002_5003_work.zip": (tmp_path / "work.zip").read_bytes(),
    }
    archived(files).close()
    made = collect("canvas", tmp_path / "submissions.zip", tmp_path / FILE, tmp_path / "class")
    exercises = ["activations.softmax", "losses.cross_entropy"]
    taken = {path.name: take_in(path, "ch01_neural_networks", exercises) for path in made.folder.iterdir()}
    assert taken["lovelaceada_1001"].files == {"activations.py": b"x = 1\n", "losses.py": b"x = 2\n"}
    assert taken["doejane_1002"].files == {"activations.py": b"y = 2\n"}
    reports = [msgspec.structs.replace(samples.good(), submission=taken[name].name) for name in taken]
    read = imported(filled([mark(student_view(report)) for report in reports]).data)
    assert (read["1001"][HEADER[6]], read["1002"][HEADER[6]], read["1003"][HEADER[6]]) == ("5", "5", "")


def test_no_student_fills_the_disk_with_files(tmp_path, archived, monkeypatch) -> None:
    monkeypatch.setattr(download, "FILES", 3)
    monkeypatch.setattr("autograder.grading.collect.STUDENT_BYTES", 5)
    (tmp_path / FILE).write_bytes(export(GRADEBOOK))
    archived({f"lovelaceada_1001_{number}_a.py": "xx" for number in range(9)}).close()
    made = collect("canvas", tmp_path / "submissions.zip", tmp_path / FILE, tmp_path / "class")
    assert sorted(path.name for path in (made.folder / "lovelaceada_1001").iterdir()) == ["a-2.py", "a.py"]
    assert made.notes == (
        "lovelaceada_1001: a-3.py is one file too many, and was left out.",
        "lovelaceada_1001: 6 more files were left out.",
    )


def test_a_download_that_cannot_be_used_leaves_nothing_behind(tmp_path, archived) -> None:
    (tmp_path / FILE).write_bytes(export(GRADEBOOK))
    archived({"nobody_99_5_x.py": ""}).close()
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 and no more")
    before = sorted(tmp_path.iterdir())
    for name in ("submissions.zip", "broken.zip"):
        with pytest.raises(BadExport):
            collect("canvas", tmp_path / name, tmp_path / FILE, tmp_path / "class")
    assert sorted(tmp_path.iterdir()) == before


def test_what_cannot_be_unpacked_is_said_and_the_rest_is_kept(tmp_path, archived, monkeypatch) -> None:
    monkeypatch.setattr(download, "FILE_BYTES", 100)
    (tmp_path / FILE).write_bytes(export(GRADEBOOK))
    names = {"lovelaceada_1001_1_big.py": "x" * 101, "lovelaceada_1001_2_small.py": "x"}
    with zipfile.ZipFile(tmp_path / "s.zip", "w") as archive:
        for name, content in names.items():
            archive.writestr(name, content)
        archive.writestr("doejane_1002_3_odd.py", "x", compress_type=zipfile.ZIP_LZMA)
    made = collect("canvas", tmp_path / "s.zip", tmp_path / FILE, tmp_path / "class")
    assert made.notes == (
        "lovelaceada_1001: big.py is larger than 0 MB, and was left out.",
        "doejane_1002: odd.py is packed in an unusual way, and was left out.",
    )
    assert (made.folder / "lovelaceada_1001" / "small.py").is_file()


def test_what_the_student_reads_is_made_from_their_view_alone() -> None:
    report = samples.half_finished()
    with pytest.raises(ValueError, match=r"student_view\(report\)"):
        mark(report)
    late = Late(0, 3.0, 2.4, 20.0, 2, "Handed in 2 days after the due date: 10 % a day, 20 % taken off.")
    told = mark(student_view(report), late)
    assert (told.score, told.max_score, told.pending) == (2.4, 14.5, True)
    assert told.comment[:4] == (
        "3 of 14.5 points; relu done; 1 mark pending",
        "Handed in 2 days after the due date: 10 % a day, 20 % taken off.",
        "2.4 of 14.5 points count.",
        "activations.softmax: 1/3",
    )
    text = "\n".join(told.comment)
    assert "with the solution too" not in text  # the instructor's message of a held check
    assert "1000.,     0." not in text  # no example: it could be of the secret inputs
    assert "Likely: exp(1000) overflowed to inf, and inf / inf is nan." in text


def test_no_mark_is_a_formula() -> None:
    reports = [
        msgspec.structs.replace(samples.hostile(), submission="evil"),
        msgspec.structs.replace(samples.good(), submission="uni"),
    ]
    given = [replace(mark(student_view(report)), pending=False, max_score=5.0) for report in reports]
    cells = [imported(filled(given).data)[student][HEADER[6]] for student in ("1005", "1006")]
    assert cells == ["0", "5"]


def test_a_changed_cell_is_quoted_as_it_was_before() -> None:
    quoted = export(GRADEBOOK).replace(b",3.00,", b',"3.00",')
    assert b',"4.5",' in filled([Mark("jdoe", 4.5, 5.0, pending=False)], quoted).data
    spaced = export(GRADEBOOK).replace(b",3.00,", b", 3.00,")
    assert filled([Mark("jdoe", 3.0, 5.0, pending=False)], spaced).data == spaced


def test_a_folder_of_a_mac_is_the_same_student() -> None:
    label = canvas.read(export(GRADEBOOK), FILE).students.by_id["1006"].label
    apart = unicodedata.normalize("NFD", label)
    assert apart != label
    assert imported(filled([Mark(apart, 2.0, 5.0, pending=False)]).data)["1006"][HEADER[6]] == "2"


def test_digits_in_a_name_are_not_taken_for_the_id_of_a_classmate(archived) -> None:
    data = export(
        [*GRADEBOOK, ["Seven", "7", "", "seven", "A", "", "", ""], ["agent_7", "17", "", "x", "A", "", "", ""]]
    )
    students = canvas.read(data, FILE).students
    found = canvas.submissions(archived({"agent_7_17_5012_x.py": "", "seven_7_5013_17_5_y.py": ""}), "s.zip", students)
    assert {student: [*each.files] for student, each in found.items()} == {"17": ["x.py"], "7": ["17_5_y.py"]}


def test_names_in_utf8_are_read_also_if_the_zip_does_not_say_so(tmp_path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("lovelaceada_1001_1_n____.py", "x")
    with zipfile.ZipFile(io.BytesIO(out.getvalue().replace(b"n____.py", "nüñ.py".encode()))) as archive:
        found = canvas.submissions(archive, "s.zip", canvas.read(export(GRADEBOOK), FILE).students)
    assert [*found["1001"].files] == ["nüñ.py"]


def test_links_are_no_files(archived) -> None:
    link = zipfile.ZipInfo("lovelaceada_1001_1_x.py")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("lovelaceada_1001_2_y.py", "y")
        found = canvas.submissions(archive, "s.zip", canvas.read(export(GRADEBOOK), FILE).students)
    assert [*found["1001"].files] == ["y.py"]

"""Reports go back to the students of whom they are, as Canvas and Moodle read the names in a zip of feedback files.

Neither is here. `canvas_gives` follows infer_comment_context_from_filename (Canvas: app/models/abstract_assignment.rb),
`moodle_gives` is_valid_filename_for_import (Moodle: mod/assign/feedback/file/importziplib.php) and PARAM_FILE.
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from autograder.engine.grade import student_view
from autograder.engine.report import GradeReport
from autograder.grading.collect import collect
from autograder.grading.export import export_command
from autograder.grading.store import Store
from autograder.interop import canvas, canvas_feedback, moodle
from autograder.interop.class_list import Owner
from autograder.reports.lateness import Late
from autograder.tests.interop import test_canvas, test_moodle
from autograder.tests.interop.conftest import HOSTILE_NAMES
from autograder.tests.reports import samples

CHAPTER = "ch01_neural_networks"
LATE = Late(0, 5.0, 4.0, 20.0, 2, "Handed in 1 day 3 h after the due date: 10 % a day, 20 % taken off.")
# Their databases take no NUL and no half of a character; Python's csv, of this version, writes no "\r" as they do
NAMES = [name or "Nameless" for name in HOSTILE_NAMES if not set(name) & {"\x00", "\ud800", "\r"}]
GRADEBOOK = [  # names as Canvas sorts them, of all kinds
    *test_canvas.GRADEBOOK,
    *([name, str(2000 + number), "", f"login{number}", "A", "", "", ""] for number, name in enumerate(NAMES)),
    ["link_7_8", "3001", "", "link", "A", "", "", ""],
    ["anon_1_2", "3002", "", "anon", "A", "", "", ""],
    ["LATE", "3003", "", "late", "A", "", "", ""],
    ["1002_5003", "3004", "", "digits", "A", "", "", ""],
]  # fmt: skip
FILES = {  # attachment -> name, in turn
    "work.zip": "zip", "activations.py": "py", "ch01_neural_networks.ipynb": "ipynb", "answers.md": "md",
    "ünï 数 (1).py": "py", "link_7.zip": "zip", "12_34_x.html": "html", ".hidden.txt": "txt", "no_kind": "no_kind",
    "x" * 200 + ".py": "py", "../../etc/passwd": "passwd", "LATE_99_1_a.PY": "py", "a\u202egnp.zip": "zip",
}  # fmt: skip


def canvas_zip(students: list[list[str]]) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """Names in the zip as Canvas writes them; and attachment -> student and name, as it knows them."""
    names, attachments = {}, {}
    for number, row in enumerate(students):
        original = list(FILES)[number % len(FILES)]
        person = re.sub(r"_(\d+)_", r"\1", row[0]).lower()
        whole = "_".join(filter(None, [person, "LATE" if number % 3 == 0 else "", row[1]]))
        shown = re.sub(r'[\x00/\\:*?"<>|]+', "_", original)
        names["_".join([re.sub(r"[^\w]", "", whole), str(9000 + number), shown])] = original
        attachments[str(9000 + number)] = row[1], original
    return names, attachments


def canvas_gives(name: str, attachments: Mapping[str, tuple[str, str]]) -> tuple[str, str] | None:
    """Student and shown name of a feedback file; None: ignored. A group may be called "student"."""
    parts = [part for part in name.removeprefix("student_").split("_") if part != "LATE"]
    assert parts[0] != "anon"
    user, attachment = [part for part in parts if re.fullmatch(r"\d+", part)][:2]
    if parts[-1].startswith("link") or name.startswith("._") or attachments.get(attachment, ("",))[0] != user:
        return None
    return attachments[attachment]


def moodle_gives(path: str, participants: set[str]) -> tuple[str, str] | None:
    """Participant and file name of a feedback file; None: skipped."""
    *folders, name = path.split("/")
    name = re.sub(r"[\x00-\x1f\x7f]|[&<>\"`|':\\/]", "", name)
    if name.startswith((".", "~")):
        return None
    parts = [*folders, name]
    while parts:
        info = parts.pop(0).split("_", 4)
        if len(info) >= 4 and info[1] in participants and info[2:4] == ["assignsubmission", "file"]:
            return info[1], "/".join([*info[4:], *parts])
    return None


def report(submission: str, **changes: object) -> GradeReport:
    told = [f"this is of {submission}"]
    return replace(samples.good(), submission=submission, notes=told, view="instructor", **changes)


def put(folder: Path, *submissions: str, **changes: object) -> Store:
    store = Store(folder, CHAPTER)
    for submission in submissions:
        store.write(report(submission, **changes), {})
    return store


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(export_command, [str(argument) for argument in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, done.output


@pytest.fixture
def canvas_class(tmp_path) -> dict[str, tuple[str, str]]:
    """Canvas's two files; the class is collected, and graded. What Canvas knows of the attachments."""
    (tmp_path / "gradebook.csv").write_bytes(test_canvas.export(GRADEBOOK))
    names, attachments = canvas_zip(GRADEBOOK[3:])
    zipped(tmp_path / "submissions.zip", names)
    made = collect("canvas", tmp_path / "submissions.zip", tmp_path / "gradebook.csv", tmp_path / "class")
    put(tmp_path / "results", *(path.name for path in made.folder.iterdir()))
    return attachments


def zipped(path: Path, names: Mapping[str, str]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in names.items():
            archive.writestr(name, content)


def to_canvas(tmp_path: Path, *options: object) -> tuple[int, str]:
    download = ("--download", tmp_path / "submissions.zip")
    return run(tmp_path / "results", "--chapter", CHAPTER, "--to", "canvas-feedback", *download, *options)


@pytest.mark.parametrize("listed", [False, True])
def test_canvas_gives_every_report_to_its_student(tmp_path, canvas_class, listed: bool) -> None:
    code, said = to_canvas(tmp_path, *(("--class-list", tmp_path / "gradebook.csv") if listed else ()))
    path = tmp_path / "results" / f"{CHAPTER}.canvas-feedback.zip"
    assert (code, said) == (0, f"{len(canvas_class)} reports: {path}\n")
    with zipfile.ZipFile(path) as upload:
        assert len({name.casefold() for name in upload.namelist()}) == len(canvas_class)
        given = {name: canvas_gives(name, canvas_class) for name in upload.namelist()}
        assert sorted(given.values()) == sorted(canvas_class.values())
        for name, (student, shown) in given.items():
            assert re.fullmatch(r"[A-Za-z0-9._-]{1,150}", name)
            text = as_text(upload.read(name), FILES[shown])
            assert re.search(rf"this is of \w+_{student}\b", text)
            assert "softmax" in text


def as_text(content: bytes, kind: str) -> str:
    """What a student reads who opens a file of that kind."""
    if kind == "zip":
        with zipfile.ZipFile(io.BytesIO(content)) as inner:
            return inner.read("report.html").decode()
    if kind == "ipynb":
        notebook = nbformat.reads(content.decode(), as_version=4)
        nbformat.validate(notebook)
        return notebook.cells[0].source
    if kind == "py":
        compile(content, "x.py", "exec")
        assert all(line.startswith("#") for line in content.decode().splitlines())
    assert content.startswith(b"<!DOCTYPE html>") == (kind == "html")
    return content.decode()


def test_the_file_that_is_read_best_is_taken_of_several(tmp_path) -> None:
    names = ["a_1_11_x.pdf", "a_1_12_x.py", "a_1_13_x.zip", "b_LATE_2_14_x.ipynb", "b_LATE_2_15_x.pdf"]
    zipped(tmp_path / "s.zip", dict.fromkeys(names, ""))
    owners = {"1": Owner("1", "a", "a_1"), "2": Owner("2", "b", "b_2")}
    with zipfile.ZipFile(tmp_path / "s.zip") as archive:
        places = canvas_feedback.places(archive, "s.zip", owners)
    assert {id_: place["file"] for id_, place in places.items()} == {"1": "13", "2": "14"}


def test_a_notebook_comes_back_as_one_that_says_what_the_terminal_says(tmp_path) -> None:
    place = canvas.NAME.search("a_1_11_ch01.ipynb")
    name, content = canvas_feedback.feedback(place, student_view(report("a_1")), LATE)
    assert name == "student_1_11_report-ch01.ipynb"
    assert "Handed in 1 day 3 h after the due date: 10 % a day, 20 % taken off." in as_text(content, "ipynb")


def test_what_lies_in_the_zip_beside_is_passed_over_and_who_handed_in_no_file_is_named(tmp_path) -> None:
    put(tmp_path / "results", "lovelaceada_1001", "doejane_1002", "studenttest_1009")
    names = ["lovelaceada_1001_5001_a.py", "studenttest_1009_text.html", "kurt_77_5009_a.py", "notes.txt", "._x_1_2_y"]
    zipped(tmp_path / "submissions.zip", dict.fromkeys(names, ""))
    code, said = to_canvas(tmp_path)
    assert code == 0
    assert said.splitlines()[0] == (
        "No file was handed in, to which Canvas could attach the report: doejane_1002, studenttest_1009."
    )
    with zipfile.ZipFile(tmp_path / "results" / f"{CHAPTER}.canvas-feedback.zip") as upload:
        assert upload.namelist() == ["student_1001_5001_report-a.py"]


def test_reports_say_what_the_pages_say_of_lateness_and_the_same_zip_is_made_again(tmp_path) -> None:
    store = put(tmp_path / "results", "lovelaceada_1001", "doejane_1002")
    store.say("lovelaceada_1001", LATE, {})
    zipped(tmp_path / "submissions.zip", {"lovelaceada_1001_5_a.html": "", "doejane_1002_6_a.py": ""})
    made = []
    for name in ("one.zip", "two.zip"):
        assert to_canvas(tmp_path, "--out", tmp_path / name)[0] == 0
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]
    with zipfile.ZipFile(tmp_path / "one.zip") as upload:
        ada, jane = (upload.read(name).decode() for name in sorted(upload.namelist()))
    assert "20\u00a0% taken off. <strong>4 of 5 points count.</strong>" in ada
    assert "taken off" not in jane


def test_pending_marks_are_not_sent(tmp_path) -> None:
    put(tmp_path / "results", "doejane_1002")
    put(tmp_path / "results", "lovelaceada_1001", pending=True)
    zipped(tmp_path / "submissions.zip", {"lovelaceada_1001_5_a.py": "", "doejane_1002_6_a.py": ""})
    code, said = to_canvas(tmp_path)
    assert code == 0
    assert said.startswith("1 reports: ")
    assert said.endswith("Pending marks, which an instructor has to look at first: lovelaceada_1001\n")
    put(tmp_path / "results", "doejane_1002", pending=True)
    assert to_canvas(tmp_path, "--out", tmp_path / "new.zip") == (
        1, "autograder: no report can be sent: every mark is pending, and an instructor has to look first\n",
    )  # fmt: skip
    assert not (tmp_path / "new.zip").exists()


def test_no_secret_input_leaves(tmp_path) -> None:
    store = Store(tmp_path / "results", CHAPTER)
    store.write(replace(samples.half_finished(), submission="hoppergrace_1", pending=False), {})
    zipped(tmp_path / "submissions.zip", {"hoppergrace_1_5_a.html": ""})
    assert to_canvas(tmp_path)[0] == 0
    with zipfile.ZipFile(tmp_path / "results" / f"{CHAPTER}.canvas-feedback.zip") as upload:
        page = upload.read(upload.namelist()[0]).decode()
    assert "survives" not in page
    assert "1000.,     0." not in page
    assert "KeyError" not in page
    for make in (
        lambda seen: canvas_feedback.feedback(canvas.NAME.search("a_1_5_a.py"), seen, None),
        lambda seen: moodle.feedback(Owner("1", "a", "a_1"), seen, None),
    ):
        with pytest.raises(ValueError, match=r"student_view\(report\)"):
            make(samples.half_finished())


@pytest.mark.parametrize(
    ("submissions", "names", "words"),
    [
        (["ada"], ["ada_1_5_x.py"], 'the submission "ada" is not named as autograder collect names folders, such as '
            "lovelaceada_1001: name the exported class with --class-list"),
        (["ada_1\x1b"], ["ada_1_5_x.py"], 'the submission "ada_1␛" is not named as'),
        (["ada_1", "eve_1"], ["ada_1_5_x.py"], 'the submissions "ada_1" and "eve_1" end in the same id: name the'),
        (["ada_1"], ["anon_aB3dE_5003_x.py"], 'submissions.zip: "anon_aB3dE_5003_x.py" names nobody, since the '
            "assignment is marked anonymously: turn that off in Canvas, and download the submissions again"),
        (["ada_1"], ["eve_2_5_x.py"], "submissions.zip: it holds no file of anybody of whom there is a report: take "
            "the zip from which was graded, or in Canvas open the assignment, then Download Submissions"),
        (["ada_1"], [], "submissions.zip: it holds no file of anybody"),
    ],
)  # fmt: skip
def test_what_canvas_could_not_give_back_is_refused(tmp_path, submissions, names, words: str) -> None:
    put(tmp_path / "results", *submissions)
    zipped(tmp_path / "submissions.zip", dict.fromkeys(names, ""))
    code, said = to_canvas(tmp_path)
    assert (code, said.count("\n")) == (1, 1)
    assert words in said
    assert not list((tmp_path / "results").glob("*.zip"))


def test_a_class_list_knows_logins_and_refuses_strangers(tmp_path) -> None:
    (tmp_path / "gradebook.csv").write_bytes(test_canvas.export(GRADEBOOK))
    listed = ("--class-list", tmp_path / "gradebook.csv")
    zipped(tmp_path / "submissions.zip", {"doejane_1002_6_a.py": ""})
    put(tmp_path / "results", "jdoe")
    assert to_canvas(tmp_path, *listed)[0] == 0
    put(tmp_path / "results", "doejane_1002")
    assert "line 5: two reports are of one student" in to_canvas(tmp_path, *listed)[1]
    shutil.rmtree(tmp_path / "results")
    put(tmp_path / "results", "nobody")
    assert 'no student belongs to the submission "nobody"' in to_canvas(tmp_path, *listed)[1]


def test_a_download_that_is_no_zip_is_refused(tmp_path) -> None:
    put(tmp_path / "results", "doejane_1002")
    (tmp_path / "submissions.zip").write_bytes(b"PK\x03\x04 and no more")
    assert "it is no zip, or not complete: download the submissions again" in to_canvas(tmp_path)[1]


WORKSHEET = [
    *test_moodle.WORKSHEET,
    test_moodle.participant(109, "~._x_7_y", "t@example.org"),
    test_moodle.participant(110, "...", "d@example.org"),
    test_moodle.participant(111, "101_assignsubmission_file", "f@example.org"),
    *(test_moodle.participant(200 + number, name, f"h{number}@example.org") for number, name in enumerate(NAMES)),
]  # fmt: skip


def to_moodle(tmp_path: Path, *options: object) -> tuple[int, str]:
    listed = ("--class-list", tmp_path / "worksheet.csv")
    return run(tmp_path / "results", "--chapter", CHAPTER, "--to", "moodle-feedback", *listed, *options)


def test_moodle_gives_every_report_to_its_participant(tmp_path) -> None:
    (tmp_path / "worksheet.csv").write_bytes(test_moodle.export(WORKSHEET))
    students = moodle.read(test_moodle.export(WORKSHEET), "worksheet.csv").students
    ids = set(students.by_id)
    store = put(tmp_path / "results", *(student.label for student in students.students))
    store.say(students.by_id["101"].label, LATE, {})
    code, said = to_moodle(tmp_path)
    path = tmp_path / "results" / f"{CHAPTER}.moodle-feedback.zip"
    assert (code, said) == (0, f"{len(ids)} reports: {path}\n")
    with zipfile.ZipFile(path) as upload:
        names = upload.namelist()
        given = {moodle_gives(name, ids): name for name in names}
        assert set(given) == {(id_, "report.html") for id_ in ids}
        assert all(len(name) < 150 and "/" not in name and "\u202e" not in name for name in names)
        for (id_, _), name in given.items():
            page = upload.read(name).decode()
            assert f"this is of {students.by_id[id_].label}<" in page
            assert ("4 of 5 points count." in page) is (id_ == "101")


def test_two_of_one_name_stay_two_in_moodle(tmp_path) -> None:
    (tmp_path / "worksheet.csv").write_bytes(test_moodle.export(WORKSHEET))
    put(tmp_path / "results", "janedoe_102", "jane2@example.org")
    assert to_moodle(tmp_path)[0] == 0
    with zipfile.ZipFile(tmp_path / "results" / f"{CHAPTER}.moodle-feedback.zip") as upload:
        assert sorted(upload.namelist()) == [
            "Jane Doe_102_assignsubmission_file_report.html",
            "Jane Doe_103_assignsubmission_file_report.html",
        ]
    put(tmp_path / "results", "102")
    assert "two reports are of one student" in to_moodle(tmp_path)[1]


@pytest.fixture
def graded(tmp_path) -> Callable[..., tuple[int, str]]:
    put(tmp_path / "results", "lovelaceada_1001")
    zipped(tmp_path / "submissions.zip", {"lovelaceada_1001_5_a.py": ""})
    return lambda *options: run(tmp_path / "results", "--chapter", CHAPTER, *options)


def test_options_that_are_missing_or_of_no_use(graded, tmp_path) -> None:
    assert graded("--to", "canvas-feedback") == (1, "autograder: --to canvas-feedback needs --download\n")
    assert graded("--to", "moodle-feedback") == (1, "autograder: --to moodle-feedback needs --class-list\n")
    download = ("--download", tmp_path / "submissions.zip")
    assert graded("--to", "junit", *download)[1] == "autograder: --to junit has no use for --download: leave it out\n"
    (tmp_path / "late.toml").write_text("")
    policy = ("--policy", tmp_path / "late.toml")
    assert "--to canvas-feedback has no use for --policy" in graded("--to", "canvas-feedback", *download, *policy)[1]


def test_a_zip_that_breaks_half_way_leaves_what_was_there(graded, tmp_path, monkeypatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "out.zip").write_text("before")
    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    options = ("--to", "canvas-feedback", "--download", tmp_path / "submissions.zip", "--out", tmp_path / "out.zip")
    code, said = graded(*options)
    assert (code, "No space left on device: name another place with --out" in said) == (1, True)
    assert (tmp_path / "out.zip").read_text() == "before"
    assert not list(tmp_path.glob(".writing-*"))

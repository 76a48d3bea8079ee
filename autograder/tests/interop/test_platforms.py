"""From a platform's download to its gradebook: collected, graded, late by a policy, and filled in."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.grading import platforms
from autograder.grading.export import export
from autograder.grading.platforms import collect_command
from autograder.grading.results import Wish
from autograder.grading.session import Asks, grade_into
from autograder.interop.sheet import BadExport
from autograder.tests.grading.conftest import CHAPTER, RIGHT, SECRET

WRONG = "def double(x):\n    return x * 3\n"
GRADEBOOK = (
    "Student,ID,SIS Login ID,Section,Small (77)\r\n"
    "    Points Possible,,,,3.00\r\n"
    '"Lovelace, Ada",1001,ada,A,\r\n'
    '"Lovelace, Ada",1002,ada2,A,1.00\r\n'
    '"=HYPERLINK(1), Eve",1003,eve,A,\r\n'
)
WORKSHEET = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments\r\n"
    'Participant 11,Ada Lovelace,ada@example.org,Submitted,,3.00,Yes,"Monday, 4 May 2026, 11:59 PM",-,\r\n'
    'Participant 12,Alan Turing,alan@example.org,Submitted,,3.00,Yes,"Wednesday, 6 May 2026, 1:00 AM",-,\r\n'
)
POLICY = """time_zone = "Europe/Berlin"
percent_per_day = 10

[chapter.{chapter}]
due = 2026-05-04T23:59:59
times = ["class.times.csv"]
"""


def zipped(path: Path, members: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


@pytest.fixture
def graded(course, store, tmp_path):
    """`graded(platform, archive, listing)`: collect by the command, grade; the results."""
    secret = tmp_path / "secret"
    secret.write_text(SECRET.hex())

    def run(platform: str, archive: Path, listing: Path) -> Path:
        options = [str(archive), "--from", platform, "--class-list", str(listing), "--out", str(tmp_path / "class")]
        done = CliRunner().invoke(collect_command, options)
        assert done.exit_code == 0, done.output
        grade_into(course, tmp_path / "class", store.out, Asks(CHAPTER, "1", "plain", secret=secret, slots=1))
        return store.out

    return run


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_canvas_from_download_to_gradebook(graded, tmp_path):
    listing = tmp_path / "gradebook.csv"
    listing.write_bytes(GRADEBOOK.encode())
    archive = zipped(
        tmp_path / "submissions.zip",
        {"lovelaceada_1001_5_doubling.py": RIGHT, "lovelaceada_1002_6_doubling.py": WRONG},
    )
    results = graded("canvas", archive, listing)
    *notes, said = export(results, CHAPTER, "canvas", Wish(class_list=listing))[0].splitlines()
    assert said == f"2 submissions: {results / f'{CHAPTER}.canvas.csv'}"
    assert any("1.00 to 0" in note for note in notes)
    before, after = rows(listing), rows(results / f"{CHAPTER}.canvas.csv")
    assert [row[:4] for row in after] == [row[:4] for row in before]
    assert [float(row[4] or "nan") for row in after[2:4]] == [3, 0]
    assert after[4][4] == ""


def test_moodle_with_a_late_policy(graded, tmp_path, monkeypatch):
    monkeypatch.setattr(platforms, "here", type("Course", (), {"names": lambda self: [CHAPTER]}))
    listing, policy = tmp_path / "worksheet.csv", tmp_path / "late.toml"
    listing.write_bytes(WORKSHEET.encode())
    policy.write_text(POLICY.format(chapter=CHAPTER))
    archive = zipped(
        tmp_path / "submissions.zip",
        {
            "Ada Lovelace_11_assignsubmission_file_/doubling.py": RIGHT,
            "Alan Turing_12_assignsubmission_file_/doubling.py": RIGHT,
        },
    )
    results = graded("moodle", archive, listing)
    export(results, CHAPTER, "moodle", Wish(class_list=listing, policy=policy))
    ada, alan = (dict(zip(rows(listing)[0], row, strict=True)) for row in rows(results / f"{CHAPTER}.moodle.csv")[1:])
    assert (float(ada["Grade"]), float(alan["Grade"])) == (3, 2.4)
    assert "20 % taken off" in alan["Feedback comments"]
    assert "late" not in ada["Feedback comments"].lower()


def test_a_download_that_fits_nobody_is_refused_in_one_line(tmp_path):
    listing = tmp_path / "gradebook.csv"
    listing.write_bytes(GRADEBOOK.encode())
    archive = zipped(tmp_path / "submissions.zip", {"nobody_9999_5_doubling.py": RIGHT})
    options = [str(archive), "--from", "canvas", "--class-list", str(listing), "--out", str(tmp_path / "class")]
    done = CliRunner().invoke(collect_command, options)
    assert done.exit_code == 1
    assert "9999" in done.output
    assert not (tmp_path / "class").exists()


def test_another_chapters_gradebook_is_refused(graded, tmp_path):
    listing = tmp_path / "gradebook.csv"
    listing.write_bytes(GRADEBOOK.replace("Small (77)", "Other (77)").encode())
    archive = zipped(tmp_path / "submissions.zip", {"lovelaceada_1001_5_doubling.py": RIGHT})
    results = graded("canvas", archive, listing)
    with pytest.raises(BadExport, match="name the assignment by its id"):
        export(results, CHAPTER, "canvas", Wish(class_list=listing))
    assert not (results / f"{CHAPTER}.canvas.csv").exists()
    export(results, CHAPTER, "canvas", Wish(class_list=listing, assignment="77"))
    assert (results / f"{CHAPTER}.canvas.csv").exists()

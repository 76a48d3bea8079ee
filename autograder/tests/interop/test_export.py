"""`autograder export`: one door to every format, and what is wrong said before anything is written."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from autograder.course.release import DOES
from autograder.engine import report as reports
from autograder.engine.atomic import write_atomically
from autograder.engine.load import here
from autograder.grading import export
from autograder.grading.export import FORMATS, BadResults, Format, Wish, find
from autograder.grading.store import REPORT, Store
from autograder.tests.interop import test_gradescope, test_junit
from autograder.tests.interop.conftest import HOSTILE_NAMES
from autograder.tests.reports import samples

CHAPTER = "ch01_neural_networks"
WRITABLE = [name for name in HOSTILE_NAMES if "\ud800" not in name]  # grading writes names as text


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Path:
    """The results of a class, as grading leaves them."""
    store = Store(tmp_path_factory.mktemp("graded"), CHAPTER)
    for name in WRITABLE:
        store.write(replace(samples.half_finished(), submission=name), {})
    store.write(replace(samples.good(), submission="zoë", view="instructor"), {})
    return store.out


@pytest.fixture
def results(graded: Path, tmp_path: Path) -> Path:
    return shutil.copytree(graded, tmp_path / "results")


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(export.export_command, [str(argument) for argument in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, done.output


def test_reports_come_one_by_one_in_the_order_of_their_names(results) -> None:
    found = find(results, CHAPTER)
    names = [report.submission for report in found]
    assert sorted([*WRITABLE, "zoë"]) == sorted(names)
    assert names == sorted(names, key=lambda name: (name.casefold(), name))
    assert {report.view for report in found} == {"instructor"}
    assert {report.view for report in found.for_students()} == {"student"}


@pytest.mark.parametrize("to", ["jsonl", "csv"])
def test_one_file_for_the_class(results, tmp_path, to: str) -> None:
    code, said = run(results, "--chapter", CHAPTER, "--to", to, "--out", tmp_path / "new" / "marks")
    assert code == 0, said
    assert "submissions: " in said
    lines = (tmp_path / "new" / "marks").read_bytes().count(b"\n")
    checks = sum(len(exercise.checks) for report in find(results, CHAPTER) for exercise in report.exercises)
    assert lines == checks + (to == "csv")


@pytest.mark.parametrize("to", ["gradescope", "junit", "classroom"])
def test_a_file_for_each_submission_as_its_student_may_see_it(results, tmp_path, to: str) -> None:
    code, said = run(results, "--chapter", CHAPTER, "--to", to, "--out", tmp_path / to)
    assert code == 0, said
    files = sorted((tmp_path / to).iterdir())
    assert len(files) == len(find(results, CHAPTER))
    for file in files:
        content = file.read_bytes()
        assert b"KeyError" not in content  # a held check's message is for the instructor
        assert b"1000.,     0." not in content  # the example is from secret inputs
        if to == "gradescope":
            test_gradescope.valid(content)
        elif to == "junit":
            test_junit.valid(content)
        else:
            json.loads(content)


def test_without_out_it_lies_beside_the_marks(results) -> None:
    run(results, "--chapter", CHAPTER, "--to", "jsonl")
    run(results, "--chapter", CHAPTER, "--to", "junit")
    assert (results / f"{CHAPTER}.checks.jsonl").is_file()
    assert (results / f"{CHAPTER}.junit").is_dir()
    assert len(find(results, CHAPTER)) == len(WRITABLE) + 1


def test_pending_marks_are_said(results) -> None:
    _, said = run(results, "--chapter", CHAPTER, "--to", "csv")
    assert "Pending marks, which an instructor has to look at first: " in said
    assert "Ada Lovelace" in said
    assert "\x1b" not in said


@pytest.mark.parametrize("chapter", ["ch99_none", "*", "../x", ""])
def test_an_unknown_chapter(results, chapter: str) -> None:
    code, said = run(results, "--chapter", chapter, "--to", "csv")
    assert code == 1
    assert said == (f"autograder: {results} holds no report of {chapter}; there are reports of: {CHAPTER}\n")


def test_a_folder_without_reports(tmp_path) -> None:
    with pytest.raises(BadResults, match="holds no reports: name a folder that `autograder grade --out` has filled"):
        find(tmp_path, CHAPTER)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"submission": "ada"}', b"\xff\xfe", b"\x00" * 99])
def test_an_unreadable_report_stops_it_before_anything_is_written(results, tmp_path, content: bytes) -> None:
    path = Store(results, CHAPTER).folder("zoë") / REPORT
    path.write_bytes(content)
    for to in ("junit", "jsonl"):
        code, said = run(results, "--chapter", CHAPTER, "--to", to, "--out", tmp_path / "out" / to)
        assert code == 1
        assert said.startswith(f"autograder: {path} is not a report (")
        assert said.endswith("): grade once more to write it anew\n")
    assert not (tmp_path / "out").exists()


def test_a_report_of_another_chapter_and_one_that_is_there_twice(results) -> None:
    store = Store(results, CHAPTER)
    copy = results / "copy of zoë" / CHAPTER / REPORT
    copy.parent.mkdir(parents=True)
    copy.write_bytes((store.folder("zoë") / REPORT).read_bytes())
    with pytest.raises(BadResults, match=r"are both reports of zoë: remove one of them"):
        find(results, CHAPTER)
    copy.write_bytes(reports.encode(replace(samples.good(), chapter="ch02_backpropagation")))
    with pytest.raises(BadResults, match=r"is a report of ch02_backpropagation: move it away"):
        find(results, CHAPTER)


def test_options_that_a_format_has_no_use_for_or_cannot_do_without(results, monkeypatch) -> None:
    monkeypatch.setitem(FORMATS, "sheet", Format("", lambda *_: "", needs=frozenset({"class_list"})))
    with pytest.raises(BadResults, match="--to sheet needs --class-list"):
        export.export(results, CHAPTER, "sheet", Wish())
    with pytest.raises(BadResults, match="--to junit has no use for --gradebook: leave it out"):
        export.export(results, CHAPTER, "junit", Wish(gradebook="sqlite:///x.db"))


def test_a_place_that_is_taken(results, tmp_path) -> None:
    (tmp_path / "file").write_text("mine")
    code, said = run(results, "--chapter", CHAPTER, "--to", "junit", "--out", tmp_path / "file")
    assert (code, "this format writes a folder: name another" in said) == (1, True)
    code, said = run(results, "--chapter", CHAPTER, "--to", "csv", "--out", tmp_path)
    assert (code, "name another place with --out" in said) == (1, True)
    assert (tmp_path / "file").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "results"]


def test_a_write_that_breaks_leaves_what_was_there(tmp_path) -> None:
    path = tmp_path / "marks"
    path.write_text("before")

    def breaks():
        yield b"half"
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, breaks())
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("marks", "before")]


def test_the_table_names_every_format_and_edition_and_every_test_that_it_names_exists() -> None:
    readme = (here().root / "README.md").read_text(encoding="utf-8")
    guide = readme.partition("## Other tools")[2].partition("\n## ")[0]
    assert set(re.findall(r"export --to ([a-z-]+)", guide)) == set(FORMATS)
    assert set(re.findall(r"release --to ([a-z-]+)", guide)) == set(DOES) - {"kit"}
    rows = [row for row in guide.splitlines() if row.startswith("| ")][1:]
    assert [row for row in rows if not re.search(r"test_[a-z_]+\.py", row)] == []
    for named in re.findall(r"`((?:autograder/[\w/]+/)?test_[a-z_]+\.py)`", guide):
        folder = here().root if "/" in named else Path(__file__).parent
        assert (folder / named).is_file(), named


@pytest.mark.parametrize("module", ["classroom", "gradescope", "json_lines", "junit", "otter", "text"])
def test_a_format_sees_only_reports(module: str) -> None:
    source = (Path(export.__file__).parent.parent / "interop" / f"{module}.py").read_text(encoding="utf-8")
    ours = set(re.findall(r"^from (autograder[\w.]*)", source, re.MULTILINE))
    assert {name for name in ours if not name.startswith("autograder.reports")} <= {
        "autograder.engine.report",
        "autograder.interop",
        "autograder.interop.text",
    }

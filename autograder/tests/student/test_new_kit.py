"""What is taken for a kit, and what is refused with its reason."""

from __future__ import annotations

import io
import json
import os
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from autograder.engine.kit_stamp import MANIFEST
from autograder.student.new_kit import is_ours, read_kit
from autograder.student.work import StudentError
from autograder.tests.student import kits
from autograder.tests.student.kits import ONE

NEW = kits.kit()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path / "new.zip"


def refusal(source: Path, content: bytes) -> str:
    source.write_bytes(content)
    with pytest.raises(StudentError) as caught:
        read_kit(source)
    assert str(caught.value).startswith(str(source))
    return str(caught.value)


@pytest.mark.parametrize("top", ["dlf-kit/", "", "renamed/"])
def test_a_zip_is_read_whatever_its_folder_is_called(source: Path, top: str) -> None:
    source.write_bytes(kits.zipped(NEW, top))
    kit = read_kit(source)
    assert {**kit.files, MANIFEST: NEW[MANIFEST]} == NEW
    assert kit.chapters == [ONE]
    students = ("activations.py", "notebook.ipynb", f"{ONE}.ipynb", "answers.md")
    assert kit.students_files() == {f"{ONE}/{name}" for name in students}


@pytest.mark.parametrize("place", [".", "dlf-kit"])
def test_a_folder_is_read_or_the_one_kit_in_it(tmp_path: Path, place: str) -> None:
    kits.write(tmp_path / place, {**NEW, f"{ONE}/__pycache__/a.pyc": b"junk"})
    assert set(read_kit(tmp_path).files) == set(NEW) - {MANIFEST}


def test_what_a_zip_holds_beside_the_kit_is_passed_over(source: Path) -> None:
    source.write_bytes(kits.zipped({f"dlf-kit/{name}": data for name, data in NEW.items()} | {"__MACOSX/x": b""}, ""))
    assert set(read_kit(source).files) == set(NEW) - {MANIFEST}


def test_fields_that_a_later_kit_adds_are_passed_over(source: Path) -> None:
    toml = b'lecture = "3"\n' + NEW[f"{ONE}/chapter.toml"]
    source.write_bytes(kits.zipped(kits.with_manifest({**NEW, f"{ONE}/chapter.toml": toml})))
    assert f"{ONE}/activations.py" in read_kit(source).students_files()


def test_a_name_that_is_nothing_says_what_to_name(tmp_path: Path) -> None:
    with pytest.raises(StudentError, match=r"there is no .*nothing\.zip: name the zip of the new kit"):
        read_kit(tmp_path / "nothing.zip")


@pytest.mark.parametrize("content", [b"", b"text", kits.zipped(NEW)[:-50], kits.zipped(NEW)[:200]])
def test_a_damaged_zip_is_refused(source: Path, content: bytes) -> None:
    assert "cannot be read, or is damaged" in refusal(source, content)


def test_a_zip_of_something_else_is_refused(source: Path) -> None:
    assert f"is not a kit: it holds no {MANIFEST}." in refusal(source, kits.zipped({"activations.py": b""}))


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudentError, match="is not a kit: it holds no autograder/release"):
        read_kit(tmp_path)


def test_a_file_that_is_not_as_released_or_missing_is_named(source: Path) -> None:
    for changed in ({**NEW, "README.md": b"other"}, {name: data for name, data in NEW.items() if name != "README.md"}):
        words = refusal(source, kits.zipped(changed))
        assert "is damaged: README.md is missing, or is not as it was released. Download it again" in words


@pytest.mark.parametrize("manifest", [b"{", b"[]", b"\xff", b"[" * 100_000, b'{"README.md": "no hash"}'])
def test_a_manifest_that_no_release_wrote_is_refused(source: Path, manifest: bytes) -> None:
    assert "is not what a release writes" in refusal(source, kits.zipped({**NEW, MANIFEST: manifest}))


def test_a_manifest_of_nothing_would_remove_everything_and_is_refused(source: Path) -> None:
    assert "it holds no chapter" in refusal(source, kits.zipped({MANIFEST: b"{}"}))


UNSAFE = [
    "../x.py",
    "a/../../x.py",
    "/etc/x.py",
    "C:/x.py",
    "a\\..\\x.py",
    "a//x.py",
    "./x.py",
    "a /x.py",
    "a/..",
    "x\n",
]


@pytest.mark.parametrize("name", UNSAFE)
def test_a_path_that_leads_out_is_refused(source: Path, name: str, tmp_path: Path) -> None:
    named = kits.with_manifest({**NEW, name: b"evil"})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for member, data in {**NEW, name: b"evil"}.items():
            archive.writestr(member, data)
    assert "is not a kit: it holds" in refusal(source, buffer.getvalue())
    folder = kits.write(tmp_path / "folder", {**NEW, MANIFEST: named[MANIFEST]})
    with pytest.raises(StudentError, match="is not a kit: it would write to"):
        read_kit(folder)


@pytest.mark.parametrize("name", [".autograder/progress.json", ".Autograder/x", ".autograder/backups/a.py"])
def test_what_a_kit_remembers_is_never_written_by_another(source: Path, name: str) -> None:
    assert "is not a kit: it would write to" in refusal(source, kits.zipped(kits.with_manifest({**NEW, name: b"{}"})))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO])
def test_a_link_in_a_zip_is_refused(source: Path, kind: int) -> None:
    member = zipfile.ZipInfo("dlf-kit/given.py")
    member.external_attr = (kind | 0o777) << 16
    source.write_bytes(kits.zipped(NEW))
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr(member, b"/etc/passwd")
    assert "given.py in it is a link, or no plain file." in refusal(source, source.read_bytes())


def test_compression_that_expands_without_limit_is_refused(source: Path) -> None:
    source.write_bytes(kits.zipped(NEW))
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr("dlf-kit/big.bin", b"0", zipfile.ZIP_LZMA)
    assert "big.bin in it is packed in an unusual way." in refusal(source, source.read_bytes())


def test_more_than_any_kit_is_refused(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.student.new_kit.TOTAL_BYTES", 1000)
    assert "it holds more than a kit ever does" in refusal(source, kits.zipped({**NEW, "big": bytes(1000)}))


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_in_a_folder_is_refused(tmp_path: Path) -> None:
    folder = kits.write(tmp_path / "new", NEW)
    (folder / ONE).rename(tmp_path / "elsewhere")
    (folder / ONE).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StudentError, match="lies behind, a link"):
        read_kit(folder)


def test_a_chapter_that_cannot_be_read_is_refused(source: Path) -> None:
    source.write_bytes(kits.zipped(kits.with_manifest({**NEW, f"{ONE}/chapter.toml": b"exercise = 3"})))
    with pytest.raises(StudentError, match=r"the new kit's ch01_neural_networks/chapter\.toml cannot be read"):
        read_kit(source).students_files()


@pytest.mark.parametrize("name", json.loads(NEW[MANIFEST]))
def test_every_file_of_a_kit_may_be_there(name: str) -> None:
    assert is_ours(name)


@how(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_kit_is_whole_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(kits.zipped(NEW))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "x.zip").write_bytes(content)
    try:
        assert {**read_kit(tmp_path / "x.zip").files, MANIFEST: NEW[MANIFEST]} == NEW
    except StudentError as error:
        assert str(error)  # noqa: PT017 - either way is right

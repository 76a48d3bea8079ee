"""Whatever a student hands in becomes a package or a sentence; nothing is followed, run or unpacked to disk."""

from __future__ import annotations

import io
import json
import os
import socket
import stat
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.engine import apart, handed_in, intake
from autograder.engine.intake import Intake, take_in
from autograder.engine.kit_stamp import STAMP_BYTES
from autograder.engine.notebook import BadNotebook

PACKAGE = "ch01_neural_networks"
EXPECTED = ("activations.softmax", "losses.cross_entropy")
BOTH = {"activations.py": b"a = 1\n", "losses.py": b"l = 1\n"}
unix = pytest.mark.skipif(sys.platform == "win32", reason="needs a Unix file system")


def under(folder: str, files: dict[str, bytes] = BOTH) -> dict[str, bytes]:
    return {f"{folder}/{name}": data for name, data in files.items()}


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def zipped_as(mode: int, name: str, data: bytes) -> bytes:
    """A zip of one member with a Unix file type."""
    member = zipfile.ZipInfo(name)
    member.external_attr = mode << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(member, data)
    return buffer.getvalue()


@pytest.fixture
def hand_in(tmp_path):
    """Hands in files, as a folder or as a zip, or the bytes of one file."""

    def hand_in(content: dict[str, bytes] | bytes, name: str = "alice", as_zip: bool = False) -> Intake:
        path = tmp_path / name
        if isinstance(content, bytes) or as_zip:
            path.write_bytes(content if isinstance(content, bytes) else zipped(content))
        else:
            path.mkdir()
            for relative, data in content.items():
                (path / relative).parent.mkdir(parents=True, exist_ok=True)
                (path / relative).write_bytes(data)
        return take_in(path, PACKAGE, EXPECTED)

    return hand_in


BOTH_WAYS = pytest.mark.parametrize("as_zip", [False, True], ids=["folder", "zip"])


# --- where the package is


@BOTH_WAYS
@pytest.mark.parametrize("folder", [PACKAGE, f"a/b/{PACKAGE}", f"{PACKAGE}/{PACKAGE}", "."])
def test_the_package_is_found_at_any_depth_without_a_word(hand_in, folder, as_zip):
    got = hand_in(under(folder), as_zip=as_zip)
    assert (got.files, got.notes, got.problem) == (BOTH, [], None)


@BOTH_WAYS
@pytest.mark.parametrize("folder", ["CH01_Neural_Networks", "week1", "hand in/my work"])
def test_a_renamed_folder_is_used_and_said(hand_in, folder, as_zip):
    got = hand_in(under(folder), as_zip=as_zip)
    assert got.files == BOTH
    assert got.notes == [f"The folder {folder} was used as {PACKAGE}."]


@pytest.mark.parametrize(
    ("name", "expected"), [("alice", "alice"), ("bob.v2", "bob.v2"), ("eve.zip", "eve"), ("x.py", "x")]
)
def test_a_submission_is_named_by_what_was_handed_in(hand_in, name, expected):
    assert hand_in(BOTH, name).name == expected


def test_a_zip_is_known_by_its_content(hand_in):
    assert hand_in(zipped(BOTH), "submission.bin").files == BOTH


def test_a_single_file_is_a_submission_with_the_others_missing(hand_in):
    got = hand_in(b"a = 1\n", "activations.py")
    assert got.files == {"activations.py": b"a = 1\n"}
    assert got.notes == ["losses.py is missing."]


def test_the_package_wins_over_other_chapters_with_the_same_file_names(hand_in):
    other = {"activations.py": b"other", "losses.py": b"other"}
    got = hand_in(under("ch02_backpropagation", other) | under(PACKAGE, {"activations.py": b"mine"}))
    assert got.files == {"activations.py": b"mine"}
    assert got.notes == ["losses.py is missing."]


def test_of_several_copies_the_fullest_is_used_and_said(hand_in):
    got = hand_in(under(f"old/{PACKAGE}", {"losses.py": b""}) | under(f"x/y/{PACKAGE}"))
    assert got.files == BOTH
    assert got.notes == [f"The submission holds {PACKAGE} more than once: x/y/{PACKAGE} was used, not old/{PACKAGE}."]


def test_of_equal_copies_the_shallowest_is_used(hand_in):
    got = hand_in(under("a/b") | under("z"))
    assert got.notes == [
        f"The submission holds {PACKAGE} more than once: z was used, not a/b.",
        f"The folder z was used as {PACKAGE}.",
    ]


# --- which file is meant


@BOTH_WAYS
@pytest.mark.parametrize(
    ("handed", "note"),
    [
        ("src/activations.py", "activations.py was found in the folder src and used."),
        ("Activations.PY", "Activations.PY was used as activations.py."),
        ("activations (1).py", "activations (1).py was used as activations.py."),
        ("activations(12).py", "activations(12).py was used as activations.py."),
        ("activations-2.py", "activations-2.py was used as activations.py."),
        ("activations - Copy.py", "activations - Copy.py was used as activations.py."),
        ("Copy of activations.py", "Copy of activations.py was used as activations.py."),
        ("src/activations (1).py", "src/activations (1).py was used as activations.py."),
    ],
)
def test_a_file_under_another_name_is_used_and_said(hand_in, handed, note, as_zip):
    got = hand_in(under(PACKAGE, {handed: b"a = 1\n", "losses.py": b"l = 1\n"}), as_zip=as_zip)
    assert got.files == BOTH
    assert got.notes == [note]


def test_the_right_name_wins_over_a_download(hand_in):
    got = hand_in(BOTH | {"activations (1).py": b"", "src/activations.py": b""})
    assert got.files["activations.py"] == b"a = 1\n"
    assert got.notes == ["activations (1).py was left out: a file of that name cannot be imported."]


def test_of_several_downloads_the_latest_is_used(hand_in):
    got = hand_in({"losses.py": b"l = 1\n", "activations (2).py": b"old", "activations (10).py": b"a = 1\n"})
    assert got.files == BOTH
    assert "activations (10).py was used as activations.py." in got.notes


def test_own_modules_and_answers_come_along_and_nothing_else(hand_in):
    own = {"mine.py": b"", "parts/__init__.py": b"", "answers.md": b"42\n"}
    got = hand_in(under(PACKAGE, BOTH | own | {"data.csv": b"1", "my-file.txt": b"", "parts/a-b.py": b""}))
    assert got.files == BOTH | own
    assert got.notes == []


def test_answers_are_known_by_similar_names(hand_in):
    got = hand_in(BOTH | {"Answers.md": b"42", "answers (1).md": b"41"})
    assert got.files["answers.md"] == b"42"
    assert got.notes == ["Answers.md was used as answers.md."]


@BOTH_WAYS
def test_junk_is_ignored_without_a_word(hand_in, as_zip):
    junk = [".DS_Store", "._activations.py", "__MACOSX/losses.py", "__pycache__/a.pyc", ".git/x.py", "a.pyc"]
    junk += [".ipynb_checkpoints/activations.py", ".venv/lib/losses.py", "node_modules/x/y.py", "venv/z.py"]
    got = hand_in(BOTH | dict.fromkeys(junk, b"junk"), as_zip=as_zip)
    assert (got.files, got.notes) == (BOTH, [])


# --- the kit's own file


@BOTH_WAYS
def test_the_kits_own_file_is_carried_along_unread_and_without_a_word(hand_in, as_zip):
    files = under(PACKAGE, BOTH | {"kit.json": b"{"}) | {"kit.json": b"other", "old/kit.json": b"older"}
    got = hand_in(files, as_zip=as_zip)
    assert (got.files, got.stamp, got.notes) == (BOTH, b"{", [])


def test_without_it_there_is_none(hand_in):
    assert hand_in(under(PACKAGE) | {"kit.json": b"of another folder"}).stamp is None


@BOTH_WAYS
def test_a_huge_one_is_not_read_to_its_end(hand_in, as_zip):
    got = hand_in(BOTH | {"kit.json": bytes(40 * 2**20)}, as_zip=as_zip)
    assert got.files == BOTH
    assert got.stamp == bytes(STAMP_BYTES + 1)


def test_one_that_expands_without_limit_is_not_opened(hand_in):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in BOTH.items():
            archive.writestr(name, data)
        archive.writestr("kit.json", b"{}", zipfile.ZIP_LZMA)
    got = hand_in(buffer.getvalue())
    assert (got.files, got.stamp) == (BOTH, None)
    assert got.notes == [
        "kit.json is packed in an unusual way and was not read: make the zip again with the usual settings."
    ]


def test_a_damaged_one_is_as_good_as_none(hand_in):
    data = zipped(BOTH | {"kit.json": b"version"}, zipfile.ZIP_STORED).replace(b"version", b"wersion")
    got = hand_in(data)
    assert (got.files, got.stamp, got.notes) == (BOTH, None, [])


@unix
def test_a_link_in_its_place_is_not_followed(hand_in, tmp_path):
    hand_in(BOTH)
    (tmp_path / "alice" / "kit.json").symlink_to("/etc/passwd")
    got = take_in(tmp_path / "alice", PACKAGE, EXPECTED)
    assert (got.stamp, got.notes) == (None, ["kit.json is a link and was not followed."])


# --- nothing to use


@BOTH_WAYS
def test_an_empty_submission_says_what_to_hand_in(hand_in, as_zip):
    problem = hand_in({}, as_zip=as_zip).problem
    assert problem == f"Nothing was handed in: the submission is empty. Hand in the folder {PACKAGE} or a zip of it."


@BOTH_WAYS
def test_a_submission_without_python_says_what_it_holds(hand_in, as_zip):
    got = hand_in({"report.pdf": b"", "work.ipynb": b""}, as_zip=as_zip)
    assert got.files == {}
    assert got.problem is not None
    assert got.problem.startswith(
        "No Python file was found; the submission holds report.pdf, work.ipynb. work.ipynb is"
    )
    assert got.problem.endswith(f"Hand in the folder {PACKAGE} or a zip of it.")


def test_python_files_of_other_names_are_named(hand_in):
    files = {f"f{n}.py": b"" for n in range(7)}
    assert hand_in(files).problem == (
        "None of activations.py, losses.py was found; "
        "the submission holds f0.py, f1.py, f2.py, f3.py, f4.py and 2 more."
    )


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"\x1f\x8b\x08", "gzip"),
        (b"Rar!\x1a\x07\x01", "RAR"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (bytes(257) + b"ustar\0", "tar"),
        (b"BZh9", "bzip2"),
        (b"\xfd7zXZ\x00", "xz"),
    ],
)
def test_other_archives_are_named(hand_in, start, kind):
    problem = hand_in(start + bytes(600), "ch01.tar.gz").problem
    assert problem == (
        f"The submission is an archive of the kind {kind}, which is not opened. "
        "Hand in a folder or a zip with the chapter's Python files only."
    )


def test_something_else_is_no_submission(hand_in):
    problem = hand_in(b"%PDF-1.4", "work\u202e.pdf").problem
    assert problem is not None
    assert problem.startswith(
        "work\\u202e.pdf is neither a zip nor a Python file nor a notebook, or it is damaged. Hand in"
    )


def test_a_submission_that_is_gone_is_a_problem(tmp_path):
    got = take_in(tmp_path / "gone", PACKAGE, EXPECTED)
    assert got.problem == "The submission could not be opened (no such file or directory)."


# --- zips


def test_a_zip_in_a_zip_is_opened(hand_in):
    assert hand_in({f"{PACKAGE}.zip": zipped(BOTH)}, as_zip=True).files == BOTH


def test_a_zip_in_a_folder_may_hold_one_more(hand_in):
    assert hand_in({"x.zip": zipped({"y.zip": zipped(BOTH)})}).files == BOTH


def test_a_third_zip_is_not_opened(hand_in):
    problem = hand_in({"x.zip": zipped({"y.zip": zipped({"z.zip": zipped(BOTH)})})}).problem
    assert problem == "Nothing that can be used was handed in: x/y/z.zip is packed too often and was not opened."


def test_a_damaged_inner_zip_costs_only_itself(hand_in):
    got = hand_in(BOTH | {"old.zip": zipped(BOTH)[:-30]})
    assert got.files == BOTH
    assert got.notes == ["old.zip could not be opened (it is damaged)."]


@pytest.mark.parametrize("cut", [5, 40, 150, -10])
def test_a_truncated_zip_is_a_problem(hand_in, cut):
    problem = hand_in(zipped(BOTH)[:cut]).problem
    assert problem == "The zip is damaged or not complete: make it again and hand it in again."


def test_a_damaged_member_is_named(hand_in):
    data = zipped(BOTH, zipfile.ZIP_STORED).replace(b"a = 1", b"a = 2")
    got = hand_in(data)
    assert got.files == {"losses.py": b"l = 1\n"}
    assert got.notes == ["activations.py could not be read (it is damaged)."]


def test_a_locked_zip_is_a_problem(hand_in):
    data = bytearray(zipped(BOTH))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(signature, at + 1)) >= 0:
            data[at + offset] |= 1
    got = hand_in(bytes(data))
    assert got.problem == "None of activations.py, losses.py could be used."
    assert got.notes[0] == "activations.py is locked with a password and was not read."


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_compression_that_expands_without_limit_is_not_opened(hand_in, method):
    got = hand_in(zipped(BOTH, method))
    assert got.notes[0] == (
        "activations.py is packed in an unusual way and was not read: make the zip again with the usual settings."
    )


@pytest.mark.parametrize("name", ["../activations.py", "/etc/activations.py", "C:\\activations.py", "a/../losses.py"])
def test_a_path_out_of_the_zip_is_left_out(hand_in, name):
    got = hand_in({name: b"evil", **BOTH}, as_zip=True)
    assert got.files == BOTH
    assert got.notes == [f"{name.replace(chr(92), '/')} has a path that leads out of the zip and was left out."]


def test_backslashes_separate_folders(hand_in):
    assert hand_in({f"{PACKAGE}\\{name}": data for name, data in BOTH.items()}, as_zip=True).files == BOTH


@pytest.mark.parametrize(
    ("mode", "words"),
    [(stat.S_IFLNK, "is a link and was not followed"), (stat.S_IFIFO, "is not an ordinary file and was not opened")],
)
def test_special_members_of_a_zip_are_not_read(hand_in, mode, words):
    got = hand_in(zipped_as(mode | 0o777, "activations.py", b"/etc/passwd"))
    assert got.files == {}
    assert got.notes == [f"activations.py {words}.", "losses.py is missing."]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_doubled_member_is_said(hand_in):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in (("activations.py", b"old\n"), *BOTH.items()):
            archive.writestr(name, data)
    got = hand_in(buffer.getvalue())
    assert got.files == BOTH
    assert got.notes == ["activations.py is in the zip twice; the last one was used."]


# --- sizes


@BOTH_WAYS
def test_a_huge_file_is_not_read(hand_in, as_zip):
    got = hand_in(BOTH | {"losses.py": bytes(handed_in.FILE_BYTES + 1)}, as_zip=as_zip)
    assert got.files == {"activations.py": b"a = 1\n"}
    assert got.notes == ["losses.py is larger than 1 MB and was not read."]


def test_a_bomb_of_many_files_is_a_problem(hand_in):
    million = bytes(handed_in.FILE_BYTES)
    problem = hand_in({f"f{n}.py": million for n in range(33)}, as_zip=True).problem
    assert problem == (
        "The submission holds more than 32 MB. Hand in a folder or a zip with the chapter's Python files only."
    )


def test_a_bomb_of_zips_is_a_problem(hand_in):
    inner = zipped({"big.zip": bytes(20 * 2**20)})
    problem = hand_in({"a.zip": inner, "b.zip": inner}).problem
    assert problem is not None
    assert problem.startswith("The submission holds more than 32 MB.")


def test_a_large_file_of_another_kind_does_not_count(hand_in):
    assert hand_in(BOTH | {"data.bin": bytes(40 * 2**20)}, as_zip=True).files == BOTH


@BOTH_WAYS
def test_too_many_files_are_a_problem(hand_in, as_zip):
    problem = hand_in(BOTH | {f"f{n}.txt": b"" for n in range(2000)}, as_zip=as_zip).problem
    assert problem is not None
    assert problem.startswith("The submission holds more than 2000 files.")


def test_a_zip_of_very_many_names_is_refused_before_it_is_parsed(hand_in):
    problem = hand_in(b"PK\x03\x04" + b"PK\x01\x02" * 50_001).problem
    assert problem is not None
    assert problem.startswith("The zip holds more than 50000 files.")


def test_two_thousand_deep_folders_are_searched_in_no_time(hand_in):
    files = {"/".join([f"d{n}"] * 19) + "/activations.py": b"" for n in range(1900)}
    got = hand_in(files, as_zip=True)
    assert got.notes[0].startswith(f"The submission holds {PACKAGE} more than once: d0/d0/")
    assert got.notes[0].endswith(" and 1894 more.")


@BOTH_WAYS
def test_a_file_in_very_deep_folders_is_not_opened(hand_in, as_zip):
    got = hand_in(BOTH | {"a/" * 21 + "x.py": b""}, as_zip=as_zip)
    assert got.files == BOTH
    assert "folders deep and was not opened" in got.notes[0]


def test_notes_are_cut(hand_in):
    got = hand_in(BOTH | {f"a-{n:02}.py": b"" for n in range(30)})
    assert got.notes[19] == "a-19.py was left out: a file of that name cannot be imported."
    assert got.notes[20:] == ["10 more notes were left out."]


# --- names


@pytest.mark.parametrize("character", ["\x1b", "\u202e", "\u200f", "\n", "\u2028", "\ufeff"])
def test_names_cannot_disturb_a_report(hand_in, character):
    got = hand_in(BOTH | {f"a{character}b.py": b""}, as_zip=True)
    assert got.files == BOTH
    assert got.notes == [f"a\\u{ord(character):04x}b.py was left out: a file of that name cannot be imported."]


def test_a_very_long_name_is_cut(hand_in):
    got = hand_in(BOTH | {"x" * 5000 + ".py": b""}, as_zip=True)
    assert got.files == BOTH
    assert got.notes[0].startswith("x" * 40 + "…" + "x" * 36 + ".py was left out")


# --- links and special files on disk


@unix
def test_links_are_not_followed(tmp_path):
    (tmp_path / "secret.py").write_text("secret")
    folder = tmp_path / "alice"
    folder.mkdir()
    (folder / "activations.py").symlink_to(tmp_path / "secret.py")
    (folder / "losses.py").write_bytes(b"l = 1\n")
    (folder / "up").symlink_to(tmp_path)
    got = take_in(folder, PACKAGE, EXPECTED)
    assert got.files == {"losses.py": b"l = 1\n"}
    assert got.notes == ["activations.py is a link and was not followed.", "up is a link and was not followed."]


@unix
def test_a_submission_that_is_a_link_is_a_problem(tmp_path):
    (tmp_path / "alice").symlink_to("/etc")
    problem = take_in(tmp_path / "alice", PACKAGE, EXPECTED).problem
    assert problem is not None
    assert problem.startswith("The submission is a link, which is not followed.")


@unix
def test_pipes_and_sockets_are_never_opened(tmp_path):
    os.mkfifo(tmp_path / "activations.py")
    with socket.socket(socket.AF_UNIX) as sock, tempfile.TemporaryDirectory() as short:
        sock.bind(f"{short}/losses.py")
        Path(short, "losses.py").rename(tmp_path / "losses.py")
        got = take_in(tmp_path, PACKAGE, EXPECTED)
    assert got.notes == [
        "activations.py is not an ordinary file and was not opened.",
        "losses.py is not an ordinary file and was not opened.",
    ]


@unix
def test_a_pipe_put_in_place_of_a_file_does_not_block(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="not an ordinary file"):
        handed_in._read(tmp_path / "pipe", 10)


@unix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(hand_in, tmp_path):
    hand_in(BOTH)
    (tmp_path / "alice" / "losses.py").chmod(0)
    got = take_in(tmp_path / "alice", PACKAGE, EXPECTED)
    assert got.notes == ["losses.py could not be read (permission denied)."]


def test_an_error_of_the_disk_is_told_without_a_path(hand_in, monkeypatch):
    def broken(path, limit):
        raise OSError(5, "Input/output error", str(path))

    monkeypatch.setattr(handed_in, "_read", broken)
    assert hand_in(BOTH).notes[0] == "activations.py could not be read (input/output error)."


# --- what is in the files


@pytest.mark.parametrize(
    ("data", "text", "note"),
    [
        (b"", "", None),
        (b"\xef\xbb\xbfx = 1\r\ny = 2\rz = 3\n", "x = 1\ny = 2\nz = 3\n", None),
        ("x = 'é'\n".encode("utf-16"), "x = 'é'\n", "was saved as UTF-16 and was converted: save it as UTF-8"),
        ("x = 'é'\n".encode("utf-32"), "x = 'é'\n", "was saved as UTF-32 and was converted: save it as UTF-8"),
        ("x = 1\n".encode("utf-16-le"), "x = 1\n", "was saved as UTF-16 and was converted: save it as UTF-8"),
        ("x = 1\n".encode("utf-16-be"), "x = 1\n", "was saved as UTF-16 and was converted: save it as UTF-8"),
        ("x = 1\n".encode("utf-32-be"), "x = 1\n", "was saved as UTF-32 and was converted: save it as UTF-8"),
        ("x = 'é“'\n".encode("cp1252"), "x = 'é“'\n", "was not saved as UTF-8 and was read as Windows-1252"),
        ("# coding: latin-1\nx = 'é'\n".encode("latin-1"), "# coding: utf-8\nx = 'é'\n", None),
        (b"#!x\n# -*- coding: koi8-r -*-\n# \xc1\n", "#!x\n# -*- coding: utf-8 -*-\n# \u0430\n", None),
        (b"x = 1\n# coding: koi8-r\n", "x = 1\n# coding: koi8-r\n", None),
        (b"# coding: no-such\n", "# coding: utf-8\n", None),
        (b"# coding: utf-16\nx=1\n", "# coding: utf-8\nx=1\n", None),
        (b"# coding: rot13\n", "# coding: utf-8\n", None),
        (b'{\n "cells": []}', '{\n "cells": []}', "holds a notebook: export the notebook as a Python file"),
        (b"\n<!DOCTYPE html>", "\n<!DOCTYPE html>", "holds a web page: download the file itself"),
        (b"{\\rtf1}", "{\\rtf1}", "holds formatted text (RTF): save it again as plain text"),
    ],
)
def test_text_arrives_as_utf8_with_plain_line_ends(hand_in, data, text, note):
    got = hand_in(BOTH | {"activations.py": data})
    assert got.files["activations.py"].decode() == text
    assert [n[: len(f"activations.py {note}")] for n in got.notes] == ([f"activations.py {note}"] if note else [])


@pytest.mark.parametrize("data", [b"x = 1\n\ny = '\0'\n", b"x = 1\r\n\r\n\0", b"\xff\xfea\n\na\0"])
def test_null_bytes_are_kept_out(hand_in, data):
    got = hand_in(BOTH | {"activations.py": data})
    assert got.files == {"losses.py": b"l = 1\n"}
    assert got.notes == ["activations.py holds null bytes (line 3): save it again as plain text."]


# --- anything at all


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_zip_gives_files_or_words(tmp_path, data):
    content = bytearray(zipped(under(PACKAGE) | {"inner.zip": zipped(BOTH)}))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "x.zip").write_bytes(content)
    got = take_in(tmp_path / "x.zip", PACKAGE, EXPECTED)
    assert got.files or got.problem


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200))
def test_any_bytes_in_a_file_become_text_or_words(tmp_path, data):
    (tmp_path / "activations.py").write_bytes(data)
    got = take_in(tmp_path / "activations.py", PACKAGE, ["activations.softmax"])
    assert got.problem or b"\0" not in got.files["activations.py"].decode().encode()


# --- notebooks


def notebook(*sources: str, **more: Any) -> bytes:
    cells = [{"cell_type": "code", "source": source, "metadata": {}, "outputs": []} for source in sources]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}).encode()


IN_CELLS = notebook(
    "# Exercise: activations.softmax\ndef softmax(z):\n    return 1",
    "# Exercise: losses.cross_entropy\ndef cross_entropy(z):\n    return 2",
)
PLAY = notebook(f"from {PACKAGE} import activations\nactivations.softmax(1)")


@BOTH_WAYS
def test_a_notebook_with_the_exercises_is_put_together(hand_in, as_zip):
    got = hand_in({f"work/{PACKAGE}.ipynb": IN_CELLS, "work/answers.md": b"## Question 1\nyes"}, as_zip=as_zip)
    assert got.problem is None
    assert sorted(got.files) == ["activations.py", "answers.md", "losses.py"]
    assert got.notes == []
    assert got.cells == {
        "activations.softmax": f"work/{PACKAGE}.ipynb, cell 1",
        "losses.cross_entropy": f"work/{PACKAGE}.ipynb, cell 2",
    }


def test_modules_beside_such_a_notebook_are_not_used_and_that_is_said(hand_in):
    got = hand_in({f"{PACKAGE}/{PACKAGE}.ipynb": IN_CELLS, **under(PACKAGE)})
    assert b"return 1" in got.files["activations.py"]
    assert got.notes == [
        f"The exercises were taken from the cells of {PACKAGE}/{PACKAGE}.ipynb, not from the modules beside it."
    ]


def test_a_notebook_alone_is_a_submission(hand_in):
    got = hand_in(IN_CELLS, name="ada.ipynb")
    assert (got.name, sorted(got.files), got.problem) == ("ada", ["activations.py", "losses.py"], None)


def test_the_notebook_of_the_kit_does_not_go_before_its_modules(hand_in):
    got = hand_in({**under(PACKAGE), f"{PACKAGE}/notebook.ipynb": PLAY})
    assert (got.files, got.notes) == (BOTH, [])


def test_a_notebook_with_the_exercises_goes_before_files_of_the_same_names(hand_in):
    beside = under(f"autograder/chapters/{PACKAGE}/checks")
    got = hand_in({f"{PACKAGE}/{PACKAGE}.ipynb": IN_CELLS, **beside})
    assert b"return 1" in got.files["activations.py"]


def test_of_two_notebooks_the_one_with_the_chapters_name_is_used_and_the_other_named(hand_in):
    other = IN_CELLS.replace(b"return 1", b"return 9")
    got = hand_in({f"a/{PACKAGE}-Copy1.ipynb": other, f"b/{PACKAGE}.ipynb": IN_CELLS, "a/play.ipynb": PLAY})
    assert b"return 1" in got.files["activations.py"]
    assert f"b/{PACKAGE}.ipynb was used, not a/{PACKAGE}-Copy1.ipynb." in got.notes[0]


def test_a_notebook_without_marks_is_read_by_its_definitions_where_nothing_else_is(hand_in):
    got = hand_in({"homework.ipynb": notebook("def softmax(z):\n    return 3")})
    assert b"return 3" in got.files["activations.py"]
    assert "losses.cross_entropy was not found: no cell of the notebook defines cross_entropy." in got.notes


def test_a_notebook_of_another_kind_is_none(hand_in):
    problem = hand_in({"notebook.ipynb": PLAY}).problem
    assert problem == (
        f"No Python file was found; the submission holds notebook.ipynb. Hand in the folder {PACKAGE} or a zip of it."
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"{", "is not a notebook"),
        (notebook(nbformat=3), "is a notebook of an old format: open it in Jupyter, save it, and hand it in again."),
        (b" " * (handed_in.NOTEBOOK_BYTES + 1), "is larger than 16 MB and was not read: clear its outputs"),
    ],
    ids=["damaged", "old", "large"],
)
def test_a_notebook_that_cannot_be_read_is_named(hand_in, data, words):
    got = hand_in({"work.ipynb": data})
    assert got.files == {}
    assert got.problem is not None
    assert any(f"work.ipynb {words}" in note for note in [*got.notes, got.problem])


def test_plots_in_a_notebook_do_not_count_against_a_files_limit(hand_in):
    heavy = json.loads(IN_CELLS)
    heavy["cells"][0]["outputs"] = [{"data": {"image/png": "A" * (3 * 2**20)}}]
    assert sorted(hand_in(json.dumps(heavy).encode(), name="ada.ipynb").files) == ["activations.py", "losses.py"]


@pytest.mark.parametrize(
    "source",
    [
        "x = " + "[" * 90 + "x" + " for x in y]" * 90,  # crashes Python 3.12 and 3.13
        "x = " + "-" * 200_000 + "1",
        "x = y" + ".a" * 200_000,
    ],
    ids=["comprehensions", "signs", "attributes"],
)
def test_code_that_crashes_the_parser_costs_no_more_than_its_notebook(hand_in, source):
    got = hand_in(notebook(source, "# Exercise: activations.softmax\ndef softmax(z):\n    return 1"), name="ada.ipynb")
    if got.problem is None:  # this Python could read it
        assert list(got.files) == ["activations.py"]
    else:
        assert got.problem == ("ada.ipynb holds code that Python's own parser cannot read: it is nested too deeply.")


def test_a_process_that_reads_cells_and_dies_is_told(monkeypatch, hand_in):
    monkeypatch.setattr(apart, "_PROGRAM", "import os; os.abort()  # {root}")
    assert hand_in(IN_CELLS, name="ada.ipynb").problem == (
        "ada.ipynb holds code that Python's own parser cannot read: it is nested too deeply."
    )


def test_a_process_that_takes_for_ever_is_told(monkeypatch, hand_in):
    monkeypatch.setattr(apart, "_PROGRAM", "import time; time.sleep(60)  # {root}")
    monkeypatch.setattr(apart, "WALL", 0.2)
    assert "cannot read" in (hand_in(IN_CELLS, name="ada.ipynb").problem or "")


def test_of_many_notebooks_without_marks_few_are_looked_through(monkeypatch, hand_in):
    """Each takes a process with seconds of its own: a folder of two thousand must not take an hour of the grader."""
    tried = []

    def put_together(cells, *_):
        tried.append(cells)
        raise BadNotebook("is nested too deeply")

    monkeypatch.setattr(intake, "put_together_apart", put_together)
    got = hand_in({f"{number}.ipynb": notebook("x = 1") for number in range(40)})
    assert got.problem is not None
    assert len(tried) == intake.TRIED

"""What a submission says about its kit becomes at most one sentence of ours."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from autograder.engine.chapter import Chapter, Settings
from autograder.engine.kit_stamp import STAMP_BYTES, KitStamp, about_kit, read_stamp, write_stamp

EXAM = "0123456789abcdef" * 4
NAME = "ch90_mini"
CHAPTER = Chapter(NAME, Settings("Mini", [], [], version=2), (), (), {}, EXAM)
STAMP = KitStamp(NAME, 2, EXAM, "0.1.0")
ODD = "kit.json is not as the kit wrote it and was not used."
UPDATE = "`autograder update` brings a kit up to date and keeps your work."


def about(**changes: object) -> str | None:
    return about_kit(write_stamp(replace(STAMP, **changes)), CHAPTER)


def test_what_is_written_is_read() -> None:
    assert read_stamp(write_stamp(STAMP)) == STAMP


def test_the_same_state_and_no_file_need_no_word() -> None:
    assert about() is None
    assert about(engine="0.0.9") is None
    assert about_kit(None, CHAPTER) is None


def test_an_older_kit_is_said_with_the_repair() -> None:
    assert about(version=1, exam="0" * 64) == (
        f"This was made with version 1 of the chapter; it is marked by version 2. {UPDATE}"
    )


def test_a_newer_kit_is_the_grading_machines_fault() -> None:
    assert about(version=3) == (
        "This was made with version 3 of the chapter, and marked by version 2, which is older: "
        "the machine that marks is behind, and an instructor has to bring it up to date."
    )


def test_another_state_of_the_same_version_is_said() -> None:
    assert about(exam="0" * 64) == f"This was made with another state of version 2 of the chapter. {UPDATE}"


def test_a_file_of_another_chapter_is_not_used_and_not_quoted() -> None:
    assert about(chapter="ch91_<script>") == "kit.json belongs to another chapter and was not used."


def test_what_a_later_kit_adds_is_passed_over() -> None:
    assert about_kit(json.dumps({**json.loads(write_stamp(STAMP)), "more": [1]}).encode(), CHAPTER) is None


def changed(**fields: object) -> bytes:
    return json.dumps({**json.loads(write_stamp(STAMP)), **fields}).encode()


HOSTILE = {
    "empty": b"",
    "no JSON": b"version = 2",
    "not UTF-8": b'{"chapter": "\xff"}',
    "a list": b"[]",
    "deep": b"[" * (STAMP_BYTES // 2),
    "deep in a field": b'{"more": ' + b"[" * 2000 + b"]" * 2000 + b"}",
    "huge": write_stamp(STAMP) + b" " * STAMP_BYTES,
    "no version": changed()[:-1].replace(b'"version"', b'"other"') + b"}",
    "a text for a number": changed(version="1"),
    "a truth for a number": changed(version=True),
    "a fraction": changed(version=1.5),
    "zero": changed(version=0),
    "a version that nothing has": changed(version=10**30),
    "a number for a text": changed(chapter=5),
    "a long chapter": changed(chapter="x" * 101),
    "no hash": changed(exam="<b>"),
    "a hash and a line": changed(exam=EXAM + "\n"),
    "a long engine": changed(engine="x" * 41),
    "half a character": changed(chapter="\ud800"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_no_kit_wrote_is_one_sentence(case: str) -> None:
    assert about_kit(HOSTILE[case], CHAPTER) == ODD


@given(st.binary(max_size=200) | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_nothing_is_raised(data: bytes | str) -> None:
    assert about_kit(data.encode() if isinstance(data, str) else data, CHAPTER) == ODD

"""What a kit says about itself: `kit.json` in each chapter, and the manifest of all its files.

A submission brings its `kit.json` along. It is a student's file, so it is never believed: it can add one sentence
to a report, made of our own words and of numbers, and it never changes a mark.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from autograder.engine.chapter import Chapter, Version

STAMP = "kit.json"  # in the chapter's folder
STAMP_BYTES = 4096  # of a kit.json; more is not read
MANIFEST = "autograder/release.json"  # path -> SHA-256 of every file of the kit

_UPDATE = "`autograder update` brings a kit up to date and keeps your work."


class KitStamp(msgspec.Struct, frozen=True):
    """Which state of a chapter a kit was made from. Fields that a later kit adds are passed over."""

    chapter: Annotated[str, Meta(max_length=100)]
    version: Version  # of the chapter
    exam: Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]  # hash of the exam, as the kit's tape has it
    engine: Annotated[str, Meta(max_length=40)]  # its version


def write_stamp(stamp: KitStamp) -> bytes:
    """The content of a kit.json."""
    return msgspec.json.format(msgspec.json.encode(stamp), indent=1) + b"\n"


def read_stamp(data: bytes) -> KitStamp | None:
    """What `write_stamp` wrote, None for anything else."""
    if len(data) > STAMP_BYTES:
        return None
    try:
        return msgspec.json.decode(data, type=KitStamp)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def about_kit(data: bytes | None, chapter: Chapter) -> str | None:
    """What a report should say about the kit that a submission was made with, None where there is nothing to say.

    data: the kit.json that was handed in, None if there was none
    chapter: what the submission is marked by
    """
    if data is None:
        return None
    stamp, version = read_stamp(data), chapter.settings.version
    if stamp is None:
        return f"{STAMP} is not as the kit wrote it and was not used."
    if stamp.chapter != chapter.name:
        return f"{STAMP} belongs to another chapter and was not used."
    if stamp.version < version:
        return (
            f"This was made with version {stamp.version} of the chapter; it is marked by version {version}. {_UPDATE}"
        )
    if stamp.version > version:
        return (
            f"This was made with version {stamp.version} of the chapter, and marked by version {version}, which is "
            "older: the machine that marks is behind, and an instructor has to bring it up to date."
        )
    if stamp.exam != chapter.exam_hash:
        return f"This was made with another state of version {version} of the chapter. {_UPDATE}"
    return None

"""What an update of a kit would do: decided from what is there, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path, PurePosixPath

import msgspec

from autograder.engine.kit_stamp import MANIFEST
from autograder.student.new_kit import OWN, Kit, chapters_of, sha256

BACKUPS = f"{OWN}/backups"


@dataclass
class Plan:
    """What an update does, by paths from the kit's root."""

    put: dict[str, bytes] = field(default_factory=dict[str, bytes])  # new contents
    seen: dict[str, bytes] = field(default_factory=dict[str, bytes])  # what they replace
    remove: dict[str, bytes] = field(default_factory=dict[str, bytes])  # with what they hold
    beside: dict[str, bytes] = field(default_factory=dict[str, bytes])  # of files that stay: the new version
    backups: dict[str, str] = field(default_factory=dict[str, str])  # edited file of ours -> where it is kept
    left: list[str] = field(default_factory=list[str])  # edited, and not in the new kit
    manifest: bytes = b""


def make_plan(root: Path, known: Mapping[str, str], new: Kit) -> Plan:
    """What is to be done. `known`: path -> hash of every file as the kit in `root` came."""
    plan, theirs = Plan(), new.students_files()
    for name, content in new.files.items():
        mine = content_of(root / name)
        if mine == content:
            continue
        if mine is None or _unedited(mine, known.get(name)):
            _put(plan, name, content, mine)
        elif name not in theirs:
            plan.backups[name] = _free_name(root, name, mine)
            _put(plan, name, content, mine)
        elif known.get(name) != new.manifest[name] and not _unedited(mine, new.manifest[name]):
            plan.beside[name] = content
    others = other_chapters(known, new)
    kept = {name: digest for name, digest in known.items() if name not in new.files and _chapter(name, others)}
    for name in sorted(known.keys() - new.files.keys() - kept.keys() - {MANIFEST}):
        mine = content_of(root / name)
        if _unedited(mine, known[name]):
            plan.remove[name] = mine
        elif mine is not None:
            plan.left.append(name)
    plan.manifest = msgspec.json.format(msgspec.json.encode(dict(sorted({**kept, **new.manifest}.items()))), indent=1)
    return plan


def _put(plan: Plan, name: str, content: bytes, mine: bytes | None) -> None:
    plan.put[name] = content
    if mine is not None:
        plan.seen[name] = mine


def other_chapters(known: Mapping[str, str], new: Kit) -> list[str]:
    """Chapters of this kit that the new one lacks: they stay as they are."""
    return sorted(set(chapters_of(known)) - set(new.chapters))


def _chapter(name: str, chapters: list[str]) -> str | None:
    """The chapter that a file belongs to: its own folder, its exam's or its stubs'."""
    return next((part for part in name.split("/")[:-1] if part in chapters), None)


def content_of(path: Path) -> bytes | None:
    """What a file holds, None if there is none."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _unedited(mine: bytes | None, digest: str | None) -> bool:
    """Whether it is as it came; git on Windows may have changed the line ends."""
    return mine is not None and digest in (sha256(mine), sha256(mine.replace(b"\r\n", b"\n")))


def _free_name(root: Path, name: str, content: bytes) -> str:
    """Where a version is kept: under a number that is free, or that holds it already since an earlier run."""
    path = PurePosixPath(BACKUPS, name)
    names = (str(path.with_name(f"{path.stem}-{number}{path.suffix}")) for number in count(1))
    return next(free for free in names if content_of(root / free) in (None, content))

"""Reads what a student handed in, a folder, a zip or one file, into memory; follows nothing, writes nothing.

Names and contents are hostile until proven otherwise: every read has a limit, links and special files are
never opened, and a path from a zip is only ever a name.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from autograder.engine.kit_stamp import STAMP, STAMP_BYTES

MB = 2**20
FILE_BYTES = MB
NOTEBOOK_BYTES = 16 * MB  # with its plots
TOTAL_BYTES = 32 * MB
ARCHIVE_BYTES = 64 * MB
FILES = 2000  # junk aside
ENTRIES = 50_000  # of one zip or folder, junk included
DEPTH = 20  # folders in folders
ARCHIVES = 2  # a zip in a zip, and no further
SHOWN = 80  # characters of a name

JUNK = frozenset({"__macosx", "__pycache__", "node_modules", "site-packages", "venv", "thumbs.db", "desktop.ini"})
SIGNATURES = (
    (0, b"Rar!\x1a\x07", "RAR"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"\x1f\x8b", "gzip"),
    (0, b"BZh", "bzip2"),
    (0, b"\xfd7zXZ\x00", "xz"),
    (257, b"ustar", "tar"),
)
ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ValueError,
    RuntimeError,
    IndexError,
    OverflowError,
    struct.error,
)
MOUNT_POINT = 0xA0000003  # reparse tag of a junction on Windows
AGAIN = "Hand in a folder or a zip with the chapter's Python files only."


class Unusable(Exception):
    """Nothing of what was handed in can be used. The text says why, to the student."""


@dataclass(frozen=True)
class Found:
    """One file that a chapter may want. `trouble` completes a sentence that begins with the file's name."""

    parts: tuple[str, ...]
    data: bytes = b""
    trouble: str | None = None


@dataclass
class HandedIn:
    """Everything of interest in a submission."""

    files: dict[tuple[str, ...], Found] = field(default_factory=dict[tuple[str, ...], Found])
    notebooks: dict[tuple[str, ...], Found] = field(default_factory=dict[tuple[str, ...], Found])
    stamps: dict[tuple[str, ...], bytes] = field(default_factory=dict[tuple[str, ...], bytes])  # folder -> kit.json
    others: list[str] = field(default_factory=list[str])  # names of what no chapter wants
    notes: list[str] = field(default_factory=list[str])
    entries: int = 0
    size: int = 0

    def count(self) -> None:
        self.entries += 1
        if self.entries > FILES:
            raise Unusable(f"The submission holds more than {FILES} files. {AGAIN}")

    def spend(self, size: int) -> None:
        self.size += size
        if self.size > TOTAL_BYTES:
            raise Unusable(f"The submission holds more than {TOTAL_BYTES // MB} MB. {AGAIN}")

    def take(self, parts: tuple[str, ...], read: Callable[[int], bytes]) -> None:
        """Keep the file if `read(limit)`, which may give one byte more than the limit, does not fail."""
        limit = NOTEBOOK_BYTES if is_notebook(parts[-1]) else FILE_BYTES
        try:
            data = read(limit)
        except (OSError, *ZIP_ERRORS) as error:
            self.trouble(parts, f"could not be read ({reason(error)})")
            return
        self.spend(len(data))
        if len(data) > limit:
            cure = ": clear its outputs and hand it in again" if is_notebook(parts[-1]) else ""
            self.trouble(parts, f"is larger than {limit // MB} MB and was not read{cure}")
            return
        self.keep(Found(parts, data))

    def stamp(self, parts: tuple[str, ...], read: Callable[[int], bytes]) -> None:
        """Remember a kit.json. It decides nothing, so that one that cannot be read is as good as none."""
        with contextlib.suppress(OSError, *ZIP_ERRORS):
            data = read(STAMP_BYTES)
            self.spend(len(data))
            self.stamps[parts[:-1]] = data

    def trouble(self, parts: tuple[str, ...], words: str) -> None:
        if wanted(parts[-1]):
            self.keep(Found(parts, trouble=words))
        else:
            self.notes.append(f"{shown('/'.join(parts))} {words}.")

    def keep(self, found: Found) -> None:
        kept = self.notebooks if is_notebook(found.parts[-1]) else self.files
        if found.parts in kept:
            self.notes.append(f"{shown('/'.join(found.parts))} is in the zip twice; the last one was used.")
        kept[found.parts] = found


def read_submission(path: Path) -> HandedIn:
    """Every Python file, notebook, answers.md and kit.json under `path`. Raises Unusable.

    path: a folder, a zip, a Python file or a notebook
    """
    handed = HandedIn()
    try:
        info = path.lstat()
        if _is_link(info):
            raise Unusable(f"The submission is a link, which is not followed. {AGAIN}")
        if stat.S_ISDIR(info.st_mode):
            _folder(path, (), handed)
        elif stat.S_ISREG(info.st_mode):
            _single(path, handed)
        else:
            raise Unusable(f"The submission is neither a folder nor a file. {AGAIN}")
    except OSError as error:
        raise Unusable(f"The submission could not be opened ({reason(error)}).") from error
    return handed


def wanted(name: str) -> bool:
    """Whether a chapter could want a file of this name: Python, a notebook, or answers.md under a similar name."""
    lower = name.lower()
    return lower.endswith(".py") or is_notebook(name) or (lower.endswith(".md") and "answers" in lower)


def is_notebook(name: str) -> bool:
    return name.lower().endswith(".ipynb")


def shown(name: str) -> str:
    """A name from a submission, safe to print: no control characters or direction marks, and not long."""
    short = name if len(name) <= SHOWN else f"{name[: SHOWN // 2]}…{name[1 - SHOWN // 2 :]}"
    return "".join(c if _is_visible(c) else f"\\u{ord(c):04x}" for c in short)


def reason(error: Exception) -> str:
    """An error in words without a path of this machine."""
    if isinstance(error, OSError):
        return (error.strerror or type(error).__name__).lower()
    return "it is damaged" if isinstance(error, ZIP_ERRORS) else type(error).__name__


def _is_visible(character: str) -> bool:
    return unicodedata.category(character)[0] not in "C" and unicodedata.category(character) not in ("Zl", "Zp")


def _is_junk(name: str) -> bool:
    return name.startswith(".") or name.lower() in JUNK or name.lower().endswith((".pyc", ".pyo"))


def _is_link(info: os.stat_result) -> bool:
    return stat.S_ISLNK(info.st_mode) or getattr(info, "st_reparse_tag", 0) == MOUNT_POINT


def _folder(folder: Path, parts: tuple[str, ...], handed: HandedIn) -> None:
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in itertools.islice(entries, ENTRIES))
    for name in names:
        if not _is_junk(name):
            handed.count()
            _entry(folder / name, (*parts, name), handed)


def _entry(path: Path, parts: tuple[str, ...], handed: HandedIn) -> None:
    try:
        info = path.lstat()
        if _is_link(info):
            handed.trouble(parts, "is a link and was not followed")
        elif stat.S_ISREG(info.st_mode):
            _place(parts, lambda limit: _read(path, limit), handed, archives=0)
        elif not stat.S_ISDIR(info.st_mode):
            handed.trouble(parts, "is not an ordinary file and was not opened")
        elif len(parts) > DEPTH:
            handed.trouble(parts, f"lies more than {DEPTH} folders deep and was not opened")
        else:
            _folder(path, parts, handed)
    except OSError as error:
        handed.trouble(parts, f"could not be read ({reason(error)})")


def _read(path: Path, limit: int) -> bytes:
    """At most `limit + 1` bytes of an ordinary file; a link or a pipe put there meanwhile is not opened."""
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC"):
        flags |= getattr(os, name, 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(0, "not an ordinary file")
        return file.read(limit + 1)


def _single(path: Path, handed: HandedIn) -> None:
    data = _read(path, ARCHIVE_BYTES)
    if len(data) > ARCHIVE_BYTES:
        raise Unusable(f"The submission is larger than {ARCHIVE_BYTES // MB} MB. {AGAIN}")
    if data.startswith(ZIP_STARTS):
        _outer_zip(data, handed)
        return
    for place, signature, name in SIGNATURES:
        if data.startswith(signature, place):
            raise Unusable(f"The submission is an archive of the kind {name}, which is not opened. {AGAIN}")
    if not wanted(path.name):
        raise Unusable(
            f"{shown(path.name)} is neither a zip nor a Python file nor a notebook, or it is damaged. {AGAIN}"
        )
    handed.take((path.name,), lambda limit: data[: limit + 1])


def _place(parts: tuple[str, ...], read: Callable[[int], bytes], handed: HandedIn, archives: int) -> None:
    """Keep a file, open a zip, or remember the name."""
    if wanted(parts[-1]):
        handed.take(parts, read)
    elif parts[-1] == STAMP:
        handed.stamp(parts, read)
    elif not parts[-1].lower().endswith(".zip"):
        handed.others.append("/".join(parts))
    elif archives == ARCHIVES:
        handed.trouble(parts, "is packed too often and was not opened")
    else:
        _inner_zip(parts, read, handed, archives + 1)


def _outer_zip(data: bytes, handed: HandedIn) -> None:
    try:
        _zip(data, (), handed, archives=1)
    except (OSError, *ZIP_ERRORS) as error:
        raise Unusable("The zip is damaged or not complete: make it again and hand it in again.") from error


def _inner_zip(parts: tuple[str, ...], read: Callable[[int], bytes], handed: HandedIn, archives: int) -> None:
    try:
        data = read(TOTAL_BYTES)
        handed.spend(len(data))
        _zip(data, (*parts[:-1], parts[-1][:-4]), handed, archives)
    except (OSError, *ZIP_ERRORS) as error:
        handed.trouble(parts, f"could not be opened ({reason(error)})")


def _zip(data: bytes, parts: tuple[str, ...], handed: HandedIn, archives: int) -> None:
    if data.count(b"PK\x01\x02") > ENTRIES:  # before zipfile makes an object of each
        raise Unusable(f"The zip holds more than {ENTRIES} files. {AGAIN}")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            _member(archive, member, parts, handed, archives)


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, outer: tuple[str, ...], handed: HandedIn, archives: int
) -> None:
    name = member.filename.replace("\\", "/")
    inner = tuple(part for part in name.split("/") if part not in ("", "."))
    if name.endswith("/") or not inner or any(_is_junk(part) for part in inner if part != ".."):
        return
    handed.count()
    if name.startswith("/") or ".." in inner or re.match("[A-Za-z]:", name):
        handed.notes.append(f"{shown(name)} has a path that leads out of the zip and was left out.")
    elif len(inner) > DEPTH:  # no more than a note: a path of ten thousand folders is never compared with others
        handed.notes.append(f"{shown(name)} lies more than {DEPTH} folders deep and was not opened.")
    elif trouble := _member_trouble(member, inner):
        handed.trouble((*outer, *inner), trouble)
    elif stat.S_IFMT(member.external_attr >> 16) != stat.S_IFDIR:
        _place((*outer, *inner), lambda limit: _read_member(archive, member, limit, handed), handed, archives)


def _member_trouble(member: zipfile.ZipInfo, inner: tuple[str, ...]) -> str | None:
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "is a link and was not followed"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is not an ordinary file and was not opened"
    return _packing_trouble(member) if inner[-1].lower().endswith((".py", ".ipynb", ".md", ".zip", STAMP)) else None


def _packing_trouble(member: zipfile.ZipInfo) -> str | None:
    if member.flag_bits & 1:
        return "is locked with a password and was not read"
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # the others expand without a limit
        return "is packed in an unusual way and was not read: make the zip again with the usual settings"
    return None


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int, handed: HandedIn) -> bytes:
    """At most `limit + 1` bytes. zipfile unpacks as much as is asked for, whatever size the member claims."""
    size = min(member.file_size, limit)
    with archive.open(member) as file:
        try:
            return file.read(size + 1)
        except ZIP_ERRORS:
            handed.spend(size)  # unpacked in vain, but unpacked
            raise

"""The zip of a class's submissions, as platforms make it. Names in it are hostile, and sizes are not believed."""

from __future__ import annotations

import re
import stat
import struct
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from autograder.interop.sheet import BadExport
from autograder.reports.clean import one_line

MB = 2**20
FILE_BYTES = 64 * MB  # of one file, as intake takes it
FILES = 2000  # of one student
ENTRIES = 100_000  # of the whole class
UTF8 = 0x800  # flag of a zip entry
NAME_BYTES = 200  # of one part of a path: file systems take 255
DEPTH = 10  # parts of a path
SHOWN = 120  # characters
ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError, OSError)
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)")


@dataclass
class Submission:
    """What one student handed in: path in the student's folder -> entry of the zip."""

    late: bool | None = None  # as the platform marked it, None if it does not
    files: dict[str, zipfile.ZipInfo] = field(default_factory=dict[str, zipfile.ZipInfo])
    too_many: int = 0  # files beyond what a submission may hold
    taken: set[str] = field(default_factory=set[str])  # paths, as file systems without capitals see them

    def add(self, path: str, entry: zipfile.ZipInfo) -> None:
        """Under a path that every file system takes and that no other file has."""
        if len(self.files) == FILES:
            self.too_many += 1
            return
        parts = [_safe(part) for part in re.split(r"[/\\]", path) if part not in ("", ".")]
        wanted = PurePosixPath("/".join(parts[-DEPTH:]) or "file")
        name, number = wanted, 2
        while str(name).casefold() in self.taken:
            name, number = wanted.with_stem(f"{wanted.stem}-{number}"), number + 1
        self.taken.add(str(name).casefold())
        self.files[str(name)] = entry


@contextmanager
def opened(path: Path) -> Generator[zipfile.ZipFile]:
    """The zip at `path`. Raises BadExport if it is none."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, struct.error):
        raise BadExport(f"{path}: it is no zip, or not complete: download the submissions again") from None
    with archive:
        yield archive


def entries(archive: zipfile.ZipFile, file: str) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """Path and entry of every ordinary file. Raises BadExport."""
    infos = archive.infolist()
    if len(infos) > ENTRIES:
        raise BadExport(f"{file}: it holds more than {ENTRIES} files: download the submissions again")
    for info in infos:
        path = _name(info).replace("\\", "/")
        name = path.rsplit("/", 1)[-1]
        kind = stat.S_IFMT(info.external_attr >> 16)
        if name and not name.startswith((".", "~")) and "__MACOSX" not in path and kind in (0, stat.S_IFREG):
            yield path, info


def read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> tuple[bytes, str]:
    """Its content, and why it could not be read, "" if it could."""
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return b"", "is packed in an unusual way"  # the others expand without a limit
    try:
        with archive.open(entry) as file:
            data = file.read(FILE_BYTES + 1)
    except ERRORS:
        return b"", "is damaged or locked"
    return (data, "") if len(data) <= FILE_BYTES else (b"", f"is larger than {FILE_BYTES // MB} MB")


def packed(members: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """A zip of these names and contents, in pieces: it may be larger than memory. The same members, the same bytes."""
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members:
                info = zipfile.ZipInfo(name)  # of 1980, and not of now
                info.external_attr = (stat.S_IFREG | 0o644) << 16
                archive.writestr(info, content, zipfile.ZIP_DEFLATED)
        file.seek(0)
        while piece := file.read(MB):
            yield piece


def letters_only(name: str) -> str:
    """A name without what moves or hides text, and without what file systems forbid."""
    return "".join(" " if _acts(sign) or sign in '<>:"/\\|?*&`' else sign for sign in name)


def _safe(part: str) -> str:
    text = re.sub(r"[<>:\"/\\|?*]", "_", "".join("_" if _acts(sign) else sign for sign in part)).rstrip(". ")
    if text.startswith(".") or RESERVED.fullmatch(text.split(".")[0]) or not text:
        text = f"_{text}"
    stem, dot, suffix = text.rpartition(".")
    while len(f"{stem}{dot}{suffix}".encode()) > NAME_BYTES:
        stem, suffix = (stem[:-1], suffix) if stem else (stem, suffix[:-1])
    return f"{stem}{dot}{suffix}"


def _acts(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _name(entry: zipfile.ZipInfo) -> str:
    """Its path; several tools write UTF-8 and do not say so."""
    if entry.flag_bits & UTF8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename


def shown(path: str) -> str:
    """A path of the zip in a message."""
    return one_line(path if len(path) <= SHOWN else f"{path[:SHOWN]}…")

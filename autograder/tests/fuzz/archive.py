"""What a student may hand in as one file, read as grading reads it.

Whatever the file holds, a package within the limits or a worded problem comes back, and the disk is as it was.
"""

from __future__ import annotations

import atexit
import stat
import struct
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

from autograder.engine import handed_in, intake, plain_text
from autograder.engine.answers import ANSWERS
from autograder.engine.handed_in import FILE_BYTES, MB, TOTAL_BYTES
from autograder.engine.intake import NOTES, Intake, take_in
from autograder.engine.kit_stamp import STAMP, STAMP_BYTES
from autograder.tests.fuzz.loop import INPUT_BYTES, Target
from autograder.tests.fuzz.mutations import damaged, number
from autograder.tests.fuzz.zips import CENTRAL, DEFLATED, END, LOCAL, STORED, Member, zip_of

PACKAGE = "ch01_neural_networks"
EXERCISES = ("activations.softmax", "losses.cross_entropy")
EXPECTED = ("activations.py", "losses.py")
SENTENCE = 2000  # characters of a note, with the names in it


@cache
def folder() -> Path:
    """One folder for all inputs: to make one for each would cost more than to read it."""
    made = tempfile.TemporaryDirectory(prefix="fuzz-")
    atexit.register(made.cleanup)
    return Path(made.name)


def examine(data: bytes) -> None:
    """The property, for one file with these bytes; a zip is known by its content, not by its name."""
    file = folder() / "activations.py"
    file.write_bytes(data)
    got = take_in(file, PACKAGE, EXERCISES)
    assert [path.name for path in folder().iterdir()] == [file.name], "something was written"
    assert file.read_bytes() == data, "the submission was changed"
    assert got.problem is None or not got.files, "a problem, and files"
    assert got.problem is not None or any(name in got.files for name in EXPECTED), "no problem, and nothing expected"
    assert got.stamp is None or len(got.stamp) <= STAMP_BYTES + 1, "a large kit.json"
    in_words(got)
    within_limits(got)


def in_words(got: Intake) -> None:
    """Notes and problem can be printed, and are not long."""
    assert len(got.notes) <= NOTES + 1, "too many notes"
    for text in (*got.notes, *([] if got.problem is None else [got.problem])):
        assert text, "no words"
        assert all(char.isprintable() or char.isspace() for char in text), "words that disturb a report"
        assert not {"\n", "\r", "\u2028", "\u2029", "\x1b"} & set(text), "words of several lines"
        assert len(text) <= SENTENCE, "words at length"


def within_limits(got: Intake) -> None:
    """Names inside the package, contents that Python reads as UTF-8, sizes as the limits say."""
    for name, content in got.files.items():
        parts = name.removesuffix(".py").split("/")
        assert name in (*EXPECTED, ANSWERS) or (name.endswith(".py") and all(map(str.isidentifier, parts))), "a path"
        text = content.decode("utf-8")
        assert "\0" not in text, "a null"
        assert "\r" not in text, "a line end of another system"
        assert len(content) <= FILE_BYTES, "a file over its limit"
    assert sum(map(len, got.files.values())) <= TOTAL_BYTES, "files over their limit"


def make(random: Random) -> bytes:
    """A zip by someone who knows the format, with mistakes; now and then a Python file or noise."""
    if random.random() < 0.08:
        return _content(random)
    if random.random() < 0.03:
        return random.choice((b"", b"PK\x03\x04", b"PK\x05\x06")) + random.randbytes(random.randrange(300))
    return _bomb(random) if random.random() < 0.01 else _zip(random)


def _bomb(random: Random) -> bytes:
    """Many names for one member that grows much when it is unpacked, and is perhaps damaged at its end."""
    grown = Member(_name(random), random.choice((b"\0", b"\x80", b"PK\x01\x02")) * int(2 ** random.uniform(18, 23)))
    for claims in (grown.central, grown.local):
        claims.update(random.choice(({}, {"crc": 1}, {"size": 1}, {"size": 2**32 - 1})))
    names = [Member(_name(random), grown.data, over=0, central=grown.central) for _ in range(random.randrange(8))]
    return zip_of([grown, *names, *names[:1] * random.choice((0, 0, 300)), Member(b"losses.py")])


def _zip(random: Random, inside: int = 0) -> bytes:
    members = [_member(random, inside) for _ in range(random.choice((1, 1, 2, 2, 3, 5, 12)))]
    end = {random.choice(END): number(random, 4)} if random.random() < 0.08 else {}
    before = random.choice((b"", b"", b"", b"PK\x03\x04", random.randbytes(9)))
    after = random.choice((b"", b"", b"", b"note", random.randbytes(30), b"PK\x05\x06" + bytes(18)))
    made = zip_of(members, end, before, after, big=random.random() < 0.1)
    return made + _zip(random, 2) if random.random() < 0.03 and inside < 2 else made


def _member(random: Random, inside: int) -> Member:
    nested = inside < 3 and random.random() < 0.12
    member = Member(
        name=b"inner.zip" if nested and random.random() < 0.8 else _name(random),
        data=_zip(random, inside + 1) if nested else _content(random),
        method=random.choice((DEFLATED,) * 8 + (STORED,) * 4 + (12, 14, 99)),
        flags=random.choice((0x800,) * 8 + (0, 1, 8, 0x20, 0x40, 0x801, number(random, 2))),
        attributes=random.choice(MODES),
        extra=_extra(random) if random.random() < 0.15 else b"",
        comment=random.choice((b"", b"", b"", b"x" * 9)),
    )
    if random.random() < 0.1:
        member.central[random.choice(CENTRAL)] = number(random, 4)
    if random.random() < 0.1:
        member.local[random.choice(LOCAL)] = number(random, 4)
    return member


MODES = (0,) * 10 + tuple(
    (kind | 0o777) << 16 for kind in (stat.S_IFREG, stat.S_IFLNK, stat.S_IFDIR, stat.S_IFIFO, stat.S_IFCHR)
)
NAMES: tuple[bytes, ...] = (
    *(name.encode() for name in EXPECTED),
    f"{PACKAGE}/activations.py".encode(),
    f"{PACKAGE}/losses.py".encode(),
    f"{PACKAGE}/{STAMP}".encode(),
    STAMP.encode(),
    b"mine.py",
    b"parts/__init__.py",
    b"Answers (1).md",
    b"ACTIVATIONS.PY",
    b"activations (12).py",
    "losses (\u0663).py".encode(),
    b"week/activations - Copy.py",
    b"../activations.py",
    b"/etc/activations.py",
    b"C:\\activations.py",
    b"a\\..\\losses.py",
    b"__MACOSX/losses.py",
    b"data.csv",
    b"inner.zip",
    b"a/",
)


def _name(random: Random) -> bytes:
    name = random.choice(NAMES)
    if random.random() < 0.1:
        name = random.choice((b"a/", b"../", b"./", b"\xff/", b"x.zip/", "é/".encode())) * random.randrange(40) + name
    if random.random() < 0.01:
        name = b"a/" * random.randrange(20_000) + name
    if random.random() < 0.05:
        name = damaged(random, name, b"\x1b\xe2\x80\xae\0\n\xed\xb3\xbf")
    return name[:65_000]


TEXTS: tuple[bytes, ...] = (
    b"",
    b"a = 1\r\nb = 2\r",
    b"\xef\xbb\xbfx = 1\n",
    "x = 'é'\n".encode("utf-16"),
    "x = 'é'\n".encode("utf-32-be"),
    "x = 'é“'\n".encode("cp1252"),
    b"x = 1\0",
    b'{"cells": []}',
    b"<html>",
    b"{\\rtf1}",
    b'{"chapter": "ch01_neural_networks"}',
)
CODECS = ("koi8-r", "gb18030", "shift_jis", "cp037", "cp65001", "iso8859-8", "utf-16", "rot13", "idna", "x" * 300, "é")


def _content(random: Random) -> bytes:
    draw = random.random()
    if draw < 0.15:
        declared = f"# -*- coding: {random.choice(CODECS)} -*-\n".encode("latin-1")
        return random.choice((b"", b"#!x\n", b" \t\f\n")) + declared + random.randbytes(random.randrange(60))
    if draw < 0.3:
        return random.randbytes(random.randrange(200))
    if draw < 0.31:
        return random.choice((b"\0", b"\x80", b"x", b"# coding: cp437\n\xb0", b"\n")) * int(2 ** random.uniform(10, 25))
    return random.choice(TEXTS) * random.choice((1, 1, 3, 40))


def _extra(random: Random) -> bytes:
    kind = random.choice((1, 1, 0x7075, 0x9901, number(random, 2)))
    content = random.randbytes(random.choice((0, 3, 8, 16, 24, 28)))
    claimed = random.choice((len(content), len(content), number(random, 2)))
    return struct.pack("<2H", kind, claimed) + content


def change(random: Random, data: bytes, other: bytes) -> bytes:
    """A zip from another: one field of one record, or its bytes damaged, or put together with the other."""
    draw = random.random()
    if draw < 0.5 and (places := _records(data)):
        place, fields = random.choice(places)
        offset, size = random.choice(fields)
        value = number(random, size)
        return data[: place + offset] + value.to_bytes(size, "little") + data[place + offset + size :]
    if draw < 0.6:
        return random.choice(TOGETHER)(data, other)[:INPUT_BYTES]
    return damaged(random, data, other)


TOGETHER: tuple[Callable[[bytes, bytes], bytes], ...] = (
    lambda data, other: data + other,
    lambda data, other: zip_of([Member(b"inner.zip", data), Member(b"activations.py", other)]),
    lambda data, other: zip_of([Member(b"a/x.zip", data, STORED), Member(b"b/x.zip", other, STORED)]),
    lambda data, other: zip_of([Member(b"activations.py", b"a = 1\n")], before=data, after=other[:60_000]),
)
# offsets and sizes of the fields behind each signature
RECORDS = {
    b"PK\x01\x02": [
        (4, 2),
        (6, 2),
        (8, 2),
        (10, 2),
        (16, 4),
        (20, 4),
        (24, 4),
        (28, 2),
        (30, 2),
        (32, 2),
        (38, 4),
        (42, 4),
    ],
    b"PK\x03\x04": [(4, 2), (6, 2), (8, 2), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2)],
    b"PK\x05\x06": [(4, 2), (6, 2), (8, 2), (10, 2), (12, 4), (16, 4), (20, 2)],
    b"PK\x06\x06": [(4, 8), (12, 2), (16, 4), (24, 8), (32, 8), (40, 8), (48, 8)],
    b"PK\x06\x07": [(4, 4), (8, 8), (16, 4)],
}


def _records(data: bytes) -> list[tuple[int, list[tuple[int, int]]]]:
    """Where the records of a zip begin, with their fields."""
    found: list[tuple[int, list[tuple[int, int]]]] = []
    for signature, fields in RECORDS.items():
        place = -1
        while (place := data.find(signature, place + 1)) >= 0:
            found.append((place, fields))
    return found


ARCHIVE = Target(
    name="archive",
    sources=(handed_in.__file__, intake.__file__, plain_text.__file__, zipfile.__file__),
    make=make,
    change=change,
    examine=examine,
    cpu_seconds=10.0,
    memory=lambda data: 3 * TOTAL_BYTES + 8 * MB + 40 * len(data),  # as read, as text, and one file in work
)

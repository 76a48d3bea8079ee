"""Archives that lead out, blow up, lie about themselves, or hold what is no file."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping

from autograder.tests.redteam.attack import Group, losing, packed, zipped
from autograder.tests.redteam.target import MOST, PACKAGE

archives = Group("archives")
Files = Mapping[str, bytes]
WRONG = b"def negate(x): return 0.0\n"
UNREADABLE = 0.0  # nothing of it can be used


def _with(*members: tuple[str | zipfile.ZipInfo, bytes]) -> Callable[[Files], bytes]:
    """The honest zip with these members before and behind it."""
    return lambda files: zipped([*members, *packed(files), *members])


def _info(name: str, mode: int = 0o100644) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    info.create_system = 3
    return info


def _patched(files: Files, change: Callable[[bytearray, int], None], name: str = "single.py") -> bytes:
    """The honest zip after a change at both headers of one member; `change` gets the start of its flags."""
    data = bytearray(zipped(packed(files)))
    wanted = f"{PACKAGE}/{name}".encode()
    for signature, flags, names in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        at = data.find(signature)
        while at >= 0:
            if data[at + names :].startswith(wanted):
                change(data, at + flags)
            at = data.find(signature, at + 4)
    return bytes(data)


def _locked(data: bytearray, flags: int) -> None:
    data[flags] |= 1


def _wrong_sum(data: bytearray, flags: int) -> None:
    data[flags + 8 : flags + 12] = b"\xde\xad\xbe\xef"


def _smaller_than_it_is(data: bytearray, flags: int) -> None:
    data[flags + 16 : flags + 20] = struct.pack("<I", 3)


def _bomb() -> bytes:
    return zipped([("zeros.py", bytes(200 * 2**20))])


def _overlapping(files: Files) -> bytes:
    """A thousand names for one compressed body: each is read from the same place."""
    made = zipped([("bomb.py", bytes(2**20 - 1))])
    at = made.find(b"PK\x01\x02")
    end = made.find(b"PK\x05\x06")
    entry = made[at:end]
    directory = b"".join(entry[:46] + b"b%03d.py" % n for n in range(1000))
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1000, 1000, len(directory), at, 0)
    return made[:at] + directory + tail


def _in_itself(depth: int) -> bytes:
    data = zipped(packed({"single.py": WRONG}))
    for level in range(depth):
        data = zipped([(f"{level}.zip", data)])
    return data


archives(
    "paths that climb",
    "holds members whose paths lead out of the folder",
    pack=_with(("../../escaped.py", WRONG), (f"{PACKAGE}/../../@x/single.py", WRONG), ("..\\..\\escaped.py", WRONG)),
    quick=True,
)
archives(
    "absolute paths",
    "holds members with absolute paths, of Unix and of Windows",
    pack=_with(("/tmp/escaped.py", WRONG), ("C:\\escaped.py", WRONG), ("//host/share/escaped.py", WRONG)),  # noqa: S108
)
archives(
    "a link in the zip",
    "holds a symbolic link to a secret under the name of a module",
    pack=lambda files: zipped([*packed(files), (_info(f"{PACKAGE}/mine.py", 0o120777), b"/etc/passwd")]),
)
archives(
    "a link in a module's place",
    "holds a symbolic link to a neighbour's module where its own should be",
    pack=lambda files: zipped(
        [*packed({**files, "single.py": b""})[:-1], (_info(f"{PACKAGE}/single.py", 0o120777), b"../../ada/single.py")]
    ),
    deserves=losing("single"),
)
archives(
    "a device in the zip",
    "holds members that are devices, pipes and sockets",
    pack=_with(*((_info(f"{PACKAGE}/d{kind:o}.py", kind | 0o666), b"") for kind in (0o020000, 0o060000, 0o010000))),
)
archives("a bomb", "holds 200 MB of zeros in 200 kB", pack=_with(("zeros.py", bytes(200 * 2**20))))
archives(
    "a bomb of bombs",
    "holds zips in zips that hold bombs",
    pack=lambda files: zipped([("a.zip", _bomb()), *packed(files)]),
)
archives(
    "one body under many names",
    "lets a thousand entries share one compressed body",
    pack=_overlapping,
    deserves=UNREADABLE,
    quick=True,
)
archives("a zip in itself", "is packed nine times", pack=lambda _: _in_itself(9), deserves=UNREADABLE)
archives(
    "60 000 members",
    "holds more members than are counted",
    pack=lambda files: zipped([*packed(files), *((f"n/{n}", b"") for n in range(60_000))], zipfile.ZIP_STORED),
    deserves=UNREADABLE,
)
archives(
    "the same name twice",
    "holds a module twice, wrong and right, so that a reader and the grader may see different ones",
    pack=lambda files: zipped([(f"{PACKAGE}/single.py", WRONG), *packed(files)]),
    deserves=MOST,
)
archives(
    "the same name in capitals",
    "holds modules whose names differ in capitals alone",
    pack=lambda files: zipped(
        [*packed(files), (f"{PACKAGE}/SINGLE.PY", WRONG), (f"{PACKAGE.upper()}/Single.py", WRONG)]
    ),
    deserves=MOST,
)
archives(
    "a password",
    "locks a module with a password",
    pack=lambda files: _patched(files, _locked),
    deserves=losing("single"),
)
archives(
    "a wrong sum",
    "gives a module a wrong checksum",
    pack=lambda files: _patched(files, _wrong_sum),
    deserves=losing("single"),
)
archives(
    "a wrong size",
    "says that a module is three bytes long",
    pack=lambda files: _patched(files, _smaller_than_it_is),
    deserves=losing("single"),
)
archives(
    "an unusual packing",
    "packs a bomb by LZMA, which expands without a limit",
    pack=lambda files: zipped([*packed(files), ("bomb.py", bytes(2**24))], zipfile.ZIP_LZMA),
    deserves=UNREADABLE,
)
archives(
    "signs in names",
    "holds names with nulls, escapes, directions and newlines",
    pack=_with(
        ("a\x00b.py", WRONG),
        ("\x1b[2J\u202eyp.py", WRONG),
        ("a\nb.py", WRONG),
        ("<script>.py", WRONG),
        ("=1+1.py", WRONG),
    ),
)
archives(
    "long names", "holds names of 60 000 characters", pack=_with(*((f"{'n' * 60_000}{n}.py", WRONG) for n in range(5)))
)
archives("deep folders", "holds a module under two thousand folders", pack=_with(("d/" * 2000 + "mine.py", WRONG)))
archives(
    "a program before the zip",
    "is a Python program and a zip at once",
    pack=lambda files: b"print('REA' + 'CHED')\n" + zipped(packed(files)),
    deserves=UNREADABLE,
)
archives(
    "another kind of archive",
    "is a tar under the name of a zip",
    pack=lambda _: b"x" * 257 + b"ustar" + bytes(900),
    deserves=0.0,
)
archives("half a zip", "is cut off in the middle", pack=lambda files: zipped(packed(files))[:-100], deserves=UNREADABLE)
archives("nothing", "is empty", pack=lambda _: b"", deserves=UNREADABLE)


def _64_bit(files: Files) -> bytes:
    """Sizes that are said to stand elsewhere, and do not."""
    return _patched(files, lambda data, flags: data.__setitem__(slice(flags + 12, flags + 20), b"\xff" * 8))


archives("sizes without end", "says that a module is four gigabytes long", pack=_64_bit, deserves=MOST)


def _commented(files: Files) -> bytes:
    made = io.BytesIO(zipped(packed(files)))
    with zipfile.ZipFile(made, "a") as archive:
        archive.comment = b"PK\x05\x06" * 16_000
    return made.getvalue()


archives(
    "a comment that looks like a zip",
    "ends in 16 000 signatures of an archive's end",
    pack=_commented,
    deserves=UNREADABLE,
)

"""Names of submissions as student ids of nbgrader, and back.

nbgrader makes a student's id a folder, a pattern for files, a part of a web address, a cell of an unquoted CSV and a
piece of unescaped HTML. Letters and digits of every script, "_", "-", "." and "@" survive all of these, in places;
every other character is written as its code between tildes: "Ada Lovelace" is Ada~20~Lovelace.
"""

from __future__ import annotations

import re
import unicodedata

from autograder.reports.clean import one_line

LONGEST = 128  # characters, the width of nbgrader's column
LONGEST_NAME = 200  # bytes of a folder's name: disks take 255, and programs want an ending of their own
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")  # names of devices on Windows, whatever follows
CODE = re.compile(r"~(?P<code>[0-9A-F]+)~")


class BadName(Exception):
    """A submission whose name nbgrader cannot take. The message names it, and the repair."""


def student_id(submission: str) -> str:
    """The student's id: different for different submissions. Raises BadName."""
    last = len(submission) - 1
    made = "".join(
        sign if _survives(sign, place in (0, last), place == 0) else _coded(sign)
        for place, sign in enumerate(submission)
    )
    if unicodedata.normalize("NFC", made) != made:  # some disks would write it with other characters
        made = "".join(sign if sign.isascii() else _coded(sign) for sign in made)
    if RESERVED.match(made):
        made = _coded(made[0]) + made[1:]
    if not made:
        raise BadName("a submission has no name, and nbgrader needs an id for its student: name its folder")
    if len(made) > LONGEST or len(made.encode()) > LONGEST_NAME:
        raise BadName(
            f'"{one_line(submission)}" is too long to be a student\'s id in nbgrader: give its folder a shorter name, '
            "in plain letters, and grade again"
        )
    return made


def submission_of(student: str) -> str:
    """The submission that a student's id was made from."""
    return CODE.sub(lambda found: chr(int(found["code"], 16)), student)


def _survives(sign: str, outermost: bool, first: bool) -> bool:
    """A dot hides a folder, or is dropped by Windows; "-" and "@" begin options and formulas."""
    if sign in "-@":
        return not first
    return sign == "_" or (sign == "." and not outermost) or (sign.isalnum() and _is_settled(sign))


def _is_settled(sign: str) -> bool:
    """Whether no disk and no database takes it for another letter, as they may with ligatures and full-width ones."""
    return unicodedata.normalize("NFKC", sign) == sign


def _coded(sign: str) -> str:
    return f"~{ord(sign):X}~"

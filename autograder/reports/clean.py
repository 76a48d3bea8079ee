"""Text from a submission, made safe to look at: what would be invisible or act on the page is shown."""

from __future__ import annotations

import re
import unicodedata

TAB = "    "
DELETE = "\x7f"
JOINERS = "\u200c\u200d"  # Persian, Indic scripts and emoji need them, and they move nothing
ACTING = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # controls, directions and formats, lone surrogates, line and paragraph ends
MARKS_KEPT = 4  # more combining marks on one letter paint over the neighbouring lines
PILED = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{5,}")


def visible(text: str) -> str:
    """`text` with its control and direction characters shown as ␛ or U+202E; line ends are kept."""
    if text.isascii() and text.isprintable():
        return text
    lines = text.replace("\r\n", "\n").replace("\t", TAB).split("\n")
    return "\n".join(_thin("".join(map(_show, line))) for line in lines)


def one_line(text: str) -> str:
    """`text` as `visible` shows it, with its line ends shown too."""
    return visible(text).replace("\n", "␊")


def _show(character: str) -> str:
    if character < " ":
        return chr(ord("␀") + ord(character))
    if character == DELETE:
        return "␡"
    if unicodedata.category(character) in ACTING and character not in JOINERS:
        return f"U+{ord(character):04X}"
    return character


def _thin(line: str) -> str:
    if line.isascii():
        return line
    return PILED.sub(lambda found: found.group()[:MARKS_KEPT], line)

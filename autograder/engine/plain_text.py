"""Bytes of a text file, however an editor saved it, as UTF-8 with LF; lines keep their numbers."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

BOMS = (  # the longer ones first: UTF-32's begins like UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
NULLS = {  # which bytes of a unit are null in text that is mostly ASCII
    "utf-32-le": (False, True, True, True),
    "utf-32-be": (True, True, True, False),
    "utf-16-le": (False, True),
    "utf-16-be": (True, False),
}
MOSTLY, HARDLY = 0.8, 0.1
DECLARED = re.compile(r"^([ \t\f]*#.*?coding[:=][ \t]*)([-\w.]+)")
FAMILIES = ("utf-8", "ascii", "iso8859", "cp", "gb", "big5", "shift", "euc", "koi8", "mac-", "johab", "tis")
DISGUISES = (
    (
        re.compile(r'\s*\{\s*"(cells|metadata|nbformat|nbformat_minor)"'),
        "holds a notebook: export the notebook as a Python file",
    ),
    (re.compile(r"\s*<(!doctype\s+html|html|head|body)\b", re.I), "holds a web page: download the file itself"),
    (re.compile(r"\{\\rtf"), "holds formatted text (RTF): save it again as plain text"),
)


@dataclass(frozen=True)
class PlainText:
    """`data` is UTF-8 with LF, None if it cannot be read; `note` completes a sentence that begins with the name."""

    data: bytes | None
    note: str | None = None


def plain_text(data: bytes) -> PlainText:
    """The text in `data`: by its byte order mark, its nulls, its declaration (PEP 263), or as UTF-8.

    What is none of these was written by Windows, nearly always, and is read so.
    """
    encoding, start, note = _encoding(data)
    text = data[start:].decode(encoding, "replace" if encoding == "cp1252" else "strict")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        return PlainText(None, f"holds null bytes (line {line}): save it again as plain text")
    return PlainText(_declare_utf8(text).encode(), _disguise(text) or note)


def _encoding(data: bytes) -> tuple[str, int, str | None]:
    """Name of an encoding that surely decodes `data[start:]`, that start, and what to tell about it."""
    for bom, name in BOMS:
        if data.startswith(bom) and _decodes(data[len(bom) :], name):
            return name, len(bom), None if name == "utf-8" else _converted(name)
    for name, pattern in NULLS.items():
        if _has_nulls(data, pattern) and _decodes(data, name):
            return name, 0, _converted(name)
    declared = _declared(data)
    if declared and _decodes(data, declared):
        return declared, 0, None
    if _decodes(data, "utf-8"):
        return "utf-8", 0, None
    return "cp1252", 0, "was not saved as UTF-8 and was read as Windows-1252: save it as UTF-8"


def _converted(name: str) -> str:
    return f"was saved as {name[:6].upper()} and was converted: save it as UTF-8"


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except ValueError:
        return False
    return True


def _has_nulls(data: bytes, pattern: tuple[bool, ...]) -> bool:
    """Whether nulls fill most of the places in `pattern` and hardly any other."""
    size = len(data) // len(pattern)
    if size == 0 or len(data) % len(pattern):
        return False
    shares = [data[place :: len(pattern)].count(0) / size for place in range(len(pattern))]
    return all(share > MOSTLY if null else share < HARDLY for share, null in zip(shares, pattern, strict=True))


def _declared(data: bytes) -> str | None:
    """The encoding that the first two lines declare, if it is one of texts."""
    found = _declaration(data[:1000].decode("latin-1").splitlines())
    if found is None:
        return None
    try:
        name = codecs.lookup(found[1][2]).name
    except LookupError:
        return None
    return name if name.startswith(FAMILIES) else None


def _declaration(lines: list[str]) -> tuple[int, re.Match[str]] | None:
    for number, line in enumerate(lines[:2]):
        if match := DECLARED.match(line):
            return number, match
        if line.strip(" \t\f") and not line.lstrip(" \t\f").startswith("#"):
            return None
    return None


def _declare_utf8(text: str) -> str:
    """The declaration would mislead Python about what the text is now."""
    lines = text.split("\n")
    if found := _declaration(lines):
        number, match = found
        lines[number] = f"{match[1]}utf-8{lines[number][match.end() :]}"
    return "\n".join(lines)


def _disguise(text: str) -> str | None:
    return next((words for pattern, words in DISGUISES if pattern.match(text)), None)

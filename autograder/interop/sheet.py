"""A CSV that another tool exported: read without loss, and given back with single cells changed.

What is not changed comes back byte for byte: separators, quotation marks, line ends, byte order mark.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

BOM = "\ufeff"
DELIMITERS = ",;\t"
QUOTED = re.compile(r'"([^"]*(?:""[^"]*)*)"')
LINE_END = re.compile(r"\r\n|\n|\r")


class BadExport(Exception):
    """What a platform exported cannot be used. The message names the file, the place and the repair."""


@dataclass
class Row:
    """One record. `raw` is as it stands in the file, `cells` what it means."""

    line: int  # of the file, where the record begins
    raw: list[str]
    cells: list[str]
    end: str = ""

    @property
    def is_blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


@dataclass
class Sheet:
    """A whole file; its first row is the header."""

    file: str
    delimiter: str
    bom: bool
    rows: list[Row]

    @property
    def header(self) -> list[str]:
        return [name.strip() for name in self.rows[0].cells]

    def column(self, name: str) -> int | None:
        """Where the column stands, None if there is none. Raises BadExport if there are two."""
        places = [place for place, title in enumerate(self.header) if title == name]
        if len(places) > 1:
            raise self.bad(self.rows[0], f'two columns are named "{name}": export it again, and change no heading')
        return places[0] if places else None

    def put(self, row: Row, column: int, text: str) -> None:
        """Change one cell, quoted if it was quoted before or has to be."""
        if row.cells[column] == text:
            return
        needs = any(sign in text for sign in f'{self.delimiter}"\r\n') or text != text.strip()
        quote = needs or row.raw[column].startswith('"')
        row.raw[column] = '"' + text.replace('"', '""') + '"' if quote else text
        row.cells[column] = text

    def encode(self) -> bytes:
        text = "".join(self.delimiter.join(row.raw) + row.end for row in self.rows)
        return ((BOM if self.bom else "") + text).encode("utf-8")

    def bad(self, row: Row, words: str) -> BadExport:
        return BadExport(f"{self.file}, line {row.line}: {words}")


def read_sheet(data: bytes, file: str, needs: Collection[str], repair: str) -> Sheet:
    """Read UTF-8 whose header has all columns in `needs`, whatever separates its cells. Raises BadExport.

    file:   what messages call it
    repair: where the platform exports it, as an imperative
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadExport(
            f"{file}, line {line}: it is not UTF-8, as after a spreadsheet saved it: {repair}, and leave it as it is"
        ) from None
    bom, text = text.startswith(BOM), text.removeprefix(BOM)
    for delimiter in DELIMITERS:
        if set(needs) <= _header(text, delimiter, file):
            return Sheet(file, delimiter, bom, list(_rows(text, delimiter, file)))
    raise BadExport(f"{file}, line 1: the columns {', '.join(sorted(needs))} are not all there: {repair}")


def _header(text: str, delimiter: str, file: str) -> set[str]:
    """The names in the first record, if this is what separates them."""
    try:
        return {name.strip() for row in islice(_rows(text, delimiter, file), 1) for name in row.cells}
    except BadExport:
        return set()


def _rows(text: str, delimiter: str, file: str) -> Iterator[Row]:
    plain = re.compile(f"[^{delimiter}\r\n]*")
    at, row, line = 0, Row(1, [], []), 1
    while at < len(text) or row.raw:
        raw, cell = _cell(text, at, plain, f"{file}, line {line}")
        row.raw.append(raw)
        row.cells.append(cell)
        line += len(LINE_END.findall(raw))
        at += len(raw)
        if text.startswith(delimiter, at):
            at += 1
            continue
        end = LINE_END.match(text, at)
        row.end = end.group() if end else ""
        at += len(row.end)
        line += 1
        yield row
        row = Row(line, [], [])


def _cell(text: str, at: int, plain: re.Pattern[str], where: str) -> tuple[str, str]:
    """As it stands there, and what it means."""
    if not text.startswith('"', at):
        found = plain.match(text, at)
        raw = found.group() if found else ""
        return raw, raw
    quoted = QUOTED.match(text, at)
    if quoted is None:
        raise BadExport(f"{where}: a quotation mark is never closed: export the file again")
    after = plain.match(text, quoted.end())
    if after is None or after.group():
        raise BadExport(f"{where}: something stands behind a closing quotation mark: export the file again")
    return quoted.group(), quoted.group(1).replace('""', '"')

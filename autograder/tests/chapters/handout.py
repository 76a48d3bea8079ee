"""A handout as its tests read it: words, numbers and tables, wherever the lines break."""

from __future__ import annotations

import re
from pathlib import Path

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


class Handout:
    """The README.md of a chapter, with plain minus signs."""

    def __init__(self, path: Path) -> None:
        self.text = path.read_text(encoding="utf-8").replace("\N{MINUS SIGN}", "-")
        self._flat = " ".join(self.text.split())

    def says(self, words: str) -> bool:
        """Whether these words stand in it."""
        return " ".join(words.split()) in self._flat

    def printed(self, pattern: str) -> list[float]:
        """The numbers in the groups of `pattern`, which must occur exactly once."""
        (found,) = re.finditer(pattern, self._flat)
        return [float(number) for number in found.groups()]

    def table(self, heading: str) -> list[list[str]]:
        """The cells of the table whose first line begins with `heading`, without its head."""
        lines = self.text[self.text.index(f"\n| {heading}") + 1 :].split("\n\n")[0].split("\n")
        return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines[2:]]


def numbers(text: str) -> list[float]:
    """Every number in a piece of text, in order."""
    return [float(number) for number in _NUMBER.findall(text)]

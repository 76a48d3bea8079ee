"""Does a kit give an answer away? Compare its text with everything that must stay behind."""

from __future__ import annotations

import ast
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from autograder.course.cut import blocks, cut
from autograder.course.stubs import TAPE_NAME, WITHHELD

SHORTEST = 12  # characters; shorter lines, such as "return x", say nothing

_FORBIDDEN = re.compile(r"(^|/)(solutions|misconceptions|course|grading|interop|tests)(/|$)|(^|/)(rubric|answers)\.md$")
_IMPORT = re.compile(r"(from [\w.]+ )?import ")


def secrets(root: Path) -> dict[str, str]:
    """Every line that must stay behind, with the place where it stands.

    These are the lines between markers in any solution, of any misconception (but not the sentence, which
    diagnosis shows) and of any rubric, except those that students see anyway outside the markers.
    """
    public: set[str] = set()
    hidden: dict[str, str] = {}
    for path in sorted((root / "solutions").glob("*/*.py")):
        text, shown = path.read_text(encoding="utf-8-sig"), path.relative_to(root).as_posix()
        found = blocks(text, shown)
        public |= set(_plain(cut(text, shown) if found else text))
        lines = text.split("\n")
        for block in found:
            hidden |= _placed(lines, shown, block.begin, block.end - 1)
    for path in sorted((root / "autograder" / "chapters").glob("*/misconceptions/**/*.py")):
        hidden |= _misconceptions(path.read_text(encoding="utf-8-sig"), path.relative_to(root).as_posix())
    for path in sorted((root / "solutions").glob("*/*.md")):
        if path.name in WITHHELD:
            lines = path.read_text(encoding="utf-8-sig").split("\n")
            headings = {line for line in lines if line.startswith("#")}  # name exercises, as the handout does
            hidden |= _placed(
                [line if line not in headings else "" for line in lines], path.relative_to(root).as_posix()
            )
    return {line: place for line, place in hidden.items() if line not in public}


def leaks(kit: Mapping[str, bytes], hidden: Mapping[str, str]) -> list[str]:
    """What must not be in a kit and is: one sentence each with the kit's file and where the line belongs.

    kit:    path -> content
    hidden: what `secrets` found
    """
    found = [f"{name}: belongs to authors and instructors" for name in sorted(kit) if _FORBIDDEN.search(name)]
    for name, content in sorted(kit.items()):
        lines = set(_plain(_text(name, content)))
        whole = "\n".join(lines)
        for line, place in hidden.items():
            if line in lines or (not _generic(name) and line in whole):
                found.append(f'{name}: holds "{line}" of {place}')
    return found


def _generic(name: str) -> bool:
    """Code that serves every chapter: there a longer line that contains a hidden one is a coincidence."""
    return name.endswith(".py") and not re.match(r"autograder/chapters/|(ch|app)\d", name)


def _misconceptions(text: str, shown: str) -> dict[str, str]:
    lines = text.split("\n")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node) is not None:
            docstring = node.body[0]
            lines[docstring.lineno - 1 : docstring.end_lineno] = [""] * (docstring.end_lineno - docstring.lineno + 1)  # type: ignore[operator]
    return _placed([line if not _IMPORT.match(line) else "" for line in lines], shown)


def _placed(lines: list[str], shown: str, first: int = 0, last: int | None = None) -> dict[str, str]:
    """The lines worth hiding among lines[first:last], in plain form, with path:line."""
    return {
        line: f"{shown}:{number}"
        for number, text in enumerate(lines[first:last], start=first + 1)
        for line in _plain(text)
        if len(line) >= SHORTEST
    }


def _plain(text: str) -> Iterator[str]:
    """Lines without indentation, runs of blanks, comment signs and comments behind code."""
    for line in text.split("\n"):
        yield " ".join(re.sub(r"(?<=\S)\s+#.*", "", line.strip().lstrip("#")).split())


def _text(name: str, content: bytes) -> str:
    if name.endswith(f"/{TAPE_NAME}"):
        content = _inflated(content)
    text = content.decode("utf-8", "replace")
    if name.endswith(".ipynb"):
        return "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    return text


def _inflated(tape: bytes) -> bytes:
    """A tape is compressed: look inside."""
    try:
        return zlib.decompress(tape)
    except zlib.error:
        return tape

"""Does a kit give an answer away? Compare its text with everything that must stay behind."""

from __future__ import annotations

import ast
import contextlib
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from autograder.course.cut import blocks, cut
from autograder.course.stubs import TAPE_NAME, WITHHELD

SHORTEST = 12  # characters; shorter lines say nothing
ELSEWHERE = 40  # in another chapter's files, shorter lines are coincidences: `"activation": "tanh",`

_FORBIDDEN = re.compile(r"(^|/)(solutions|misconceptions|course|grading|interop|tests)(/|$)|(^|/)rubric\.md$")
_OTTERS = re.compile(r"(ch\d|app\d)\w*/tests/\w+\.py")  # otter looks for its tests there, beside the notebook
# "return samples", "model.eval()", "|---|---|": these say nothing either
_BARE = re.compile(r"(\w+ )?[\w.]+(\(\))?:?|[^A-Za-z]*|noqa.*")
_IMPORT = re.compile(r"(from [\w.]+ )?import ")


def secrets(root: Path) -> dict[str, str]:
    """Every line that must stay behind, with the place where it stands.

    These are the lines between markers in any solution, of any misconception (but not the sentence, which
    diagnosis shows) and of any rubric, except those that students see anyway outside the markers.
    """
    public: set[str] = set()
    hidden: dict[str, str] = {}  # a line that stands in several places is named by the first
    for shown, text in _files(root, "solutions/*/*.py"):
        found = blocks(text, shown)
        public |= set(_plain(cut(text, shown) if found else text))
        for block in found:
            hidden = _placed(text.split("\n"), shown, block.begin, block.end - 1) | hidden
    for shown, text in _files(root, "autograder/chapters/*/misconceptions/**/*.py"):
        hidden = _placed(_without_sentences(text), shown) | hidden
    for shown, text in _files(root, "solutions/*/*.md"):
        if Path(shown).name in WITHHELD:
            hidden = _placed(["" if line.startswith("#") else line for line in text.split("\n")], shown) | hidden
    return {line: place for line, place in hidden.items() if line not in public}


def _files(root: Path, pattern: str) -> Iterator[tuple[str, str]]:
    """Path from the root and text of each file."""
    for path in sorted(root.glob(pattern)):
        yield path.relative_to(root).as_posix(), path.read_text(encoding="utf-8-sig")


def leaks(kit: Mapping[str, bytes], hidden: Mapping[str, str]) -> list[str]:
    """What must not be in a kit and is: one sentence each with the kit's file and where the line belongs.

    kit:    path -> content
    hidden: what `secrets` found
    """
    found = [f"{name}: belongs to authors and instructors" for name in sorted(kit) if _is_forbidden(name)]
    for name, content in sorted(kit.items()):
        lines = set(_plain(_text(name, content)))
        whole = "\n".join(lines)
        heads = {whole[start : start + SHORTEST] for start in range(len(whole))}  # rules nearly every line out at once
        found += [
            f'{name}: holds "{line}" of {place}'
            for line, place in hidden.items()
            if line[:SHORTEST] in heads
            and (len(line) >= ELSEWHERE or _chapter(name) in (None, _chapter(place)))
            and (line in lines or (not _generic(name) and line in whole))
        ]
    return found


def _is_forbidden(name: str) -> bool:
    return _FORBIDDEN.search(name) is not None and _OTTERS.fullmatch(name) is None


def _chapter(path: str) -> str | None:
    """The chapter that a file belongs to, None if it serves all."""
    found = re.search(r"(?:^|/)((?:ch|app)\d+_\w+)/", path)
    return found[1] if found else None


def _generic(name: str) -> bool:
    """Code that serves every chapter: there a longer line that contains a hidden one is a coincidence."""
    return name.endswith(".py") and not re.match(r"autograder/chapters/|(ch|app)\d", name)


def _without_sentences(text: str) -> list[str]:
    """The lines of misconceptions, with docstrings and imports left blank."""
    lines = text.split("\n")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node) is not None:
            first, last = node.body[0].lineno - 1, node.body[0].end_lineno or node.body[0].lineno
            lines[first:last] = [""] * (last - first)
    return ["" if _IMPORT.match(line) else line for line in lines]


def _placed(lines: list[str], shown: str, first: int = 0, last: int | None = None) -> dict[str, str]:
    """The lines worth hiding among lines[first:last], in plain form, with path:line."""
    return {
        line: f"{shown}:{number}"
        for number, text in enumerate(lines[first:last], start=first + 1)
        for line in _plain(text)
        if len(line) >= SHORTEST and not _BARE.fullmatch(line)
    }


def _plain(text: str) -> Iterator[str]:
    """Lines without indentation, runs of blanks and comment signs; a comment behind code is a line of its own."""
    for line in text.split("\n"):
        for part in re.split(r"(?<=\S)\s+#+", line.strip().lstrip("#")):
            yield " ".join(part.split())


def _text(name: str, content: bytes) -> str:
    """A file's text, "" for data that is none. Tapes are compressed: look inside."""
    if name.endswith(f"/{TAPE_NAME}"):
        with contextlib.suppress(zlib.error):
            content = zlib.decompress(content)
        return content.decode("utf-8", "replace")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    if name.endswith(".ipynb"):
        return "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    return text

"""The hint ladder: where to look, what to notice, the shape of the line. Asking costs nothing."""

from __future__ import annotations

import re
import shutil
import textwrap
from dataclasses import dataclass
from pathlib import Path

import msgspec

from autograder.student.progress import Progress
from autograder.student.work import StudentError, Workspace

WIDEST = 100  # longer lines are hard to read


class HintsError(Exception):
    """A hints.md is malformed. The message names the line and the repair."""


@dataclass(frozen=True)
class Hint:
    """One step of an exercise's ladder."""

    exercise: str
    step: int  # from 1
    steps: int
    text: str  # Markdown

    def words(self, width: int = 0) -> str:
        """The hint and how far up the ladder it stands, for a terminal of `width` columns (0: the one there is)."""
        left = self.steps - self.step
        text = _filled(self.text, min(width or shutil.get_terminal_size().columns, WIDEST))
        after = f"{left} more: `autograder hint {self.exercise}`." if left else "This is the last one."
        return f"{self.exercise}: hint {self.step} of {self.steps}\n\n{text}\n\n{after} Asking costs nothing.\n"


def _filled(text: str, width: int) -> str:
    """Paragraphs broken at the width; code and lists as they came."""
    blocks = re.split(r"(```.*?```|\n\n)", text, flags=re.DOTALL)
    as_is = re.compile(r"```|\n|\s*([-*+]|\d+\.) |    ")
    return "".join(block if not block or as_is.match(block) else _paragraph(block, width) for block in blocks)


def _paragraph(text: str, width: int) -> str:
    filled = textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)
    return filled + "\n" * text.endswith("\n")


def parse(text: str) -> dict[str, list[str]]:
    """The ladders of a hints.md: exercise -> its hints, each Markdown.

    An exercise is a heading (`## activations.softmax`) over a list numbered from 1. Text before the first
    exercise is for authors. Raises HintsError with the number of the offending line.
    """
    ladders: dict[str, list[list[str]]] = {}
    opened: dict[str, int] = {}  # exercise -> line of its heading
    name, fenced = None, False
    for number, line in enumerate(text.splitlines(), 1):
        fenced ^= line.lstrip().startswith("```")
        if line.startswith("## ") and not fenced:
            name = _heading(line, number, ladders)
            ladders[name], opened[name] = [], number
        elif name is not None:
            _read_line(ladders[name], line, number, fenced)
    for exercise, steps in ladders.items():
        if not steps:
            raise HintsError(f'line {opened[exercise]}: {exercise} has no hints: write a numbered list ("1. ...")')
    return {exercise: [_markdown(step) for step in steps] for exercise, steps in ladders.items()}


def _heading(line: str, number: int, ladders: dict[str, list[list[str]]]) -> str:
    name = line[3:].strip()
    if not re.fullmatch(r"\w+\.\w+", name):
        raise HintsError(f'line {number}: "{name}" is not an exercise: write "## module.function"')
    if name in ladders:
        raise HintsError(f"line {number}: {name} has hints already, further up: move these there")
    return name


def _read_line(steps: list[list[str]], line: str, number: int, fenced: bool) -> None:
    item = None if fenced else re.match(r"(\d{1,3})[.)] +(?=\S)", line)
    if item:
        if int(item[1]) != len(steps) + 1:
            raise HintsError(f"line {number}: hint {item[1]} stands where hint {len(steps) + 1} belongs")
        steps.append([" " * item.end() + line[item.end() :]])
    elif steps:
        steps[-1].append(line)
    elif line.strip():
        raise HintsError(f'line {number}: text before the first hint: start a numbered list ("1. ...")')


def _markdown(lines: list[str]) -> str:
    return textwrap.dedent("\n".join(line if line.strip() else "" for line in lines)).strip()


def ladder(chapter: Path, exercise: str) -> list[str]:
    """The hints of one exercise, in order. Raises StudentError if there are none, HintsError if malformed."""
    path = chapter / "hints.md"
    try:
        steps = parse(path.read_text(encoding="utf-8")).get(exercise)
    except HintsError as error:
        raise HintsError(f"{path}: {error}") from None
    except FileNotFoundError:
        steps = None
    if steps is None:
        raise StudentError(f"there are no hints for {exercise}: read its section of the handout ({chapter.name}).")
    return steps


def next_hint(workspace: Workspace, chapter: Path, exercise: str, *, again: bool = False) -> Hint:
    """The next step of the ladder, remembered in the kit; with `again` the last one shown. The top step stays."""
    steps = ladder(chapter, exercise)
    key = f"{chapter.name}/{exercise}"
    shown = workspace.progress.hints.get(key, 0)
    step = min(max(shown + (not again), 1), len(steps))

    def climb(old: Progress) -> Progress:
        return msgspec.structs.replace(old, hints={**old.hints, key: step})

    workspace.remember(climb)
    return Hint(exercise, step, len(steps), steps[step - 1])

"""Which chapter and which exercise a student means, and which one is in hand."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from autograder.engine.chapter import Exercise, read_settings
from autograder.engine.report import ExerciseReport
from autograder.student import progress as memory
from autograder.student.locate import definition_line
from autograder.student.progress import Progress

LIST_COMMAND = "autograder list"


class StudentError(Exception):
    """What was asked cannot be done. The message says why and what to type instead."""


@dataclass(frozen=True)
class Target:
    """What the student asked for: some exercises of one chapter, in its order."""

    chapter: Path
    exercises: tuple[str, ...]


def find_chapters(start: Path) -> list[Path]:
    """Chapters (folders with a chapter.toml) of the first folder at or above `start` that holds any."""
    start = start.resolve()
    for root in (start, *start.parents):
        chapters = [settings.parent for settings in root.glob("*/chapter.toml")]
        if chapters:
            return sorted(chapters, key=_course_order)
    return []


def _course_order(chapter: Path) -> tuple[bool, str]:
    return not chapter.name.startswith("ch"), chapter.name  # the applications (app1, ...) come last


@dataclass(frozen=True)
class Workspace:
    """A folder of chapters, as a kit has it, and what was done in it so far."""

    root: Path

    @classmethod
    def find(cls, start: Path) -> Workspace:
        """The workspace around `start`. Raises StudentError if there is no chapter at or above it."""
        chapters = find_chapters(start)
        if not chapters:
            raise StudentError(
                f"there is no chapter in {start} or above it. "
                "Change to the folder of the course (cd), then run the command again."
            )
        return cls(chapters[0].parent)

    @property
    def chapters(self) -> list[Path]:
        return find_chapters(self.root)

    def exercises(self, chapter: Path) -> list[Exercise]:
        """Exercises of the chapter, in its order. Raises BadChapter."""
        return read_settings(chapter / "chapter.toml").exercise

    def names(self, chapter: Path) -> tuple[str, ...]:
        return tuple(exercise.name for exercise in self.exercises(chapter))

    def line(self, chapter: Path, exercise: str) -> int | None:
        """Line of the exercise's definition in the student's file, if it has one."""
        return definition_line(chapter / f"{exercise.split('.', maxsplit=1)[0]}.py", exercise)

    # What was done so far

    @property
    def _file(self) -> Path:
        return self.root / ".autograder" / "progress.json"

    @property
    def progress(self) -> Progress:
        return memory.load(self._file)

    def remember(self, change: Callable[[Progress], Progress]) -> None:
        """Read, change and save: another terminal may have saved since the last look."""
        memory.save(self._file, change(self.progress))

    def passed(self, chapter: Path) -> set[str]:
        """Exercises of the chapter with nothing left to do when they were last looked at."""
        return set(self.progress.passed.get(chapter.name, ()))

    def record(self, chapter: Path, report: ExerciseReport) -> None:
        """Remember how an exercise came out, and that its chapter is the one being worked on."""

        def change(old: Progress) -> Progress:
            done = set(old.passed.get(chapter.name, ())) - {report.name}
            if report.is_done:
                done.add(report.name)
            return msgspec.structs.replace(old, chapter=chapter.name, passed={**old.passed, chapter.name: sorted(done)})

        self.remember(change)

    def in_hand(self, chapter: Path) -> str | None:
        """First exercise of the chapter that has not passed yet; None when all have."""
        passed = self.passed(chapter)
        return next((name for name in self.names(chapter) if name not in passed), None)

    def current_chapter(self, here: Path) -> Path:
        """The chapter that `here` lies in, else the last one worked on, else the first with work left."""
        here = here.resolve()
        chapters = self.chapters
        for chapter in chapters:
            if here.is_relative_to(chapter):
                return chapter
        last = [chapter for chapter in chapters if chapter.name == self.progress.chapter]
        return next((chapter for chapter in [*last, *chapters] if self.in_hand(chapter)), [*last, *chapters][0])

    def chapter_to_submit(self, here: Path) -> Path:
        """The chapter that `here` lies in, else the last one worked on, finished or not."""
        inside = [chapter for chapter in self.chapters if here.resolve().is_relative_to(chapter)]
        last = [chapter for chapter in self.chapters if chapter.name == self.progress.chapter]
        return [*inside, *last, self.current_chapter(here)][0]

    # What the student typed

    def resolve(self, typed: str, here: Path) -> Target:
        """The exercises meant by "softmax", "activations.softmax", "activations", "ch01" or a path to one.

        A name that several chapters have means the one of the current chapter. Raises StudentError.
        """
        place, word = _split(typed)
        named = [chapter for chapter in self.chapters if word in _names_of(chapter)]
        if named:
            return Target(named[0], self.names(named[0]))
        chapters = [chapter for chapter in self.chapters if place in _names_of(chapter)] or self.chapters
        targets = [target for chapter in chapters if (target := self._target(chapter, word))]
        if len(targets) > 1:
            current = self.current_chapter(here)
            targets = [target for target in targets if target.chapter == current] or targets
        if len(targets) == 1:
            return targets[0]
        raise StudentError(_ambiguous(typed, targets) if targets else self._unknown(typed, chapters))

    def _target(self, chapter: Path, word: str) -> Target | None:
        names = self.names(chapter)
        for means in (_is_exercise, _is_own_name, _is_module):
            meant = tuple(name for name in names if means(name.casefold(), word))
            if means is _is_own_name and len(meant) > 1:
                raise StudentError(f'"{word}" is {" and ".join(meant)}: type one of them.')
            if meant:
                return Target(chapter, meant)
        return None

    def _unknown(self, typed: str, chapters: list[Path]) -> str:
        names = [name for chapter in chapters for name in self.names(chapter)]
        known = {alias.casefold(): alias for name in names for alias in (*name.split("."), name)}
        known |= {chapter.name.casefold(): chapter.name for chapter in self.chapters}
        close = [known[word] for word in difflib.get_close_matches(_split(typed)[1], known, n=3)]
        guess = f" Did you mean {' or '.join(close)}?" if close else ""
        return f'no exercise or chapter is called "{typed}".{guess} `{LIST_COMMAND}` shows them all.'


def listing(workspace: Workspace, chapter: Path, current: str | None = None) -> str:
    """The chapter's exercises in words, one a line, with a mark before the one in hand."""
    done = workspace.passed(chapter)
    lines: list[str] = []
    widest = max(map(len, workspace.names(chapter)))
    for exercise in workspace.exercises(chapter):
        line = workspace.line(chapter, exercise.name)
        place = exercise.file if line is None else f"{exercise.file}:{line}"
        state = "done" if exercise.name in done else "not yet"
        mark = ">" if exercise.name == current else " "
        lines.append(f"{mark} {exercise.name:<{widest + 2}}{state:<9}{exercise.minutes:>3} min   {place}")
    return "\n".join(lines)


def _split(typed: str) -> tuple[str, str]:
    """ "assignments/ch01_neural_networks/activations.py" -> ("ch01_neural_networks", "activations.py")."""
    parts = [part for part in typed.strip().casefold().replace("\\", "/").split("/") if part not in ("", ".")]
    return (["", "", *parts][-2], parts[-1]) if parts else ("", "")


def _names_of(chapter: Path) -> set[str]:
    name = chapter.name.casefold()
    short = name.partition("_")[0]
    return {name, short, short.replace("ch0", "ch")}


def _is_exercise(name: str, word: str) -> bool:
    return word == name or word.startswith(f"{name}.")  # a method names the class that it belongs to


def _is_own_name(name: str, word: str) -> bool:
    own = name.split(".")[1]
    return word == own or (word.startswith(f"{own}.") and not word.endswith(".py"))


def _is_module(name: str, word: str) -> bool:
    return word.removesuffix(".py") == name.split(".", maxsplit=1)[0]


def _ambiguous(typed: str, targets: list[Target]) -> str:
    names = ", ".join(f"{target.chapter.name}/{target.exercises[0]}" for target in targets)
    return f'"{typed}" is in several chapters: type one of {names}.'

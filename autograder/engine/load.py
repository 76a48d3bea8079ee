"""Find chapters by their folders, and load one with its exam.

The folder is the registry: a chapter exists because `autograder/chapters/<name>/` exists.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TypeVar

import autograder.chapters
from autograder.engine import calibrated
from autograder.engine.calibrated import read_bands
from autograder.engine.chapter import BadChapter, Chapter, Settings, hash_files, read_settings
from autograder.engine.check import Check, Misconception
from autograder.engine.report import Band

Kind = TypeVar("Kind", Check, Misconception)
TAPE_NAME = "tape.bin"  # beside the stubs, in the folder that `Course.assignment` names
GIVEN = ("__init__.py", "given.py", "questions.py")  # always ours, whatever was handed in


@dataclass(frozen=True)
class Course:
    """A repository, or a student's kit.

    root: folder that holds `autograder/`, and the chapters' own folders (in `solutions/`, or beside it in a kit)
    """

    root: Path

    @property
    def is_kit(self) -> bool:
        return not (self.root / "solutions").is_dir()

    def names(self) -> list[str]:
        """All chapters, in order."""
        return sorted(path.parent.name for path in self._exams.glob("*/experiments.py"))

    def home(self, name: str) -> Path:
        """The folder that holds the chapter's own files: the solution, or in a kit the student's work."""
        return self.root / name if self.is_kit else self.root / "solutions" / name

    def exam(self, name: str) -> Path:
        return self._exams / name

    def assignment(self, name: str) -> Path:
        """The folder with the stubs and the public tape."""
        return self.root / name if self.is_kit else self.root / "assignments" / name

    @property
    def _exams(self) -> Path:
        return self.root / "autograder" / "chapters"

    def load(self, name: str) -> Chapter:
        """The chapter with its checks and, outside a kit, its misconceptions.

        Raises BadChapter: no such chapter (naming those there are), or its files are wrong.
        """
        if name not in self.names():
            raise BadChapter(f"there is no chapter {name!r}; there are: {', '.join(self.names()) or 'none'}")
        self._make_importable()
        settings = self.settings(name)
        order = [exercise.name for exercise in settings.exercise]
        checks = [found for module in _modules(name, "checks") for found in _declared(module, "__check__", Check)]
        for check in checks:
            for exercise in (check.exercise, *check.needs):
                if exercise not in order:
                    raise BadChapter(f"{check.id}: chapter.toml of {name} has no exercise {exercise!r}")
        wrong = [
            found
            for module in _modules(name, "misconceptions")
            for found in _declared(module, "__misconception__", Misconception)
        ]
        given = {file: (self.home(name) / file).read_bytes() for file in GIVEN if (self.home(name) / file).is_file()}
        return Chapter(
            name,
            settings,
            tuple(sorted(checks, key=lambda check: order.index(check.exercise))),
            tuple(wrong),
            given,
            self.exam_hash(name),
            (self.exam(name) / "experiments.py").read_text(encoding="utf-8"),
            bands=self._bands(name),
        )

    def settings(self, name: str) -> Settings:
        """Its chapter.toml. Raises BadChapter."""
        return read_settings(self.home(name) / "chapter.toml")

    def _bands(self, name: str) -> dict[str, Band]:
        try:
            return read_bands(self.exam(name))
        except ValueError as error:
            path = self.exam(name) / calibrated.FILE
            raise BadChapter(f"{path}: {error}: write it anew with autograder calibrate {name}") from None

    def exam_hash(self, name: str) -> str:
        """Hash of the exam's sources, as they are now."""
        return hash_files(self._exam_files(name))

    def _exam_files(self, name: str) -> dict[str, bytes]:
        exam, home = self.exam(name), self.home(name)
        paths = [*exam.glob("checks/*.py"), exam / "experiments.py", exam / calibrated.FILE]
        paths += [home / "chapter.toml", *(home / file for file in GIVEN)]
        return {
            path.name if home in path.parents else path.relative_to(exam).as_posix(): _lines(path)
            for path in paths
            if path.is_file()
        }

    def sources_hash(self, name: str) -> str:
        """Hash of all of a chapter that decides a mark: the exam, the solution and the misconceptions."""
        folders = (self.exam(name), self.home(name))
        paths = [path for folder in folders for path in folder.rglob("*") if _decides(path)]
        return hash_files({path.relative_to(self.root).as_posix(): _lines(path) for path in paths})

    def _make_importable(self) -> None:
        folder = str(self._exams)
        if folder not in autograder.chapters.__path__:
            autograder.chapters.__path__.append(folder)
            importlib.invalidate_caches()


def here() -> Course:
    """The course that this package stands in."""
    return Course(Path(autograder.__file__).resolve().parent.parent)


def _decides(path: Path) -> bool:
    return path.suffix in (".py", ".json") or path.name == "chapter.toml"


def _lines(path: Path) -> bytes:
    """Content with LF ends: git on Windows may have written CRLF, and the exam is the same."""
    return path.read_bytes().replace(b"\r\n", b"\n")


def _modules(chapter: str, part: str) -> Iterator[ModuleType]:
    full = f"autograder.chapters.{chapter}.{part}"
    try:
        package = importlib.import_module(full)
    except ModuleNotFoundError as error:
        if error.name == full:
            return
        raise
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
        yield importlib.import_module(f"{full}.{module.name}")


def _declared(module: ModuleType, mark: str, kind: type[Kind]) -> list[Kind]:
    found = [getattr(value, mark, None) for value in vars(module).values() if callable(value)]
    return [value for value in found if isinstance(value, kind) and value.function.__module__ == module.__name__]

"""Checks in a notebook that holds the exercises in its cells.

The cells that were run are remembered as text, put together into the chapter's modules, and checked the way that
files are, in a process of their own. So a check says what will be said of the notebook when it is handed in. Beside
that, a chapter's modules (`ch01_neural_networks.activations`) hold in the notebook what its cells have defined.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from autograder.engine.answers import ANSWERS
from autograder.engine.chapter import Settings
from autograder.engine.from_cells import put_together
from autograder.engine.grade import Work
from autograder.engine.load import here
from autograder.engine.notebook import Cell, part_of
from autograder.engine.report import ExerciseReport
from autograder.engine.statements import UNREADABLE, statements
from autograder.reports import terminal
from autograder.student.runner import Runner

WIDTH = 96  # columns of a cell's output
FEEDBACK = (
    "Note: this is feedback, and not the mark. It was computed beside the notebook's own code, with the kit's inputs."
)


def open_chapter(name: str) -> Callable[[str], float]:
    """Begin to remember what is run in this notebook; the function that checks an exercise.

    name: of the chapter, such as "ch01_neural_networks"
    Raises RuntimeError outside a notebook, BadChapter for an unknown chapter.
    """
    return remembering(name).check


def remembering(name: str) -> OpenChapter:
    """A chapter in which every cell that is run from now on is remembered; one opened before is left.

    Raises RuntimeError outside a notebook, BadChapter for an unknown chapter.
    """
    shell = _shell()
    for before in [one for one in shell.events.callbacks["post_run_cell"] if _is_of(one, name)]:
        shell.events.unregister("post_run_cell", before)
        before.__self__.close()
    opened = OpenChapter(name, shell.user_ns)
    shell.events.register("post_run_cell", opened.after_run)
    return opened


def _is_of(callback: Any, name: str) -> bool:
    owner = getattr(callback, "__self__", None)
    return isinstance(owner, OpenChapter) and owner.name == name


def _shell() -> Any:
    try:
        found = importlib.import_module("IPython").get_ipython()
    except ModuleNotFoundError:
        found = None
    if found is None:
        raise RuntimeError("this works in a notebook only; with files, type: autograder check")
    return found


class OpenChapter:
    """What was run of a chapter so far."""

    def __init__(self, name: str, names: dict[str, Any]) -> None:
        course = here()
        self.name = name
        self._folder = course.assignment(name)
        self._settings = course.settings(name)
        self._names = names  # the notebook's own
        self._cells: list[Cell] = []
        self._known: tuple[tuple[str, dict[str, bytes]], ExerciseReport] | None = None  # the last one, and of what
        self._runner = Runner(course)
        self._modules = _live_modules(self._folder, self._settings)
        self._runner.warm(name)

    def after_run(self, result: Any) -> None:
        """Remember a cell that was run; IPython calls this."""
        source = str(result.info.raw_cell)
        part = part_of(source, self._exercises)
        self._cells = [cell for cell in self._cells if cell.source != source and (part is None or cell.part != part)]
        self._cells.append(Cell(len(self._cells) + 1, is_code=True, source=source, part=part))
        self._define(source, part)

    def check(self, exercise: str) -> float:
        """Check an exercise as its cell was last run: prints what came out, and returns its points."""
        report = self.report(exercise)
        print(_in_words(report, self.name))
        if os.environ.get("NBGRADER_EXECUTION") == "autograde":
            print(FEEDBACK)
        return float(report.points)

    def report(self, exercise: str) -> ExerciseReport:
        """What comes of an exercise as its cell was last run. Raises ValueError for an unknown one."""
        if exercise not in self._exercises:
            raise ValueError(f"there is no exercise {exercise!r} here; there are: {', '.join(self._exercises)}")
        asked = exercise, self._made()
        if self._known is None or self._known[0] != asked:
            judged = self._runner.judge(Work(self.name, asked[1]), self.name, exercise)
            self._known = asked, judged.exercises[0]
        return self._known[1]

    def close(self) -> None:
        """End the processes that wait for code to check."""
        self._runner.close()

    def _made(self) -> dict[str, bytes]:
        """The chapter's modules, as the cells make them."""
        made = put_together(self._cells, self.name, self._exercises)
        return {name: data for name, data in made.files.items() if name != ANSWERS}

    @property
    def _exercises(self) -> list[str]:
        return [exercise.name for exercise in self._settings.exercise]

    def _define(self, source: str, part: str | None) -> None:
        """Let the chapter's modules hold what the cell has defined."""
        try:
            bound = {name for statement in statements(source) for name in statement.binds}
        except UNREADABLE:
            return
        module = part.partition(".")[0] if part else None
        for exercise in self._exercises:
            owner, name = exercise.split(".")
            if name in bound and name in self._names and owner == (module or owner):
                setattr(self._modules[owner], name, self._names[name])


class _Live(ModuleType):
    """A module of the chapter, filled by the notebook's cells."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(f"{self.__name__} has no {name} yet: run the cell that defines it")


def _live_modules(folder: Path, settings: Settings) -> dict[str, ModuleType]:
    package = _package(folder)
    made: dict[str, ModuleType] = {}
    for name in dict.fromkeys(exercise.module for exercise in settings.exercise):
        made[name] = sys.modules[f"{folder.name}.{name}"] = _Live(f"{folder.name}.{name}")
        setattr(package, name, made[name])
    return made


def _package(folder: Path) -> ModuleType:
    """The chapter's own package, wherever the notebook was started: `given` is imported from it."""
    if folder.name not in sys.modules:
        init = folder / "__init__.py"
        spec = importlib.util.spec_from_file_location(folder.name, init, submodule_search_locations=[str(folder)])
        assert spec is not None  # noqa: S101 - of a file, there always is one
        assert spec.loader is not None  # noqa: S101 - as above
        sys.modules[folder.name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[folder.name])
    return sys.modules[folder.name]


def _in_words(report: ExerciseReport, chapter: str) -> str:
    shown = msgspec.structs.replace(report, cell="its cell")
    return terminal.render_exercise(shown, chapter=chapter, footer=False, colour=False, width=WIDTH).strip("\n")

"""A chapter as the engine sees it: its settings, exercises, checks and misconceptions."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import msgspec

from autograder.engine.check import Check, Misconception
from autograder.engine.limits import Limits
from autograder.engine.report import CPU, Band, Device
from autograder.engine.sandbox import Payload
from autograder.engine.source_rules import SourceRule, enforce


class Exercise(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One function or class to write."""

    name: str  # "activations.softmax"
    section: str  # heading of the handout's section
    minutes: int
    difficulty: int  # 1 to 3
    importance: int  # 1 to 3

    @property
    def module(self) -> str:
        return self.name.split(".")[0]

    @property
    def file(self) -> str:
        return f"{self.module}.py"


class Objective(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a student can do after the chapter."""

    sentence: str  # completes "After this chapter you can ..."
    exercises: list[str]  # where it is learned


Version = Annotated[int, msgspec.Meta(ge=1, le=10_000)]  # of a chapter


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`chapter.toml`."""

    title: str
    libraries: list[str]  # what the sandbox holds beside the standard library
    exercise: list[Exercise]  # in the order of the chapter
    limits: Limits = Limits()
    objective: list[Objective] = []
    source: list[SourceRule] = []  # what modules may use
    notebook: list[str] = []  # what the notebook uses beside the libraries and matplotlib
    version: Version = 1  # raised when students should notice a change


class BadChapter(Exception):
    """A chapter's own files are wrong. The message names the file and the repair."""


def read_settings(path: Path) -> Settings:
    """Read and validate a chapter.toml. Raises BadChapter."""
    try:
        settings = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Settings)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise BadChapter(f"{path}: {error}") from None
    for exercise in settings.exercise:
        if exercise.name.count(".") != 1:
            raise BadChapter(f'{path}: exercise "{exercise.name}": write it as "module.function"')
        for scale in ("difficulty", "importance"):
            if not 1 <= getattr(exercise, scale) <= 3:
                raise BadChapter(f'{path}: exercise "{exercise.name}": {scale} is 1, 2 or 3')
    names = {exercise.name for exercise in settings.exercise}
    for objective in settings.objective:
        for name in sorted(set(objective.exercises) - names):
            raise BadChapter(f'{path}: objective "{objective.sentence}": there is no exercise "{name}"')
    modules = {exercise.module for exercise in settings.exercise}
    for rule in settings.source:
        for module in sorted(set(rule.modules) - modules):
            raise BadChapter(f'{path}: [[source]] names the module "{module}", which holds no exercise')
        for library in sorted(set(rule.imports or []) - set(settings.libraries)):
            raise BadChapter(f'{path}: [[source]] allows "{library}", which is not among the chapter\'s libraries')
    if not settings.exercise:
        raise BadChapter(f"{path}: no [[exercise]] yet: add one for each function or class to write")
    return settings


@dataclass(frozen=True)
class Chapter:
    """Everything that grading a chapter needs, whether it was loaded from the repository or from a kit.

    exam_hash: hash of the exam's sources (checks, experiments, given files, settings)
    """

    name: str
    settings: Settings
    checks: tuple[Check, ...]  # in the order of the exercises, then of the files
    misconceptions: tuple[Misconception, ...]  # empty in a kit
    given: dict[str, bytes]  # files that always come from us: path in the package -> content
    exam_hash: str
    experiments: str = ""  # source of experiments.py
    bands: Mapping[str, Band] = field(default_factory=dict[str, Band])  # by check id: drawn behind trained curves

    def payload(self, files: Mapping[str, bytes]) -> Payload:
        """A submission for a sandbox: its files under the chapter's rules, with what always comes from us."""
        ruled = enforce(self.settings.source, self.name, {**files, **self.given})
        return Payload(self.name, ruled, self.experiments)

    @property
    def exercises(self) -> list[Exercise]:
        return self.settings.exercise

    @property
    def names(self) -> list[str]:
        """Of the exercises, in their order."""
        return [exercise.name for exercise in self.settings.exercise]

    @property
    def marked(self) -> list[Check]:
        """Without the checks for a device, which are worth no points and run on few machines."""
        return [check for check in self.checks if not check.device]

    def checks_of(self, exercise: str) -> list[Check]:
        return [check for check in self.checks if check.exercise == exercise]

    def on(self, asked: Device) -> Device:
        """The device asked for, if its checks have a use for it: nothing is opened for those that have none."""
        return asked if any(check.device == asked.kind for check in self.checks) else CPU

    def exercise_of(self, misconception: Misconception) -> str:
        """The exercise whose target (or whose method) the misconception replaces."""
        return ".".join(misconception.target.split(".")[:2])

    def misconceptions_of(self, exercise: str) -> list[Misconception]:
        return [wrong for wrong in self.misconceptions if self.exercise_of(wrong) == exercise]


def hash_files(files: dict[str, bytes]) -> str:
    """SHA-256 over names and contents, independent of order."""
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(f"{len(name.encode())} {name} {len(files[name])}\n".encode() + files[name])
    return total.hexdigest()

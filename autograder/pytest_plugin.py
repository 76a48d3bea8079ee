"""Chapters as pytest sees them: a collector per chapter and exercise, an item per check.

An item is a view of what the student's runner reports, so pytest and `autograder check` cannot disagree.
Nothing happens in a project without `autograder_chapters = true` in its ini file, unless a chapter is named on
the command line. Nothing of ours but this file is imported before a chapter is collected.
"""

# ruff: noqa: PLC0415 - imports wait until a chapter is collected: the plugin costs nothing where there is none

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from autograder.engine.report import CheckReport, Device, ExerciseReport
    from autograder.student.runner import Runner

SETTINGS = "chapter.toml"
OUTCOME = "autograder.outcome"  # name of the property that carries the outcome through xdist and into JUnit
QUIET = {"not started": "o", "waiting": "w"}  # outcomes with a letter of their own: not passed, and nothing wrong yet
REPORTS: pytest.StashKey[dict[tuple[Path, str], ExerciseReport]] = pytest.StashKey()
RUNNER: pytest.StashKey[Runner] = pytest.StashKey()
DEVICE: pytest.StashKey[tuple[Device, str]] = pytest.StashKey()  # where one was asked for; second: what to say of it


class NotPassedError(Exception):
    """A check that did not pass, in the words that the student reads."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("autograder").addoption(
        "--device",
        choices=("cpu", "cuda", "auto"),
        default="cpu",
        help="where checks for a GPU run; with cpu they are skipped, with auto they run if there is one",
    )
    parser.addini("autograder_chapters", "collect the checks of the chapters (folders with a chapter.toml)", "bool")


def pytest_configure(config: pytest.Config) -> None:
    """Make the ids that pytest prints usable as arguments, and find the device if one is asked for."""
    if config.getoption("--device") != "cpu":
        config.stash[DEVICE] = _device(config.getoption("--device"))
    config.stash[REPORTS] = {}
    config.args[:] = [_collectable(arg, config.invocation_params.dir) for arg in config.args]


def _device(asked: Any) -> tuple[Device, str]:
    from autograder.engine.device import NoDevice, choose

    try:
        return choose(asked)
    except NoDevice as error:
        raise pytest.UsageError(str(error)) from None


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say that no GPU was found, or which one is used."""
    if DEVICE not in config.stash:
        return None
    device, said = config.stash[DEVICE]
    return f"autograder: {said or device}"


def pytest_unconfigure(config: pytest.Config) -> None:
    if RUNNER in config.stash:
        config.stash[RUNNER].close()


def _collectable(arg: str, here: Path) -> str:
    """ "ch01/activations.softmax::survives" -> "ch01/chapter.toml::activations.softmax::survives"."""
    path, *parts = arg.split("::")
    place = here / path
    if not (place.parent / SETTINGS).is_file() or place.exists():
        return arg
    return "::".join([str(place.parent / SETTINGS), place.name, *parts])


def pytest_collect_directory(path: Path, parent: pytest.Collector) -> pytest.Dir | None:
    """A chapter is a plain folder: as a package, pytest would import the student's code here."""
    if (path / SETTINGS).is_file() and _is_wanted(path, parent.config):
        return pytest.Dir.from_parent(parent, path=path)
    return None


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.name == SETTINGS and _is_wanted(file_path.parent, parent.config):
        return ChapterFile.from_parent(parent, path=file_path)
    return None


def _is_wanted(chapter: Path, config: pytest.Config) -> bool:
    if config.getini("autograder_chapters"):
        return True
    named = {(config.invocation_params.dir / arg.split("::")[0]).resolve() for arg in config.args}
    return not named.isdisjoint({chapter.resolve(), (chapter / SETTINGS).resolve()})


class Words(pytest.Collector):
    """Says in words what is wrong with a chapter's files."""

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> Any:
        from autograder.engine.chapter import BadChapter

        return str(excinfo.value) if excinfo.errisinstance(BadChapter) else super().repr_failure(excinfo)


class ChapterFile(Words, pytest.File):
    """A chapter.toml; yields its exercises."""

    def collect(self) -> Iterator[ExerciseCollector]:
        from autograder.engine.chapter import read_settings

        chapter = self.path.parent
        base = self.nodeid.removesuffix(SETTINGS)
        for exercise in read_settings(self.path).exercise:
            name = exercise.name
            yield ExerciseCollector.from_parent(self, name=name, nodeid=f"{base}{name}", path=chapter / exercise.file)


class ExerciseCollector(Words, pytest.Collector):
    """One exercise; yields an item per check, without running any."""

    def collect(self) -> Iterable[CheckItem]:
        from autograder.engine.load import here

        for check in here().load(self.path.parent.name).checks_of(self.name):
            yield CheckItem.from_parent(self, name=check.name)


class CheckItem(pytest.Item):
    """One check of the exercise's report."""

    report: ExerciseReport
    check: CheckReport

    def setup(self) -> None:
        """Have the exercise examined, once a session. A held mark is an error, since nobody could judge it."""
        from autograder.reports.clean import visible

        exercise = self.parent.name
        self.report = _examine(self.config, self.path.parent, exercise)
        found = [check for check in self.report.checks if check.id == f"{exercise}:{self.name}"]
        if not found:
            raise NotPassedError(f"{self.name} was not examined: run `autograder check {exercise}`")
        self.check = found[0]
        self.user_properties.append((OUTCOME, str(self.check.outcome)))
        if self.check.output:
            self.add_report_section("call", "stdout", visible(self.check.output))
        if self.check.outcome == "held":
            raise NotPassedError(self._text())

    def runtest(self) -> None:
        if self.check.outcome == "skipped":
            pytest.skip(self.check.message or "skipped")
        if self.check.outcome == "answered":
            pytest.skip("answered; marked when you hand in")
        if self.check.outcome != "passed":
            raise NotPassedError(self._text())

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, f"{self.parent.name} {self.name}"

    def _text(self) -> str:
        """The terminal's words for this check alone."""
        from msgspec.structs import replace

        from autograder.reports.terminal import render_exercise

        alone = replace(self.report, checks=[self.check])
        text = render_exercise(alone, chapter=self.path.parent.name, colour=False, width=100)
        return text.partition("\n")[2] if self.check.outcome != "not started" else text  # pytest has a heading


def _examine(config: pytest.Config, chapter: Path, exercise: str) -> ExerciseReport:
    from autograder.engine.chapter import BadChapter
    from autograder.student.work import StudentError

    known = config.stash[REPORTS]
    if (chapter, exercise) not in known:
        if RUNNER not in config.stash:
            config.stash[RUNNER] = _runner(config)
        try:
            found = config.stash[RUNNER].check(chapter, exercise).exercises
        except (StudentError, BadChapter) as error:
            raise NotPassedError(str(error)) from None
        known.update({(chapter, each.name): each for each in found})
    return known[chapter, exercise]


def _runner(config: pytest.Config) -> Runner:
    from autograder.student.runner import Runner

    return Runner(device=config.stash[DEVICE][0]) if DEVICE in config.stash else Runner()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """The words instead of a traceback, in `setup` too."""
    report = yield
    if isinstance(item, CheckItem) and call.excinfo and call.excinfo.errisinstance(NotPassedError):
        report.longrepr = str(call.excinfo.value)
    return report


def pytest_report_teststatus(report: pytest.CollectReport | pytest.TestReport) -> tuple[str, str, Any] | None:
    """A stub that waits for its student is a category of its own: never red, and never a success either."""
    if report.when != "call" or not report.failed:
        return None
    noted = [tuple(each) for each in report.user_properties]  # xdist sends lists
    for outcome, letter in QUIET.items():
        if (OUTCOME, outcome) in noted:
            return outcome, letter, (outcome.upper(), {"yellow": True})
    return None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the file to open and the command to run, unless a failure has named them."""
    untouched = terminalreporter.getreports("not started")
    if untouched and not terminalreporter.getreports("failed"):
        exercise = PurePosixPath(untouched[0].nodeid.split("::")[0]).name
        terminalreporter.line(f"Open {untouched[0].location[0]} and run autograder check {exercise}")

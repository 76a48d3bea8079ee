"""The watch loop's thin shell: files, keys and the screen around `loop.step`."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import watchfiles

from autograder.engine.report import ExerciseReport
from autograder.student import loop
from autograder.student.hints import HintsError, next_hint
from autograder.student.keys import Keys, keyboard
from autograder.student.loop import Checked, Event, Key, Saved, State
from autograder.student.reset import question, reset
from autograder.student.work import StudentError, Workspace, listing

Checker = Callable[[Path, str], ExerciseReport]
Renderer = Callable[[Path, ExerciseReport], str]


def watch(
    workspace: Workspace, chapter: Path, *, check: Checker, render: Renderer, exercise: str | None = None
) -> None:
    """Check the exercise in hand now and at each save, until q or Ctrl-C.

    check, render: examine one exercise of the chapter's folder, and turn its report into text
    exercise:      where to begin; by default the first that has not passed
    """
    names = workspace.names(chapter)
    current = exercise or workspace.in_hand(chapter) or names[0]
    state = State(names, current, frozenset(workspace.passed(chapter)))
    with contextlib.suppress(KeyboardInterrupt), keyboard() as keys:
        shell = Shell(workspace, chapter, check, render, has_keys=keys is not None)
        for event in events(chapter, keys):
            state = shell.advance(state, event)
            if state.over:
                break
    click.echo("\nStopped watching. Your files and your progress are saved.")


def events(chapter: Path, keys: Keys | None) -> Iterator[Event]:
    """Saves and keys as they come; the first is a save, so that there is something to see at once."""
    seen = False  # not before the watcher listens: a save during the first check counts
    for saved in _saves(chapter):
        if saved or not seen:
            seen = True
            yield Saved()
        for key in keys() if keys else "":
            yield Key(key)


def _saves(chapter: Path) -> Iterator[bool]:
    """Many times a second, whether a file was saved since."""
    try:
        for changes in watchfiles.watch(
            chapter, watch_filter=is_source, yield_on_timeout=True, rust_timeout=50, debounce=30, step=10
        ):
            yield bool(changes)
    except (OSError, RuntimeError) as error:
        raise StudentError(
            f"{chapter.name} cannot be watched ({error}). "
            "Set the environment variable WATCHFILES_FORCE_POLLING to 1, then run the command again."
        ) from None


def is_source(change: watchfiles.Change, path: str) -> bool:
    """Whether a change is a saved Python file or notebook, and not what an editor writes beside it."""
    name, beside = Path(path).name, (".", "#", "flycheck_")
    return change != watchfiles.Change.deleted and name.endswith((".py", ".ipynb")) and not name.startswith(beside)


@dataclass
class Shell:
    """Does what `loop.step` says, and draws the screen: the last report, what was said since, the way on."""

    workspace: Workspace
    chapter: Path
    check: Checker
    render: Renderer
    has_keys: bool
    shown: str = ""  # the last report, as text
    hint: str = ""  # stays until the exercise passes or another is taken in hand
    note: str = ""  # what a reset did; stays until the next key

    def advance(self, state: State, event: Event) -> State:
        """The state after the event and after all that follows from it."""
        if isinstance(event, Key):
            self.note = ""
        pending: list[Event] = [event]
        while pending:
            before = state.current
            state, actions = loop.step(state, pending.pop(0))
            if state.current != before:
                self.hint = ""
            for action in actions:
                pending += self.do(state, action)
        return state

    def do(self, state: State, action: loop.Action) -> list[Event]:
        """Carry out one action; returns the events that it causes."""
        try:
            return self._do(state, action)
        except (StudentError, HintsError) as error:
            self.draw(state, note=str(error))
            return []

    def _do(self, state: State, action: loop.Action) -> list[Event]:
        match action:
            case loop.Check(exercise):
                return self._check(state, exercise)
            case loop.CheckAll():
                return self._check_all(state)
            case loop.ShowHint(exercise):
                self.hint = next_hint(self.workspace, self.chapter, exercise).words()
                self.draw(state)
            case loop.ShowList():
                self.draw(state, note=listing(self.workspace, self.chapter, state.current))
            case loop.AskReset(exercise):
                self.draw(state, note=question(self.workspace, self.chapter, exercise))
            case loop.Reset(exercise):
                self.note = reset(self.workspace, self.chapter, exercise)
                self.draw(state)  # the new file is a save like any other, and is checked as one
            case loop.Say(text):
                self.draw(state, note=text)
        return []

    def _check(self, state: State, exercise: str) -> list[Event]:
        click.echo(f"Checking {exercise} ...")
        report = self._examine(exercise)
        if report is None:
            self.draw(state)
            return []
        self.shown = self.render(self.chapter, report)
        passed = report.is_done
        if passed:
            self.hint = ""
        self.draw(state, note=self._praise(state, exercise) if passed else "")
        return [Checked(exercise, passed)]

    def _examine(self, exercise: str) -> ExerciseReport | None:
        try:
            report = self.check(self.chapter, exercise)
        except Exception as error:  # noqa: BLE001 - the loop outlives whatever goes wrong in one check
            self.shown = f"{exercise} could not be checked: {error or type(error).__name__}\n"
            return None
        self.workspace.record(self.chapter, report)
        return report

    def _praise(self, state: State, exercise: str) -> str:
        name = exercise.split(".")[1]
        if state.following is None:
            return f"{name} is done, and with it the chapter. Hand it in with `autograder submit {self.chapter.name}`."
        way = "n takes you there" if self.has_keys else f"go on with `autograder watch {state.following}`"
        return f"{name} is done. Next is {state.following}: {way}."

    def _check_all(self, state: State) -> list[Event]:
        lines: list[str] = []
        results: list[Event] = []
        for exercise in state.exercises:
            click.echo(f"Checking {exercise} ...")
            report = self._examine(exercise)
            if report:
                lines.append(f"  {exercise:<32}{report.outcome:<13}{report.points:g}/{report.max_points:g}")
                results.append(Checked(exercise, report.is_done))
        self.draw(state, note="\n".join(lines))
        return results

    def draw(self, state: State, *, note: str = "") -> None:
        """Clear the screen and show it anew. The last line names the file to open, and the keys."""
        click.clear()
        done = len(self.workspace.passed(self.chapter).intersection(state.exercises))
        head = f"{self.chapter.name}   {state.current}   {done} of {len(state.exercises)} exercises done"
        blocks = [head, self.shown, self.hint, self.note, note]
        for block in filter(None, blocks):
            click.echo(block.rstrip() + "\n")
        click.echo(self._footer(state))

    def _footer(self, state: State) -> str:
        if state.asking:
            return "y puts it back   any other key keeps it"
        line = self.workspace.line(self.chapter, state.current)
        file = f"{self.chapter.name}/{state.current.partition('.')[0]}.py{f':{line}' if line else ''}"
        return f"{file}   {loop.KEYS if self.has_keys else 'Ctrl-C ends'}"

"""Show a calibration as it goes: a bar where there is a terminal, a line now and then where there is none."""

from __future__ import annotations

import sys
import time
from collections.abc import Generator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from autograder.course.calibrate import Told
from autograder.course.measure import Task

PAUSE = 30.0  # seconds between two lines of a log


@contextmanager
def follow() -> Generator[Told]:
    """What to tell of each finished run; speaks on the error stream, so that results can be piped."""
    console = Console(file=sys.stderr, highlight=False, markup=False, soft_wrap=True)
    if not console.is_terminal:
        yield _Log(console)
        return
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("left:"), TimeRemainingColumn())
    with Progress(*columns, TextColumn("{task.description}", markup=False), console=console, transient=True) as shown:
        row = shown.add_task("", total=None)
        yield lambda task, done, total: shown.update(row, description=_words(task), completed=done, total=total)


class _Log:
    """A line at once, at the end, and now and then between."""

    def __init__(self, console: Console) -> None:
        self.console, self.began = console, time.monotonic()
        self.said = -PAUSE  # seconds after the beginning

    def __call__(self, task: Task, done: int, total: int) -> None:
        elapsed = time.monotonic() - self.began
        if done < total and elapsed - self.said < PAUSE:
            return
        self.said = elapsed
        left = elapsed / done * (total - done)
        self.console.print(f"{done} of {total} runs; {_words(task)}; {_minutes(elapsed)}, about {_minutes(left)} left")


def _words(task: Task) -> str:
    return f"{task.exercise}: {task.who}, seed {task.seed + 1} of {task.seeds}"


def _minutes(seconds: float) -> str:
    """75 s as 1:15."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"

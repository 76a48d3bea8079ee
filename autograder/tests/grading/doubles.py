"""Stand-ins for `slots.work_on` that go wrong on purpose. Slot processes import this module by its name."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from autograder.grading.slots import work_on

LOG = "AUTOGRADER_TEST_LOG"  # names a file that gets one line for each call: the submission and the process


def times_called(name: str) -> int:
    """How often `name` was worked on before, by any process."""
    log = Path(os.environ[LOG])
    before = log.read_text().splitlines() if log.exists() else []
    with log.open("a") as file:
        file.write(f"{name} {os.getpid()}\n")
    return sum(line.split()[0] == name for line in before)


def dies_on_eve(name: str, path: Path) -> tuple[str, bool] | str:
    """The process of the slot is killed each time it works on eve."""
    if times_called(name) >= 0 and name == "eve":
        os.kill(os.getpid(), signal.SIGTERM)
    return work_on(name, path)


def dies_once(name: str, path: Path) -> tuple[str, bool] | str:
    if times_called(name) == 0 and name == "eve":
        os.kill(os.getpid(), signal.SIGTERM)
    return work_on(name, path)


def breaks_on_eve(name: str, path: Path) -> tuple[str, bool] | str:
    """As where the grader itself raised."""
    return "Traceback: a defect of the grader" if name == "eve" else work_on(name, path)


def slow_at_first(name: str, path: Path) -> tuple[str, bool] | str:
    """Eve hits the wall limit as long as others are graded beside her."""
    first = times_called(name) == 0
    done = work_on(name, path)
    return (name, True) if first and name == "eve" else done

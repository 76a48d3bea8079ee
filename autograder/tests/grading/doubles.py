"""Slots that go wrong on purpose: `python -m autograder.tests.grading.doubles WHICH` is one."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from msgspec.structs import replace

from autograder.engine.grade import Work
from autograder.engine.report import GradeReport
from autograder.grading import serve
from autograder.grading.slots import Graded, SlotWorker

LOG = "AUTOGRADER_TEST_LOG"  # names a file that gets one line for each call: the submission and the process


def times_called(name: str) -> int:
    """How often `name` was worked on before, by any process."""
    log = Path(os.environ[LOG])
    before = log.read_text().splitlines() if log.exists() else []
    with log.open("a") as file:
        file.write(f"{name} {os.getpid()}\n")
    return sum(line.split()[0] == name for line in before)


def dies_on_eve(worker: SlotWorker, work: Work) -> Graded:
    """The process of the slot is killed each time it works on eve."""
    if times_called(work.name) >= 0 and work.name == "eve":
        os.kill(os.getpid(), signal.SIGTERM)
    return worker.grade(work)


def dies_once(worker: SlotWorker, work: Work) -> Graded:
    if times_called(work.name) == 0 and work.name == "eve":
        os.kill(os.getpid(), signal.SIGTERM)
    return worker.grade(work)


def breaks_on_eve(worker: SlotWorker, work: Work) -> Graded:
    """As where the grader itself raises."""
    if work.name == "eve":
        raise RuntimeError("a defect of the grader")
    return worker.grade(work)


def slow_at_first(worker: SlotWorker, work: Work) -> Graded:
    """Eve hits the wall limit as long as others are graded beside her."""
    first = times_called(work.name) == 0
    done = worker.grade(work)
    return Graded(_out_of_time(done.report), done.pages) if first and work.name == "eve" else done


def counts(worker: SlotWorker, work: Work) -> Graded:
    times_called(work.name)
    return worker.grade(work)


def _out_of_time(report: GradeReport) -> GradeReport:
    exercise = report.exercises[0]
    checks = [replace(check, timed_out=True) for check in exercise.checks]
    return replace(report, exercises=[replace(exercise, checks=checks)])


if __name__ == "__main__":
    which = globals()[sys.argv.pop(1)]
    serve.main(which)

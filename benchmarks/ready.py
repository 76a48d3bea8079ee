"""How soon a submission is ready in a warm slot: from handing it over to the first answer of its code."""

from __future__ import annotations

import argparse
import importlib.util
import time

from measure import ROOT, Figure, Table, present, spread

from autograder.course.tapes import solution_files
from autograder.engine.limits import Limits
from autograder.engine.load import Course
from autograder.engine.rungs import describe, open_slot
from autograder.engine.sandbox import Payload, Slot

CHAPTER = "ch01_neural_networks"
QUESTION = {"name": "ready.answer", "args": [], "kwargs": {}, "source": None}
ANSWER = b"def answer():\n    return 1\n"
GOAL = 0.060  # s, median
REST = 1.0  # s between two on the plain rung: its next process warms up in the background


def measure(options: argparse.Namespace) -> Table:
    """A row for each rung that this machine has, with NumPy alone and with PyTorch."""
    table = Table("A submission ready in a warm slot")
    libraries = [["numpy"], ["numpy", "torch"]]
    if options.libraries == "numpy" or not importlib.util.find_spec("torch"):
        libraries = libraries[:1]
    for status in describe():
        if not status.available:
            table.notes.append(f"{status.rung}: not here ({status.reason}).")
            continue
        for imported in libraries if status.rung != "plain" else libraries[:1]:
            table.figures.append(_row(status.rung, imported, options.times))
    table.notes.append(f"{options.times} times each. The plain rung isolates nothing and has no goal.")
    return table


def _row(rung: str, libraries: list[str], times: int) -> Figure:
    files = {**solution_files(Course(ROOT).home(CHAPTER)), "ready.py": ANSWER}
    with open_slot(libraries, rung) as slot:
        taken = [_once(slot, Payload(CHAPTER, files), REST if rung == "plain" else 0.0) for _ in range(times + 1)]
    seconds = taken[1:]  # the first one still touches what a warm slot has touched
    name = f"{rung}, {' and '.join(libraries)}"
    if rung == "plain":
        return Figure(name, spread(seconds))
    return Figure(name, spread(seconds), f"median <= {GOAL * 1000:.0f} ms", sorted(seconds)[times // 2] <= GOAL)


def _once(slot: Slot, payload: Payload, rest: float) -> float:
    time.sleep(rest)
    began = time.perf_counter()
    with slot.open(payload) as box, box.start(0, Limits()) as session:
        reply = session.ask(QUESTION)
        taken = time.perf_counter() - began
    if reply != {"value": 1}:
        raise RuntimeError(f"the submission answered {reply}")
    return taken


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--libraries", choices=["numpy", "torch"], default="torch", help="torch: numpy and torch")
    present(parser, measure)

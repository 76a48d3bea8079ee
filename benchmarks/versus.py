"""The same twenty submissions through this suite, nbgrader, otter-grader and fresh pytest processes, in turns."""

from __future__ import annotations

import argparse
import pickle
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

import pictures
from contestants import TOOLS, VERSUS, Assignment, tool
from cpu import CpuMeter, NoMeter
from measure import Figure, Table, ms, present
from mlp_class import handed_in, solution, truths
from turns import (
    AGAIN,
    ALL_CORES,
    CORES,
    NBGRADER,
    ONE_SLOT,
    OTTER,
    PYTEST,
    WARM_OTTER,
    Run,
    Spent,
    all_rounds,
    average,
)

TITLE = "Beside other tools"
ASSIGNMENTS = ("NumPy", "PyTorch")
FACTOR, FIXED = 1.3, 0.100
A_CHECK = {False: 0.008, True: 0.020}  # s, without and with torch
FASTER = 1.7  # with the second slot
TIMES = 10  # as many submissions in the same time as the other tools


def set_up() -> None:
    """An environment with the other tools; pip reads which versions."""
    venv.create(TOOLS, with_pip=True)
    command = [tool("python"), "-m", "pip", "install", "-q", "-r", str(VERSUS / "requirements.txt")]
    subprocess.run(command, check=True)  # noqa: S603 - our own list


def measure(options: argparse.Namespace) -> Table:
    """For each assignment a row for each tool, and what the goals say of them."""
    if not Path(tool("nbgrader")).exists():
        return Table(TITLE, [], ["Not measured: run versus.py --set-up first."])
    runs: dict[str, Run] = {}
    for name in options.assignment or ASSIGNMENTS:
        assignment = _assignment(4 if options.quick else options.submissions, torch=name == "PyTorch")
        with tempfile.TemporaryDirectory(prefix="autograder-versus-") as folder:
            try:
                with CpuMeter() as meter:
                    runs[name] = all_rounds(assignment, Path(folder), meter, options.rounds)
            except NoMeter as error:
                return Table(TITLE, [], [f"Not measured: {error}."])
        if options.plots and not options.quick:
            _draw(runs[name], options.plots / f"versus_{name.lower()}.svg")
    return Table(TITLE, [row for name, run in runs.items() for row in rows(name, run)], notes(runs, options.rounds))


def _assignment(submissions: int, torch: bool) -> Assignment:
    """With torch the modules import it and do not use it: what differs then is what the tools do around them."""

    def with_libraries(source: str) -> str:
        return source.replace("import numpy as np\n", "import numpy as np\nimport torch\n", 1) if torch else source

    modules = {name: with_libraries(source) for name, source in handed_in(submissions).items()}
    calls = truths()
    return Assignment(with_libraries(solution()), modules, calls, list(pickle.loads(calls)), torch)  # noqa: S301 - ours


def rows(name: str, run: Run) -> Iterator[Figure]:
    """Means over the rounds, of a submission; the goals stand there with their numbers filled in."""
    bare, start = average(run.bare), average(run.start)
    yield Figure(f"{name}: the same calls, bare and warm", f"{_s(bare.cpu)} CPU, {_s(bare.wall)}")
    for each in run.rounds:
        yield Figure(f"{name}: {each}", _beside(run.each(each), bare))
    yield Figure(f"{name}: start-up of this suite, once a command", f"{_s(start.cpu)} CPU, {_s(start.wall)}")
    yield _marginal(name, run, bare)
    yield _second_slot(name, run)
    yield from (_throughput(name, run, other, bare) for other in (NBGRADER, OTTER, WARM_OTTER))
    for other in (NBGRADER, OTTER, WARM_OTTER, PYTEST):
        whole, more = (run.each(other).cpu / ours.cpu for ours in (run.each(ONE_SLOT), run.one_more(ONE_SLOT)))
        yield Figure(f"{name}: CPU of {other} / of {ONE_SLOT}", f"{whole:.1f}, without start-up {more:.1f}")


def _beside(each: Spent, bare: Spent) -> str:
    cpu, wall = f"{_s(each.cpu)} ({each.cpu / bare.cpu:.1f} x)", f"{_s(each.wall)} ({each.wall / bare.wall:.1f} x)"
    return f"{cpu} CPU, {wall}, others used {each.others / each.wall:.2f} of {CORES} cores"


def _marginal(name: str, run: Run, bare: Spent) -> Figure:
    """What one more submission costs."""
    checks, a_check = len(run.assignment.checks), A_CHECK[run.assignment.torch]
    cpu = run.one_more(ONE_SLOT).cpu
    goal = FACTOR * bare.cpu + FIXED + checks * a_check
    formula = f"{FACTOR} x {ms(bare.cpu)} + {ms(FIXED)} + {checks} x {ms(a_check)} = {ms(goal)}"
    value = f"{ms(cpu)} CPU ({cpu / bare.cpu:.2f} x)"
    return Figure(f"{name}: {ONE_SLOT}, one more submission", value, f"<= {formula}", cpu <= goal)


def _second_slot(name: str, run: Run) -> Figure:
    """By the clock, start-up left out."""
    faster = run.one_more(ONE_SLOT).wall / run.one_more(ALL_CORES).wall
    return Figure(
        f"{name}: throughput of {ALL_CORES} / of {ONE_SLOT}", f"{faster:.2f}", f">= {FASTER}", faster >= FASTER
    )


def _throughput(name: str, run: Run, other: str, bare: Spent) -> Figure:
    """How many submissions this suite grades while the other grades one: by the clock, and by CPU on free cores.

    No grader can be faster than the bare calls on all cores.
    """
    theirs, whole, again = run.each(other), run.each(ALL_CORES), run.each(AGAIN)
    clock, free = theirs.wall / whole.wall, CORES * theirs.cpu / whole.cpu
    more, most = run.one_more(ALL_CORES), CORES * theirs.wall / bare.cpu
    value = f"{clock:.1f}, not for the first time {theirs.wall / again.wall:.1f}, without start-up "
    value += (
        f"{theirs.wall / more.wall:.1f}; by CPU with {CORES} free cores {free:.1f}; with no cost but the bare calls "
    )
    value += f"{most:.1f}"
    return Figure(f"{name}: throughput of {ALL_CORES} / of {other}", value, f">= {TIMES}", clock >= TIMES)


def _s(seconds: float) -> str:
    return f"{seconds:.2f} s"


def _largest_distance(spent: list[Spent]) -> str:
    """Of a CPU from their mean, relative to it."""
    middle = mean(each.cpu for each in spent)
    return f"{max(abs(each.cpu / middle - 1) for each in spent):.0%}"


def notes(runs: dict[str, Run], rounds: int) -> list[str]:
    """What a reader has to know of how the numbers came about."""
    first = next(iter(runs.values()))
    right = sum(score == len(first.assignment.checks) for score in first.scores.values())
    noise = [f"{name}: the bare calls {_largest_distance(run.bare)}" for name, run in runs.items()]
    if rounds > 1:
        noise += [f"{each} {_largest_distance(run.rounds[each])}" for run in runs.values() for each in run.rounds]
    return [
        f"{len(first.scores)} submissions of eight functions with {len(first.assignment.checks)} checks, {right} of "
        "them right. All tools make the same calls and compare with the same answers, and gave every submission the "
        "same score. PyTorch: the modules import it as well, and compute the same. Each number is a submission's share "
        "of the whole command over all of them, start-up included: CPU of all processes together, then seconds by the "
        "clock, each with its ratio to the bare calls.",
        f"{'Once' if rounds == 1 else f'{rounds} times'} in turns. What others used of the machine meanwhile is noise: "
        "it lengthens the seconds, and the CPU by some percent. The bare calls were measured before each tool's turn; "
        f"the largest distance from the mean, in CPU: {', '.join(noise)}.",
        "A term's secret: the tape is made for two sets of inputs, and what fails is asked again with the kit's own. "
        "Pytest runs in this suite's environment, without plugins. nbgrader and otter-grader grade notebooks, one "
        "after another: neither uses more cores without containers. `otter run` is what otter-grader documents "
        "where there are none; in one process: its Python interface. This suite writes two pages for each submission, "
        "the others none. Not for the first time: with the answers of the solution and of misconceptions kept from an "
        "earlier run of the same chapter and seed.",
    ]


def _draw(run: Run, path: Path) -> None:
    bars = {"the calls alone": average(run.bare)} | {name: run.each(name) for name in run.rounds}
    pictures.bars(
        path, {name: (each.cpu, each.wall) for name, each in bars.items()}, ("CPU", "clock"), "s a submission"
    )


if __name__ == "__main__":
    if sys.argv[1:] == ["--set-up"]:
        set_up()
        sys.exit()
    parser = argparse.ArgumentParser(description=f"{__doc__} --set-up alone installs the other tools.")
    parser.add_argument("--submissions", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--assignment", action="append", choices=ASSIGNMENTS)
    parser.add_argument("--plots", type=Path, metavar="FOLDER", help="draw them there")
    parser.add_argument("--quick", action="store_true", help="four submissions, and nothing is drawn")
    present(parser, measure)

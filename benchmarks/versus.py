"""The same twenty submissions through this suite, nbgrader, otter-grader and fresh pytest processes, in turns."""

from __future__ import annotations

import argparse
import json
import os
import pickle
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean

import pictures
from contestants import TOOLS, VERSUS, Assignment, Contestant, Nbgrader, Otter, Ours, Pytest, Scores, tool
from cpu import CpuMeter, NoMeter, machine
from measure import Figure, Table, ms, present
from mlp_class import handed_in, solution, truths

FACTOR, FIXED = 1.3, 0.100
A_CHECK = {False: 0.008, True: 0.020}  # s, without and with torch
TIMES = 10  # as many submissions in the same time as the other tools
CORES = os.cpu_count() or 1
NOT_SET_UP = "Not measured: run versus.py --set-up first"
ONE_SLOT, ALL_CORES = "this suite, 1 slot", f"this suite, {CORES} slots"
OTHERS = ("nbgrader autograde", "otter run", "otter-grader in one process", "fresh pytest")


@dataclass(frozen=True)
class Spent:
    """For grading some submissions once: CPU seconds, seconds, CPU seconds of everybody else meanwhile."""

    cpu: float
    wall: float
    others: float = 0.0



@dataclass
class Run:
    """What came out of all rounds, for each tool. bare, start: CPU seconds and seconds, of a submission and at all."""

    assignment: Assignment
    rounds: dict[str, list[Spent]]
    bare: list[tuple[float, float]] = field(default_factory=list[tuple[float, float]])
    start: list[Spent] = field(default_factory=list[Spent])
    scores: Scores = field(default_factory=dict[str, float])

    def each(self, name: str) -> Spent:
        """A tool's means, of a submission."""
        count = len(self.assignment.submissions) * len(self.rounds[name])
        return Spent(*(sum(getattr(each, part) for each in self.rounds[name]) / count for part in ("cpu", "wall")))

    def each_bare(self) -> Spent:
        return Spent(*map(mean, zip(*self.bare, strict=True)))

    def start_up(self) -> float:
        """CPU seconds."""
        return mean(each.cpu for each in self.start)

    def others(self, name: str) -> float:
        """Cores that were busy with something else while the tool worked."""
        return sum(each.others for each in self.rounds[name]) / sum(each.wall for each in self.rounds[name])

    def spread(self, name: str) -> float:
        """Largest relative distance of a round's CPU from their mean."""
        cpu = [each.cpu for each in self.rounds[name]]
        return max(abs(each / mean(cpu) - 1) for each in cpu)


def set_up() -> None:
    """An environment with the other tools; pip reads which versions."""
    venv.create(TOOLS, with_pip=True)
    command = [tool("python"), "-m", "pip", "install", "-q", "-r", str(VERSUS / "requirements.txt")]
    subprocess.run(command, check=True)  # noqa: S603 - our own list


def measure(options: argparse.Namespace) -> Table:
    """A row for each tool, and what the goals say of them."""
    title = f"Beside other tools{' (with PyTorch)' if options.torch else ''}"
    if not Path(tool("nbgrader")).exists():
        return Table(title, [], [f"{NOT_SET_UP}."])
    if options.quick:
        options.submissions, options.rounds, options.plot = 4, 1, None
    with tempfile.TemporaryDirectory(prefix="autograder-versus-") as folder:
        try:
            with CpuMeter() as meter:
                run = _all_rounds(_assignment(options), Path(folder), meter, options.rounds)
        except NoMeter as error:
            return Table(title, [], [f"Not measured: {error}."])
    if options.plot:
        _draw(run, options.plot)
    return Table(title, list(rows(run)), notes(run, options))


def _assignment(options: argparse.Namespace) -> Assignment:
    """With torch the modules import it and do not use it: what the tools cost is then what differs."""

    def libraries(source: str) -> str:
        return source.replace("import numpy as np\n", "import numpy as np\nimport torch\n", 1) if options.torch else source

    submissions = {name: libraries(source) for name, source in handed_in(options.submissions).items()}
    calls = truths()
    return Assignment(libraries(solution()), submissions, calls, list(pickle.loads(calls)), options.torch)  # noqa: S301


def _all_rounds(assignment: Assignment, folder: Path, meter: CpuMeter, rounds: int) -> Run:
    tools = _tools(assignment, folder)
    run = Run(assignment, {each.name: [] for each in tools})
    names = list(assignment.submissions)
    for each in tools:  # once to warm up: caches on the disk, compiled files
        each.clear()
        each.grade(names[:1])
    for _ in range(rounds):
        run.bare.append(_bare(folder / "pytest", names))
        run.start.append(_start(tools[0], meter))
        for each in tools:
            each.clear()
            run.rounds[each.name].append(_spent(meter, lambda each=each: each.grade(names)))
            _agree(run, each)
            print(f"{each.name}: {run.rounds[each.name][-1]}", file=sys.stderr, flush=True)
    return run


def _tools(assignment: Assignment, folder: Path) -> list[Contestant]:
    """The first is this suite with one slot."""
    return [
        Ours(ONE_SLOT, assignment, folder / "one slot"),
        Ours(ALL_CORES, assignment, folder / "slots", slots=CORES),
        Ours(f"{ALL_CORES}, a term's secret", assignment, folder / "secret", slots=CORES, secret=True),
        Nbgrader("nbgrader autograde", assignment, folder / "nbgrader"),
        Otter("otter run", assignment, folder / "otter"),
        Otter("otter-grader in one process", assignment, folder / "warm otter", warm=True),
        Pytest("fresh pytest", assignment, folder / "pytest"),
    ]


def _agree(run: Run, tool: Contestant) -> None:
    """Every tool gives each submission the same score. Raises RuntimeError."""
    run.scores = run.scores or tool.scores()
    if tool.scores() != run.scores:
        raise RuntimeError(f"{tool.name} gave other scores: {tool.scores()} and not {run.scores}")


def _start(ours: Contestant, meter: CpuMeter) -> Spent:
    assert isinstance(ours, Ours)  # noqa: S101 - the first of the tools
    ours.clear()
    return _spent(meter, ours.start)


def _spent(meter: CpuMeter, work: Callable[[], None]) -> Spent:
    before, everybody, began = meter.read(), machine(), time.monotonic()
    work()
    wall, everybody_after = time.monotonic() - began, machine()
    cpu = meter.read() - before
    return Spent(cpu, wall, max(0.0, everybody_after - everybody - cpu))


def _bare(laid_out: Path, names: Sequence[str]) -> tuple[float, float]:
    """Means of CPU seconds and seconds that the calls of a submission take in a warm process."""
    folders = [str(laid_out / name) for name in (names[0], *names)]  # the first one warms up
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-P", str(VERSUS / "calls.py"), *folders],
        env=os.environ | {"PYTHONPATH": folders[0]},  # where its truths are
        capture_output=True,
        text=True,
        check=True,
    )
    seconds = json.loads(done.stdout)
    cpu, wall = zip(*(seconds[name] for name in names), strict=True)
    return mean(cpu), mean(wall)


def rows(run: Run) -> Iterator[Figure]:
    """Means over the rounds, of a submission; the goals stand there with their numbers filled in."""
    bare = run.each_bare()
    yield Figure("the same calls, bare and warm", f"{seconds(bare.cpu)} CPU, {seconds(bare.wall)}")
    for name in run.rounds:
        each = run.each(name)
        cpu, wall = (f"{seconds(mine)} ({mine / alone:.1f} x)" for mine, alone in ((each.cpu, bare.cpu), (each.wall, bare.wall)))
        yield Figure(name, f"{cpu} CPU, {wall}, others used {run.others(name):.2f} of {CORES} cores")
    yield Figure("start-up of this suite, once a command", f"{seconds(run.start_up())} CPU")
    yield _marginal(run, bare.cpu)
    ours = run.each(ALL_CORES)
    for name in OTHERS:
        times = run.each(name).wall / ours.wall
        yield Figure(f"submissions in the time in which {name} grades one", f"{times:.1f}", f">= {TIMES}", times >= TIMES)
    for name in OTHERS:
        yield Figure(f"CPU of {name} / of {ONE_SLOT}", f"{run.each(name).cpu / run.each(ONE_SLOT).cpu:.1f}")


def _marginal(run: Run, bare: float) -> Figure:
    """What one more submission costs."""
    count, a_check = len(run.assignment.checks), A_CHECK[run.assignment.torch]
    one_more = run.each(ONE_SLOT).cpu - run.start_up() / len(run.assignment.submissions)
    goal = FACTOR * bare + FIXED + count * a_check
    formula = f"{FACTOR} x {ms(bare)} + {ms(FIXED)} + {count} x {ms(a_check)} = {ms(goal)}"
    value = f"{ms(one_more)} CPU ({one_more / bare:.2f} x)"
    return Figure(f"{ONE_SLOT}: one more submission", value, f"<= {formula}", one_more <= goal)


def seconds(value: float) -> str:
    return f"{value:.2f} s"


def notes(run: Run, options: argparse.Namespace) -> list[str]:
    """What a reader has to know of how the numbers came about."""
    right = [name for name in run.scores if run.scores[name] == len(run.assignment.checks)]
    library = "imports NumPy and PyTorch and uses NumPy" if options.torch else "uses NumPy"
    spreads = ", ".join(f"{name} {run.spread(name):.0%}" for name in run.rounds)
    return [
        f"{len(run.scores)} submissions of eight functions with {len(run.assignment.checks)} checks, "
        f"{len(right)} of them right; the assignment {library}. "
        "All tools make the same calls and compare with the same answers, and gave every submission the same score. "
        f"Mean of a submission over {options.rounds} rounds in turns, each the whole command over all submissions, "
        "start-up included; CPU of all processes together, then seconds by the clock, each with its ratio to the bare "
        "calls. What others used of the machine meanwhile is noise: it lengthens the seconds, and the CPU a little.",
        f"Largest distance of a round from the mean, in CPU: {spreads}.",
        "A pytest runs in this suite's environment, without plugins. nbgrader and otter-grader grade notebooks, one "
        "after another: neither has a way to use more cores without containers. `otter run` is what otter-grader "
        "documents where there are none; `otter grade` would run the same in a container each. In one process: its "
        "Python interface. No feedback pages are made by the others; this suite writes two for each submission.",
    ]


def _draw(run: Run, path: Path) -> None:
    bare = run.each_bare()
    bars = {"the calls alone": bare} | {name: run.each(name) for name in run.rounds}
    pictures.bars(path, {name: (each.cpu, each.wall) for name, each in bars.items()}, ("CPU", "clock"), "s a submission")


if __name__ == "__main__":
    if sys.argv[1:] == ["--set-up"]:
        set_up()
        sys.exit()
    parser = argparse.ArgumentParser(description=f"{__doc__} --set-up alone installs the other tools.")
    parser.add_argument("--submissions", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--torch", action="store_true", help="the assignment imports PyTorch")
    parser.add_argument("--plot", type=Path, metavar="SVG", help="draw it there")
    parser.add_argument("--quick", action="store_true", help="four submissions, once")
    present(parser, measure)

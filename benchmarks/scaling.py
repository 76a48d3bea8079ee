"""Time and memory of `autograder grade` over more and more submissions, with one slot and with two."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import checkout
import pictures
import psutil
from cpu import CpuMeter, NoMeter, machine
from measure import Figure, Table, ms, present
from small_class import CHAPTER, write_class, write_course

SLOTS = (1, 2)
SIZES = (10, 100, 500, 2000)
GROWTH = 0.10  # of memory, and of a submission's CPU, on the way through the largest class
FASTER = 1.7  # with the second slot
MANY = 500  # submissions from which on the start of slots and processes no longer shows
EVERY = 0.5  # s between two looks at the memory
STAYS = 2.0  # s: a process that is older than that is the grader's, workers and forkers come and go
QUIET = 0.2  # cores that others may use in a quiet run
EARLY, LATE = (0.1, 0.2), (0.9, 1.0)  # parts of the way; before the first all slots start
FIRST_HALF, SECOND_HALF = (0.1, 0.55), (0.55, 1.0)
MB = 2**20
CORES = os.cpu_count() or 1
FINISHED = b'"event":"finished"'
TITLE = "Many submissions"
NOTES = [
    "`autograder grade` over a small chapter of three checks: right, untouched, wrong and broken submissions, all "
    "different; the whole command, class page included. A further submission is the difference between two classes. "
    "What others used of the machine is noise: it lengthens the seconds. Memory is that of the run, its slots and "
    "their zygotes; workers and forkers are limited, and gone with each check."
]


@dataclass(frozen=True)
class Graded:
    """One command over a class.

    cpu:    seconds of all its processes
    others: cores that were busy with something else meanwhile
    memory: how many were graded, and the resident bytes of the grader's processes then
    spent:  how many were graded, and the CPU seconds so far
    """

    count: int
    slots: int
    seconds: float
    cpu: float
    others: float
    memory: list[tuple[int, int]]
    spent: list[tuple[int, float]]

    def resident(self, begin: float, end: float) -> float:
        """Median bytes over a part of the way, as fractions."""
        sizes = [size for done, size in self.memory if begin * self.count <= done <= end * self.count]
        return median(sizes) if sizes else 0.0

    def each(self, begin: float, end: float) -> float:
        """CPU seconds of a submission on a part of the way, as fractions."""
        part = [(done, cpu) for done, cpu in self.spent if begin * self.count <= done <= end * self.count]
        if len(part) < 2 or part[-1][0] == part[0][0]:
            return 0.0
        return (part[-1][1] - part[0][1]) / (part[-1][0] - part[0][0])


def measure(options: argparse.Namespace) -> Table:
    """Every size with each number of slots, in turns."""
    sizes = (8, 16, 32) if options.quick else SIZES
    with tempfile.TemporaryDirectory(prefix="autograder-scaling-") as name:
        folder = Path(name)
        checkout.copy_suite(folder / "suite")
        course = write_course(folder / "suite")
        for count in sizes:
            write_class(folder / f"class of {count}", course, count)
        try:
            with CpuMeter() as meter:
                done = [_grade(folder, count, slots, meter) for count in sizes for slots in SLOTS]
        except NoMeter as error:
            return Table(TITLE, [], [f"Not measured: {error}."])
    if options.plots and not options.quick:
        _draw(done, options.plots / "scaling.svg")
    return Table(TITLE, list(rows(done)), NOTES)


def _grade(folder: Path, count: int, slots: int, meter: CpuMeter) -> Graded:
    out, events = folder / f"{count} by {slots}", folder / f"{count} by {slots}.jsonl"
    more = ("--public", "--events", str(events))
    command = checkout.grade_command(folder / f"class of {count}", CHAPTER, out, slots, *more)
    own, everybody, began = meter.read(), machine(), time.monotonic()
    with (folder / "said.txt").open("w+b") as said:
        environment = checkout.environment(folder / "suite")
        process = subprocess.Popen(command, env=environment, stdout=said, stderr=said)  # noqa: S603 - our own command
        looks = list(_watch(process, events, meter))
        if process.returncode:
            said.seek(0)
            raise RuntimeError(said.read().decode()[-2000:])
    seconds, everybody_after = time.monotonic() - began, machine()
    cpu = meter.read() - own
    others = max(0.0, everybody_after - everybody - cpu) / seconds
    print(f"{count} submissions, {slots} slots: {seconds:.1f} s", file=sys.stderr, flush=True)
    memory, spent = [(done, size) for done, size, _ in looks], [(done, used) for done, _, used in looks]
    return Graded(count, slots, seconds, cpu, others, memory, spent)


def _watch(process: subprocess.Popen[bytes], events: Path, meter: CpuMeter) -> Iterator[tuple[int, int, float]]:
    """How many are graded, the memory then and the CPU so far, until the process ends."""
    while process.poll() is None:
        finished = events.read_bytes().count(FINISHED) if events.exists() else 0
        yield finished, _resident(process.pid), meter.now()
        time.sleep(EVERY)


def _resident(pid: int) -> int:
    """Bytes of the processes that stay: the run, its slots and their zygotes."""
    try:
        command = psutil.Process(pid)
        inside = [each for each in command.children(recursive=True) if time.time() - each.create_time() > STAYS]
        return sum(each.memory_info().rss for each in (command, *inside))
    except psutil.NoSuchProcess:
        return 0


def rows(done: Sequence[Graded]) -> Iterator[Figure]:
    """A row for each command, and what the goals say of them all."""
    for each in done:
        speed, cpu = f"{each.count / each.seconds:.1f} submissions/s", ms(each.cpu / each.count)
        value = f"{each.seconds:.1f} s, {speed}, {cpu} CPU each, others used {each.others:.2f} of {CORES} cores"
        yield Figure(f"{each.count} submissions, {_slots(each.slots)}", value)
    one, two = ([each for each in done if each.slots == slots] for slots in SLOTS)
    yield from (_linear(series[-1]) for series in (one, two))
    faster = _further(one[-2], one[-1]) / _further(two[-2], two[-1])
    quiet = max(each.others for each in (*one[-2:], *two[-2:])) <= QUIET
    goal = f">= {FASTER} on a quiet machine"
    value = f"{faster:.2f} x{'' if quiet else ', not a quiet machine'}"
    yield Figure("2 slots: throughput", value, goal, faster >= FASTER if quiet else None)
    more = (two[-1].cpu - two[-2].cpu) / (one[-1].cpu - one[-2].cpu)
    yield Figure("2 slots: CPU of a further submission", f"{more:.2f} x that of 1 slot")
    yield from (_memory(series[-1]) for series in (one, two))


def _linear(many: Graded) -> Figure:
    """Whether a submission takes as long late as early, in CPU: seconds depend on who else is there."""
    early, late = many.each(*FIRST_HALF), many.each(*SECOND_HALF)
    growth = late / early - 1 if early else 0.0
    name = f"CPU of a submission among {many.count}, {_slots(many.slots)}: second half / first half"
    value = f"{growth:+.1%} ({ms(early)} -> {ms(late)})"
    return Figure(name, value, f"<= +{GROWTH:.0%}", growth <= GROWTH if many.count >= MANY else None)


def _memory(many: Graded) -> Figure:
    early, late = many.resident(*EARLY), many.resident(*LATE)
    growth = late / early - 1 if early else 0.0
    name = f"memory over {many.count} submissions, {_slots(many.slots)}: last tenth / second tenth"
    value = f"{growth:+.1%} ({early / MB:.0f} MB -> {late / MB:.0f} MB)"
    return Figure(name, value, f"within {GROWTH:.0%}", abs(growth) <= GROWTH if many.count >= MANY else None)


def _further(some: Graded, many: Graded) -> float:
    """Seconds of a further submission: start-up and class page left out."""
    return (many.seconds - some.seconds) / (many.count - some.count)


def _slots(count: int) -> str:
    return "1 slot" if count == 1 else f"{count} slots"


def _draw(done: Sequence[Graded], path: Path) -> None:
    series = {_slots(slots): [each for each in done if each.slots == slots] for slots in SLOTS}
    seconds = {name: ([each.count for each in some], [each.seconds for each in some]) for name, some in series.items()}
    memory = {
        name: ([at for at, _ in some[-1].memory], [size / MB for _, size in some[-1].memory])
        for name, some in series.items()
    }
    pictures.lines(path, {"s": seconds, "MB": memory}, "submissions")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plots", type=Path, metavar="FOLDER", help="draw scaling.svg there")
    parser.add_argument("--quick", action="store_true", help="classes of at most 32")
    present(parser, measure)

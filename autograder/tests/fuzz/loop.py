"""A small fuzzer that is guided by coverage: an input that reaches a new step of the code is kept and changed further.

The same seed gives the same inputs. Every input is examined under a bound on its CPU time and its memory.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import CodeType, FrameType
from typing import Any

KB, MB = 2**10, 2**20
INPUT_BYTES = 64 * KB  # more small inputs find more than a few large ones
STALLED = 60.0  # s of wall time: a hang is interrupted, so that it can be told
KEPT_BYTES = 4 * KB  # what grows from a large input is larger
FRESH = 0.4  # share of inputs that are made anew
SHRINK_TRIES, SHRINK_SECONDS = 2000, 60.0


@dataclass(frozen=True)
class Target:
    """What is fuzzed."""

    name: str
    sources: tuple[str, ...]  # files whose lines guide the search
    make: Callable[[Random], bytes]  # an input by someone who knows the format
    change: Callable[[Random, bytes, bytes], bytes]  # an input from one that was kept, and another to splice in
    examine: Callable[[bytes], None]  # raises where the property does not hold
    cpu_seconds: float  # for one input, under the tracing of this loop
    memory: Callable[[bytes], int]  # bytes that this input may need at once


class Broken(Exception):
    """A bound was broken. The text says which."""


class Stalled(BaseException):
    """No `except Exception` of the code under test may hold it up."""


@dataclass
class Steps:
    """The pairs of lines that ran one after the other in the sources."""

    sources: tuple[str, ...]
    seen: set[tuple[CodeType, int, int]] = field(default_factory=set)
    fresh: int = 0
    _traced: dict[CodeType, bool] = field(default_factory=dict)

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        self.fresh = 0
        before = sys.gettrace()
        sys.settrace(self._call)
        try:
            yield
        finally:
            sys.settrace(before)

    @property
    def lines(self) -> dict[str, int]:
        """How many lines of each source were reached."""
        found = {(code.co_filename, line) for code, _, line in self.seen}
        return {Path(source).name: sum(file == source for file, _ in found) for source in self.sources}

    def _call(self, frame: FrameType, _event: str, _argument: Any) -> Callable[..., Any] | None:
        code = frame.f_code
        traced = self._traced.get(code)
        if traced is None:
            traced = self._traced[code] = code.co_filename in self.sources
        if not traced:
            return None
        last, seen = 0, self.seen

        def line(frame: FrameType, event: str, _argument: Any) -> Callable[..., Any]:
            nonlocal last
            if event == "line":
                step = (code, last, frame.f_lineno)
                last = frame.f_lineno
                if step not in seen:
                    seen.add(step)
                    self.fresh += 1
            return line

        return line


@dataclass
class Run:
    """What one run of the fuzzer did."""

    target: Target
    steps: Steps
    bytes: int = 0
    inputs: int = 0
    kept: list[bytes] = field(default_factory=list)
    slowest: tuple[float, bytes] = (0.0, b"")
    largest: tuple[int, bytes] = (0, b"")
    failing: bytes | None = None
    error: BaseException | None = None

    def one(self, data: bytes) -> bool:
        """Examine one input. Whether the property holds."""
        self.bytes += len(data)
        self.inputs += 1
        try:
            with self.steps.watched():
                seconds, memory = examined(self.target, data)
        except (Exception, Stalled) as error:  # noqa: BLE001 - whatever comes out is a finding
            self.failing, self.error = data, error
            return False
        if self.steps.fresh and len(data) <= KEPT_BYTES:
            self.kept.append(data)
        self.slowest = max(self.slowest, (seconds, data))
        self.largest = max(self.largest, (memory, data))
        return True


def fuzz(target: Target, budget: int, seed: int) -> Run:
    """Examine inputs until they hold `budget` bytes together, or one fails."""
    random = Random(seed)  # noqa: S311 - the same seed, the same inputs
    run = Run(target, Steps(target.sources))
    with traced_memory():
        while run.bytes < budget:
            if not run.kept or random.random() < FRESH:
                data = target.make(random)
            else:
                data = target.change(random, *(min(random.choices(run.kept, k=2), key=len) for _ in range(2)))
            if not run.one(data[:INPUT_BYTES]):
                break
    return run


def examined(target: Target, data: bytes) -> tuple[float, int]:
    """CPU seconds and peak memory of one input that keeps the property. Memory is 0 where it is not traced."""
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    started = time.process_time()
    with interrupted_after(STALLED):
        target.examine(data)
    seconds = time.process_time() - started
    memory = tracemalloc.get_traced_memory()[1] - before
    if seconds > target.cpu_seconds:
        raise Broken(f"{seconds:.1f} s of CPU time, allowed are {target.cpu_seconds:g}")
    if memory > target.memory(data):
        raise Broken(f"{memory / MB:.1f} MB of memory, allowed are {target.memory(data) / MB:.1f}")
    return seconds, memory


@contextlib.contextmanager
def traced_memory() -> Iterator[None]:
    """Count what is allocated, unless somebody does already."""
    if tracemalloc.is_tracing():
        yield
        return
    tracemalloc.start()
    try:
        yield
    finally:
        tracemalloc.stop()


@contextlib.contextmanager
def interrupted_after(seconds: float) -> Iterator[None]:
    """Raise Stalled if the block takes longer, where the system has timers."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_: object) -> None:
        raise Stalled(f"no end after {seconds:g} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def shrunk(target: Target, data: bytes, error: BaseException) -> bytes:
    """A smaller input that fails in the same way: pieces are left out, large ones first."""
    tries, end = SHRINK_TRIES, time.monotonic() + SHRINK_SECONDS
    size = len(data) // 2
    with traced_memory():
        while size and tries and time.monotonic() < end:
            place = 0
            while place < len(data) and tries and time.monotonic() < end:
                tries -= 1
                shorter = data[:place] + data[place + size :]
                if _fails_alike(target, shorter, error):
                    data = shorter
                else:
                    place += size
            size //= 2
    return data


def _fails_alike(target: Target, data: bytes, error: BaseException) -> bool:
    try:
        examined(target, data)
    except (Exception, Stalled) as other:  # noqa: BLE001 - compared with the first
        return type(other) is type(error)
    return False

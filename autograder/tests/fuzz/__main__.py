"""python -m autograder.tests.fuzz wire|archive|notebook [--bytes N] [--seed N] | --replay FILE"""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from pathlib import Path

from autograder.tests.fuzz.archive import ARCHIVE
from autograder.tests.fuzz.loop import MB, Run, Target, examined, fuzz, shrunk, traced_memory
from autograder.tests.fuzz.notebook import NOTEBOOK
from autograder.tests.fuzz.wire import WIRE

TARGETS = {target.name: target for target in (WIRE, ARCHIVE, NOTEBOOK)}
ADDRESS_SPACE = 4 * 2**30  # a defect that eats memory must not eat the machine's


def main(arguments: list[str] | None = None) -> int:
    """1 if an input fails: the smallest one is saved, with the command that replays it."""
    parser = argparse.ArgumentParser(prog="python -m autograder.tests.fuzz")
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("--bytes", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--replay", type=Path, help="examine this one file")
    parser.add_argument("--save", type=Path, default=Path(), help="folder for an input that fails")
    given = parser.parse_args(arguments)
    _bound_memory()
    target = TARGETS[given.target]
    if given.replay is not None:
        with traced_memory():
            seconds, memory = examined(target, given.replay.read_bytes())
        print(f"{given.replay} keeps the property: {seconds:.3f} s of CPU time, {memory / MB:.1f} MB of memory")
        return 0
    started = time.perf_counter()
    run = fuzz(target, given.bytes, given.seed)
    print(told(run, given.seed, time.perf_counter() - started))
    return _save(target, run, given.save) if run.failing is not None else 0


def told(run: Run, seed: int, seconds: float) -> str:
    """The figures of a run."""
    lines = ", ".join(f"{name} {count}" for name, count in run.steps.lines.items())
    return "\n".join(
        (
            f"{run.target.name}, seed {seed}: {run.bytes:,} bytes in {run.inputs:,} inputs, {seconds:.0f} s",
            f"lines reached: {lines}; steps between lines: {len(run.steps.seen)}; inputs kept: {len(run.kept)}",
            f"slowest input: {len(run.slowest[1]):,} bytes, {run.slowest[0]:.3f} s of CPU time",
            f"most memory: {run.largest[0] / MB:.1f} MB for {len(run.largest[1]):,} bytes",
        )
    )


def _save(target: Target, run: Run, folder: Path) -> int:
    assert run.failing is not None
    assert run.error is not None
    small = shrunk(target, run.failing, run.error)
    file = folder / f"failing-{target.name}.bin"
    file.write_bytes(small)
    print(f"failed: {type(run.error).__name__}: {run.error}")
    print(f"{len(run.failing):,} bytes, {len(small):,} when shrunk. Replay it with")
    print(f"  python -m autograder.tests.fuzz {target.name} --replay {file}")
    return 1


def _bound_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # no such limits on Windows, or a lower one is set
        import resource  # noqa: PLC0415 - only on Unix

        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, resource.getrlimit(resource.RLIMIT_AS)[1]))


if __name__ == "__main__":
    sys.exit(main())

"""Run all benchmarks in turn and write RESULTS.md: `python benchmarks/run.py [--quick]`."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from measure import Figure, Table, read

from autograder.engine.rungs import describe

HERE = Path(__file__).resolve().parent
QUICK = {  # each program, and the sizes that show whether it works
    "ready.py": ["--times", "3"],
    "cost.py": ["--submissions", "2", "--pytest", "1"],
    "watch.py": ["--times", "4"],
    "memory.py": ["--submissions", "24", "--every", "8"],
    "right_and_wrong.py": ["--seeds", "1"],
}


def main() -> None:
    """Exit status 1 if a goal was missed or a program broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, and nothing is written")
    quick = parser.parse_args().quick
    load = os.getloadavg()[0]
    tables = [_run(program, sizes if quick else []) for program, sizes in QUICK.items()]
    if not quick:
        text = "\n".join([_heading(load), *(table.markdown() for table in tables)])
        (HERE / "RESULTS.md").write_text(text, encoding="utf-8")
    missed = [figure.name for table in tables for figure in table.figures if figure.met is False]
    print(f"Goals missed: {'; '.join(missed) or 'none'}")
    sys.exit(bool(missed))


def _run(program: str, sizes: list[str]) -> Table:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "table.json"
        command = [sys.executable, str(HERE / program), *sizes, "--json", str(out)]
        done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603 - our own
        if done.returncode == 0:
            return read(out)
    print(done.stderr, file=sys.stderr)
    last = (done.stderr.strip().splitlines() or ["no message"])[-1]
    return Table(program, [Figure(program, f"broke: {last}", "runs", met=False)])


def _heading(load: float) -> str:
    rung = next(status.rung for status in describe() if status.available)
    return (
        "# Results\n\nWritten by `python benchmarks/run.py`. "
        f"Machine: {os.cpu_count()} cores ({_processor()}), {platform.system()}, Python {platform.python_version()}, "
        f"NumPy {np.__version__}; submissions run on the rung {rung}. Load of the machine before: {load:.1f}.\n"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    main()

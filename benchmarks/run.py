"""Run benchmarks in turn; write their tables to RESULTS.md and their pictures to plots/.

python benchmarks/run.py [--quick] [PROGRAM ...]
"""

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
    "scaling.py": ["--quick"],
    "stages.py": ["--submissions", "2"],
    "versus.py": ["--quick"],
    "right_and_wrong.py": ["--seeds", "1"],
    "forecasts.py": ["--quick"],
}
DRAWN = {"scaling.py", "versus.py"}  # they draw pictures, too


def main() -> None:
    """Exit status 1 if a goal was missed or a program broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, and nothing is written")
    parser.add_argument("programs", nargs="*", metavar="PROGRAM", help="default: all of them")
    options = parser.parse_args()
    if unknown := set(options.programs) - set(QUICK):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(QUICK)}")
    tables: list[Table] = []
    for program in options.programs or QUICK:
        load = os.getloadavg()[0]
        plots = ["--plots", str(HERE / "plots")] if program in DRAWN else []
        table = _run(program, QUICK[program] if options.quick else plots)
        table.notes.append(f"{_machine()}. Load of the machine before: {load:.1f}.")
        tables.append(table)
        if not options.quick:
            _keep(table)
    missed = [figure.name for table in tables for figure in table.figures if figure.met is False]
    print(f"Goals missed: {'; '.join(missed) or 'none'}")
    sys.exit(bool(missed))


def _keep(table: Table) -> None:
    """Put the table in place of the one under the same title."""
    results = HERE / "RESULTS.md"
    head, *sections = results.read_text(encoding="utf-8").split("\n## ")
    kept = {section.partition("\n")[0]: f"## {section.rstrip()}\n" for section in sections}
    kept[table.title] = table.markdown()
    results.write_text("\n".join([f"{head.rstrip()}\n", *kept.values()]), encoding="utf-8")


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


def _machine() -> str:
    rung = next(status.rung for status in describe() if status.available)
    return (
        f"Measured on {os.cpu_count()} cores ({_processor()}), {platform.system()}, "
        f"Python {platform.python_version()}, NumPy {np.__version__}; submissions ran on the rung {rung}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    main()

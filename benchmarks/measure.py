"""What every benchmark shares: figures beside their goals, as a table on the screen and as JSON."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
SINGLE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
MARKS = {True: "yes", False: "NO", None: ""}


@dataclass(frozen=True)
class Figure:
    """One measured number, in words. met: None where there is no goal."""

    name: str
    value: str
    goal: str = ""
    met: bool | None = None


@dataclass
class Table:
    """The figures of one benchmark, and what a reader has to know of how they came about."""

    title: str
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def markdown(self) -> str:
        """The table under its title, its notes below."""
        cells = [("figure", "measured", "goal", "met")]
        cells += [(figure.name, figure.value, figure.goal, MARKS[figure.met]) for figure in self.figures]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        lines = [" | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in cells]
        lines.insert(1, " | ".join("-" * width for width in widths))
        notes = "".join(f"\n{note}\n" for note in self.notes)
        return f"## {self.title}\n\n" + "".join(f"| {line} |\n" for line in lines) + notes


def present(parser: argparse.ArgumentParser, work: Callable[[argparse.Namespace], Table]) -> None:
    """Measure as the command line says, print the table, and write it to `--json FILE` if asked."""
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the table there too")
    options = parser.parse_args()
    _single_threaded()
    table = work(options)
    print(table.markdown(), flush=True)
    if options.json:
        options.json.write_text(json.dumps(asdict(table), indent=1) + "\n", encoding="utf-8")


def read(path: Path) -> Table:
    """The table that `present` wrote."""
    plain = json.loads(path.read_text(encoding="utf-8"))
    return Table(plain["title"], [Figure(**figure) for figure in plain["figures"]], plain["notes"])


def spread(seconds: Sequence[float]) -> str:
    """Median, 90th percentile and best of some durations, in ms."""
    p90 = sorted(seconds)[int(0.9 * (len(seconds) - 1))]
    return f"median {ms(median(seconds))}, p90 {ms(p90)}, best {ms(min(seconds))}"


def ms(seconds: float) -> str:
    """Milliseconds with as many digits as mean something."""
    return f"{1000 * seconds:.1f} ms" if seconds < 0.1 else f"{1000 * seconds:.0f} ms"


def _single_threaded() -> None:
    """Start this program again with libraries that use one thread, as workers do: it is too late after an import."""
    if not SINGLE_THREAD.items() <= os.environ.items():
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | SINGLE_THREAD)  # noqa: S606

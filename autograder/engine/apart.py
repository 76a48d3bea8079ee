"""Puts modules together from cells in a process of its own: hostile source can crash Python's own parser.

The process gets text and gives text. It runs nothing of a submission; what it holds is that submission alone.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec

from autograder.engine.from_cells import PutTogether, put_together
from autograder.engine.notebook import BadNotebook, Cell

SECONDS = 20  # of CPU; a whole megabyte of ordinary cells takes three
WALL = 120.0  # s, for a busy machine
MEMORY = 2 * 2**30  # bytes of address space

_ROOT = Path(__file__).resolve().parent.parent.parent
_PROGRAM = "import sys; sys.path.insert(0, {root!r}); from autograder.engine.apart import main; main()"


class _Asked(msgspec.Struct):
    cells: list[Cell]
    package: str
    exercises: list[str]


def put_together_apart(cells: Sequence[Cell], package: str, exercises: Collection[str]) -> PutTogether:
    """As `put_together`, for cells that were handed in. Raises BadNotebook if they are more than Python can read."""
    asked = msgspec.msgpack.encode(_Asked(list(cells), package, list(exercises)))
    command = [sys.executable, "-P", "-c", _PROGRAM.format(root=str(_ROOT))]
    try:
        done = subprocess.run(command, input=asked, capture_output=True, timeout=WALL, check=True)  # noqa: S603 - our own
        return msgspec.msgpack.decode(done.stdout, type=PutTogether)
    except (subprocess.SubprocessError, msgspec.DecodeError):
        raise BadNotebook("holds code that Python's own parser cannot read: it is nested too deeply") from None


def main() -> None:
    """The process: cells come in, modules go out."""
    _limit()
    asked = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=_Asked)
    made = put_together(asked.cells, asked.package, asked.exercises)
    sys.stdout.buffer.write(msgspec.msgpack.encode(made))


def _limit() -> None:
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

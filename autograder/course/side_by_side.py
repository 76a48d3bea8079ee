"""Run one command for each of several chapters, as many at a time as there are processors."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor


def side_by_side(command: Callable[[str], list[str]], names: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """What `autograder ...` prints for each name, and whether it succeeded, in the order of the names.

    command: the arguments for one name, such as ["verify", "ch01_neural_networks"]
    """

    def run(name: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "autograder.cli", *command(name)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            env=os.environ | {"PYTHONIOENCODING": "utf-8"},
            check=False,
        )

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for done in pool.map(run, names):
            yield done.stdout, done.returncode == 0

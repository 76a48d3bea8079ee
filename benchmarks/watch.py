"""From saving a file to the verdict on the screen, in the real watch loop on a pseudo-terminal."""

from __future__ import annotations

import argparse
import os
import pty
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from measure import ROOT, Figure, Table, ms, present, spread

CHAPTER, EXERCISE, FILE = "ch01_neural_networks", "activations.softmax", "activations.py"
RIGHT = "p = np.exp(logits - logits.max(axis=1, keepdims=True))\n    return p / p.sum(axis=1, keepdims=True)"
WRONG = "p = np.exp(logits - logits.max(axis=1, keepdims=True))\n    return p / p.sum()"
BODIES = {RIGHT: "1 of 15 exercises done", WRONG: "0 of 15 exercises done"}  # what the screen says of each
NOTHING_YET = "0 of 15 exercises done"  # for the untouched stub
FOOT = "q quit"  # the last line of a screen that is complete
GOAL = 0.3  # s
PAUSE = 1.0  # s in which a student reads
PATIENCE = 60.0  # s


def measure(options: argparse.Namespace) -> Table:
    """Save right and wrong versions in turn, and wait for the verdict on each."""
    with tempfile.TemporaryDirectory() as kit, _watching(Path(kit)) as screen:
        file = Path(kit) / CHAPTER / FILE
        screen.wait_for(NOTHING_YET)
        taken = [_save(file, screen, number) for number in range(options.times + 1)][1:]
    goal = f"median <= {GOAL * 1000:.0f} ms"
    return Table(
        "From save to verdict in the watch loop",
        [
            Figure(f"{EXERCISE}, saved {options.times} times", spread(taken), goal, median(taken) <= GOAL),
            Figure("the slowest of them", ms(max(taken))),
        ],
        ["A right and a wrong version in turn, each judged by all checks of the exercise."],
    )


def _save(file: Path, screen: Screen, number: int) -> float:
    time.sleep(PAUSE)
    screen.read_for(0.0)
    body = list(BODIES)[number % 2]
    text = f"import numpy as np\n\n\ndef softmax(logits):\n    # version {number}\n    {body}\n"
    began = time.perf_counter()
    file.write_text(text, encoding="utf-8")
    screen.wait_for(BODIES[body])
    return time.perf_counter() - began


class Screen:
    """What a program writes on its terminal since one last looked."""

    def __init__(self, terminal: int, process: subprocess.Popen[bytes]) -> None:
        self._terminal, self._process = terminal, process
        self.text = ""

    def read_for(self, seconds: float) -> None:
        """Take in what is there, waiting for something to come."""
        while select.select([self._terminal], [], [], seconds)[0]:
            try:
                self.text += os.read(self._terminal, 65536).decode("utf-8", "replace")
            except OSError:  # Linux says so at the end of a terminal
                break
            seconds = 0.0

    def wait_for(self, words: str) -> None:
        """Until a whole screen that holds `words` was drawn. Raises RuntimeError."""
        deadline = time.monotonic() + PATIENCE
        self.text = ""
        while words not in self.text or FOOT not in self.text.partition(words)[2]:
            self.read_for(0.05)
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"no verdict came ({words!r}); the screen shows:\n{self.text[-2000:]}")


@contextmanager
def _watching(kit: Path) -> Generator[Screen]:
    """`autograder watch` in a folder with one chapter, as a kit has it."""
    shutil.copytree(ROOT / "assignments" / CHAPTER, kit / CHAPTER)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "autograder.cli", "watch", EXERCISE]
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "100", "LINES": "50", "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(  # noqa: S603 - our own command
        command, cwd=kit, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True,
        preexec_fn=lambda: _own_terminal(theirs),  # noqa: PLW1509 - single-threaded here
    )  # fmt: skip
    os.close(theirs)
    try:
        yield Screen(ours, process)
    finally:
        os.write(ours, b"q")
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        os.close(ours)


def _own_terminal(terminal: int) -> None:
    """Make it the one that keys are read from: a program in the background gets none."""
    import fcntl  # noqa: PLC0415 - only Unix has it
    import termios  # noqa: PLC0415

    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    present(parser, measure)

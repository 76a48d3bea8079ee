"""The grader's side of a slot process: start it, send a submission, read the answer.

Bytes alone, and nothing but the standard library: this module travels to the workers of a cluster by its value.
"""

from __future__ import annotations

import contextlib
import os
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import BinaryIO, cast

HEADER = "<Q"  # how long a frame is
GOING = 10.0  # s to end by itself
SLOT = ("-m", "autograder.grading.serve")


class SlotGone(Exception):
    """The process ended before it answered."""


class SlotProcess:
    """A child process that is a slot.

    setup:       the run, as the slot reads it
    command:     what Python is to run
    environment: in addition to this process's own
    """

    def __init__(self, setup: bytes, command: Sequence[str] = SLOT, environment: Mapping[str, str] | None = None):
        self._process = subprocess.Popen(  # noqa: S603 - our own
            [sys.executable, "-P", *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | dict(environment or {}),
            start_new_session=True,  # Ctrl-C is for the grader, which then ends its slots
        )
        try:
            self.ready = self.ask(setup)
        except SlotGone:
            self.close()
            raise

    def ask(self, question: bytes) -> bytes:
        """The answer. Raises SlotGone."""
        orders, answers = self._pipes()
        try:
            write_frame(orders, question)
            return read_frame(answers)
        except (OSError, EOFError):
            raise SlotGone("the slot's process ended") from None

    def close(self) -> None:
        """End it. Safe to call twice."""
        orders, answers = self._pipes()
        with contextlib.suppress(OSError):
            orders.close()
        try:
            self._process.wait(GOING)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        answers.close()

    def _pipes(self) -> tuple[BinaryIO, BinaryIO]:
        return cast("BinaryIO", self._process.stdin), cast("BinaryIO", self._process.stdout)


def write_frame(stream: BinaryIO, content: bytes) -> None:
    stream.write(struct.pack(HEADER, len(content)))
    stream.write(content)
    stream.flush()


def read_frame(stream: BinaryIO) -> bytes:
    """Raises EOFError at the end."""
    (size,) = struct.unpack(HEADER, _exactly(stream, struct.calcsize(HEADER)))
    return _exactly(stream, size)


def _exactly(stream: BinaryIO, size: int) -> bytes:
    content = stream.read(size)
    if len(content) < size:
        raise EOFError
    return content

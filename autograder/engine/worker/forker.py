"""A submission's clean process: starts one worker a check, watches it, and reports. Never runs student code."""

from __future__ import annotations

import io
import os
import socket
import sys
import time
import traceback
from dataclasses import dataclass

from autograder.engine.wire import Caps, Channel
from autograder.engine.worker.answer import serve
from autograder.engine.worker.confine import CHANNEL, MIB, Confinement, settle
from autograder.engine.worker.orders import PACKET, Done, Start, pack, unpack
from autograder.engine.worker.scratch import Scratch
from autograder.engine.worker.watch import Watch


@dataclass
class Forker:
    """package, files: the submission, kept in memory"""

    control: socket.socket
    confinement: Confinement
    scratch: Scratch
    package: str
    files: dict[str, bytes]

    def run(self) -> None:
        """Serve checks until the trusted side closes the control socket."""
        while True:
            data, descriptors = _receive(self.control)
            if not data:
                return
            if descriptors:
                with socket.socket(fileno=descriptors[0]) as channel:
                    done = self.check(unpack(data, Start), channel)
                self.control.send(pack(done))
            # without a socket: the end of a check whose worker was gone already

    def check(self, start: Start, channel: socket.socket) -> Done:
        """Run one check. `channel` is the worker's end of the examiner's connection; it is closed."""
        began = time.monotonic()
        own = sum(map(len, self.files.values())) + MIB
        names = {part for name in self.files for part in _prefixes(name)}
        try:
            self.scratch.fresh(start.file_mb * MIB + own, start.files + len(names) + 1)
            try:
                done = self._watched(start, channel)
            finally:
                self.scratch.clear()
        except OSError as error:
            done = Done(failed=str(error))
        done.wall_seconds = time.monotonic() - began
        return done

    def _watched(self, start: Start, channel: socket.socket) -> Done:
        reader, writer = os.pipe()
        try:
            pid = os.fork()
            if pid == 0:
                self._worker(start, channel, writer)
        finally:
            os.close(writer)
            channel.close()  # so that the examiner sees the worker's end
        with Watch(pid, reader, self.control, self.scratch, start) as watch:
            return watch.until_gone()

    def _worker(self, start: Start, channel: socket.socket, output: int) -> None:
        code = 1
        try:
            self.control.detach()  # closed below by number
            self.confinement.enter(start, channel.fileno(), output)
            settle(self.scratch.path, self.package, self.files)
            serve(_WorkerChannel(start.answer_mb), self.package, self.scratch.path, start.seed)
            sys.stdout.flush()
            code = 0
        except BaseException:  # noqa: BLE001 - a copy of the forker must never go on as a forker
            traceback.print_exc()
        finally:
            os._exit(code)


def _prefixes(name: str) -> list[str]:
    parts = name.split("/")
    return ["/".join(parts[: count + 1]) for count in range(len(parts))]


class _WorkerChannel(Channel):
    """The worker's connection: questions may be larger than answers."""

    def __init__(self, answer_mb: int) -> None:
        # read and written like a file: so the filter can refuse every call that is about sockets
        stream = io.FileIO(CHANNEL, "r+")
        super().__init__(stream, stream)
        self._answers = Channel(stream, stream, Caps(frame_bytes=answer_mb * MIB))

    def send(self, value: object) -> None:
        self._answers.send(value)


def _receive(control: socket.socket) -> tuple[bytes, list[int]]:
    data, descriptors, _, _ = socket.recv_fds(control, PACKET, 1, socket.MSG_CMSG_CLOEXEC)
    return data, descriptors

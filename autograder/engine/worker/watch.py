"""Watches one worker from outside: its time, output and files, its end, and what it leaves behind."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import time
from dataclasses import dataclass, field

from autograder.engine.worker.orders import END, OUT_OF_TIME, OUTPUT_BYTES, PACKET, Done, Start
from autograder.engine.worker.scratch import Scratch

TICK = 0.05  # s between looks at the scratch folder
GRACE = 0.2  # s that a worker has to go after the end of its check
REAPING = 5.0  # s until killed processes must be gone


@dataclass
class Watch:
    """pid: the worker; reader: what it prints, closed in the end; control: the trusted side."""

    pid: int
    reader: int
    control: socket.socket
    scratch: Scratch
    start: Start
    done: Done = field(default_factory=Done)
    printed: int = 0
    closing: float | None = None  # when the patience after the end of the check is over

    def __enter__(self) -> Watch:
        os.set_blocking(self.reader, False)
        self.process = os.pidfd_open(self.pid)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:  # else it is gone, and its number may be somebody else's
            self._kill()
        os.close(self.process)
        os.close(self.reader)

    def until_gone(self) -> Done:
        """Wait for the worker's end, bring it about where a limit is hit, and clear up. Says how it ended."""
        poll = select.poll()
        for descriptor in (self.process, self.reader, self.control.fileno()):
            poll.register(descriptor, select.POLLIN)
        gone = False
        while not gone:
            for descriptor, _ in poll.poll(TICK * 1000):
                if descriptor == self.process:
                    gone = True
                elif descriptor == self.reader:
                    if not self._read():
                        poll.unregister(self.reader)
                else:
                    self._obey()
            if not gone:
                self._enforce()
        self._reap()
        return self.done

    def _obey(self) -> None:
        try:
            message = self.control.recv(PACKET)
        except OSError:
            message = b""
        if message == END:
            self.closing = time.monotonic() + GRACE
        elif message == OUT_OF_TIME:
            self.done.limit = "wall"
            self._kill()
        else:  # the trusted side is gone
            self.closing = 0.0

    def _read(self) -> bool:
        """Take what was printed; False at its end."""
        try:
            data = os.read(self.reader, 65536)
        except BlockingIOError:
            return True
        self.printed += len(data)
        self.done.output += data[: OUTPUT_BYTES - len(self.done.output)]
        return bool(data)

    def _enforce(self) -> None:
        if self.done.limit:
            return
        if self.printed > self.start.output_kb * 1024:
            self.done.limit = "output"
        elif self.scratch.full():
            self.done.limit = "files"
        elif self.closing is not None and time.monotonic() > self.closing:
            self.done.ended = True
        else:
            return
        self._kill()

    def _kill(self) -> None:
        """The worker and its group: the system call filter keeps every process of a check in it."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.process, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def _reap(self) -> None:
        """Kill leftovers before the worker's number is free again, then collect everything."""
        self._kill()
        _, self.done.status, usage = os.wait4(self.pid, 0)
        self.done.cpu_seconds = usage.ru_utime + usage.ru_stime
        deadline = time.monotonic() + REAPING
        with contextlib.suppress(ChildProcessError):
            while time.monotonic() < deadline:
                pid, _ = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    time.sleep(0.001)
        while self._read_more():
            pass
        if self.printed > self.start.output_kb * 1024:
            self.done.limit = self.done.limit or "output"

    def _read_more(self) -> bool:
        before = self.printed
        self._read()
        return self.printed > before and self.printed <= self.start.output_kb * 1024

"""The trusted side of one check: the connection to its worker, and why it ended."""

from __future__ import annotations

import contextlib
import math
import signal
import socket
import time
from collections.abc import Callable
from typing import Any, cast

import msgspec

from autograder.engine.limits import Limits
from autograder.engine.sandbox import OUTPUT_KEPT, Ending, SessionDied
from autograder.engine.wire import Caps, Channel, WireError
from autograder.engine.worker import orders

PATIENCE = 15.0  # s for the forker's report until the sandbox itself counts as broken
MOMENT = 1e-3  # s: a timeout of 0 would mean not to wait at all
CPU_SLACK = 0.1  # s: the kernel counts in ticks


class Link:
    """The socket to a forker; `usable` until it fails."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.sock.settimeout(PATIENCE)
        self.usable = True

    def await_ready(self) -> None:
        """Wait until the forker has its surroundings. Raises OSError, its text says what went wrong."""
        data = self.sock.recv(orders.PACKET)
        failed = orders.unpack(data, orders.Ready).failed if data else "the sandbox ended while a submission was opened"
        if failed:
            raise ConnectionError(failed)

    def start(self, start: orders.Start, worker: socket.socket) -> None:
        """Begin a check. Raises OSError."""
        socket.send_fds(self.sock, [orders.pack(start)], [worker.fileno()])

    def say(self, message: bytes) -> None:
        """A forker that is gone shows when the check's end is awaited."""
        with contextlib.suppress(OSError):
            self.sock.send(message)

    def done(self) -> orders.Done:
        """How the check ended. The link is not usable afterwards if the forker did not say it."""
        try:
            data = self.sock.recv(orders.PACKET)
            done = orders.unpack(data, orders.Done)
        except (OSError, msgspec.DecodeError):
            done = orders.Done(failed="the sandbox ended")
        self.usable = not done.failed
        return done

    def close(self) -> None:
        self.sock.close()


class ZygoteSession:
    """One worker. Raises OSError if the forker is gone."""

    def __init__(
        self, link: Link, start: orders.Start, limits: Limits, back: Callable[[ZygoteSession, Link], None]
    ) -> None:
        self.ending = Ending(None)
        self._link, self._limits, self._back = link, limits, back
        self._died = ""  # what was garbled, or that the connection closed
        self._garbled = False
        self._closed = False
        self._sock, theirs = socket.socketpair()
        with theirs:
            try:
                link.start(start, theirs)
            except OSError:
                link.close()
                self._sock.close()
                raise
        self._left = limits.wall_seconds  # runs only while an answer is owed: our own time does not count
        self._questions = Channel.over(self._sock)
        self._answers = Channel.over(self._sock, Caps(frame_bytes=limits.answer_mb * 2**20))

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        if self._died or self._closed:
            raise SessionDied
        began = time.monotonic()
        self._sock.settimeout(max(self._left, MOMENT))
        try:
            self._questions.send(request)
            return self._read()
        except TimeoutError:
            self._died = "no answer came in time"
            self._link.say(orders.OUT_OF_TIME)
        except WireError as error:
            self._died, self._garbled = str(error), True
        except (EOFError, OSError):
            self._died = "the connection was closed"
        finally:
            self._left -= time.monotonic() - began
        raise SessionDied

    @property
    def received(self) -> int:
        return self._answers.received

    def _read(self) -> dict[str, Any]:
        reply = self._answers.receive()
        if not isinstance(reply, dict):
            raise WireError("a reply that is not a table")
        return cast(dict[str, Any], reply)

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._sock.close()
        self._link.say(orders.END)
        done = self._link.done()
        cause, detail = self._cause(done)
        output = done.output.decode("utf-8", "replace")[:OUTPUT_KEPT]
        self.ending = Ending(cause, detail, done.cpu_seconds, done.wall_seconds, output)
        self._back(self, self._link)

    def _cause(self, done: orders.Done) -> tuple[str | None, str]:
        if done.failed:
            return "crash", done.failed
        if done.limit:
            return done.limit, ""
        if self._garbled:
            return "garbled", self._died
        killed = done.status & 0x7F
        if killed and not done.ended:
            out_of_time = done.cpu_seconds > math.ceil(self._limits.cpu_seconds) - CPU_SLACK
            timed = killed == signal.SIGXCPU or (killed == signal.SIGKILL and out_of_time)
            return ("cpu", "") if timed else ("crash", signal.Signals(killed).name)
        code = done.status >> 8
        if done.ended:
            return ("garbled", self._died) if self._died else (None, "")
        return ("exit", f"exit code {code}") if code or self._died else (None, "")

    def __enter__(self) -> ZygoteSession:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

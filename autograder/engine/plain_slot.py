"""The rung without isolation: a separate Python process, on every system, for code that one trusts.

Students' own machines use it, and instructors on request. It needs no fork and no module that only Unix has.
Between checks the process forgets the student's modules; after a crash or a limit it is replaced.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, cast

from autograder.engine.device import HIDDEN, VISIBLE
from autograder.engine.limits import Limits
from autograder.engine.report import CPU, Device, Isolation
from autograder.engine.sandbox import OUTPUT_KEPT, Ending, Payload, SessionDied
from autograder.engine.wire import Caps, Channel, WireError
from autograder.engine.worker.plain import CPU_EXIT

SINGLE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class PlainSlot:
    """Keeps one spare process warming, so that the next submission starts at once."""

    def __init__(self, libraries: Sequence[str], reason: str = "asked for", device: Device = CPU) -> None:
        self.isolation = Isolation("plain", "not isolated", reason)
        self.device = device
        self._libraries = list(libraries)
        self._spare: _Process | None = _Process(self._libraries)

    def open(self, payload: Payload) -> _PlainBox:
        return _PlainBox(self, payload)

    def take(self, device: bool = False) -> _Process:
        """A warm process. One with the device is made when it is needed: few checks ask for it."""
        if device:
            return _Process(self._libraries, device)
        process, self._spare = self._spare, None
        if process is None or not process.alive():
            process = _Process(self._libraries)
        return process

    def warm(self) -> None:
        """Start the spare process: call it while nobody waits."""
        if self._spare is None:
            self._spare = _Process(self._libraries)

    def close(self) -> None:
        if self._spare is not None:
            self._spare.close()
            self._spare = None

    def __enter__(self) -> PlainSlot:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()


class _PlainBox:
    def __init__(self, slot: PlainSlot, payload: Payload) -> None:
        self._slot, self._payload = slot, payload
        self.device = slot.device
        self.experiments = payload.experiments
        self._process: _Process | None = None

    def start(self, seed: int, limits: Limits, device: bool = False) -> _PlainSession:
        if self._process is None or not self._process.alive() or self._process.device != device:
            if self._process is not None:
                self._process.close()
            self._process = self._slot.take(device)
        with contextlib.suppress(OSError, EOFError, WireError):  # a dead process shows at the first question
            self._process.wait_until_warm()  # not on the check's time
            self._process.channel.send(
                {
                    "package": self._payload.package,
                    "files": dict(self._payload.files),
                    "experiments": self._payload.experiments,
                    "seed": seed,
                    "cpu_seconds": limits.cpu_seconds,
                    # CUDA reserves as many addresses as all memory has, of the machine and of its GPUs
                    "memory_mb": None if device else limits.memory_mb,
                    "file_mb": limits.file_mb,
                }
            )
        return _PlainSession(self._process, limits)

    def close(self) -> None:
        if self._process is not None:
            self._process.close()
            self._process = None
        self._slot.warm()

    def __enter__(self) -> _PlainBox:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()


class _PlainSession:
    """One check. A timer ends the process when the wall limit is over; then reading meets the end."""

    def __init__(self, process: _Process, limits: Limits) -> None:
        self.ending = Ending(None)
        self._process, self._limits = process, limits
        self._started = time.monotonic()
        self._cause: tuple[str, str] | None = None
        self._closed = False
        self._timer = threading.Timer(limits.wall_seconds, self._out_of_time)
        self._timer.daemon = True
        self._timer.start()

    @property
    def received(self) -> int:
        return self._process.channel.received

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            self._process.channel.send(request)
            return self._process.channel.receive()  # type: ignore[no-any-return]
        except WireError as error:
            self._cause = self._cause or ("garbled", str(error))
        except (EOFError, OSError):
            pass
        self._process.kill()
        raise SessionDied

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        cpu = 0.0
        if self._cause is None:
            cpu = self._process.finish_check()
        self._timer.cancel()
        cause, detail = self._cause or self._process.cause()
        output = self._process.output(self._limits)
        if cause is None and len(output) > self._limits.output_kb * 1024:
            cause = "output"
        self.ending = Ending(cause, detail, cpu, time.monotonic() - self._started, output[:OUTPUT_KEPT])

    def _out_of_time(self) -> None:
        self._cause = ("wall", "")
        self._process.kill()

    def __enter__(self) -> _PlainSession:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()


class _Process:
    """A Python process with the libraries imported, waiting for a check.

    device: whether it sees the GPU; once CUDA has started in a process, it can no longer be hidden
    """

    def __init__(self, libraries: Sequence[str], device: bool = False) -> None:
        self.device = device
        self._folder = tempfile.TemporaryDirectory(prefix="autograder-", ignore_cleanup_errors=True)
        self._printed: IO[bytes] = (Path(self._folder.name) / "output").open("w+b")
        command = [sys.executable, "-B", "-X", "utf8", "-m", "autograder.engine.worker.plain"]
        command += [self._folder.name, *libraries]
        self._popen = subprocess.Popen(  # noqa: S603 - our own module
            command,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._printed,
            env=os.environ | SINGLE_THREAD | ({} if device else {VISIBLE: HIDDEN}),
        )
        assert self._popen.stdin is not None  # noqa: S101 - PIPE above
        assert self._popen.stdout is not None  # noqa: S101
        self.channel = Channel(cast("io.RawIOBase", self._popen.stdout), self._popen.stdin, Caps())
        self._warm = False

    def alive(self) -> bool:
        return self._popen.poll() is None

    def wait_until_warm(self) -> None:
        """Until the libraries are imported, once."""
        if not self._warm:
            self.channel.receive()
            self._warm = True

    def finish_check(self) -> float:
        """Tell the worker that the check is over; its CPU seconds, 0 if it is gone."""
        try:
            self.channel.send({"end": True})
            reply = self.channel.receive()
            return float(reply["cpu"])
        except (EOFError, OSError, WireError, KeyError, TypeError, ValueError):
            self.kill()
            return 0.0

    def cause(self) -> tuple[str | None, str]:
        """Why the process is gone; (None, "") if it is not."""
        code = self._popen.poll()
        if code is None:
            return None, ""
        if code == CPU_EXIT:
            return "cpu", ""
        return ("crash", f"signal {-code}") if code < 0 else ("exit", f"exit code {code}")

    def output(self, limits: Limits) -> str:
        """What was printed since the last call."""
        self._printed.seek(0)
        text = self._printed.read(limits.output_kb * 1024 + 1).decode("utf-8", "replace")
        self._printed.seek(0)
        self._printed.truncate()
        return text

    def kill(self) -> None:
        self._popen.kill()
        self._popen.wait()

    def close(self) -> None:
        self.kill()
        for stream in (self._popen.stdin, self._popen.stdout, self._printed):
            with contextlib.suppress(OSError):
                stream.close()  # type: ignore[union-attr]
        self._folder.cleanup()

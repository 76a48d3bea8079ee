"""The trusted side of a sandbox: a slot over a zygote, boxes over its forkers, sessions over their workers."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from typing import BinaryIO, Literal

import msgspec

from autograder.engine.bubblewrap import BOX, bubblewrap
from autograder.engine.driver import Driver, NoDriver, driver
from autograder.engine.limits import Limits
from autograder.engine.report import CPU, Device, Isolation
from autograder.engine.roots import ENGINE, Roots, roots
from autograder.engine.sandbox import Payload, SandboxFailed
from autograder.engine.wire import encode
from autograder.engine.worker import orders
from autograder.engine.zygote_session import Link, ZygoteSession

Rung = Literal["namespaces", "landlock"]
LABELS: dict[Rung, str] = {
    "namespaces": "isolated: namespaces, seccomp and limits (bubblewrap)",
    "landlock": "isolated: Landlock, seccomp and limits",
}
OPEN_DEVICE = "; open to the checks for a GPU: its device nodes"
WARM_UP = 120.0  # s for the imports, on a busy machine
GOING = 5.0  # s to end by itself
# -P and -S: no folder of packages on the path; -B: nothing is written beside sources
PYTHON_OPTIONS = ("-s", "-P", "-S", "-B", "-X", "utf8")
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "HOME": "/",
    "USER": "student",
    "LOGNAME": "student",
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    # glibc keeps the memory of arrays that come and go: handed back, each of them is faulted in anew
    "MALLOC_TRIM_THRESHOLD_": str(2**28),
    "MALLOC_MMAP_THRESHOLD_": str(2**25),
}
AS_ROOT = (
    "under root, bubblewrap covers parts of /proc, and then no worker can get the /proc of its own that CUDA needs: "
    "grade as an ordinary user"
)


class ZygoteSlot:
    """A slot on the rung "namespaces" or "landlock". Warm when it is made; starts its zygote again if it dies.

    Raises SandboxFailed, and NotInstalled for a library that is missing.
    """

    def __init__(self, rung: Rung, libraries: Sequence[str], reason: str = "", device: Device = CPU) -> None:
        if sys.platform != "linux":
            raise SandboxFailed("it needs Linux")
        self.device = device
        self._rung: Rung = rung
        self._libraries = list(libraries)
        self._roots = roots(libraries)
        self._driver = self._find_driver()
        self._zygote = self._start()
        reasons = "; ".join(text for text in (reason, self._zygote.ready.note) if text)
        self.isolation = Isolation(rung, LABELS[rung] + (OPEN_DEVICE if self._driver else ""), reasons)

    def _find_driver(self) -> Driver | None:
        try:
            found = driver(self.device, self._roots)
        except NoDriver as error:
            raise SandboxFailed(str(error)) from None
        if found and self._rung == "namespaces" and os.geteuid() == 0:
            raise SandboxFailed(AS_ROOT)
        return found

    def _start(self) -> Zygote:
        return Zygote(self._rung, self._libraries, self._roots, self._driver)

    def open(self, payload: Payload) -> ZygoteBox:
        return ZygoteBox(self, payload)

    def link(self, payload: bytes) -> Link:
        """A forker that holds the submission; from a new zygote if this one fails. Raises SandboxFailed."""
        with contextlib.suppress(OSError):
            return self._zygote.link(payload)
        self._zygote.close()
        self._zygote = self._start()
        try:
            return self._zygote.link(payload)
        except OSError as error:
            raise SandboxFailed(str(error)) from error

    def close(self) -> None:
        self._zygote.close()

    def __enter__(self) -> ZygoteSlot:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()


class ZygoteBox:
    """One submission: a forker holds it and is used again for each check."""

    def __init__(self, slot: ZygoteSlot, payload: Payload) -> None:
        self._slot = slot
        self.device = slot.device
        self.experiments = payload.experiments
        plain = {"package": payload.package, "files": dict(payload.files), "experiments": payload.experiments}
        self._payload = encode(plain, orders.SUBMISSION)
        self._idle: list[Link] = []
        self._sessions: list[ZygoteSession] = []

    def start(self, seed: int, limits: Limits, device: bool = False) -> ZygoteSession:
        """A fresh worker. A second one beside it gets a forker of its own. Raises SandboxFailed."""
        start = orders.Start(seed=seed, **msgspec.structs.asdict(limits), device=device)
        session = self._session(start, limits)
        self._sessions.append(session)
        return session

    def _session(self, start: orders.Start, limits: Limits) -> ZygoteSession:
        while self._idle:
            with contextlib.suppress(OSError):  # a forker that died meanwhile
                return ZygoteSession(self._idle.pop(), start, limits, self._back)
        return ZygoteSession(self._slot.link(self._payload), start, limits, self._back)

    def _back(self, session: ZygoteSession, link: Link) -> None:
        self._sessions.remove(session)
        if link.usable:
            self._idle.append(link)
        else:
            link.close()

    def close(self) -> None:
        for session in list(self._sessions):
            session.close()
        while self._idle:
            self._idle.pop().close()

    def __enter__(self) -> ZygoteBox:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()


class Zygote:
    """The warm process. Raises SandboxFailed if it does not become ready."""

    def __init__(self, rung: Rung, libraries: list[str], found: Roots, opened: Driver | None = None) -> None:
        found = opened.added_to(found) if opened else found
        outside, environment = _outside(rung, found, opened)
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            launch = [str(found.interpreter), *PYTHON_OPTIONS, str(ENGINE / "worker" / "launch.py")]
            launch += [str(theirs.fileno()), json.dumps(found.modules)]
            self._process = self._launch([*outside, *launch], environment, theirs.fileno())
        self.ready = orders.Ready()
        try:
            self.ready = self._set_up(rung, libraries, found, opened and opened.orders())
        except (OSError, msgspec.DecodeError) as error:
            self._stop()
            complaint = self._complaint(error)
            self.close()
            raise SandboxFailed(complaint) from error

    def _launch(self, command: list[str], environment: dict[str, str], control: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own command
            command,
            cwd="/",
            env=environment,
            pass_fds=[control],
            stdin=subprocess.DEVNULL,
            stdout=self._errors,
            stderr=self._errors,
            start_new_session=True,  # one group, so that one signal ends all of it
        )

    def _set_up(self, rung: Rung, libraries: list[str], found: Roots, gpu: orders.Gpu | None) -> orders.Ready:
        readable = [(str(root.path), list(root.hidden)) for root in found.readable]
        self._control.settimeout(WARM_UP)
        self._control.send(orders.pack(orders.Setup(rung, libraries, readable, gpu)))
        data = self._control.recv(orders.PACKET)
        if not data:
            raise ConnectionError("it ended while it was starting")
        return orders.unpack(data, orders.Ready)

    def _complaint(self, error: Exception) -> str:
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else str(error)

    def link(self, payload: bytes) -> Link:
        """Ask for a forker with a submission. Raises OSError if the zygote is gone."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        link = Link(ours)
        try:
            with theirs, _in_memory(payload) as file:
                socket.send_fds(self._control, [b"box"], [theirs.fileno(), file.fileno()])
            link.await_ready()
        except OSError:
            link.close()
            raise
        return link

    def _stop(self) -> None:
        """The closed socket ends the zygote and every forker; what does not go is killed."""
        self._control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(GOING)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def close(self) -> None:
        """End it and leave nothing behind. Safe to call twice."""
        self._stop()
        if self.ready.scratch:
            shutil.rmtree(self.ready.scratch, ignore_errors=True)
        self._errors.close()


def _in_memory(content: bytes) -> BinaryIO:
    """An unnamed file at its beginning."""
    file = os.fdopen(os.memfd_create("submission"), "w+b")
    file.write(content)
    file.seek(0)
    return file


def _outside(rung: Rung, found: Roots, opened: Driver | None) -> tuple[list[str], dict[str, str]]:
    """The command before the zygote's own, and the surroundings. Raises SandboxFailed."""
    environment = ENVIRONMENT | (opened.environment() if opened else {})
    if rung == "landlock":
        return [], environment | {"TMPDIR": tempfile.gettempdir()}
    program = shutil.which("bwrap")
    if program is None:
        raise SandboxFailed("bubblewrap is not installed")
    return bubblewrap(program, found, opened.nodes if opened else ()), environment | {"TMPDIR": BOX}

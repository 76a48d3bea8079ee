"""Where a submission runs: the interface that every rung implements, and which rung to use.

    with open_slot(libraries=["numpy"], rung="auto") as slot:        warm, reused for many submissions
        with slot.open(Payload(...)) as box:                         one submission
            with box.start(seed, limits) as session:                 one check
                reply = session.ask(request)                         plain data there, plain data back
            session.ending.cpu_seconds

Three rungs: "namespaces" (bubblewrap), "landlock", "plain" (a separate process, not isolated).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, Self

from autograder.engine.limits import Limits
from autograder.engine.report import Device, Isolation


@dataclass(frozen=True)
class Payload:
    """What a sandbox needs of a submission: one package as bytes. No path of this machine."""

    package: str  # "ch01_neural_networks"
    files: Mapping[str, bytes]  # path inside the package -> content, "/" between folders
    experiments: str = ""  # source of the exam's experiments, ours: compiled once for all workers


@dataclass(frozen=True)
class Ending:
    """How the worker of one check ended; measured by the sandbox, never told by student code."""

    cause: str | None  # one of `limits.CAUSES`, None for a clean end
    detail: str = ""  # signal name, exit code, what was garbled
    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0
    output: str = field(default="", repr=False)  # what was printed, cut to `OUTPUT_KEPT` characters


OUTPUT_KEPT = 4000


class SessionDied(Exception):
    """The worker ended before it answered. The reason is in `session.ending` after `close()`."""


class SandboxFailed(Exception):
    """The sandbox could not be started: our fault, or the machine's. The message says why, in words."""


class Session(Protocol):
    """The worker of one check."""

    ending: Ending  # valid after close()

    @property
    def received(self) -> int:
        """Bytes of its answers so far."""
        ...

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Send one request, wait for its reply.

        Reply: {"value": plain} or {"raised": {"type", "message", "file", "line", "text"}} or
        {"refused": "answer"} when the value is too large to send.
        Raises SessionDied.
        """
        ...

    def close(self) -> None:
        """End the worker, reap it, fill in `ending`. Safe to call twice."""
        ...

    def __enter__(self) -> Self: ...
    def __exit__(self, *details: object) -> None: ...


class Box(Protocol):
    """One submission inside a slot."""

    experiments: str  # the source that its workers know already

    @property
    def device(self) -> Device:
        """The slot's."""
        ...

    def start(self, seed: int, limits: Limits, device: bool = False) -> Session:
        """A fresh worker, seeded (random, numpy, torch if imported) with `seed`. Raises SandboxFailed.

        device: whether it may use the slot's device. Then no limit is set on its address space; and every other
                worker sees no device, so that it computes the same on every machine
        """
        ...

    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, *details: object) -> None: ...


class Slot(Protocol):
    """One place where submissions are examined, one after another."""

    isolation: Isolation
    device: Device

    def open(self, payload: Payload) -> Box: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, *details: object) -> None: ...

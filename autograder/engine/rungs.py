"""Which rung of isolation this machine has: each is tried for real before it is trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from autograder.engine.limits import Limits, on_device
from autograder.engine.plain_slot import PlainSlot
from autograder.engine.report import CPU, Device
from autograder.engine.sandbox import Payload, SandboxFailed, SessionDied, Slot
from autograder.engine.zygote_slot import Rung, ZygoteSlot

RungName = Literal["auto", "namespaces", "landlock", "plain"]
ISOLATING: tuple[Rung, ...] = ("namespaces", "landlock")
REPAIR = (
    "Install bubblewrap (apt-get install bubblewrap, or dnf install bubblewrap) on Linux 6.2 or newer; "
    "or pass --isolation plain to run without isolation, for code that you trust."
)


WITHOUT_DEVICE = "Pass --device cpu: checks for a GPU are skipped then, and no mark changes. Or:"


class NoSandbox(Exception):
    """No rung that isolates works here. The message gives the reasons and the repair."""


@dataclass(frozen=True)
class RungStatus:
    """What a rung does on this machine. `reason`: why not, or what is less than it could be."""

    rung: str
    available: bool
    reason: str


def open_slot(libraries: Sequence[str], rung: RungName = "auto", device: Device = CPU) -> Slot:
    """A warm slot that has answered a trial submission.

    libraries: what student code may import beside the standard library
    rung:      "auto" takes the best that works here and isolates, never "plain"
    device:    what checks with a device may use; on the isolating rungs it is tried out first

    Raises NoSandbox, and NotInstalled for a library that is missing.
    """
    if rung == "plain":
        return PlainSlot(libraries, "asked for", device)
    reasons: list[str] = []
    for name in ISOLATING if rung == "auto" else (rung,):
        try:
            return _tried(name, libraries, "; ".join(reasons), device)
        except NoSandbox as error:
            reasons.append(f"{name}: {error}")
    repair = REPAIR if device == CPU else f"{WITHOUT_DEVICE} {REPAIR}"
    raise NoSandbox(f"Code cannot be isolated on this machine ({'; '.join(reasons)}). {repair}")


def own_slot(libraries: Sequence[str], device: Device = CPU) -> Slot:
    """Where our own code runs: forked workers where there are any, since they start faster, else a plain process."""
    try:
        return open_slot(libraries, device=device)
    except NoSandbox:
        return PlainSlot(libraries, "the course's own code", device)


@cache
def describe() -> list[RungStatus]:
    """Every rung, tried out once in the life of this process."""
    return [*map(_status, ISOLATING), RungStatus("plain", True, "not isolated: for code that one trusts")]


def _status(rung: Rung) -> RungStatus:
    try:
        with _tried(rung, (), "", CPU) as slot:
            return RungStatus(rung, True, slot.isolation.reason)
    except NoSandbox as error:
        return RungStatus(rung, False, str(error))


TRIAL = b"""
import os, socket

def reach():
    got = []
    for name, attempt in (
        ("files", lambda: open("/etc/passwd")), ("processes", lambda: os.listdir("/proc/1")),
        ("network", lambda: socket.socket()), ("fork", lambda: os.fork() or os._exit(0)),
    ):
        try:
            attempt()
            got.append(name)
        except OSError:
            pass
    return got

def compute():
    import torch
    return float(torch.ones(2, device="cuda").sum())
"""


def _tried(rung: Rung, libraries: Sequence[str], reason: str, device: Device) -> Slot:
    """Start the rung and let a submission look for ways out. Raises NoSandbox."""
    try:
        slot = ZygoteSlot(rung, libraries, reason, device)
        try:
            _try(slot)
            if device != CPU:
                _try(slot, device=True)
                if "torch" in libraries:
                    _try_to_compute(slot)
        except BaseException:
            slot.close()
            raise
    except (SandboxFailed, OSError) as error:
        raise NoSandbox(str(error)) from error
    return slot


def _try(slot: Slot, device: bool = False) -> None:
    reply = _answer(slot, "ways.reach", device)
    if reply.get("value") != []:
        raise NoSandbox(f"a trial submission could reach what it must not: {reply}")


def _try_to_compute(slot: Slot) -> None:
    """A GPU that works outside may not work inside: better said now than by every check."""
    reply = _answer(slot, "ways.compute", device=True)
    if reply.get("value") != 2.0:
        raise NoSandbox(f"a trial submission could not use the GPU: {reply}")


def _answer(slot: Slot, name: str, device: bool) -> dict[str, Any]:
    with slot.open(Payload("trial", {"ways.py": TRIAL})) as box:
        session = box.start(0, on_device(Limits()) if device else Limits(), device)
        try:
            reply = session.ask({"name": name, "args": [], "kwargs": {}, "source": None})
        except SessionDied:
            session.close()
            ending = session.ending
            raise NoSandbox(f"a trial got no answer ({ending.cause} {ending.detail} {ending.output})") from None
        session.close()
    return reply

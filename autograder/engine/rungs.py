"""Which rung of isolation this machine has: each is tried for real before it is trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from autograder.engine.limits import Limits
from autograder.engine.plain_slot import PlainSlot
from autograder.engine.sandbox import Payload, SandboxFailed, SessionDied, Slot
from autograder.engine.zygote_slot import Rung, ZygoteSlot

RungName = Literal["auto", "namespaces", "landlock", "plain"]
ISOLATING: tuple[Rung, ...] = ("namespaces", "landlock")
REPAIR = (
    "Install bubblewrap (apt-get install bubblewrap, or dnf install bubblewrap) on Linux 6.2 or newer; "
    "or pass --isolation plain to run without isolation, for code that you trust."
)


class NoSandbox(Exception):
    """No rung that isolates works here. The message gives the reasons and the repair."""


@dataclass(frozen=True)
class RungStatus:
    """What a rung does on this machine. `reason`: why not, or what is less than it could be."""

    rung: str
    available: bool
    reason: str


def open_slot(libraries: Sequence[str], rung: RungName = "auto") -> Slot:
    """A warm slot that has answered a trial submission.

    libraries: what student code may import beside the standard library
    rung:      "auto" takes the best that works here and isolates, never "plain"

    Raises NoSandbox, and NotInstalled for a library that is missing.
    """
    if rung == "plain":
        return PlainSlot(libraries, "asked for")
    reasons: list[str] = []
    for name in ISOLATING if rung == "auto" else (rung,):
        try:
            return _tried(name, libraries, "; ".join(reasons))
        except NoSandbox as error:
            reasons.append(f"{name}: {error}")
    raise NoSandbox(f"Code cannot be isolated on this machine ({'; '.join(reasons)}). {REPAIR}")


def own_slot(libraries: Sequence[str]) -> Slot:
    """Where our own code runs: forked workers where there are any, since they start faster, else a plain process."""
    try:
        return open_slot(libraries)
    except NoSandbox:
        return PlainSlot(libraries, "the course's own code")


@cache
def describe() -> list[RungStatus]:
    """Every rung, tried out once in the life of this process."""
    return [*map(_status, ISOLATING), RungStatus("plain", True, "not isolated: for code that one trusts")]


def _status(rung: Rung) -> RungStatus:
    try:
        with _tried(rung, (), "") as slot:
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
"""


def _tried(rung: Rung, libraries: Sequence[str], reason: str) -> Slot:
    """Start the rung and let a submission look for ways out. Raises NoSandbox."""
    try:
        slot = ZygoteSlot(rung, libraries, reason)
        try:
            _try(slot)
        except BaseException:
            slot.close()
            raise
    except (SandboxFailed, OSError) as error:
        raise NoSandbox(str(error)) from error
    return slot


def _try(slot: Slot) -> None:
    with slot.open(Payload("trial", {"ways.py": TRIAL})) as box:
        session = box.start(0, Limits())
        try:
            reply = session.ask({"name": "ways.reach", "args": [], "kwargs": {}, "source": None})
        except SessionDied:
            session.close()
            ending = session.ending
            raise NoSandbox(f"a trial got no answer ({ending.cause} {ending.detail} {ending.output})") from None
        session.close()
    if reply.get("value") != []:
        raise NoSandbox(f"a trial submission could reach what it must not: {reply}")

"""Submissions that attack, and how the tests of the sandbox ask them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from autograder.engine.limits import Limits
from autograder.engine.rungs import describe, open_slot
from autograder.engine.sandbox import Ending, Payload, SessionDied, Slot

RUNGS = ("namespaces", "landlock")
ROOMY = Limits()

TOOLS = b'''
import ctypes, os

libc = ctypes.CDLL(None, use_errno=True)

def call(number, *arguments):
    if os.uname().machine != "x86_64":
        raise OSError("the numbers here are those of x86_64")
    result = libc.syscall(ctypes.c_long(number), *arguments)
    if result == -1:
        raise OSError(ctypes.get_errno(), "refused")
    return result

def won(**attempts):
    """What each attempt got that did not raise."""
    got = {}
    for name, attempt in attempts.items():
        try:
            got[name] = repr(attempt())[:200]
        except (OSError, ImportError, MemoryError, ValueError):
            pass
    return got
'''


def slot_on(rung: str, libraries: tuple[str, ...] = ("numpy",)) -> Iterator[Slot]:
    """A slot, or the visible reason why this machine has none."""
    status = next(status for status in describe() if status.rung == rung)
    if not status.available:
        pytest.skip(f"{rung}: {status.reason}")
    with open_slot(libraries, rung) as slot:
        yield slot


def payload(source: str) -> Payload:
    files = {
        "__init__.py": b"",
        "tools.py": TOOLS,
        "work.py": source.encode(),
        "sane.py": b"def two():\n    return 2\n",
    }
    return Payload("ch99_attack", files)


def question(name: str, *args: Any) -> dict[str, Any]:
    return {"name": name, "args": list(args), "kwargs": {}, "source": None}


def asked(slot: Slot, source: str, *args: Any, limits: Limits = ROOMY) -> tuple[dict[str, Any] | None, Ending]:
    """The reply of `work.attack(*args)`, None if the worker died; afterwards the box must still answer."""
    with slot.open(payload(source)) as box:
        session = box.start(1, limits)
        try:
            reply = session.ask(question("work.attack", *args))
        except SessionDied:
            reply = None
        session.close()
        with box.start(2, Limits()) as after:
            assert after.ask(question("sane.two")) == {"value": 2}
        assert after.ending.cause is None
    return reply, session.ending

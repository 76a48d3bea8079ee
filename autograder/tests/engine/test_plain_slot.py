"""The rung without isolation: what it does about accidents, on every system."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from autograder.engine.limits import Limits
from autograder.engine.plain_slot import PlainSlot
from autograder.engine.sandbox import Ending, Payload, SessionDied

WORK = b"""
import os, sys, threading, time
import numpy as np

calls = 0

def again():
    global calls
    calls += 1
    return calls

def loops():
    while True:
        pass

def swallows():
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass

def sleeps():
    time.sleep(60)

def prints():
    print("a frame? \\x00\\x00\\x00\\x08")
    os.write(1, b"written\\n")
    sys.__stdout__.flush()
    return "answered"

def floods():
    for _ in range(1000):
        print("x" * 10_000)
    return "answered"

def leaves():
    os._exit(3)

def exits():
    exit()

def reads():
    return sys.stdin.read()

def starts_a_thread():
    threading.Thread(target=sleeps, daemon=True).start()
    return "answered"

def fills_memory():
    return np.ones(10 * 2**27).sum()

def is_large():
    return np.zeros(80 * 2**17)

def draws():
    return np.random.uniform()

def imports_its_neighbour():
    from . import neighbour
    import neighbour as flat
    return [neighbour.NAME, flat.NAME]
"""
FILES = {"__init__.py": b"", "work.py": WORK, "neighbour.py": b"NAME = 'n'\n"}
QUICK = Limits(cpu_seconds=1, wall_seconds=10)


@pytest.fixture(scope="module")
def slot() -> Iterator[PlainSlot]:
    with PlainSlot(["numpy"]) as made:
        yield made


def ask(slot: PlainSlot, name: str, limits: Limits = QUICK, seed: int = 1) -> tuple[Any, Ending]:
    """The reply, or None where the worker died; and how it ended. Afterwards the box still answers."""
    with slot.open(Payload("handed_in", FILES)) as box:
        with box.start(seed, limits) as session:
            try:
                reply = session.ask({"name": f"work.{name}", "args": [], "kwargs": {}, "source": None})
            except SessionDied:
                reply = None
        with box.start(seed, QUICK) as after:
            assert after.ask({"name": "work.again", "args": [], "kwargs": {}, "source": None}) == {"value": 1}
        return reply, session.ending


@pytest.mark.parametrize("name", ["loops", "swallows"])
def test_cpu_time_decides(slot: PlainSlot, name: str) -> None:
    reply, ending = ask(slot, name)
    assert (reply, ending.cause) == (None, "cpu")


def test_wall_time_is_a_backstop(slot: PlainSlot) -> None:
    reply, ending = ask(slot, "sleeps", replace(QUICK, wall_seconds=0.5))
    assert (reply, ending.cause) == (None, "wall")
    assert ending.wall_seconds < 10


def test_what_is_printed_is_kept_apart_from_answers(slot: PlainSlot) -> None:
    reply, ending = ask(slot, "prints")
    assert reply == {"value": "answered"}
    assert "written" in ending.output


def test_a_flood_of_output_is_named(slot: PlainSlot) -> None:
    _, ending = ask(slot, "floods")
    assert ending.cause == "output"
    assert len(ending.output) <= 4000


def test_leaving_the_process_is_named_with_its_code(slot: PlainSlot) -> None:
    reply, ending = ask(slot, "leaves")
    assert (reply, ending.cause, ending.detail) == (None, "exit", "exit code 3")


def test_exit_is_an_exception_and_no_way_out(slot: PlainSlot) -> None:
    reply, ending = ask(slot, "exits")
    assert reply["raised"]["type"] == "SystemExit"
    assert reply["raised"]["file"] == "work.py"
    assert ending.cause is None


def test_there_is_nothing_to_read(slot: PlainSlot) -> None:
    assert ask(slot, "reads")[0] == {"value": ""}


def test_a_thread_left_behind_stops_nothing(slot: PlainSlot) -> None:
    assert ask(slot, "starts_a_thread")[0] == {"value": "answered"}


@pytest.mark.linux
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's address space")
def test_memory_ends_with_an_exception(slot: PlainSlot) -> None:
    reply, _ = ask(slot, "fills_memory", replace(QUICK, memory_mb=1024))
    assert reply["raised"]["type"] in ("MemoryError", "_ArrayMemoryError")


def test_an_answer_that_is_too_large_is_refused_before_it_is_sent(slot: PlainSlot) -> None:
    reply, _ = ask(slot, "is_large")
    assert "refused" in reply


def test_modules_find_each_other_in_either_style(slot: PlainSlot) -> None:
    assert ask(slot, "imports_its_neighbour")[0] == {"value": ["n", "n"]}


def test_random_numbers_follow_the_seed(slot: PlainSlot) -> None:
    one, same, other = (float(np.asarray(ask(slot, "draws", seed=seed)[0]["value"])) for seed in (1, 1, 2))
    assert one == same != other


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with PlainSlot(["numpy"]) as slot:
        ask(slot, "again")
        process = slot.take()
        pid = process._popen.pid
        assert list(tmp_path.iterdir())
        process.close()
    assert list(tmp_path.iterdir()) == []
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and _runs(pid):
        time.sleep(0.05)
    assert not _runs(pid)


def _runs(pid: int) -> bool:
    if sys.platform == "win32":
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True

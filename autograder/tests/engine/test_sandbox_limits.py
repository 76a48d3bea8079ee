"""Submissions that use too much, crash, or answer nonsense: each ends with its cause, and the next check works."""

from __future__ import annotations

import time
from collections.abc import Iterator

import msgspec
import pytest

from autograder.engine.limits import Limits
from autograder.engine.sandbox import OUTPUT_KEPT, SessionDied, Slot
from autograder.tests.engine.sandboxed import RUNGS, asked, payload, question, slot_on

pytestmark = pytest.mark.linux


@pytest.fixture(scope="module", params=RUNGS)
def slot(request: pytest.FixtureRequest) -> Iterator[Slot]:
    yield from slot_on(request.param)


TIGHT = Limits(cpu_seconds=1, wall_seconds=20, memory_mb=300, file_mb=4, files=50, output_kb=64, answer_mb=1)

ENDINGS = {
    "an endless loop": ("cpu", "", "def attack():\n    while True: pass"),
    "a loop that swallows everything": (
        "cpu",
        "",
        """
import signal
def attack():
    signal.signal(signal.SIGXCPU, lambda *_: None)
    while True:
        try:
            while True: pass
        except BaseException: pass
""",
    ),
    "a loop while importing": ("cpu", "", "while True: pass"),
    "sleep": ("wall", "", "import time\ndef attack(): time.sleep(60)"),
    "a flood of output": ("output", "", "def attack():\n    while True: print('x' * 1000)"),
    "output from below Python": ("output", "", "import os\ndef attack():\n    while True: os.write(2, b'x' * 1000)"),
    "many files": (
        "files",
        "",
        """
import os, time
def attack():
    for number in range(10_000):
        try: open(str(number), "w").close()
        except OSError: time.sleep(0.01)
""",
    ),
    "much on disk": (
        "files",
        "",
        """
import time
def attack():
    for number in range(1000):
        try: open(str(number), "wb").write(bytes(2**20))
        except OSError: time.sleep(0.01)
    time.sleep(60)
""",
    ),
    "folders in folders": (
        "files",
        "",
        """
import os, time
def attack():
    for _ in range(5000):
        try: os.mkdir("d" * 200); os.chdir("d" * 200)
        except OSError: time.sleep(0.01)
""",
    ),
    "exit 0": ("exit", "exit code 0", "import os\ndef attack(): os._exit(0)"),
    "exit 3": ("exit", "exit code 3", "import os\ndef attack(): os._exit(3)"),
    "a segmentation fault": ("crash", "SIGSEGV", "import ctypes\ndef attack(): ctypes.string_at(1)"),
    "abort": ("crash", "SIGABRT", "import os\ndef attack(): os.abort()"),
    "kills itself": ("crash", "SIGKILL", "import os\ndef attack(): os.kill(os.getpid(), 9)"),
    "a closed connection": ("garbled", "", "import os, time\ndef attack(): os.close(3); time.sleep(1)"),
    "a length of 2**63": (
        "garbled",
        "a frame of 9223372036854775808 bytes is over the cap of 1048576",
        "import os, struct\ndef attack(): os.write(3, struct.pack('!Q', 2**63)); os.read(3, 1)",
    ),
    "noise": ("garbled", "", "import os\ndef attack(): os.write(3, os.urandom(100)); os.read(3, 1)"),
    "a frame that stops": ("wall", "", "import os, time\ndef attack(): os.write(3, b'\\0' * 7); time.sleep(60)"),
    "one byte at a time": (
        "wall",
        "",
        """
import os, time
def attack():
    os.write(3, (1000).to_bytes(8, "big"))
    while True: os.write(3, b"x"); time.sleep(0.05)
""",
    ),
}


@pytest.mark.parametrize("way", ENDINGS)
def test_ends_with_its_cause(slot: Slot, way: str) -> None:
    cause, detail, source = ENDINGS[way]
    limits = msgspec.structs.replace(TIGHT, wall_seconds=1) if cause == "wall" else TIGHT
    reply, ending = asked(slot, source, limits=limits)
    assert reply is None
    assert (ending.cause, len(ending.output) <= OUTPUT_KEPT) == (cause, True), ending
    if detail:
        assert ending.detail == detail


REPLIES = {
    "private memory": ("MemoryError", "def attack(): return len(bytes(2**40)) or len([0] * 10**9)"),
    "memory bit by bit": ("MemoryError", "def attack():\n    kept = []\n    while True: kept.append(bytearray(2**24))"),
    "shared memory": (
        "OSError",
        "import mmap\ndef attack():\n    kept = []\n    while True: kept.append(mmap.mmap(-1, 2**24))",
    ),
    "NumPy's memory": ("MemoryError", "import numpy as np\ndef attack(): return np.ones((10**5, 10**5))"),
    "SystemExit": ("SystemExit", "import sys\ndef attack(): sys.exit(0)"),
    "a fork bomb": ("PermissionError", "import os\ndef attack():\n    while True: os.fork()"),
}


@pytest.mark.parametrize("way", REPLIES)
def test_raises_in_the_worker(slot: Slot, way: str) -> None:
    kind, source = REPLIES[way]
    reply, ending = asked(slot, source, limits=TIGHT)
    assert reply is not None, ending
    assert reply["raised"]["type"] == kind, reply
    assert ending.cause is None


def test_a_large_answer_is_refused(slot: Slot) -> None:
    reply, ending = asked(slot, "def attack(): return bytes(2**21)", limits=TIGHT)
    assert reply is not None
    assert "1048576 bytes" in reply["refused"], reply
    assert ending.cause is None


def test_a_thread_left_behind_does_not_hold_up_the_check(slot: Slot) -> None:
    source = "from threading import Event, Thread\ndef attack():\n    Thread(target=Event().wait).start()\n    return 1"
    reply, ending = asked(slot, source, limits=TIGHT)
    assert reply == {"value": 1}
    assert ending.cause is None
    assert ending.wall_seconds < TIGHT.wall_seconds


def test_threads_are_counted(slot: Slot) -> None:
    source = """
import threading
def attack():
    threading.stack_size(2**15)
    try:
        while True: threading.Thread(target=threading.Event().wait, daemon=True).start()
    except RuntimeError:
        return threading.active_count()
"""
    reply, ending = asked(slot, source, limits=Limits(wall_seconds=20))
    assert reply is not None, ending
    assert 20 < reply["value"] < 4000


def test_allowed_processes_end_with_the_check(slot: Slot) -> None:
    source = """
import os, time
def attack():
    if os.fork() == 0:
        os.fork()
        time.sleep(60)
    return os.getpid()
"""
    reply, ending = asked(slot, source, limits=Limits(processes=3, wall_seconds=3))
    assert reply is not None
    assert reply["value"] > 0
    assert ending.cause is None


def test_an_allowed_process_is_no_fork_bomb(slot: Slot) -> None:
    source = """
import os, time
def attack():
    try:
        while True: os.fork() or time.sleep(60)
    except OSError as error:
        return error.strerror
"""
    reply, ending = asked(slot, source, limits=Limits(processes=3, wall_seconds=20))
    assert reply == {"value": "Resource temporarily unavailable"}, ending


def test_nothing_stays_from_check_to_check(slot: Slot) -> None:
    source = """
import os, builtins, numpy
def attack(again):
    found = [os.path.exists("kept"), hasattr(builtins, "kept"), hasattr(numpy, "kept")]
    open("kept", "w").close()
    builtins.kept = numpy.kept = True
    return found
"""
    with slot.open(payload(source)) as box:
        for _ in range(2):
            with box.start(1, TIGHT) as session:
                assert session.ask(question("work.attack", 1)) == {"value": [False, False, False]}


def test_tampering_stays_in_its_worker(slot: Slot) -> None:
    source = """
import builtins, sys, numpy, msgspec
from autograder.engine import wire
wire.Channel.send = lambda *_: None
numpy.array = sys.modules["os"]._exit = builtins.len = builtins.isinstance = lambda *_: 0
def attack(): return 1
"""
    reply, ending = asked(slot, source, limits=Limits(wall_seconds=1))
    assert reply in (None, {"value": 1})
    assert ending.cause in ("wall", "garbled", "exit", "crash", None)


def test_two_sessions_at_once_do_not_disturb_each_other(slot: Slot) -> None:
    source = "def attack():\n    open('mine', 'x').close()\n    return 1"
    with slot.open(payload(source)) as box, box.start(1, TIGHT) as first, box.start(1, TIGHT) as second:
        assert first.ask(question("work.attack")) == second.ask(question("work.attack")) == {"value": 1}


def test_the_wall_clock_stands_still_between_questions(slot: Slot) -> None:
    with slot.open(payload("def attack(): return 1")) as box, box.start(1, Limits(wall_seconds=1.5)) as session:
        session.ask(question("work.attack"))
        time.sleep(2)
        assert session.ask(question("work.attack")) == {"value": 1}


def test_what_was_printed_comes_back_cut(slot: Slot) -> None:
    reply, ending = asked(slot, "def attack():\n    print('begin' + 'x' * 20_000)\n    return 1", limits=TIGHT)
    assert reply == {"value": 1}
    assert ending.output.startswith("beginxxx")
    assert len(ending.output) == OUTPUT_KEPT


def test_after_the_end_asking_raises(slot: Slot) -> None:
    with slot.open(payload("import os\ndef attack(): os._exit(4)")) as box:
        session = box.start(1, TIGHT)
        for _ in range(2):
            with pytest.raises(SessionDied):
                session.ask(question("work.attack"))
        session.close()
        session.close()
    assert session.ending.detail == "exit code 4"

"""Slots, boxes and sessions come and go: nothing stays behind, and what dies is replaced."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from autograder.engine import rungs
from autograder.engine.limits import Limits
from autograder.engine.rungs import NoSandbox, open_slot
from autograder.engine.sandbox import SessionDied, Slot
from autograder.tests.engine.sandboxed import RUNGS, payload, question, slot_on

pytestmark = pytest.mark.linux
PLAIN = "import os\ndef attack(): return os.getcwd()"


@pytest.fixture(params=RUNGS)
def rung(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)


@pytest.fixture
def others() -> set[psutil.Process]:
    """Processes of other tests' slots, which are to be left alone."""
    return set(descendants())


@pytest.fixture
def slot(rung: str, others: set[psutil.Process]) -> Iterator[Slot]:
    yield from slot_on(rung)


def ask(slot: Slot) -> object:
    with slot.open(payload(PLAIN)) as box, box.start(1, Limits()) as session:
        return session.ask(question("work.attack"))["value"]


def descendants() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


def gone(processes: list[psutil.Process]) -> bool:
    return not psutil.wait_procs(processes, timeout=10)[1]


def temporary() -> set[str]:
    return {path.name for path in Path(tempfile.gettempdir()).glob("autograder-*")}


def test_nothing_stays_behind(rung: str, others: set[psutil.Process]) -> None:
    before = len(list(Path("/proc/self/fd").iterdir())), temporary(), set(descendants())
    for slot in slot_on(rung):
        ask(slot)
        box = slot.open(payload(PLAIN))
        box.start(1, Limits())  # left open on purpose
        processes = list(set(descendants()) - others)
        box.close()
    assert processes
    assert gone(processes)
    assert (len(list(Path("/proc/self/fd").iterdir())), temporary(), set(descendants())) == before


def test_a_killed_zygote_is_started_again(slot: Slot, others: set[psutil.Process]) -> None:
    first = ask(slot)
    for process in set(descendants()) - others:
        with contextlib.suppress(psutil.NoSuchProcess):  # gone with the one before
            process.kill()
    again = ask(slot)
    assert again == first or slot.isolation.rung == "landlock"  # there each has a folder with a name of its own


def test_a_killed_forker_is_a_crash_and_the_box_goes_on(slot: Slot, others: set[psutil.Process]) -> None:
    with slot.open(payload("import time\ndef attack(): time.sleep(60)")) as box:
        session = box.start(1, Limits())
        assert session.ask(question("sane.two")) == {"value": 2}
        own = set(descendants()) - others
        forker = next(process.parent() for process in own if not process.children())
        assert forker in own
        forker.kill()
        with pytest.raises(SessionDied):
            session.ask(question("work.attack"))
        session.close()
        assert (session.ending.cause, session.ending.detail) == ("crash", "the sandbox ended")
        with box.start(1, Limits()) as after:
            assert after.ask(question("sane.two")) == {"value": 2}


GRADER = """
import sys, time
from autograder.engine.limits import Limits
from autograder.engine.rungs import open_slot
from autograder.tests.engine.sandboxed import payload, question
slot = open_slot(["numpy"], sys.argv[1])
session = slot.open(payload("import time\\ndef attack():\\n    while True: time.sleep(1)")).start(1, Limits())
session.ask(question("sane.two"))
print("ready", flush=True)
session.ask(question("work.attack"))
"""


def test_a_killed_grader_takes_everything_with_it(rung: str) -> None:
    for _ in slot_on(rung):  # skips where there is none
        pass
    before = temporary()
    grader = subprocess.Popen([sys.executable, "-c", GRADER, rung], stdout=subprocess.PIPE)
    with grader:
        assert grader.stdout is not None
        assert grader.stdout.readline() == b"ready\n"
        processes = psutil.Process(grader.pid).children(recursive=True)
        grader.send_signal(signal.SIGKILL)
    assert len(processes) >= 3
    assert gone(processes)
    deadline = time.monotonic() + 5
    while temporary() - before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert temporary() <= before


def test_the_seed_is_set_anew_for_each_check(slot: Slot) -> None:
    source = "import random, numpy\ndef attack(): return [random.random(), numpy.random.rand()]"
    drawn = []
    with slot.open(payload(source)) as box:
        for seed in (1, 1, 2):
            with box.start(seed, Limits()) as session:
                drawn.append(session.ask(question("work.attack"))["value"])
    assert drawn[0] == drawn[1]
    assert drawn[1] != drawn[2]


def test_without_any_rung_the_message_names_reasons_and_repair(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(rungs, "ISOLATING", ("namespaces",))
    with pytest.raises(NoSandbox) as caught:
        open_slot([])
    assert str(caught.value).startswith(
        "Code cannot be isolated on this machine (namespaces: bubblewrap is not installed). Install bubblewrap"
    )
    assert "--isolation plain" in str(caught.value)


def test_the_next_rung_says_why_it_is_not_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in slot_on("landlock"):
        pass
    monkeypatch.setenv("PATH", "/nowhere")
    with open_slot([]) as slot:
        assert slot.isolation.rung == "landlock"
        assert slot.isolation.label == "isolated: Landlock, seccomp and limits"
        assert slot.isolation.reason.startswith("namespaces: bubblewrap is not installed")


def test_a_sandbox_that_leaks_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in slot_on("landlock"):
        pass
    monkeypatch.setattr(rungs, "TRIAL", b"def reach(): return ['files']")
    with pytest.raises(NoSandbox, match=r"landlock: a trial submission could reach what it must not: .*files"):
        open_slot([], "landlock")


@pytest.mark.slow
def test_torch_trains(rung: str) -> None:
    source = """
import torch
def attack():
    torch.set_num_threads(2)
    model = torch.nn.Sequential(torch.nn.Linear(64, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10))
    optimizer = torch.optim.Adam(model.parameters())
    x, y = torch.randn(512, 64), torch.randint(10, (512,))
    for _ in range(20):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
    return loss.detach()
"""
    for slot in slot_on(rung, ("numpy", "torch")):
        with slot.open(payload(source)) as box, box.start(1, Limits()) as session:
            reply = session.ask(question("work.attack"))
        assert 0 < float(reply["value"]) < 3
        assert session.ending.cause is None
        assert session.ending.output == ""

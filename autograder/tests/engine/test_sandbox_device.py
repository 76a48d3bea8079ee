"""A sandbox that is open for a device. `/dev/full` stands in for the nodes: no driver answers, and all else is real."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.engine import driver, zygote_slot
from autograder.engine.limits import Limits
from autograder.engine.report import Device
from autograder.engine.rungs import NoSandbox, describe, open_slot
from autograder.engine.sandbox import Slot
from autograder.tests.engine.sandboxed import RUNGS, payload, question

pytestmark = pytest.mark.linux

GPU = Device("cuda", "a stand-in")
LOOK = """
import fcntl, os, resource, threading
from .tools import won

def rename():
    number = threading.get_native_id()
    with open(f"/proc/self/task/{number}/comm", "w") as file:
        file.write("cuda-thread")

def attack():
    return won(
        node=lambda: os.open("/dev/full", os.O_RDWR),
        visible=lambda: os.environ.get("CUDA_VISIBLE_DEVICES"),
        addresses=lambda: resource.getrlimit(resource.RLIMIT_AS)[0],
        maps=lambda: open("/proc/self/maps").read(1),
        name=rename,
        driver=lambda: open("/proc/devices").read(1),
        memory=lambda: open("/proc/self/mem", "r+b"),
        others=lambda: os.listdir("/proc/1"),
        numbers=lambda: max(int(name) for name in os.listdir("/proc") if name.isdigit() and name != str(os.getpid())),
        network=lambda: os.listdir("/sys/class/net"),
        write=lambda: open("/sys/devices/system/cpu/online", "w"),
        files=lambda: open("/etc/passwd"),
    )
"""


def with_stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(device: Device, _: object) -> driver.Driver | None:
        system = tuple(map(driver.Root, driver._system()))
        return None if device.kind == "cpu" else driver.Driver((Path("/dev/full"),), system, ())

    monkeypatch.setattr(zygote_slot, "driver", found)


@pytest.fixture(params=RUNGS)
def slot(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Slot]:
    rung = request.param
    with_stand_in(monkeypatch)
    status = next(status for status in describe() if status.rung == rung)
    if not status.available:
        pytest.skip(f"{rung}: {status.reason}")
    if rung == "namespaces" and os.geteuid() == 0:
        pytest.skip("under root, this rung refuses a device")
    with open_slot(["numpy"], rung, GPU) as opened:
        yield opened


def look(slot: Slot, device: bool) -> dict[str, str]:
    with slot.open(payload(LOOK)) as box, box.start(1, Limits(), device) as session:
        reply = session.ask(question("work.attack"))
        assert "value" in reply, reply
        return reply["value"]


def test_a_worker_with_the_device_reaches_what_cuda_needs(slot: Slot) -> None:
    got = look(slot, device=True)
    assert got.keys() == {"node", "visible", "addresses", "maps", "name", "driver"}
    assert (got["visible"], got["addresses"]) == ("None", "-1")


def test_the_worker_of_any_other_check_is_limited_as_everywhere_and_finds_no_gpu(slot: Slot) -> None:
    got = look(slot, device=False)
    assert got["visible"] == "'-1'"
    assert 0 < int(got["addresses"]) < 2**40
    assert not got.keys() & {"memory", "others", "numbers", "network", "write", "files"}


def test_the_report_says_what_is_open(slot: Slot) -> None:
    assert slot.device == GPU
    assert slot.isolation.label.endswith("; open to the checks for a GPU: its device nodes")


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user gets the device on this rung")
def test_under_root_bubblewrap_refuses_a_device_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    with_stand_in(monkeypatch)
    with pytest.raises(NoSandbox, match=r"grade as an ordinary user.*Pass --device cpu: .*no mark changes"):
        open_slot(["numpy"], "namespaces", GPU)


def test_a_gpu_that_does_not_work_inside_is_noticed_before_anything_is_graded(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    with_stand_in(monkeypatch)
    with pytest.raises(NoSandbox, match="a trial submission could not use the GPU"):
        open_slot(["torch"], "landlock", GPU)

"""The system call filter, run here by a small interpreter, so that both architectures are proven on either."""

from __future__ import annotations

import errno
import struct
import sys

import pytest

if sys.platform != "linux":
    pytest.skip("the filter is Linux's", allow_module_level=True)

from autograder.engine.worker import seccomp

pytestmark = pytest.mark.linux

PID = 4321
THREAD = 0x10000
CHILD = 17  # SIGCHLD: what fork asks of clone


def decide(
    machine: str, number: int, *arguments: int, processes: bool = False, device: bool = False, architecture: int = 0
) -> str:
    """What the filter says to a call: "allow", "kill" or the name of an error."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seccomp, "MACHINE", machine)
        code = seccomp.program(processes, device).replace(struct.pack("I", seccomp.OWN_PID), struct.pack("I", PID))
        architecture = architecture or seccomp.ARCHITECTURES[machine][1]
    padded = [*arguments, *[0] * (6 - len(arguments))]
    action = run(code, struct.pack("=IIQ6Q", number, architecture, 0, *padded))
    if action == seccomp.ALLOW:
        return "allow"
    return "kill" if action == seccomp.KILL else errno.errorcode[action & 0xFFFF]


def run(code: bytes, data: bytes) -> int:
    instructions = list(struct.iter_unpack("HBBI", code))
    at = accumulator = 0
    while True:
        operation, if_true, if_false, value = instructions[at]
        at += 1
        if operation == 0x06:
            return value
        if operation == 0x20:
            (accumulator,) = struct.unpack_from("I", data, value)
            continue
        if operation == 0x05:
            at += value
            continue
        if operation == 0x54:
            accumulator &= value
            continue
        holds = {
            0x15: accumulator == value,
            0x25: accumulator > value,
            0x35: accumulator >= value,
            0x45: bool(accumulator & value),
        }[operation]
        at += if_true if holds else if_false


CALLS = [
    # name, numbers on x86_64 and aarch64, arguments, what it says
    ("read", (0, 63), (), "allow"),
    ("openat", (257, 56), (), "allow"),
    ("exit_group", (231, 94), (), "allow"),
    ("socket", (41, 198), (), "EPERM"),
    ("socketpair", (53, 199), (), "EPERM"),
    ("sendmsg", (46, 211), (), "EPERM"),
    ("execve", (59, 221), (), "EPERM"),
    ("execveat", (322, 281), (), "EPERM"),
    ("ptrace", (101, 117), (), "EPERM"),
    ("mount", (165, 40), (), "EPERM"),
    ("bpf", (321, 280), (), "EPERM"),
    ("io_uring_setup", (425, 425), (), "EPERM"),
    ("fchmodat", (268, 53), (), "EPERM"),
    ("setsid", (112, 157), (), "EPERM"),
    ("clone3", (435, 435), (), "ENOSYS"),
    ("a call of the future", (470, 470), (), "ENOSYS"),
    ("a process", (56, 220), (CHILD,), "EPERM"),
    ("a thread", (56, 220), (THREAD | 0xF00,), "allow"),
    ("a thread in a user namespace", (56, 220), (THREAD | 0x10000000,), "EPERM"),
    ("kill itself", (62, 129), (PID, 9), "allow"),
    ("kill its group", (62, 129), (0, 9), "EPERM"),
    ("kill everything", (62, 129), (2**64 - 1, 9), "EPERM"),
    ("a signal to its thread", (234, 131), (PID, PID, 6), "allow"),
    ("a signal to another's thread", (234, 131), (1, 1, 6), "EPERM"),
    ("its own limits", (302, 261), (0,), "allow"),
    ("another's limits", (302, 261), (1,), "EPERM"),
    ("is it a terminal", (16, 29), (1, 0x5401), "allow"),
    ("typing into a terminal", (16, 29), (0, 0x5412), "ENOTTY"),
    ("typing with high bits set", (16, 29), (0, 2**32 + 0x5412), "ENOTTY"),
    ("descriptor flags", (72, 25), (0, 1), "allow"),
    ("owner of a descriptor", (72, 25), (0, 8, 1), "EPERM"),
    ("name of a thread", (157, 167), (15,), "allow"),
    ("end with the parent no more", (157, 167), (1, 0), "EPERM"),
]


@pytest.mark.parametrize("call", CALLS, ids=[call[0] for call in CALLS])
@pytest.mark.parametrize("machine", [0, 1], ids=["x86_64", "aarch64"])
def test_decides(machine: int, call: tuple[str, tuple[int, int], tuple[int, ...], str]) -> None:
    _, numbers, arguments, decision = call
    assert decide(("x86_64", "aarch64")[machine], numbers[machine], *arguments) == decision


@pytest.mark.parametrize(("machine", "number"), [("x86_64", 56), ("aarch64", 220)])
def test_processes_can_be_allowed_but_no_namespaces(machine: str, number: int) -> None:
    assert decide(machine, number, CHILD, processes=True) == "allow"
    assert decide(machine, number, CHILD | 0x10000000, processes=True) == "EPERM"


DRIVER = [
    ("the driver's own calls", (16, 29), (3, 0xC04846D2), "allow"),
    ("its unified memory begins", (16, 29), (3, 0x30000001), "allow"),
    ("its unified memory", (16, 29), (3, 75), "allow"),
    ("memory near the GPU", (237, 235), (), "allow"),
]


@pytest.mark.parametrize("call", DRIVER, ids=[call[0] for call in DRIVER])
@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_a_driver_is_called_by_workers_with_a_device_alone(machine, call) -> None:
    number = call[1][machine == "aarch64"]
    assert decide(machine, number, *call[2], device=True) == "allow"
    assert decide(machine, number, *call[2]) in ("EPERM", "ENOTTY")


@pytest.mark.parametrize("call", CALLS, ids=[call[0] for call in CALLS])
@pytest.mark.parametrize("machine", [0, 1], ids=["x86_64", "aarch64"])
def test_a_device_opens_nothing_else(machine: int, call: tuple[str, tuple[int, int], tuple[int, ...], str]) -> None:
    _, numbers, arguments, decision = call
    assert decide(("x86_64", "aarch64")[machine], numbers[machine], *arguments, device=True) == decision


def test_foreign_architectures_are_killed() -> None:
    assert decide("x86_64", 0, architecture=0x40000003) == "kill"  # 32 bit
    assert decide("aarch64", 0, architecture=0xC000003E) == "kill"
    assert decide("x86_64", 0x40000000) == "kill"  # x32

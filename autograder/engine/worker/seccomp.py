"""The filter of system calls under which a worker runs: an allow-list, some of it by argument.

A classic BPF program, written by hand so that the sandbox needs no library. Refused calls fail with EPERM
(or ENOSYS where the C library then tries another way); a foreign architecture ends the process.
"""

from __future__ import annotations

import ctypes
import errno
import struct

from autograder.engine.worker.kernel import MACHINE, PR_SET_SECCOMP, prctl
from autograder.engine.worker.syscalls import NUMBERS, REVIEWED

ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
X32 = 0x40000000
ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
LOAD, EQUAL, ABOVE, AT_LEAST, ANY_BIT, JUMP, RETURN, AND = 0x20, 0x15, 0x25, 0x35, 0x45, 0x05, 0x06, 0x54
NUMBER_AT, ARCHITECTURE_AT, FIRST_ARGUMENT_AT = 0, 4, 16

CLONE_THREAD = 0x00010000
CLONE_NEW_ANY = 0x7E020080
SECCOMP_MODE_FILTER = 2
OWN_PID = 0x5EC0_0B0E  # stands for the worker's own number until it is known

# TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX: what `open`, `isatty` and `subprocess` ask for
IOCTLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
# NVIDIA's driver: calls of the kind "F", and of its unified memory two large numbers and many small ones
DRIVER_KIND, KIND = ord("F") << 8, 0xFF00
UNIFIED, UNIFIED_BELOW = (0x30000001, 0x30000002), 0x100
# everything but owners and signals: F_DUPFD, F_GETFD … F_SETLKW, open file locks, F_DUPFD_CLOEXEC, pipe sizes
FCNTLS = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1032)
# PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_SET_VMA
PRCTLS = (3, 15, 16, 0x53564D41)

Instruction = tuple[int, int, int, int]


def program(processes: bool, device: bool = False) -> bytes:
    """The filter for a worker that may or may not start processes and use a GPU; `install` completes it."""
    index, architecture = ARCHITECTURES[MACHINE]
    made: list[Instruction] = [
        (LOAD, 0, 0, ARCHITECTURE_AT),
        (EQUAL, 1, 0, architecture),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER_AT),
        *_when(ABOVE, X32 - 1, [(RETURN, 0, 0, KILL)]),
    ]
    special = _special(processes, device)
    answers = {numbers[index]: special.get(name, [(RETURN, 0, 0, ALLOW)]) for name, numbers in NUMBERS.items()}
    made += _search(_ranges(answers))
    return b"".join(struct.pack("HBBI", *instruction) for instruction in made)


def _ranges(answers: dict[int | None, list[Instruction]]) -> list[tuple[int, list[Instruction]]]:
    """First number of each run of calls with the same answer, and that answer."""
    ranges: list[tuple[int, list[Instruction]]] = []
    for number in range(REVIEWED + 1):
        answer = answers.get(number, [_refuse(errno.EPERM)])
        if not ranges or ranges[-1][1] != answer:
            ranges.append((number, answer))
    return [*ranges, (REVIEWED + 1, [_refuse(errno.ENOSYS)])]


def _search(ranges: list[tuple[int, list[Instruction]]]) -> list[Instruction]:
    """Halve the numbers until one answer is left: every call passes through it, and the kernel tries them all once."""
    if len(ranges) == 1:
        return ranges[0][1]
    middle = len(ranges) // 2
    below, above = _search(ranges[:middle]), _search(ranges[middle:])
    return [(AT_LEAST, 0, 1, ranges[middle][0]), (JUMP, 0, 0, len(below)), *below, *above]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))


def install(made: bytes, pid: int) -> None:
    """Put the calling process under the filter, for good. Needs no_new_privs. Raises OSError."""
    code = made.replace(struct.pack("I", OWN_PID), struct.pack("I", pid))
    buffer = ctypes.create_string_buffer(code, len(code))
    whole = _Program(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(whole))


def _special(processes: bool, device: bool) -> dict[str, list[Instruction]]:
    allowed: list[Instruction] = [(RETURN, 0, 0, ALLOW)]
    fork = allowed if processes else [_refuse(errno.EPERM)]
    itself = _one_of(0, (OWN_PID,), errno.EPERM)
    return {
        "clone": _clone(processes),
        "clone3": [_refuse(errno.ENOSYS)],  # its flags lie in memory, where a filter cannot look
        "fork": fork,
        "vfork": fork,
        "kill": itself,
        "tgkill": itself,
        "prlimit64": _one_of(0, (0, OWN_PID), errno.EPERM),
        "sched_setaffinity": _one_of(0, (0, OWN_PID), errno.EPERM),
        "prctl": _one_of(0, PRCTLS, errno.EPERM),
        "ioctl": _ioctl_with_driver() if device else _one_of(1, IOCTLS, errno.ENOTTY),
        # where memory near the GPU is: of no use without one
        **dict.fromkeys(("mbind", "set_mempolicy"), allowed if device else [_refuse(errno.EPERM)]),
        "fcntl": _one_of(1, FCNTLS, errno.EPERM),
    }


def _clone(processes: bool) -> list[Instruction]:
    made: list[Instruction] = [_load(0), *_when(ANY_BIT, CLONE_NEW_ANY, [_refuse(errno.EPERM)])]
    if not processes:
        made += [(ANY_BIT, 1, 0, CLONE_THREAD), _refuse(errno.EPERM)]
    return [*made, (RETURN, 0, 0, ALLOW)]


def _ioctl_with_driver() -> list[Instruction]:
    """A filter cannot see which file a call is for: of those at hand, only the device's nodes do much with these."""
    allow: list[Instruction] = [(RETURN, 0, 0, ALLOW)]
    made = [_load(1)]
    for value in (*IOCTLS, *UNIFIED):
        made += _when(EQUAL, value, allow)
    made += [(AT_LEAST, 1, 0, UNIFIED_BELOW), *allow]
    return [*made, (AND, 0, 0, KIND), *_when(EQUAL, DRIVER_KIND, allow), _refuse(errno.ENOTTY)]


def _one_of(argument: int, values: tuple[int, ...], otherwise: int) -> list[Instruction]:
    made = [_load(argument)]
    for value in values:
        made += _when(EQUAL, value, [(RETURN, 0, 0, ALLOW)])
    return [*made, _refuse(otherwise)]


def _when(test: int, value: int, then: list[Instruction]) -> list[Instruction]:
    return [(test, 0, len(then), value), *then]


def _load(argument: int) -> Instruction:
    """The low half of an argument: the kernel reads no more of these."""
    return (LOAD, 0, 0, FIRST_ARGUMENT_AT + 8 * argument)


def _refuse(number: int) -> Instruction:
    return (RETURN, 0, 0, ERRNO | number)

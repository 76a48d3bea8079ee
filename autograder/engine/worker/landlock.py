"""Landlock: the kernel lets a process open what its rules name, and nothing else."""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path

from autograder.engine.worker.kernel import syscall

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
PATH_BENEATH = 1
WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = (1 << bit for bit in range(1, 6))
MAKE_DIR, MAKE_REG, MAKE_SYM, REFER, TRUNCATE = 1 << 7, 1 << 8, 1 << 12, 1 << 13, 1 << 14
EVERYTHING = (1 << 15) - 1
NETWORK, SINCE_NETWORK = 3, 4  # bind and connect over TCP
DEVICE_CONTROL, SINCE_DEVICES = 1 << 15, 5
OUTSIDE, SINCE_OUTSIDE = 3, 6  # abstract sockets of, and signals to, processes outside

READ = READ_FILE | READ_DIR
SCRATCH = READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | MAKE_SYM | REFER | TRUNCATE
DEVICE = READ_FILE | WRITE_FILE
NAMING = READ | WRITE_FILE | TRUNCATE  # of one's own threads

# What CUDA reads of the system while it starts; what is not there is not missed
DRIVER = (
    *("/proc/driver/nvidia", "/proc/driver/nvidia-uvm", "/proc/devices", "/proc/modules"),
    *("/proc/cpuinfo", "/proc/meminfo", "/proc/sys/vm"),
)

OLDEST = 3  # earlier ones do not stop a file from being emptied

Rule = tuple[int, int]  # an open path, and what may be done beneath it


def version() -> int:
    """The kernel's version of Landlock, 0 if it has none."""
    try:
        return syscall("Landlock", CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint(1))
    except OSError:
        return 0


def open_rules(readable: Iterable[tuple[str, list[str]]]) -> list[Rule]:
    """Rules for reading paths. Of a folder with hidden names each other name gets a rule of its own."""
    rules: list[Rule] = []
    for path, hidden in readable:
        if not hidden:
            rules.append(rule(path, READ))
            continue
        rules.append(rule(path, READ_DIR))
        rules += [rule(str(child), READ) for child in Path(path).iterdir() if child.name not in hidden]
    return rules


def device_rules(nodes: Iterable[str]) -> list[Rule]:
    """Rules for a GPU's nodes, and for what its driver tells of itself."""
    control = DEVICE_CONTROL if version() >= SINCE_DEVICES else 0  # before that, nobody is kept from it
    rules = [rule(node, DEVICE | control) for node in nodes]
    return [*rules, *(rule(path, READ) for path in DRIVER if Path(path).exists())]


def own_rules() -> list[Rule]:
    """For the calling process, what CUDA reads of it in /proc, and the names of its threads, which CUDA writes."""
    own = f"/proc/{os.getpid()}"
    return [rule(own, READ), rule(f"{own}/task", NAMING)]


def rule(path: str, rights: int) -> Rule:
    """Raises OSError."""
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    if not os.path.isdir(path):  # noqa: PTH112 - a plain test on a text
        rights &= READ_FILE | WRITE_FILE | TRUNCATE | DEVICE_CONTROL
    return descriptor, rights


def ruleset(rules: Iterable[Rule]) -> int:
    """A descriptor of a set of rules. Raises OSError."""
    found = version()
    handled = EVERYTHING | (DEVICE_CONTROL if found >= SINCE_DEVICES else 0)
    fields = [handled]
    if found >= SINCE_NETWORK:
        fields.append(NETWORK)
    if found >= SINCE_OUTSIDE:
        fields.append(OUTSIDE)
    attributes = struct.pack(f"{len(fields)}Q", *fields)
    size = ctypes.c_size_t(len(attributes))
    made = syscall("Landlock", CREATE_RULESET, attributes, size, ctypes.c_uint(0))
    for descriptor, rights in rules:
        add_rule(made, descriptor, rights)
    return made


def add_rule(made: int, descriptor: int, rights: int) -> None:
    packed = struct.pack("=Qi", rights, descriptor)
    syscall("Landlock rule", ADD_RULE, ctypes.c_int(made), ctypes.c_int(PATH_BENEATH), packed, ctypes.c_uint(0))


def restrict_self(made: int) -> None:
    """Put the calling process under the rules, for good. Needs no_new_privs. Raises OSError."""
    syscall("Landlock", RESTRICT_SELF, ctypes.c_int(made), ctypes.c_uint(0))

"""The few Linux calls that Python has no name for, through the C library."""

from __future__ import annotations

import ctypes
import os
import signal
import struct
from typing import Any

# keeps Python's lock during a call: `clone` must come back in the child as if nothing had happened
_libc: Any = ctypes.PyDLL(None, use_errno=True)
_python: Any = ctypes.pythonapi

CLONE_NUMBER = {"x86_64": 56, "aarch64": 220}
CLOSE_RANGE_NUMBER = 436
CAPSET_NUMBER = {"x86_64": 126, "aarch64": 91}
MACHINE = os.uname().machine

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP = 1, 4, 22
PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 36, 38
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 0x4000, 0x40000
MNT_DETACH = 2
# user, mount, pid, net, ipc, uts and cgroup namespaces
CLONE_NEW_ALL = 0x10000000 | 0x00020000 | 0x20000000 | 0x40000000 | 0x08000000 | 0x04000000 | 0x02000000


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def syscall(what: str, number: int, *arguments: Any) -> int:
    """A system call by number. Raises OSError, with `what` in its text."""
    return _checked(_libc.syscall(ctypes.c_long(number), *arguments), what)


def prctl(option: int, value: int, address: Any = None) -> None:
    """Raises OSError."""
    third = _long(0) if address is None else address
    _checked(_libc.prctl(option, _long(value), third, _long(0), _long(0)), f"prctl {option}")


def _long(value: int) -> ctypes.c_ulong:
    return ctypes.c_ulong(value)


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    """Raises OSError."""
    texts = [text.encode() for text in (source, target, kind)]
    _checked(_libc.mount(*texts, _long(flags), options.encode()), f"mount {kind} on {target}")


def unmount(target: str) -> None:
    """Take a file system away at once, whatever is open in it. Raises OSError."""
    _checked(_libc.umount2(target.encode(), MNT_DETACH), f"umount {target}")


def fork_into(namespaces: int) -> int:
    """Like `os.fork`, with the child in new namespaces. Raises OSError."""
    _python.PyOS_BeforeFork()
    zero = _long(0)
    flags = _long(namespaces | signal.SIGCHLD)
    pid = _libc.syscall(ctypes.c_long(CLONE_NUMBER[MACHINE]), flags, zero, zero, zero, zero)
    if pid == 0:
        _python.PyOS_AfterFork_Child()
        return 0
    number = ctypes.get_errno()
    _python.PyOS_AfterFork_Parent()
    if pid < 0:
        raise OSError(number, f"new namespaces: {os.strerror(number)}")
    return pid


def drop_capabilities() -> None:
    """Give up every capability, for good. Raises OSError."""
    header = struct.pack("Ii", 0x20080522, 0)  # version 3: two sets of three masks
    syscall("capset", CAPSET_NUMBER[MACHINE], header, bytes(24))


def close_from(first: int) -> None:
    """Close every descriptor from `first` on; Python's own way may try a billion of them. Raises OSError."""
    syscall("close_range", CLOSE_RANGE_NUMBER, ctypes.c_uint(first), ctypes.c_uint(2**32 - 1), ctypes.c_uint(0))


def become(uid: int) -> None:
    """Become an ordinary user, if root. Raises OSError."""
    if os.geteuid() != 0:
        return
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    prctl(PR_SET_DUMPABLE, 1)  # changing the user clears it, and uid_map cannot be written without

"""The worker's way from a copy of the forker to a process that may do nothing but compute."""

from __future__ import annotations

import fcntl
import os
import resource
import signal
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.engine.worker import landlock, seccomp
from autograder.engine.worker.kernel import (
    PR_SET_DUMPABLE,
    PR_SET_NO_NEW_PRIVS,
    PR_SET_PDEATHSIG,
    close_from,
    drop_capabilities,
    prctl,
)
from autograder.engine.worker.orders import Gpu, Start

MIB = 2**20
CHANNEL = 3  # the descriptor of the examiner's connection in the worker
RULESET = 4  # of Landlock's rules, until they are in force
OUT_OF_THE_WAY = 16  # descriptors below it are given out anew
THREADS = 64  # in a user namespace, which counts its own
THREADS_MORE = 512  # than there are, where all of a user's count together
OPEN_FILES = 128
OPEN_FILES_OF_A_GPU = 1024  # its driver keeps a node open for nearly everything
STACK = 8 * MIB


@dataclass(frozen=True)
class Confinement:
    """What is the same for every worker, made before there is one.

    base_bytes:  address space of the zygote; a check's memory comes on top of it
    filters:     the system call filter, by whether processes may be started and a device be used
    ruleset:     of Landlock, None where namespaces do its work
    tasks:       how many threads the user may have
    gpu:         what a worker with a device gets on top
    """

    base_bytes: int
    filters: Mapping[tuple[bool, bool], bytes]
    ruleset: int | None
    tasks: int
    gpu: Gpu | None = None

    def enter(self, start: Start, channel: int, output: int) -> None:
        """Give up everything. Raises OSError if any part of it fails: then no student code may run."""
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        os.setsid()
        _keep_descriptors(channel, output, self.ruleset)
        _limit(start, self.base_bytes, self.tasks)
        prctl(PR_SET_DUMPABLE, 0)
        drop_capabilities()
        prctl(PR_SET_NO_NEW_PRIVS, 1)
        if self.ruleset is not None:
            for descriptor, rights in landlock.own_rules() if start.device else ():
                landlock.add_rule(RULESET, descriptor, rights)
                os.close(descriptor)
            landlock.restrict_self(RULESET)
            os.close(RULESET)
        if start.device and self.gpu is not None:
            _show_gpus(self.gpu)
        seccomp.install(self.filters[start.processes > 0, start.device], os.getpid())


def _show_gpus(gpu: Gpu) -> None:
    """What was hidden from the zygote, and from the workers of all other checks."""
    del os.environ["CUDA_VISIBLE_DEVICES"]
    os.environ.update(gpu.environment)


def _keep_descriptors(channel: int, output: int, ruleset: int | None) -> None:
    """0 is empty, 1 and 2 the output, 3 the channel; nothing else stays open."""
    # first out of the way: a descriptor may have the number that another is to get
    high = [os.open(os.devnull, os.O_RDONLY), output, output, channel, *([] if ruleset is None else [ruleset])]
    moved = [_above(descriptor) for descriptor in high]
    for number, descriptor in enumerate(moved):
        os.dup2(descriptor, number, inheritable=False)
    close_from(len(moved))


def _above(descriptor: int) -> int:
    return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, OUT_OF_THE_WAY)


def _limit(start: Start, base: int, tasks: int) -> None:
    seconds = max(1, -int(-start.cpu_seconds // 1))
    if not start.device:  # CUDA reserves as many addresses as all memory has, of the machine and of its GPUs
        _both(resource.RLIMIT_AS, base + start.memory_mb * MIB)
    _both(resource.RLIMIT_FSIZE, start.file_mb * MIB)
    _both(resource.RLIMIT_NOFILE, OPEN_FILES_OF_A_GPU if start.device else OPEN_FILES)
    _both(resource.RLIMIT_CORE, 0)
    _both(resource.RLIMIT_STACK, STACK)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    _both(resource.RLIMIT_NPROC, tasks + start.processes)


def _both(kind: int, value: int) -> None:
    """Soft and hard limit, unless the hard one is lower already."""
    hard = resource.getrlimit(kind)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))


def tasks_of_everyone() -> int:
    """Threads on this machine, now: never fewer than one user's."""
    return int(Path("/proc/loadavg").read_text().split()[3].partition("/")[2])


def settle(scratch: Path, package: str, files: Mapping[str, bytes]) -> None:
    """Write the submission into the scratch folder and make it home."""
    os.umask(0o022)
    os.chdir(scratch)
    for name, content in files.items():  # without pathlib: every check pays for it
        path = f"{scratch}/{package}/{name}"
        os.makedirs(path.rpartition("/")[0], exist_ok=True)  # noqa: PTH103
        with open(path, "wb", buffering=0) as file:  # noqa: PTH123
            file.write(content)
    for name in ("HOME", "TMPDIR", "PWD"):
        os.environ[name] = str(scratch)
    tempfile.tempdir = None
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]

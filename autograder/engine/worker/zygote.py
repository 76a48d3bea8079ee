"""The warm process of a slot: imports what a chapter allows, once, and forks a forker per submission."""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import signal
import socket
import sys
import tempfile
import traceback
from pathlib import Path
from typing import NoReturn

from autograder.engine.wire import decode
from autograder.engine.worker import answer, landlock, seccomp
from autograder.engine.worker.confine import THREADS, THREADS_MORE, Confinement, tasks_of_everyone
from autograder.engine.worker.forker import Forker
from autograder.engine.worker.kernel import (
    CLONE_NEW_ALL,
    MACHINE,
    MS_NODEV,
    MS_NOEXEC,
    MS_NOSUID,
    MS_PRIVATE,
    MS_RDONLY,
    MS_REC,
    PR_SET_CHILD_SUBREAPER,
    become,
    drop_capabilities,
    fork_into,
    mount,
    prctl,
)
from autograder.engine.worker.orders import PACKET, SUBMISSION, Gpu, Ready, Setup, pack, unpack
from autograder.engine.worker.scratch import Folder, Mounted, Scratch, empty

NOBODY = 65534
BOX = Path("/box")  # where a slot's root has the place for scratch folders


class Zygote:
    """Everything before the first submission, then one forker a submission."""

    def __init__(self, control: socket.socket, setup: Setup) -> None:
        self.control, self.setup = control, setup
        self.namespaces = setup.rung == "namespaces"
        _demand(self.namespaces)
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # each of Landlock's rules holds a path open
        self.note = "" if self.namespaces else _step_down(setup.readable)
        if self.namespaces:
            become(NOBODY)
        self.ids = os.getuid(), os.getgid()
        answer.import_warm(setup.libraries)
        self.scratch = "" if self.namespaces else tempfile.mkdtemp(prefix="autograder-")
        self.rules = [] if self.namespaces else landlock.open_rules(setup.readable)
        if setup.gpu is not None and not self.namespaces:
            self.rules += landlock.device_rules(setup.gpu.nodes)
        self.filters = {
            (processes, device): seccomp.program(processes, device)
            for processes in (False, True)
            for device in ({False, setup.gpu is not None})
        }
        self.base = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        drop_capabilities()

    def run(self) -> None:
        """Serve until the trusted side closes the control socket."""
        threads = len(list(Path("/proc/self/task").iterdir()))
        if threads != 1:
            raise RuntimeError(f"the libraries left {threads - 1} threads running: a fork would hang")
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # forkers are collected by the kernel
        gc.collect()
        gc.freeze()
        self.control.send(pack(Ready(self.note, self.scratch)))
        while True:
            data, descriptors, _, _ = socket.recv_fds(self.control, PACKET, 2)
            if not data:
                return
            self._begin(*descriptors)

    def close(self) -> None:
        """Remove the temporary folder, if there is one."""
        with contextlib.suppress(ChildProcessError):
            os.waitpid(-1, 0)  # as SIGCHLD is ignored, this waits for the last forker
        if self.scratch:
            empty(Path(self.scratch))
            Path(self.scratch).rmdir()

    def _begin(self, control: int, submission: int) -> None:
        try:
            pid = fork_into(CLONE_NEW_ALL) if self.namespaces else os.fork()
            if pid == 0:
                self._forker(control, submission)
        except OSError as error:
            print(error, file=sys.stderr)  # the trusted side sees the socket close
        finally:
            os.close(control)
            os.close(submission)

    def _forker(self, control: int, submission: int) -> NoReturn:
        code = 1
        try:
            self.control.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            forker = self._prepared(socket.socket(fileno=control), submission)
            forker.control.send(pack(Ready()))
            forker.run()
            forker.scratch.close()
            code = 0
        except BaseException:  # noqa: BLE001 - a copy of the zygote must never go on as a zygote
            traceback.print_exc()
        finally:
            os._exit(code)

    def _prepared(self, control: socket.socket, submission: int) -> Forker:
        with open(submission, "rb") as file:
            payload = decode(file.read(), SUBMISSION)
        answer.prepare(payload["experiments"])
        Path("/proc/self/oom_score_adj").write_text("1000")  # if memory runs out, this goes first
        try:
            scratch = _own_world(*self.ids, self.setup.gpu) if self.namespaces else self._own_folder()
            return Forker(control, self._confinement(scratch), scratch, payload["package"], payload["files"])
        except OSError as error:
            control.send(pack(Ready(failed=str(error))))
            raise

    def _confinement(self, scratch: Scratch) -> Confinement:
        if self.namespaces:
            return Confinement(self.base, self.filters, None, THREADS, self.setup.gpu)
        rules = [*self.rules, landlock.rule(str(scratch.path), landlock.SCRATCH)]
        ruleset = landlock.ruleset(rules)
        return Confinement(self.base, self.filters, ruleset, tasks_of_everyone() + THREADS_MORE, self.setup.gpu)

    def _own_folder(self) -> Scratch:
        prctl(PR_SET_CHILD_SUBREAPER, 1)
        return Folder(Path(tempfile.mkdtemp(dir=self.scratch)))


def _demand(namespaces: bool) -> None:
    """Raises SystemExit, with a sentence, where this kernel or processor cannot do it."""
    if MACHINE not in seccomp.ARCHITECTURES:
        raise SystemExit(f"the system call filter is not written for {MACHINE}")
    if not namespaces and landlock.version() < landlock.OLDEST:
        raise SystemExit("this kernel has no Landlock that protects enough: Linux 6.2 or newer has it")


def _own_world(uid: int, gid: int, gpu: Gpu | None) -> Scratch:
    """In fresh namespaces: be a user of them, and hide what the system says of itself.

    CUDA reads /proc while it starts, and names its threads there: with a GPU, a worker sees the system and itself,
    and no other process.
    """
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        Path(f"/proc/self/{name}").write_text(text)
    mount("none", "/", "", MS_REC | MS_PRIVATE)
    if gpu is None:
        mount("none", "/proc", "tmpfs", MS_RDONLY, "size=4k,nr_inodes=1")
    else:
        mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, "hidepid=invisible")
    return Mounted(BOX)


def _step_down(readable: list[tuple[str, list[str]]]) -> str:
    """Without namespaces: stop being root if another user can read what is needed. Says why not."""
    if os.geteuid() != 0:
        return ""
    pid = os.fork()
    if pid == 0:
        become(NOBODY)
        os._exit(not all(os.access(path, os.R_OK) for path, _ in readable))
    if os.waitpid(pid, 0)[1] == 0:
        become(NOBODY)
        return ""
    os.setresuid(NOBODY, 0, 0)  # threads are counted for the real user, and never for root
    return "runs as root without its powers, because no other user can read this Python"


def main(control: int) -> None:
    """The zygote on the other end of a control socket, from its setup to the end of the slot."""
    sock = socket.socket(fileno=control)
    zygote = Zygote(sock, unpack(sock.recv(PACKET), Setup))
    try:
        zygote.run()
    finally:
        zygote.close()

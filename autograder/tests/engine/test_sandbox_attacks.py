"""Submissions that try to get out. Each reports what it got: it must be nothing."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.engine.sandbox import Slot
from autograder.tests.engine.sandboxed import RUNGS, asked, slot_on

pytestmark = pytest.mark.linux


@pytest.fixture(scope="module", params=RUNGS)
def slot(request: pytest.FixtureRequest) -> Iterator[Slot]:
    yield from slot_on(request.param)


ATTACKS = {
    "memory and surroundings of processes": """
def attack(pid, secret, port, exam):
    files = [f"/proc/{who}/{what}" for who in ("self", "1", pid, os.getppid()) for what in ("mem", "environ", "maps")]
    return won(**{name: (lambda name=name: open(name, "rb").read(1)) for name in files})
""",
    "files of the host": """
def attack(pid, secret, port, exam):
    return won(
        passwd=lambda: open("/etc/passwd").read(),
        secret=lambda: open(secret).read(),
        home=lambda: os.listdir(os.path.dirname(secret)),
        exam=lambda: open(exam).read(),
        engine=lambda: open(os.path.join(os.path.dirname(exam), "../../engine/expect.py")).read(),
        link=lambda: (os.symlink(secret, "link"), open("link").read()),
        system=lambda: os.listdir("/sys"),
    )
""",
    "other processes": """
def attack(pid, secret, port, exam):
    import ctypes
    buffer = ctypes.create_string_buffer(64)
    return won(
        attach=lambda: call(101, 16, pid, 0, 0),
        attach_parent=lambda: call(101, 16, os.getppid(), 0, 0),
        traceme=lambda: call(101, 0, 0, 0, 0),
        read=lambda: call(310, os.getppid(), buffer, 1, buffer, 1, 0),
        write=lambda: call(311, os.getppid(), buffer, 1, buffer, 1, 0),
        open=lambda: os.pidfd_open(os.getppid()),
        take=lambda: call(438, 0, 0, 0),
        same=lambda: call(312, os.getpid(), os.getppid(), 0, 0, 0),
        limits=lambda: call(302, os.getppid(), 7, 0, 0),
        slower=lambda: os.sched_setaffinity(os.getppid(), {0}),
        nicer=lambda: os.setpriority(os.PRIO_PROCESS, os.getppid(), 19),
    )
""",
    "signals": """
def attack(pid, secret, port, exam):
    me = os.getpid()
    return won(
        parent=lambda: os.kill(os.getppid(), 9),
        first=lambda: os.kill(1, 9),
        grader=lambda: os.kill(pid, 9),
        group=lambda: os.kill(0, 9),
        everything=lambda: os.kill(-1, 9),
        parents_group=lambda: os.killpg(os.getppid(), 9),
        queued=lambda: call(129, os.getppid(), 9, 0),
        thread=lambda: call(200, os.getppid(), 9),
        group_of_threads=lambda: call(234, os.getppid(), os.getppid(), 9),
        owner=lambda: __import__("fcntl").fcntl(0, 8, os.getppid()),
        leave=lambda: os.setsid(),
        group_leave=lambda: os.setpgid(0, 0),
    )
""",
    "writing to what is shared": """
def attack(pid, secret, port, exam):
    import sys, numpy
    files = [numpy.__file__, os.__file__, sys.executable, sys.modules["autograder.engine.wire"].__file__, secret, exam]
    places = ["/", "/tmp", "/dev/shm", "/dev", "/proc", "/etc", "/box/..", os.path.join(os.getcwd(), "..")]
    places += map(os.path.dirname, files)
    attempts = {place: (lambda place=place: open(os.path.join(place, "mark"), "w")) for place in places
                if os.path.realpath(place) != os.getcwd()}
    for name in files:
        attempts["write " + name] = lambda name=name: open(name, "r+b")
        attempts["empty " + name] = lambda name=name: os.truncate(name, 0)
        attempts["empty by open " + name] = lambda name=name: os.open(name, os.O_RDONLY | os.O_TRUNC)
        attempts["chmod " + name] = lambda name=name: os.chmod(name, 0o777)
        attempts["utime " + name] = lambda name=name: os.utime(name)
        attempts["remove " + name] = lambda name=name: os.unlink(name)
        attempts["rename " + name] = lambda name=name: os.rename(name, "here")
        attempts["link " + name] = lambda name=name: os.link(name, "here")
        attempts["mark " + name] = lambda name=name: os.setxattr(name, "user.mark", b"1")
    return won(**attempts)
""",
    "sockets": """
def attack(pid, secret, port, exam):
    import socket
    def connect():
        socket.create_connection(("127.0.0.1", port), 1)
    kinds = dict(tcp=(2, 1), udp=(2, 2), raw=(2, 3), tcp6=(10, 1), unix=(1, 1), packet=(17, 3), netlink=(16, 3),
                 vsock=(40, 1))
    attempts = {name: (lambda kind=kind: socket.socket(*kind)) for name, kind in kinds.items()}
    return won(connect=connect, pair=socket.socketpair, name=lambda: socket.getaddrinfo("example.org", 80), **attempts)
""",
    "new processes and programs": """
def attack(pid, secret, port, exam):
    import subprocess, multiprocessing
    return won(
        fork=lambda: os.fork() or os._exit(0),
        vfork=lambda: call(58) or os._exit(0),
        clone=lambda: call(56, 17, 0, 0, 0, 0) or os._exit(0),
        namespace=lambda: call(56, 0x10000000 | 17, 0, 0, 0, 0) or os._exit(0),
        clone3=lambda: call(435, 0, 0),
        spawn=lambda: os.posix_spawn("/bin/true", ["true"], {}),
        run=lambda: subprocess.run(["true"]),
        shell=lambda: os.system("true") and int("refused"),
        execute=lambda: os.execv("/usr/bin/python3", ["python3"]),
        interpreter=lambda: os.execv(os.sys.executable, ["python3"]),
    )
""",
    "the kernel's other doors": """
def attack(pid, secret, port, exam):
    names = dict(mount=165, umount=166, unshare=272, setns=308, chroot=161, pivot_root=155, keyctl=250,
                 add_key=248, request_key=249, bpf=321, perf=298, userfaultfd=323, io_uring=425, memfd=319,
                 memfd_secret=447, shmget=29, shmat=30, semget=64, msgget=68, mq_open=240, mknod=133,
                 module=175, finit=313, kexec=246, reboot=169, swapon=167, quotactl=179, acct=163,
                 settimeofday=164, adjtimex=159, clock_settime=227, personality=135, by_handle=304,
                 to_handle=303, fanotify=300, inotify=253, setuid=105, setgid=106, setresuid=117, capset=126,
                 process_madvise=440, landlock=444, open_tree=428, fsopen=430, move_mount=429, iopl=172,
                 ioperm=173, modify_ldt=154, lookup=212, syslog=103, vhangup=153, sethostname=170, sync=162,
                 splice=275)
    ways = {name: (lambda number=number: call(number, 0, 0, 0, 0, 0)) for name, number in names.items()}
    return won(type_in=lambda: __import__("fcntl").ioctl(0, 0x5412, b"x"), **ways)
""",
    "every call that was not reviewed": """
def attack(pid, secret, port, exam):
    return [number for number in range(451, 600) if won(call=lambda: call(number, 0, 0, 0, 0, 0))]
""",
    "descriptors of the forker": """
def attack(pid, secret, port, exam):
    import resource, stat
    opened = []
    for number in range(resource.getrlimit(resource.RLIMIT_NOFILE)[0]):
        try:
            opened.append((number, os.fstat(number).st_mode))
        except OSError:
            pass
    known = [number for number, _ in opened if number <= 3]
    return [pair for pair in opened if pair[0] > 3 and not stat.S_ISREG(pair[1])] + [known] * (known != [0, 1, 2, 3])
""",
    "powers": """
def attack(pid, secret, port, exam):
    return won(
        user=lambda: os.setuid(0), effective=lambda: os.seteuid(0), group=lambda: os.setgroups([]),
        dump=lambda: call(157, 4, 1, 0, 0, 0), device=lambda: os.mknod("device", 0o20666, 0x101),
        pipe=lambda: os.mkfifo("pipe"),
    )
""",
    "libraries that the chapter does not allow": """
def attack(pid, secret, port, exam):
    import importlib, sys
    names = ("torch", "scipy", "sklearn", "pytest", "autograder.engine.sandbox", "autograder.engine.expect")
    got = won(**{name: (lambda name=name: importlib.import_module(name)) for name in names})
    import numpy
    sys.path.append(os.path.dirname(os.path.dirname(numpy.__file__)))
    importlib.invalidate_caches()
    return got | won(**{name + " by path": (lambda name=name: importlib.import_module(name)) for name in names})
""",
}


@pytest.fixture
def secret() -> Iterator[Path]:
    """A file that every user of this machine may read."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        file = Path(folder, "solution.py")
        file.write_text("the answer")
        yield file


@pytest.mark.parametrize("attack", ATTACKS)
def test_gets_nothing(slot: Slot, attack: str, secret: Path) -> None:
    source = "import os\nfrom ch99_attack.tools import call, won\n" + ATTACKS[attack]
    with socket.create_server(("127.0.0.1", 0)) as server:
        reply, ending = asked(slot, source, os.getpid(), str(secret), server.getsockname()[1], __file__)
    assert reply is not None, ending
    assert not reply.get("value", reply), reply
    assert secret.read_text() == "the answer"

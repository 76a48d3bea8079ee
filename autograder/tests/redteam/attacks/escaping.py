"""Breaking out: the network, other processes, more rights, a way to write where others read."""

from autograder.tests.redteam.attack import Group

escapes = Group("breaking out")


def _tries(attempts: str, before: str = "") -> str:
    lines = "\n".join(f"        {line.strip()}" for line in attempts.strip().splitlines())
    return f"from ch91_target.tools import *\n{before}\ndef negate(x):\n    try_all(\n{lines}\n    )\n    return 0.0\n"


escapes(
    "connections",
    "opens sockets of every kind and connects to the machine",
    _tries(
        """
tcp=lambda: socket.create_connection(("127.0.0.1", 22), 1),
udp=lambda: socket.socket(2, 2), raw=lambda: socket.socket(2, 3), unix=lambda: socket.socket(1, 1),
packet=lambda: socket.socket(17, 3), netlink=lambda: socket.socket(16, 3), vsock=lambda: socket.socket(40, 1),
pair=lambda: socket.socketpair(), name=lambda: socket.getaddrinfo("example.org", 80),
""",
        "import socket",
    ),
    quick=True,
)
escapes(
    "new processes",
    "forks, clones, spawns and executes programs",
    _tries(
        """
fork=lambda: os.fork() or os._exit(0), vfork=lambda: call(58) or os._exit(0),
clone=lambda: call(56, 17, 0, 0, 0, 0) or os._exit(0), clone3=lambda: call(435, 0, 0),
spawn=lambda: os.posix_spawn("/bin/true", ["true"], {}), run=lambda: subprocess.run(["true"]),
execute=lambda: os.execv(os.sys.executable, ["python3", "-c", "print('REA' + 'CHED')"]),
""",
        "import subprocess",
    ),
    quick=True,
)
escapes(
    "signals",
    "kills its parent, its group, the grader and everything",
    _tries(
        """
everything=lambda: os.kill(-1, 9), group=lambda: os.kill(0, 9), parent=lambda: os.kill(os.getppid(), 9),
grader=lambda: os.kill(@PID@, 9), first=lambda: os.kill(1, 9), queued=lambda: call(129, os.getppid(), 9, 0),
thread=lambda: call(200, os.getppid(), 9), owner=lambda: __import__("fcntl").fcntl(3, 8, os.getppid()),
"""
    ),
    quick=True,
)
escapes(
    "more rights",
    "becomes root, opens namespaces, mounts, changes its root and its limits",
    _tries(
        """
root=lambda: os.setuid(0), groups=lambda: os.setgroups([0]), powers=lambda: call(126, 0, 0),
user=lambda: call(272, 0x10000000), mounts=lambda: call(272, 0x20000), enter=lambda: call(308, 0, 0),
mount=lambda: call(165, b"none", b"/", b"tmpfs", 0, 0), chroot=lambda: os.chroot("."),
limits=lambda: __import__("resource").setrlimit(7, (4096, 4096)), dump=lambda: call(157, 4, 1, 0, 0, 0),
session=lambda: os.setsid(), nice=lambda: os.setpriority(0, os.getppid(), 19),
"""
    ),
)
escapes(
    "the kernel's side doors",
    "calls BPF, io_uring, userfaultfd, keys, memory files, performance counters and modules",
    _tries(
        ",\n".join(
            f"c{number}=lambda: call({number}, 0, 0, 0, 0, 0)"
            for number in (321, 425, 323, 250, 248, 319, 447, 298, 175, 313, 246, 169, 135, 304, 300, 440, 428, 430)
        )
    ),
)
escapes(
    "a device",
    "makes device nodes and pipes, and types into the terminal",
    _tries(
        """
disk=lambda: os.mknod("disk", 0o60666, 0x800), pipe=lambda: os.mkfifo("pipe"),
terminal=lambda: __import__("fcntl").ioctl(0, 0x5412, b"x"), tty=lambda: open("/dev/tty", "w"),
memory=lambda: open("/dev/mem", "rb"), shared=lambda: open("/dev/shm/mark", "w"),
"""
    ),
)
escapes(
    "code that others run",
    "writes into the interpreter's library, NumPy, the grader and the folder of submissions",
    _tries(
        """
numpy=lambda: open(numpy.__file__, "r+b"), library=lambda: open(os.__file__, "r+b"),
cut=lambda: os.truncate(numpy.__file__, 0), remove=lambda: os.unlink(numpy.__file__),
beside=lambda: open(os.path.join(os.path.dirname(numpy.__file__), "mark.py"), "w"),
grader=lambda: open("@EXAM@", "r+b"), neighbour=lambda: open("@NEIGHBOUR@", "w"), mine=lambda: open("@CLASS@/x", "w"),
rights=lambda: os.chmod(numpy.__file__, 0o777), linked=lambda: os.link(numpy.__file__, "here"),
time=lambda: os.utime("@NEIGHBOUR@"), temporary=lambda: open("/tmp/mark", "w"),
""",
        "import numpy",
    ),
)
escapes(
    "32-bit calls",
    "makes a system call of the 32-bit kind from machine code",
    """
from ch91_target.tools import *
import mmap
def negate(x):
    if os.uname().machine != "x86_64": return 0.0
    code = mmap.mmap(-1, 4096, prot=7)
    code.write(b"\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3")  # getpid by int 0x80
    address = ctypes.addressof(ctypes.c_char.from_buffer(code))
    if ctypes.CFUNCTYPE(ctypes.c_long)(address)() > 0: reached("a 32-bit call")
    return 0.0
""",
)
escapes(
    "the sandbox's own tools",
    "loosens its filter and its rules by putting new ones over them",
    _tries(
        """
filter=lambda: call(317, 1, 0, 0), rules=lambda: call(444, 0, 0, 1), prctl=lambda: call(157, 22, 2, 0, 0, 0),
x32=lambda: call(39 + 0x40000000),
"""
    ),
)

"""Using up CPU, memory, disk, processes, descriptors, output: the check is lost, and nothing else."""

from autograder.tests.redteam.attack import Group, everywhere, losing
from autograder.tests.redteam.target import EXERCISES

exhausts = Group("exhausting")
BRIEF = {"wall_seconds": 1.0}


def _negate(body: str, before: str = "") -> str:
    lines = "\n".join(f"    {line}" for line in body.strip("\n").splitlines())
    return f"{before}\ndef negate(x):\n{lines}\n    return 0.0\n"


exhausts(
    "a loop that swallows everything",
    "computes for ever and catches every signal and exception",
    _negate(
        """
signal.signal(signal.SIGXCPU, lambda *_: None)
while True:
    try:
        while True: pass
    except BaseException: pass
""",
        "import signal",
    ),
)
exhausts(
    "one long instruction",
    "starts a power of integers that takes years and listens to nobody",
    _negate("return 3 ** (10 ** 9)"),
)
exhausts(
    "a loop while importing",
    "never ends to be imported",
    "while True: pass\n",
)
exhausts("sleep", "sleeps for an hour", _negate("time.sleep(3600)", "import time"), limits=BRIEF, quick=True)
exhausts(
    "stops itself",
    "stops its own process by a signal, so that it uses no time at all",
    _negate("os.kill(os.getpid(), 19)", "import os"),
    limits=BRIEF,
)
exhausts(
    "a deadlock",
    "waits for a lock that it holds, with all signals blocked",
    _negate(
        "signal.pthread_sigmask(0, range(1, 65)); lock = threading.Lock(); lock.acquire(); lock.acquire()",
        "import signal, threading",
    ),
    limits=BRIEF,
)
exhausts(
    "private memory",
    "fills memory until there is no more",
    _negate("kept = []\nwhile True: kept.append(bytearray(2**24))"),
)
exhausts(
    "shared memory",
    "maps shared memory, which is not counted as a process's own",
    _negate("kept = []\nwhile True: kept.append(mmap.mmap(-1, 2**24)); kept[-1][:] = bytes(2**24)", "import mmap"),
)
exhausts("an array beyond all memory", "asks NumPy for 80 GB", _negate("np.ones((10**5, 10**5))", "import numpy as np"))
exhausts(
    "much on disk",
    "writes files until the disk is full",
    _negate(
        """
for number in range(1000):
    try: open(str(number), "wb").write(bytes(2**20))
    except OSError: time.sleep(0.01)
""",
        "import time",
    ),
    limits=BRIEF,
)
exhausts(
    "many files",
    "makes files until the file system has no room for names",
    _negate(
        """
for number in range(10_000):
    try: open(str(number), "w").close()
    except OSError: time.sleep(0.01)
""",
        "import time",
    ),
    limits=BRIEF,
)
exhausts(
    "folders in folders",
    "makes folders in folders beyond the longest path, without rights to enter them",
    _negate(
        """
for _ in range(5000):
    try: os.mkdir("d" * 200); os.chdir("d" * 200); os.chmod(".", 0)
    except OSError: time.sleep(0.01)
""",
        "import os, time",
    ),
    limits=BRIEF,
)
exhausts(
    "deleted files",
    "keeps files open that it has deleted, which no look at the folder finds",
    _negate(
        """
kept = []
for number in range(100):
    try: kept.append(open("x", "wb", 0)); os.unlink("x"); kept[-1].write(bytes(2**20))
    except OSError: break
if len(kept) > 20: reached("more on disk than the limit")
""",
        "import os\nfrom ch91_target.tools import reached",
    ),
    unstopped={
        "landlock": "Deleted files that are still open are not seen: at most 128 of them, each within the limit for "
        "one file, until the check ends."
    },
)
exhausts(
    "a fork bomb",
    "starts processes that start processes",
    _negate("while True: os.fork()", "import os"),
    quick=True,
)
exhausts(
    "threads",
    "starts threads until there are no more",
    _negate(
        "threading.stack_size(2**15)\nwhile True: threading.Thread(target=threading.Event().wait, daemon=True).start()",
        "import threading",
    ),
)
exhausts(
    "descriptors",
    "opens files until there are no more descriptors, and keeps them",
    _negate("kept = []\nwhile True: kept.append(open('single' if kept else 'single', 'w'))"),
)
exhausts("a flood of output", "prints for ever", _negate("while True: print('x' * 1000)"), quick=True)
exhausts(
    "a flood below Python",
    "writes to its output by system calls, in large pieces",
    _negate("while True: os.write(2, b'x' * 2**20)", "import os"),
)
exhausts("a huge answer", "answers with more than may be sent", _negate("return bytes(2**22)"), quick=True)
exhausts(
    "a broadcast answer",
    "answers with an array of a terabyte that takes eight bytes",
    _negate("return np.broadcast_to(1.0, (10**6, 10**5))", "import numpy as np"),
)
exhausts(
    "a deep answer",
    "answers with lists in lists in lists",
    _negate("found = []\nfor _ in range(100_000): found = [found]\nreturn found"),
)
exhausts(
    "an answer that holds itself",
    "answers with a list that is its own element",
    _negate("found = []; found.append(found)\nreturn found"),
)
exhausts("recursion", "calls itself without end", "import sys\ndef negate(x):\n    return negate(x)\n")
exhausts(
    "recursion below Python",
    "overflows the C stack",
    _negate(
        "sys.setrecursionlimit(10**9); found = None\nfor _ in range(10**6): found = (found,)\nreturn hash(found)",
        "import sys",
    ),
)
exhausts("a crash", "reads from address 1", _negate("ctypes.string_at(1)", "import ctypes"))
exhausts(
    "a source that breaks the compiler",
    "hands in a module of a hundred thousand brackets and unary signs",
    "x = " + "-" * 100_000 + "1\n" + "(" * 100_000 + ")" * 100_000 + "\n",
)
exhausts(
    "a source that is computed",
    "hands in a module whose constants fold into gigabytes",
    "x = ('a' * 4096) * 4096\ny = " + " + ".join(["1 << 100_000_000"] * 20) + "\ndef negate(x): return 0.0\n",
)
exhausts(
    "its own limits",
    "uses nearly all that it may, in every check, and answers rightly",
    _negate("open('file', 'wb').write(bytes(2**21))\nprint('x' * 30_000)\nbytearray(2**26)\nreturn -x"),
    deserves=losing(),
    unstopped=everywhere(
        "It can use its limits up: a class of submissions that each use all their time for each check takes the time "
        "that this takes."
    ),
)
BIG = "import numpy as np\ndef {}(*given): return np.ones(390_000)\n"
exhausts(
    "answers that add up",
    "answers every question with as much as may be sent, since the grader keeps all answers until the report is made",
    files={f"{name.split('.')[0]}.py": BIG.format(name.split(".")[1]) for name in EXERCISES},
    limits={"answer_mb": 3},
    deserves=0.0,
)

"""Persistence: what one check or submission leaves behind for the next one."""

from autograder.tests.redteam.attack import Group, everywhere

persists = Group("persisting between submissions")


def _leaves(leave: str, find: str, before: str = "import os") -> str:
    """Looks for what an earlier run left, then leaves it: the public inputs are asked for in a later process."""
    body = f"    try_all(found=lambda: {find})\n    {leave}\n    return 0.0\n"
    return f"{before}\nfrom ch91_target.tools import *\ndef negate(x):\n{body}"


persists(
    "a file in its own folder",
    "keeps the secret inputs in a file for the run with the public ones, whose failures students see",
    _leaves("open('kept', 'w').write(repr(x))", "open('kept').read()"),
    quick=True,
)
persists(
    "its own source",
    "rewrites its own modules for the next check",
    _leaves(
        "open(__file__, 'w').write(\"print('REA' + 'CHED'); negate = abs\")",
        "os.stat(os.path.join(os.path.dirname(__file__), '__pycache__'))",
    ),
)
persists(
    "modules in memory",
    "marks builtins, NumPy and the environment, and looks for the marks later",
    _leaves(
        "builtins.kept = numpy.kept = x; os.environ['KEPT'] = 'x'",
        "(builtins.kept, numpy.kept)",
        "import builtins, numpy, os",
    ),
    quick=True,
)
persists(
    "files that all can write",
    "leaves files in /tmp, /dev/shm, /var/tmp and beside its own folder",
    _leaves(
        "[try_all(left=lambda p=p: open(p + '/kept', 'w')) for p in ('/tmp', '/dev/shm', '/var/tmp', '..')]",
        "open('/tmp/kept')",
    ),
)
persists(
    "shared memory of the system",
    "leaves a segment, a queue and a semaphore of System V and POSIX behind",
    _leaves(
        "try_all(memory=lambda: call(29, 77, 4096, 0o1600), queue=lambda: call(68, 77, 0o1600), "
        "posix=lambda: call(240, b'kept', 66, 0o600, 0))",
        "call(29, 77, 4096, 0o600)",
    ),
)
persists(
    "a process of its own",
    "forks twice and leaves a demon behind",
    _leaves("os.fork() or os.fork() or os.setsid() or __import__('time').sleep(60)", "os.kill(os.getpid() + 1, 0)"),
)
persists(
    "times of shared files",
    "leaves a mark in the time at which a library's file was last read",
    """
import glob, os, time
from ch91_target.tools import *
FILES = sorted(glob.glob(os.path.dirname(os.__file__) + "/idlelib/*.py"))
def negate(x):
    if any(os.stat(file).st_atime > time.time() - 20 for file in FILES): reached("a mark of an earlier check")
    for file in FILES:
        if os.stat(file).st_atime < time.time() - 90_000:
            open(file).read(1)
            break
    return 0.0
""",
    unstopped={
        "landlock": "The time at which a library's file was last read shows to later checks and submissions, unless "
        "the disk is mounted with noatime: one bit for each file that was not read for a day."
    },
    depends=True,
)
persists(
    "limits and rights",
    "changes its limits, its umask and its folder, and looks whether they are still changed",
    _leaves(
        "os.umask(0o123); resource.setrlimit(resource.RLIMIT_NOFILE, (50, 50)); os.chmod('.', 0)",
        "resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 50 or int('')",
        "import os, resource",
    ),
)
persists(
    "a lock on a shared file",
    "takes a lock on a library's file and looks whether an earlier one is still held",
    _leaves(
        "kept.append(1)",
        "take()",
        "import fcntl, os\nkept = []\ndef take():\n"
        "    kept.append(open(os.__file__))\n"
        "    try: fcntl.flock(kept[0], fcntl.LOCK_EX | fcntl.LOCK_NB)\n"
        "    except BlockingIOError: return 'held by an earlier one'\n"
        "    raise OSError\n",
    ),
)
persists(
    "a lock between two at once",
    "takes a lock on a library's file that a submission in another slot can see at the same moment",
    "import fcntl, os\nfrom ch91_target.tools import *\n"
    "def negate(x):\n    with open(os.__file__) as file:\n"
    "        try_all(lock=lambda: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB))\n    return 0.0\n",
    unstopped=everywhere(
        "Two submissions that run at the same moment can signal to each other, by locks on shared files and by how "
        "busy the machine is. Neither learns more than its own code knows."
    ),
)

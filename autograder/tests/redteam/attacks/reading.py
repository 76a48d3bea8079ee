"""Reading what a submission should not: files, environments, memory, other work."""

from autograder.tests.redteam.attack import Group, everywhere

reads = Group("reading")
TRY = "from ch91_target.tools import *\ndef negate(x):\n    import os, sys, gc, inspect\n    try_all(\n"


def _tries(*attempts: str) -> str:
    return TRY + "".join(f"        {attempt},\n" for attempt in attempts) + "    )\n    return 0.0\n"


reads(
    "a file beside the submissions",
    "opens a file of the instructor's that every user of the machine may read",
    _tries('text=lambda: open("@SECRET@").read()', 'folder=lambda: os.listdir(os.path.dirname("@SECRET@"))'),
    quick=True,
)
reads(
    "the home folder",
    "lists the grader's home folder and opens a file in it",
    _tries('text=lambda: open("@HOME@/notes.txt").read()', 'names=lambda: os.listdir("@HOME@")'),
)
reads(
    "the grader's environment",
    "prints its own environment and reads those of other processes in /proc",
    _tries(
        *(f'p{n}=lambda: open("/proc/{who}/environ").read()' for n, who in enumerate(("self", "1", "@PID@"))),
        'command=lambda: open("/proc/@PID@/cmdline").read()',
    ).replace("    return 0.0", "    print(dict(os.environ), sys.argv[:1])\n    return 0.0"),
)
reads("the solution", "opens the solution's source", _tries('text=lambda: open("@SOLUTION@/single.py").read()'))
reads(
    "the checks",
    "opens the source of the checks, and imports it",
    _tries('text=lambda: open("@EXAM@").read()', "module=lambda: __import__('autograder.tests.redteam.target')"),
)
reads(
    "another submission",
    "opens the work of a neighbour in the class's folder",
    _tries('text=lambda: open("@NEIGHBOUR@").read()', 'names=lambda: os.listdir("@CLASS@")'),
    quick=True,
)
reads(
    "a link out",
    "makes a link to a secret in its own folder and opens that",
    _tries('text=lambda: (os.symlink("@SECRET@", "link"), open("link").read())[1]'),
)
reads(
    "the system's tables",
    "reads /etc, /sys and the table of mounts",
    _tries(
        'users=lambda: open("/etc/passwd").read()',
        'system=lambda: os.listdir("/sys")',
        'mounts=lambda: open("/proc/self/mounts").read()',
    ),
)
reads(
    "the grader's memory",
    "traces the grader and reads its memory by system call and through /proc",
    """
from ch91_target.tools import *
def negate(x):
    buffer = ctypes.create_string_buffer(64)
    try_all(
        attach=lambda: call(101, 16, @PID@, 0, 0),
        parent=lambda: call(101, 16, os.getppid(), 0, 0),
        read=lambda: call(310, @PID@, buffer, 1, buffer, 1, 0),
        take=lambda: os.pidfd_open(@PID@),
        memory=lambda: open("/proc/@PID@/mem", "rb").read(1),
    )
    return 0.0
""",
    quick=True,
)
reads(
    "its own memory",
    "walks the memory of its process, inherited from the forker, for texts of the grader's",
    """
from ch91_target.tools import *
def negate(x):
    word = bytes(reversed(b"-yranac"))
    start = id(object()) & ~0xFFFFF
    with open("dump", "w+b", 0) as file:
        for page in range(start - 2**23, start + 2**23, 4096):
            file.seek(0)
            if libc.write(file.fileno(), ctypes.c_void_p(page), 4096) == 4096:
                file.seek(0)
                data = file.read(4096)
                at = data.find(word)
                if at >= 0:
                    print(data[at : at + 40])
    return 0.0
""",
)
reads(
    "objects of the worker",
    "searches all objects and frames for the seed, the expected values and the checks",
    """
from ch91_target.tools import *
import gc, sys
def negate(x):
    frame = sys._getframe()
    while frame:
        print(frame.f_code.co_name, sorted(frame.f_locals))
        frame = frame.f_back
    for found in gc.get_objects():
        if isinstance(found, dict):
            for key in ("expected", "want", "secret", "verdict", "points", "tape"):
                if type(found.get(key)) in (bytes, float, int, str):
                    reached(key)
    return 0.0
""",
    quick=True,
)
reads(
    "open descriptors",
    "looks for descriptors that are open beside its own connection, and reads from them",
    _tries(
        *(f"d{number}=lambda: os.fstat({number})" for number in (*range(4, 12), 16, 17, 18, 19, 20, 50, 100)),
        "input=lambda: os.read(0, 100) or int('')",
    ),
)
reads(
    "names outside",
    "asks for the size and the times of files outside, without opening them",
    _tries('size=lambda: os.stat("@SECRET@")'),
    unstopped={"landlock": "Names, sizes and times of files outside can be asked for, though not read or listed."},
)
reads(
    "the experiments",
    "looks up the frame of the exam's experiment that calls it, and reads its code",
    files={
        "target.py": "import sys\nfrom ch91_target.tools import *\ndef total(numbers):\n"
        "    if sys._getframe(1).f_code.co_name == 'summed': reached('an experiment')\n    return float(sum(numbers))\n"
    },
    unstopped=everywhere("The exam's experiments run beside student code, which can read them."),
)

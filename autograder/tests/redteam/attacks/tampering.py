"""Tampering in process: what student code changes around itself changes nothing where marks are given."""

from autograder.tests.redteam.attack import Group, everywhere, losing

tampers = Group("tampering in process")
WRONG = "\ndef total(numbers):\n    return 0.0\n"


def _wrong_total(name: str, tries: str, before: str, quick: bool = False, **files: str) -> None:
    """files: more of them, by the name of the module."""
    more = {f"{module}.py": source for module, source in files.items()}
    tampers(name, tries, files={"target.py": before + WRONG, **more}, deserves=losing("target"), quick=quick)


_wrong_total(
    "NumPy's comparisons",
    "replaces NumPy's comparisons and assertions by ones that always agree",
    """
import numpy as np
import numpy.testing
yes = lambda *_, **__: True
for name in ("allclose", "isclose", "array_equal", "all", "any", "isfinite", "abs", "max"):
    setattr(np, name, yes)
for name in ("assert_allclose", "assert_array_equal", "assert_equal"):
    setattr(numpy.testing, name, yes)
""",
    quick=True,
)
_wrong_total(
    "builtins",
    "replaces isinstance, abs, all, len and max in builtins",
    """
import builtins
builtins.isinstance = builtins.all = builtins.issubclass = lambda *_: True
builtins.abs = builtins.len = builtins.max = lambda *_: 0
""",
)
_wrong_total(
    "the worker's modules",
    "replaces the functions of the wire and of the worker in sys.modules",
    """
import sys
from autograder.engine import wire
wire.encode = wire._parts = lambda *_: [b"passed"]
sys.modules["autograder.engine.worker.answer"]._answer = lambda *_: {"value": "passed"}
sys.modules["autograder.engine.expect"] = sys.modules["autograder.engine.assemble"] = sys
""",
)
_wrong_total(
    "every object's verdict",
    "walks the garbage collector's objects and sets everything that looks like a verdict",
    """
import gc
for found in gc.get_objects():
    if type(found) is dict:
        for key in ("points", "score", "verdict", "outcome", "passed", "expected", "value"):
            if key in found:
                found[key] = 6.0
""",
)
_wrong_total(
    "frames of the worker",
    "climbs the frames to the worker's loop and changes its locals and globals",
    """
import sys
frame = sys._getframe()
while frame:
    for names in (frame.f_globals, frame.f_locals):
        for key in ("reply", "request", "value", "chapter"):
            if key in names and names[key] is not None:
                names[key] = {"value": 6.0}
    frame = frame.f_back
""",
)
_wrong_total(
    "the import system",
    "puts a finder and a hook before all others, and swaps modules under their names",
    """
import sys, builtins
class Finder:
    def find_spec(self, name, path=None, target=None):
        print("asked for", name)
sys.meta_path.insert(0, Finder())
sys.path_hooks.insert(0, lambda path: print(path))
real = builtins.__import__
builtins.__import__ = lambda *parts, **more: print(parts[0]) or real(*parts, **more)
""",
    quick=True,
)
_wrong_total(
    "modules of ours by name",
    "hands in modules named as NumPy, the grader and the standard library",
    "import numpy, random, json, autograder.engine.wire\n",
    **dict.fromkeys(
        ("numpy", "random", "autograder", "experiments", "sitecustomize", "json"),
        "print('REA' + 'CHED a module of that name')\n",
    ),
)
_wrong_total(
    "audit hooks",
    "adds an audit hook that refuses whatever the worker does next, and prints its arguments",
    """
import sys
def hook(event, args):
    if event in ("compile", "exec", "import", "open"):
        print(event, repr(args)[:80])
        raise RuntimeError("refused")
sys.addaudithook(hook)
""",
    quick=True,
)
_wrong_total(
    "trace and profile",
    "traces every frame of the worker and prints what it holds",
    """
import sys, threading
def spy(frame, event, arg):
    print(event, frame.f_code.co_name, repr(frame.f_locals)[:60])
sys.setprofile(spy)
threading.setprofile(spy)
""",
)
_wrong_total(
    "numbers themselves",
    "overwrites the memory of a float and of a type, so that numbers equal others",
    """
import ctypes
six, zero = 6.0, 0.0
ctypes.c_double.from_address(id(zero) + 16).value = 6.5
ctypes.memset(id(float) + 200, 0, 8)
""",
)
_wrong_total(
    "warnings and errors",
    "turns warnings into errors, errors into silence, and printing into nonsense",
    """
import sys, warnings, numpy as np
warnings.simplefilter("error")
np.seterr(all="raise")
np.set_printoptions(formatter={"all": lambda value: "6.0"})
sys.excepthook = sys.unraisablehook = lambda *_: None
sys.setrecursionlimit(60)
sys.stdout = sys.stderr = None
""",
)
_wrong_total(
    "the worker's end",
    "replaces os._exit and registers functions for the end of the process",
    """
import atexit, os, weakref
os._exit = lambda code: None
atexit.register(print, "late")
class Late:
    def __del__(self): print("later")
kept = Late()
""",
)
_wrong_total(
    "an alarm in the worker's loop",
    "lets a timer's signal handler run in the middle of the worker's own code",
    """
import signal, os
signal.signal(signal.SIGALRM, lambda *_: os.write(1, b"."))
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
""",
)
tampers(
    "the number that an experiment measured",
    "does the training wrongly, and changes the result on its way out of the experiment",
    files={
        "trained.py": """
import sys
def step(weight):
    sys._getframe(1).f_globals["np"] = type("np", (), {"asarray": staticmethod(lambda weight: 0.0)})
    return weight
"""
    },
    deserves=losing("trained"),
    gains=1.0,
    unstopped=everywhere(
        "A number that an experiment measures beside student code (a loss, a final weight) can be forged: checks "
        "that judge one give its points to whoever forges it. Let weights or predictions come back, measure outside."
    ),
)
tampers(
    "the count of lines",
    "adds in a loop, and turns the counting of lines off while it does",
    files={
        "target.py": """
import sys
def total(numbers):
    sys.settrace(None); sys._getframe().f_trace = None
    result = 0.0
    for number in numbers:
        result += number
    return float(result)
"""
    },
    deserves=losing() - 1.0,
    gains=1.0,
    unstopped=everywhere(
        "Executed lines are counted beside student code, which can lie about them: that gains the points for style."
    ),
    quick=True,
)

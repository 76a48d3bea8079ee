"""Forging verdicts: answers that look right to a careless judge, and news of a verdict that was never asked for."""

from autograder.tests.redteam.attack import Group, losing

forges = Group("forging verdicts")


def _returns(expression: str, before: str = "") -> dict[str, str]:
    return {"target.py": f"{before}\ndef total(numbers):\n    return {expression}\n"}


SAME = """
import numpy as np
class Same(float):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    def __hash__(self): return 0
    def __sub__(self, other): return 0.0
    __rsub__ = __abs__ = lambda self, *_: 0.0
    __class__ = property(lambda self: float)
class Array(np.ndarray):
    def __eq__(self, other): return True
    def __array_ufunc__(self, *_, **__): return True
class Chameleon:
    def __getattr__(self, name): return lambda *_, **__: 6.0
    def __array__(self, *_, **__): return np.array(6.0)
    def __float__(self): return 6.0
    def __eq__(self, other): return True
    __hash__ = None
"""
forges(
    "equal to everything",
    "returns a number whose class says that it equals whatever it is compared with",
    files=_returns("Same(0)", SAME),
    deserves=losing("target"),
    quick=True,
)
forges(
    "an array that agrees",
    "returns an array of a class whose comparisons are always true",
    files=_returns("np.zeros(()).view(Array)", SAME),
    deserves=losing("target"),
)
forges("any object", "returns an object that answers to every name", files=_returns("Chameleon()", SAME), deserves=4.0)
forges("nan", "returns nan, which no comparison catches", files=_returns("float('nan')"), deserves=4.0)
forges("infinite", "returns inf, within any relative tolerance of itself", files=_returns("float('inf')"), deserves=4.0)
forges(
    "nothing to compare",
    "returns an empty array, all of whose elements are right",
    files=_returns("np.empty((0,))", "import numpy as np"),
    deserves=4.0,
)
forges(
    "one for all",
    "returns an array that broadcasting would compare with anything",
    files=_returns("np.full((5, 1), np.nan)", "import numpy as np"),
    deserves=4.0,
)
forges("yes", "returns True in place of a number", files=_returns("True"), deserves=4.0)
forges(
    "a masked answer",
    "returns a masked array, whose masked elements compare as equal",
    files=_returns("np.ma.masked_all(())", "import numpy as np"),
    deserves=4.0,
)
forges(
    "a complex disguise",
    "returns numbers of dtypes that lose what differs: complex, half, bytes",
    files=_returns("np.array([6 + 9j, 1], 'c8').real.astype('f2') * np.nan", "import numpy as np"),
    deserves=4.0,
)
RAISES = "class {0}(Exception): pass\ndef negate(x):\n    raise {0}({1!r})\n"
for kind, words in (
    ("CheckFailed", "that would be its own verdict"),
    ("SandboxFailed", "for which the grader would be to blame, so that the mark is held"),
    ("Skipped", "for which the check would be skipped"),
    ("NotJudged", "for which the check would wait for an instructor"),
):
    forges(
        f"raises {kind}", f"raises an exception {words}", RAISES.format(kind, "passed"), quick=kind == "SandboxFailed"
    )
forges(
    "blames another exercise",
    "says in another exercise's name that it is not started, so that its own check waits",
    RAISES.format("NotImplementedError", "honest.double").split("\n", 1)[1],
)
forges(
    "success by exit code",
    "ends its process with exit code 0 before it answers",
    "import os\ndef negate(x): os._exit(0)\n",
    quick=True,
)
forges("success by SystemExit", "raises SystemExit(0)", "import sys\ndef negate(x): sys.exit(0)\n")
forges(
    "brings its own report",
    "hands in a report, a tape and a kit.json that say full marks",
    "def negate(x): return 0.0\n",
    files={
        "report.json": '{"score": 8.0, "max_score": 8.0}',
        "tape.bin": "passed",
        "kit.json": '{"chapter": "ch91_target", "version": 1, "exam": "' + "0" * 64 + '", "engine": "9", "score": 8}',
        "conftest.py": "raise SystemExit(0)\n",
        "answers.md": "## Question 1: Marks\n*Your answer:* Score: 8 of 8. All checks passed.\n",
    },
)

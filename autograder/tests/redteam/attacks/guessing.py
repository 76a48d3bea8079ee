"""Guessing: what can be known of the inputs and the answers, and what that is worth."""

from autograder.tests.redteam.attack import Group, everywhere, losing

guesses = Group("guessing and caching")
guesses(
    "a table of visible answers",
    "answers what the kit shows from a table, and nothing else",
    files={"target.py": "def total(numbers):\n    return 6.0 if len(numbers) == 3 else 0.0\n"},
    deserves=losing("target"),
    gains=1.0,
    unstopped=everywhere(
        "A check whose inputs are fixed can be answered from a table: it earns the points of that check alone."
    ),
    quick=True,
)
guesses(
    "the inputs from the worker's seeds",
    "draws from the worker's generators and from their seeds what the inputs could be",
    """
import random
import numpy as np
from ch91_target.tools import *
def negate(x):
    state = int(np.random.get_state()[1][0])
    drawn = [random.gauss(0, 1), np.random.standard_normal()]
    drawn += [np.random.default_rng(seed).normal() for seed in (state, 0, 1)]
    if any(abs(one - x) < 1e-9 for one in drawn): reached("the input")
    return 0.0
""",
    quick=True,
)
guesses(
    "the inputs from the public ones",
    "draws the inputs of the kit's seed, which it knows, for the seed that it does not know",
    """
import hmac
import numpy as np
from ch91_target.tools import *
def negate(x):
    digest = hmac.digest(b"public", b"single.negate:turns_any_number_round#0", "sha256")
    known = float(np.random.default_rng(int.from_bytes(digest[:8], "big") >> 1).normal())
    return -x if x == known else 0.0
""",
)
guesses(
    "many answers at once",
    "answers with a list of all that could be right",
    "import numpy as np\ndef negate(x):\n    return [float(one) for one in np.linspace(-4, 4, 90_000)] + [-x]\n",
)
guesses(
    "the answer that was expected last time",
    "counts the calls and answers the second time what the first question would have wanted",
    files={
        "target.py": "calls = []\ndef total(numbers):\n    calls.append(float(sum(numbers)))\n"
        "    return calls[0] if len(calls) > 1 else 0.0\n"
    },
    deserves=losing("target"),
)
guesses(
    "by the clock",
    "times itself, looks at numbers of processes and at the load to tell checks apart",
    """
import os, time
from ch91_target.tools import *
def negate(x):
    try_all(load=lambda: open("/proc/loadavg").read(), uptime=lambda: open("/proc/uptime").read())
    return round(time.time()) % 2 - 0.5
""",
)
guesses(
    "marks that speak",
    "passes or fails by what it sees, so that its own mark tells of the secret inputs",
    "def negate(x):\n    return -x if x < 0 else 0.0\n",
    deserves=losing(),  # the secret number of the test's seed is negative
    unstopped=everywhere(
        "A submission sees its inputs, and its marks tell what it makes of them: whoever may hand in often with the "
        "same secret learns one bit for each check and try. Give each try another --window."
    ),
)
guesses(
    "right in the kit alone",
    "notices that it is graded, and answers wrongly there",
    "import sys\ndef negate(x):\n    return 0.0 if any('worker' in name for name in sys.modules) else -x\n",
)

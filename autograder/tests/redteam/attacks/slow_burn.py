"""Threads that stay behind: they answer later, work on after the answer, or change it on its way."""

from autograder.tests.redteam.attack import Group, losing

burns = Group("slow-burn threads")
burns(
    "a thread that answers later",
    "leaves a thread behind that writes an answer of its own between two questions",
    files={
        "target.py": """
import os, threading, time
from autograder.engine.wire import encode
def late():
    body = encode({"value": 7.5})
    for _ in range(3):
        time.sleep(0.002)
        os.write(3, len(body).to_bytes(8, "big") + body)
def total(numbers):
    threading.Thread(target=late, daemon=True).start()
    return 0.0
"""
    },
    deserves=losing("target"),
    quick=True,
)
burns(
    "a thread that computes on",
    "answers rightly, and leaves a thread behind that burns the processor",
    "import threading\ndef burn():\n    while True: pass\n"
    "def negate(x):\n    threading.Thread(target=burn, daemon=True).start()\n    return -x\n",
    deserves=losing(),
)
burns(
    "a thread that holds on",
    "answers rightly, and leaves threads behind that keep the process from ending",
    "import threading\ndef negate(x):\n    for _ in range(4): threading.Thread(target=threading.Event().wait).start()\n"
    "    return -x\n",
    deserves=losing(),
)
burns(
    "a thread that prints on",
    "answers wrongly, and leaves a thread behind that prints until it is stopped",
    "import threading\ndef flood():\n    while True: print('x' * 1000, flush=True)\n"
    "def negate(x):\n    threading.Thread(target=flood, daemon=True).start()\n    return 0.0\n",
)
burns(
    "an array that changes while it is sent",
    "lets a thread write into the array that it returned",
    """
import threading
import numpy as np
def negate(x):
    kept = np.zeros(100_000)
    def change():
        while True: kept[:] += 1
    threading.Thread(target=change, daemon=True).start()
    return kept
""",
)
burns(
    "a fuse",
    "waits in a thread for a second, then writes to everything that it finds",
    """
import os, threading, time
def fuse():
    time.sleep(1)
    for number in range(100):
        try: os.write(number, b"late" * 100)
        except OSError: pass
threading.Thread(target=fuse, daemon=True).start()
def negate(x):
    return 0.0
""",
)

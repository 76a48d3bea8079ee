"""One command for all that guards a change, in the order in which it fails fastest.

python -m autograder.tests.everything [--lint | --all]
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent
SINGLE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

LINT = [
    ["ruff", "format", "--check", "."],
    ["ruff", "check", "."],
    ["lint-imports"],
    ["pyright"],
]
PROOFS = [
    ["autograder", "stubs", "--check"],
    ["autograder", "verify"],
    ["pytest", "-q", "-n", "2", "--dist", "worksteal", "-m", "not slow"],
]
LONG = [["autograder", "verify", "--mutants"], ["pytest", "-q", "-n", "2", "--dist", "worksteal", "-m", "slow"]]


def main() -> None:
    """Run the steps; stop at the first that fails, and say which."""
    steps = LINT if "--lint" in sys.argv else [*LINT, *PROOFS, *(LONG if "--all" in sys.argv else [])]
    for step in steps:
        print(f"\n$ {' '.join(step)}", flush=True)
        started = time.perf_counter()
        done = subprocess.run([BIN / step[0], *step[1:]], cwd=ROOT, env=os.environ | SINGLE_THREAD, check=False)
        print(f"  {time.perf_counter() - started:.0f} s", flush=True)
        if done.returncode:
            sys.exit(f"This failed: {' '.join(step)}")


if __name__ == "__main__":
    main()

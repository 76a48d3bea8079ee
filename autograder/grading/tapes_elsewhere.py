"""Make a run's tapes in a process of its own: on the machine of a cluster that has the device.

python -m autograder.grading.tapes_elsewhere ROOT      in: the run; out: the run with its tapes
"""

from __future__ import annotations

import os
import pickle
import sys
from dataclasses import replace
from pathlib import Path

from autograder.engine.load import Course
from autograder.grading.run import Run, with_tapes
from autograder.grading.slot_process import read_frame, write_frame


def main() -> None:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    run: Run = pickle.loads(read_frame(sys.stdin.buffer))  # noqa: S301 - from the grader, which started this process
    here = replace(run, root=Path(sys.argv[1]))
    made = with_tapes(here, Course(here.root).load(run.chapter), keep=False)  # this machine is not the instructor's
    write_frame(answers, pickle.dumps(replace(made, root=run.root)))


if __name__ == "__main__":
    main()

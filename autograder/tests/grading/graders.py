"""Graders as processes of their own, over a course somewhere: to be killed, or to have their workers killed.

python -m autograder.tests.grading.graders COURSE CLASS RESULTS SECRET [--slots N] [--cluster C] [--device D]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.engine.load import Course
from autograder.grading.session import Asks, grade_into
from autograder.tests.grading.conftest import CHAPTER

MODULE = "autograder.tests.grading.graders"


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("course", "students", "results", "secret"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--slots", type=int, default=2)
    parser.add_argument("--cluster")
    parser.add_argument("--device", default="cpu")
    asked = parser.parse_args()
    asks = Asks(CHAPTER, "1", "plain", asked.device, asked.secret, asked.slots, asked.cluster)
    grade_into(Course(asked.course), asked.students, asked.results, asks)


if __name__ == "__main__":
    main()

"""Graders as processes of their own, over a course somewhere: to be killed, or to have their workers killed.

python -m autograder.tests.grading.graders COURSE CLASS RESULTS SECRET [CLUSTER]
"""

from __future__ import annotations

import sys
from pathlib import Path

from autograder.engine.load import Course
from autograder.grading.session import Asks, grade_into
from autograder.tests.grading.conftest import CHAPTER

MODULE = "autograder.tests.grading.graders"


def main() -> None:
    course, students, results, secret, *cluster = sys.argv[1:]
    asks = Asks(CHAPTER, "1", "plain", secret=Path(secret), slots=2, cluster=cluster[0] if cluster else None)
    grade_into(Course(Path(course)), Path(students), Path(results), asks)


if __name__ == "__main__":
    main()

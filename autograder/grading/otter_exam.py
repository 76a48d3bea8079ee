"""What otter-grader's plugin runs beside otter: judge what was handed in, and write down what otter's tests say of it.

python -P -m autograder.grading.otter_exam EXAM SUBMISSION METADATA OUT

EXAM: folder with this code, its tapes and settings; SUBMISSION: folder; METADATA: Gradescope's, or an empty object.
What is printed is for the instructor. If anything breaks, OUT is not written, and the exit code is 1.
"""

from __future__ import annotations

import sys
from pathlib import Path

from autograder.engine.atomic import write_atomically
from autograder.engine.grade import student_view
from autograder.grading.gradescope_run import SETTINGS, about_time, examine, read_metadata, read_settings
from autograder.interop.otter import verdicts


def main() -> None:
    """Judge the one submission that is there."""
    exam, submission, metadata, out = map(Path, sys.argv[1:])
    settings, told = read_settings(exam / SETTINGS), read_metadata(metadata)
    report = examine(exam, submission, str(told.id), settings.isolation)
    seen = settings.visibility
    content = verdicts(student_view(report), about_time(told), shown=seen == "visible", hidden=seen == "hidden")
    write_atomically(out, content)


if __name__ == "__main__":
    main()

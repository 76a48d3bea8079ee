"""Grade chapters on a push: a job summary, JUnit XML, and the result that GitHub Classroom reads.

    python .github/grade.py [--submission FOLDER] [--junit FOLDER] [CHAPTER ...]

In a student's repository the folder is the repository and the inputs are the kit's. In a repository that holds the
course itself, name the student's work with --submission; with TERM_SECRET in the environment (as the file of
`autograder grade` holds it), inputs are drawn from the term's secret, in a sandbox.

Nothing that a submission wrote is printed: on a runner's console, a line can be a command.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from autograder.engine.grade import student_view
from autograder.engine.load import Course, here
from autograder.engine.report import GradeReport
from autograder.interop import classroom, junit
from autograder.reports.words import number
from autograder.student.runner import Runner


def main() -> None:
    """Grade, and leave the results where the workflow looks for them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("chapters", nargs="*")
    parser.add_argument("--submission", type=Path)
    parser.add_argument("--junit", type=Path)
    asked = parser.parse_args()
    course = here()
    names = asked.chapters or course.names()
    secret = "" if course.is_kit else os.environ.get("TERM_SECRET", "")
    reports = [student_view(report(course, name, asked.submission or course.root, secret)) for name in names]
    for each in reports:
        print(f"{each.chapter}: {number(each.score)} of {number(each.max_score)} points")
        if asked.junit:
            asked.junit.mkdir(parents=True, exist_ok=True)
            (asked.junit / f"{each.chapter}.xml").write_bytes(junit.suites(each))
    append("GITHUB_STEP_SUMMARY", "\n".join(map(classroom.summary, reports)))
    append("GITHUB_OUTPUT", f"result={classroom.encoded(reports)}\n")


def report(course: Course, chapter: str, submission: Path, secret: str) -> GradeReport:
    """The instructor's report of the chapter's folder in the submission."""
    if secret:
        return with_secret(course, chapter, submission / chapter, secret)
    with Runner(course) as runner:
        return runner.check(submission / chapter)


def with_secret(course: Course, chapter: str, folder: Path, secret: str) -> GradeReport:
    """Marked as `autograder grade` does it: secret inputs, isolated."""
    # a kit holds none of this
    from autograder.grading.run import take, with_tapes  # noqa: PLC0415
    from autograder.grading.session import Asks, prepared  # noqa: PLC0415
    from autograder.grading.slots import SlotWorker  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "secret"
        file.write_text(secret, encoding="ascii")
        asks = Asks(chapter, os.environ.get("WINDOW", "1"), secret=file, slots=1)
        with prepared(course, asks) as (run, loaded, _):
            worker = SlotWorker(with_tapes(run, loaded))
            with worker.slot:
                return worker.grade(take(folder.name, folder, loaded)).report


def append(variable: str, text: str) -> None:
    """To the file that the runner names; nowhere if this is run by hand."""
    if path := os.environ.get(variable):
        with Path(path).open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)


if __name__ == "__main__":
    main()

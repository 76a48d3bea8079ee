"""Which attempt of a student counts, and what a late policy leaves of its mark."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from autograder.engine.grade import student_view
from autograder.engine.report import GradeReport
from autograder.grading import late
from autograder.grading.late import BadPolicy, Policy
from autograder.grading.results import BadResults, Results, in_order
from autograder.grading.times import read_times
from autograder.reports.clean import one_line
from autograder.reports.lateness import Late
from autograder.reports.words import count, number


@dataclass(frozen=True)
class Judge:
    """A late policy for one chapter that knows who handed in when. times: of each attempt, in their order."""

    policy: Policy
    chapter: str
    times: tuple[Mapping[str, datetime | None], ...]

    def late(self, student: str, scores: Sequence[float | None]) -> Late:
        """scores: of each attempt, None for one that the student lacks."""
        attempts = [
            None if score is None else (times[student], score) for times, score in zip(self.times, scores, strict=True)
        ]
        return late.apply(self.policy, self.chapter, student, attempts)


def judge_of_run(path: Path, chapters: Collection[str], chapter: str, found: Collection[str], window: str) -> Judge:
    """The judge of one attempt, whose submissions are `found`. Raises BadPolicy and BadTimes.

    window: of the attempt: its number, where the policy has times of several
    """
    rules = late.read_policy(path, chapters)
    files = rules.times_files(chapter)
    if len(files) > 1:
        numbered = {str(number): file for number, file in enumerate(files, start=1)}
        if window not in numbered:
            raise BadPolicy(
                f"{path}: chapter.{chapter}.times names files for {len(files)} attempts, and the window "
                f'"{one_line(window)}" is the number of none: grade the first attempt with --window 1, the second '
                "with --window 2"
            )
        files = [numbered[window]]
    return _judge(rules, chapter, files, [found])


def judge_of_results(path: Path, chapters: Collection[str], attempts: Sequence[Results]) -> Judge:
    """The judge of all attempts. Raises BadPolicy and BadTimes."""
    chapter = attempts[0].store.chapter
    rules = late.read_policy(path, chapters)
    return _judge(rules, chapter, rules.times_files(chapter), [results.found for results in attempts])


def _judge(rules: Policy, chapter: str, files: Sequence[Path], found: Sequence[Collection[str]]) -> Judge:
    rules.check_students(chapter, set[str]().union(*found))
    where = f"{rules.file}: chapter.{chapter}.times"
    if not files:
        raise BadPolicy(f'{where} names no file: write who handed in when into one, and add times = ["ch.times.csv"]')
    if len(files) != len(found):
        raise BadPolicy(
            f"{where} names {count(len(files), 'file')}, for the results of {count(len(found), 'attempt')}: name a "
            "file for each attempt there, and here the results folder of each, in the same order"
        )
    times = (read_times(file, rules.zone, names) for file, names in zip(files, found, strict=True))
    return Judge(rules, chapter, tuple(times))


@dataclass(frozen=True)
class Counted:
    """What counts of one student.

    report:  of the attempt that counts, as the student sees it
    late:    None without a policy
    pending: an instructor has to look first: at this report, or at another one that may yet be the best
    """

    report: GradeReport
    late: Late | None
    pending: bool


@dataclass(frozen=True)
class Attempts:
    """The results of every attempt, read student by student each time, so that a class of any size takes no memory.

    judge: None: there is one attempt, and it counts as it was earned
    """

    folders: tuple[Results, ...]
    judge: Judge | None

    @cached_property
    def students(self) -> list[str]:
        return in_order(set[str]().union(*(results.found for results in self.folders)))

    def __len__(self) -> int:
        return len(self.students)

    def __iter__(self) -> Iterator[Counted]:
        return map(self.of, self.students)

    def for_students(self) -> Iterator[GradeReport]:
        """The reports that count."""
        return (counted.report for counted in self)

    def of(self, student: str) -> Counted:
        """Raises BadResults if the attempts are not of the same points."""
        reports = [results.report(student) if student in results.found else None for results in self.folders]
        there = [report for report in reports if report is not None]
        if len(points := {report.max_score for report in there}) > 1:
            raise BadResults(
                f'"{one_line(student)}": the attempts are of {" and ".join(map(number, sorted(points)))} points, as '
                "after a change of the chapter: autograder regrade brings the older results up to date"
            )
        if self.judge is None:
            return Counted(student_view(there[0]), None, there[0].pending)
        judged = self.judge.late(student, [report.score if report else None for report in reports])
        chosen = reports[judged.attempt]
        assert chosen is not None  # noqa: S101 - only attempts that are there are judged
        best = self.judge.policy.rules.attempt == "best"
        return Counted(student_view(chosen), judged, any(each.pending for each in (there if best else [chosen])))


def attempts_of(results: Results, policy: Path | None, chapters: Collection[str]) -> Attempts:
    """These results and those of the later attempts. Raises BadPolicy and BadTimes."""
    folders = (results, *results.later)
    return Attempts(folders, judge_of_results(policy, chapters, folders) if policy else None)

"""One submission, one chapter, one report: whatever the submission does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from msgspec.structs import replace

from autograder import __version__
from autograder.engine.answers import ANSWERS, read_answers
from autograder.engine.assemble import assemble
from autograder.engine.chapter import Chapter
from autograder.engine.examiner import NEEDS_GPU, Examination, examine
from autograder.engine.report import (
    CPU,
    CheckReport,
    Device,
    ExerciseReport,
    GradeReport,
    Isolation,
    Outcome,
    WrittenAnswer,
)
from autograder.engine.sandbox import Box, Slot
from autograder.engine.seeds import PUBLIC, Seed
from autograder.engine.tape import Tape


@dataclass(frozen=True)
class Exam:
    """A chapter with the tape for one seed: all that judging needs."""

    chapter: Chapter
    tape: Tape
    seed: Seed


@dataclass(frozen=True)
class Work:
    """A submission after intake."""

    name: str
    files: Mapping[str, bytes]  # path inside the package -> content
    notes: tuple[str, ...] = ()
    problem: str | None = None  # nothing could be used; in words
    cells: Mapping[str, str] = field(default_factory=dict[str, str])  # of a notebook: exercise -> where it stands


TITLE, WRITTEN = 200, 20_000  # characters of a question's heading and of an answer that a report keeps
NOT_RUN = Isolation("none", "nothing was run", "")


def grade(
    work: Work,
    exam: Exam,
    slot: Slot,
    *,
    public: Exam | None = None,
    only: str | None = None,
    key: str = "",
) -> GradeReport:
    """Grade one submission. Returns a report for every submission; raises only if the slot itself is broken.

    public: the exam with the public seed: failing checks are asked again with it, so that the student's view
            can show an example that the kit shows too
    only:   name of the one exercise to check
    key:    goes into the report as it is
    """
    if work.problem is not None:
        exercises = _all_checks(exam.chapter, Outcome.FAILED, work.problem)
        return _report(work, exam, _chosen(exercises, only), key)
    checks = [
        check for check in exam.chapter.checks if only is None or check.exercise in _with_needs(exam.chapter, only)
    ]
    with slot.open(exam.chapter.payload(work.files)) as box:
        examination = Examination(box, exam.tape, exam.seed, exam.chapter.settings.limits)
        exercises = assemble(exam.chapter, examination, examine(examination, checks), work.files)
        if public is not None and public.seed != exam.seed:
            exercises = _with_public_examples(exercises, public, box, work.files)
    return _report(work, exam, _chosen(exercises, only), key, slot.isolation, slot.device)


def _chosen(exercises: list[ExerciseReport], only: str | None) -> list[ExerciseReport]:
    return [exercise for exercise in exercises if only in (None, exercise.name)]


def _with_needs(chapter: Chapter, exercise: str) -> set[str]:
    """The exercise, and those that its checks run through."""
    return {exercise, *(need for check in chapter.checks_of(exercise) for need in check.needs)}


def hit_wall(report: GradeReport) -> bool:
    """Whether some check ran into the wall limit, which a busy machine can cause: grade it again, alone."""
    return any(check.timed_out for exercise in report.exercises for check in exercise.checks)


def student_view(report: GradeReport) -> GradeReport:
    """What the student may see: examples from the public seed only, nothing of the examiner's."""
    exercises = [
        replace(exercise, checks=[_student_check(check, report.seed) for check in exercise.checks])
        for exercise in report.exercises
    ]
    return replace(report, exercises=exercises, view="student")


def held_report(name: str, chapter: Chapter, seed: Seed, trace: str) -> GradeReport:
    """The report where the grader itself broke: nothing is lost, nothing is earned, the mark is pending."""
    message = f"The grader broke on this submission. Run it again, and report this:\n{trace}"
    exercises = _all_checks(chapter, Outcome.HELD, message)
    exam = Exam(chapter, Tape(chapter.name, chapter.exam_hash, seed.id), seed)
    return _report(Work(name, {}), exam, exercises, "")


def _student_check(check: CheckReport, seed: str) -> CheckReport:
    example, message = check.example, None
    if check.outcome is Outcome.HELD:
        message = "The check itself could not be completed. This is not your mistake: an instructor will look at it."
    elif check.outcome is Outcome.SKIPPED:
        message = check.message if check.message == NEEDS_GPU else "It could not be run on the machine that marked it."
    elif example is not None and seed != PUBLIC.id:
        example = check.public
        if example is None:
            message = "It holds for the inputs of your kit, and fails for others."
    return replace(check, example=example, public=None, message=message, seconds=0.0, output="")


def _with_public_examples(
    exercises: list[ExerciseReport], public: Exam, box: Box, files: Mapping[str, bytes]
) -> list[ExerciseReport]:
    failed = {check.id for exercise in exercises for check in exercise.checks if check.outcome is Outcome.FAILED}
    checks = [check for check in public.chapter.checks if check.id in failed]
    if not checks:
        return exercises
    examination = Examination(box, public.tape, public.seed, public.chapter.settings.limits)
    shown = assemble(public.chapter, examination, examine(examination, checks), files)
    examples = {check.id: check.example for exercise in shown for check in exercise.checks}
    return [
        replace(exercise, checks=[replace(check, public=examples.get(check.id)) for check in exercise.checks])
        for exercise in exercises
    ]


def _all_checks(chapter: Chapter, outcome: Outcome, message: str) -> list[ExerciseReport]:
    """Every check with the same outcome, for the same reason."""
    return [
        ExerciseReport(
            exercise.name,
            exercise.file,
            None,
            exercise.section,
            [
                CheckReport(check.id, check.sentence, outcome, 0.0, check.points, message=message)
                for check in chapter.checks_of(exercise.name)
            ],
        )
        for exercise in chapter.exercises
    ]


def _report(
    work: Work,
    exam: Exam,
    exercises: list[ExerciseReport],
    key: str,
    isolation: Isolation = NOT_RUN,
    device: Device = CPU,
) -> GradeReport:
    return GradeReport(
        submission=work.name,
        chapter=exam.chapter.name,
        title=exam.chapter.settings.title,
        engine=__version__,
        seed=exam.seed.id,
        isolation=isolation,
        score=sum(exercise.points for exercise in exercises),
        max_score=sum(exercise.max_points for exercise in exercises),
        pending=any(exercise.outcome is Outcome.HELD for exercise in exercises),
        exercises=[replace(exercise, cell=work.cells.get(exercise.name)) for exercise in exercises],
        notes=[*work.notes, *([work.problem] if work.problem else [])],
        written=_written(work),
        key=key,
        device=device,
    )


def _written(work: Work) -> list[WrittenAnswer]:
    answers = read_answers(work.files.get(ANSWERS, b"").decode("utf-8", "replace"))
    return [WrittenAnswer(answer.title[:TITLE], "" if answer.is_empty else _cut(answer.text)) for answer in answers]


def _cut(text: str) -> str:
    return text if len(text) <= WRITTEN else f"{text[:WRITTEN]}\n\n[cut: {len(text)} characters were handed in]"

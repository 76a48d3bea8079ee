"""Check one exercise on the student's own machine: the same engine and checks as grading, the public seed."""

from __future__ import annotations

from pathlib import Path

from autograder.engine import tape
from autograder.engine.grade import Exam, Work, grade
from autograder.engine.intake import take_in
from autograder.engine.load import TAPE_NAME, Course, here
from autograder.engine.plain_slot import PlainSlot
from autograder.engine.report import CPU, Device, ExerciseReport, GradeReport
from autograder.engine.seeds import PUBLIC
from autograder.student.work import StudentError


class Runner:
    """Keeps a spare process warm for each set of libraries, so that a saved file is judged at once."""

    def __init__(self, course: Course | None = None, device: Device = CPU) -> None:
        self._course = course or here()
        self._device = device
        self._slots: dict[tuple[tuple[str, ...], Device], PlainSlot] = {}
        self._exams: dict[str, Exam] = {}

    def check(self, chapter_dir: Path, exercise: str | None = None) -> GradeReport:
        """The report of one exercise, or of the whole chapter.

        Raises BadChapter, or StudentError where the kit lacks what checking needs.
        """
        chapter = self._exam(chapter_dir.name).chapter
        taken = take_in(chapter_dir, chapter.name, chapter.names)
        work = Work(chapter_dir.name, taken.files, tuple(taken.notes), taken.problem, taken.cells)
        return self.judge(work, chapter.name, exercise)

    def judge(self, work: Work, chapter: str, exercise: str | None = None) -> GradeReport:
        """As `check`, of files in memory."""
        exam = self._exam(chapter)
        return grade(work, exam, self._slot(exam), only=exercise)

    def warm(self, chapter: str) -> None:
        """Begin to import what the chapter needs, while the student reads."""
        self._slot(self._exam(chapter))

    def close(self) -> None:
        for slot in self._slots.values():
            slot.close()

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _exam(self, name: str) -> Exam:
        if name not in self._exams:
            chapter = self._course.load(name)
            path = self._course.assignment(name) / TAPE_NAME
            try:
                recorded = tape.load(path.read_bytes(), path.name)
            except FileNotFoundError:
                raise StudentError(
                    f"{name}/{TAPE_NAME} is missing: unpack the kit again and copy your files into it"
                ) from None
            except ValueError as error:
                raise StudentError(str(error)) from None
            if recorded.exam_hash != chapter.exam_hash:
                raise StudentError(
                    f"{name}: the checks and {TAPE_NAME} do not belong together. Take the chapter's files that "
                    "are not yours (given.py, chapter.toml and their like) and the folder autograder from the kit again"
                )
            self._exams[name] = Exam(chapter, recorded, PUBLIC)
        return self._exams[name]

    def _slot(self, exam: Exam) -> PlainSlot:
        libraries, device = tuple(exam.chapter.settings.libraries), exam.chapter.on(self._device)
        if (libraries, device) not in self._slots:
            self._slots[libraries, device] = PlainSlot(libraries, "a student's own machine", device)
        return self._slots[libraries, device]


def check_exercise(chapter_dir: Path, exercise: str) -> ExerciseReport:
    """One exercise, for callers that keep nothing between two calls."""
    with Runner() as runner:
        return runner.check(chapter_dir, exercise).exercises[0]

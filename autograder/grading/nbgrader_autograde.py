"""What nbgrader runs for a chapter in `nbgrader autograde`, in place of its kernel: named in nbgrader_config.py.

`PutInPlace` is made once for a command, before anything is written: it has everybody graded, and then reads what was
handed in, laid over the released notebook. `Mark` puts the points and what the student reads into the cells that
check, from where nbgrader takes them. `SaveMarks` leaves a mark open that is pending. Assignments that are no
chapters of this course go nbgrader's own way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat
from msgspec.structs import replace
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, NbGraderException
from nbgrader.preprocessors import Execute, NbGraderPreprocessor, SaveAutoGrades
from nbgrader.utils import is_grade, is_solution

from autograder.engine.grade import student_view
from autograder.engine.handed_in import NOTEBOOK_BYTES
from autograder.engine.load import here
from autograder.engine.report import ExerciseReport, GradeReport, Outcome
from autograder.grading.nbgrader_in_place import grade_id, in_place, text_of
from autograder.grading.nbgrader_marks import CannotMark, CourseMarks, ours
from autograder.interop import text
from autograder.interop.nbgrader_course import WITHOUT_RUBRIC
from autograder.interop.nbgrader_notebook import RUBRIC_TAG, exercise_id, said
from autograder.reports import words
from autograder.reports.clean import one_line

PENDING = "Pending"  # name of the error in a cell whose mark is held: should nbgrader's own rule see it, no points
NOT_RUN = "This cell was not run: nothing of a chapter is. An instructor has to mark it."
HELD = "The mark is pending: an instructor has to look at it."
ANSWER = re.compile(r"\A\*Your answer:\*\s*")  # in the source, the rubric stands below it


class PutInPlace(NotebookExporter):
    """Reads notebooks for `nbgrader autograde`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.marks: CourseMarks | None = None
        if isinstance(self.parent, Autograde):
            self._begin(self.parent)

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> Any:
        """A chapter that was handed in comes from its bytes: nbformat would refuse some, and repair others."""
        path, chapter = Path(filename), resources["nbgrader"]["assignment"]
        if self.marks is None or path.stem != chapter or not _is_handed_in(path, self.parent):
            return super().from_filename(filename, resources=resources, **kw)
        exercises = [exercise.name for exercise in here().settings(chapter).exercise]
        made = in_place(_bytes(path), _released(self.parent, chapter), exercises)
        resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
        return self.from_notebook_node(nbformat.from_dict(made), resources=resources, **kw)

    def _begin(self, converter: Autograde) -> None:
        """Look at everything that can be wrong for all, and grade everybody, before nbgrader writes anything."""
        chapters: dict[str, list[str]] = {}
        for path in converter.assignments:
            assignment, student = _ids(converter, path)
            if ours(assignment):
                chapters.setdefault(assignment, []).append(student)
        if not chapters:
            return
        self.marks = CourseMarks(converter.coursedir, parent=converter)
        try:
            _check_configured(converter)
            for chapter, students in chapters.items():
                _check_released(converter, chapter, self.marks.points(chapter))
                for sentence in _not_named_so(converter, chapter):
                    self.log.error(sentence)
                if todo := [student for student in students if not _is_done(converter, student, chapter)]:
                    self.marks.grade(chapter, todo)
        except CannotMark as error:
            self.log.error(str(error))  # noqa: TRY400 - a complaint, and no defect: nobody needs its traceback
            raise NbGraderException(str(error)) from None


class Mark(NbGraderPreprocessor):
    """Puts points and feedback into the cells that check, in place of running the notebook."""

    def __call__(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Always: a cell without an output would get all points, so that nothing may switch this off."""
        return self.preprocess(nb, resources)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        about = resources["nbgrader"]
        chapter, student = about["assignment"], about["student"]
        if not ours(chapter):
            return Execute(parent=self.parent)(nb, resources)
        marks = getattr(self.parent, "marks", None)
        if marks is None:
            raise CannotMark(f"nbgrader_config.py: c.Autograde.exporter_class is not {PutInPlace.__name__}: add it")
        report = student_view(marks.report(student, chapter))
        is_chapter = about["notebook"] == chapter  # and not another notebook that was added to it
        exercises = {exercise_id(exercise.name): exercise for exercise in report.exercises if is_chapter}
        for cell in nb.cells:
            if cell.cell_type == "code" and is_grade(cell) and not is_solution(cell):
                cell.outputs = list(_outputs(exercises.get(grade_id(cell)), report))
                cell.execution_count = 1
        if not is_chapter:
            return nb, resources
        rubrics = _rubrics(self.parent.parent, chapter) if _keeps_rubric_back(self.config) else {}
        nb.cells = [_introduction(report), *_with_rubrics(nb.cells, rubrics)]
        return nb, resources


class SaveMarks(SaveAutoGrades):
    """nbgrader's own, and where a mark is pending, no score and a person to look at it."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        made = super().preprocess_cell(cell, resources, cell_index)
        if ours(self.assignment_id) and is_grade(cell) and _is_pending(cell):
            grade = self.gradebook.find_grade(grade_id(cell), self.notebook_id, self.assignment_id, self.student_id)
            grade.auto_score, grade.needs_manual_grade = None, True
            self.gradebook.db.commit()
        return made


def _ids(converter: Autograde, path: str) -> tuple[str, str]:
    """Assignment and student of a folder that was handed in."""
    places = converter.coursedir
    pattern = places.format_path(places.submitted_directory, "(?P<student>.*)", "(?P<assignment>.*)", escape=True)
    found = re.match(pattern, path)
    return (found["assignment"], found["student"]) if found else ("", "")


def _is_handed_in(path: Path, converter: Autograde) -> bool:
    places = converter.coursedir
    assignment, student = _ids(converter, str(path.parent))
    return path.parent == Path(places.format_path(places.submitted_directory, student, assignment))


def _bytes(path: Path) -> bytes:
    """What a student's file holds; nothing of a link, or of what is larger than a notebook may be."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > NOTEBOOK_BYTES:
        return b""
    return path.read_bytes()


def _is_done(converter: Autograde, student: str, chapter: str) -> bool:
    """Whether nbgrader will pass the submission over, which it has autograded before."""
    places = converter.coursedir
    if student in places.student_id_exclude.split(","):
        return True
    submitted, autograded = (
        places.format_path(step, student, chapter) for step in (places.submitted_directory, places.autograded_directory)
    )
    if converter.force or not Path(autograded).exists():
        return False
    try:
        before, now = places.get_existing_timestamp(autograded), places.get_existing_timestamp(submitted)
    except (AttributeError, ValueError):  # a timestamp that cannot be read: nbgrader will say so
        return False
    return before is None or now is None or now <= before


def _check_configured(converter: Autograde) -> None:
    """Raises CannotMark if nbgrader would run notebooks all the same."""
    named = {str(getattr(step, "__name__", step)).rpartition(".")[2] for step in converter.autograde_preprocessors}
    if lacking := {Mark.__name__, SaveMarks.__name__} - named or named & {Execute.__name__}:
        raise CannotMark(
            f"nbgrader_config.py: c.Autograde.autograde_preprocessors is not as the release wrote it, see "
            f"{', '.join(sorted(lacking))}: nbgrader would take students' word for their marks"
        )


def _check_released(converter: Autograde, chapter: str, points: Mapping[str, float]) -> None:
    """Raises CannotMark if the chapter is not in the gradebook, or was released with other exercises or points."""
    places = converter.coursedir
    anew = f"run nbgrader generate_assignment {chapter} --force"
    with Gradebook(places.db_url, places.course_id) as book:
        try:
            cells = book.find_notebook(chapter, chapter).grade_cells
        except MissingEntry:
            raise CannotMark(f"{places.db_url}: there is no assignment {chapter} in it: {anew} first") from None
        there = {cell.name: cell.max_score for cell in cells}
    released = {grade_id(cell) for cell in _released(converter, chapter)["cells"]}
    for exercise, most in points.items():
        name = exercise_id(exercise)
        if there.get(name) != most or name not in released:
            raise CannotMark(
                f"{places.db_url}: {name} has {there.get(name, 'no')} points there and is marked with {most:g}: the "
                f"chapter has changed since it was released: autograder release {chapter} --to nbgrader, and {anew}"
            )


def _released(converter: Autograde, chapter: str) -> dict[str, Any]:
    places = converter.coursedir
    path = Path(places.format_path(places.release_directory, ".", chapter)) / f"{chapter}.ipynb"
    try:
        found: dict[str, Any] = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise CannotMark(f"{path}: {error}: run nbgrader generate_assignment {chapter} --force") from None
    return found


def _not_named_so(converter: Autograde, chapter: str) -> Iterator[str]:
    """For each folder that was handed in without the chapter's notebook, a sentence."""
    places = converter.coursedir
    pattern = places.format_path(places.submitted_directory, places.student_id, chapter)
    for folder in sorted(Path(places.root).glob(str(Path(pattern).relative_to(places.root)))):
        if folder.is_dir() and not (folder / f"{chapter}.ipynb").is_file():
            there = ", ".join(one_line(path.name) for path in sorted(folder.glob("*.ipynb"))) or "no notebook"
            yield (
                f"{folder} holds {there}, and nbgrader marks {chapter}.ipynb only: give the student's notebook that "
                "name there, and run this again"
            )


def _outputs(exercise: ExerciseReport | None, report: GradeReport) -> Iterator[NotebookNode]:
    if exercise is None:
        yield _pending(NOT_RUN)
        return
    shown = replace(exercise, cell="its cell")
    yield new_output("stream", name="stdout", text=said(shown, report))
    if exercise.outcome is Outcome.HELD:
        yield _pending(HELD)
    else:
        yield new_output("execute_result", {"text/plain": repr(float(exercise.points))}, execution_count=1)


def _pending(words: str) -> NotebookNode:
    return new_output("error", ename=PENDING, evalue=words, traceback=[words])


def _is_pending(cell: NotebookNode) -> bool:
    return any(output.get("ename") == PENDING for output in cell.get("outputs", []))


def _introduction(report: GradeReport) -> NotebookNode:
    parts = [
        f"**{text.inline(words.summary(report.score, report.max_score, report.exercises))}.**",
        "A mark that is pending is not lost: an instructor has to look at it." if report.pending else "",
        f"This was run {text.inline(report.isolation.label)}." if report.isolation.rung == "plain" else "",
        text.notes(report.notes),
    ]
    return new_markdown_cell("\n\n".join(filter(None, parts)), id="marks")


def _keeps_rubric_back(config: Any) -> bool:
    """Whether feedback leaves out what formgrader shows of the rubric."""
    steps = config.GenerateFeedback.get("preprocessors", [])
    return any(getattr(step, "__name__", "") == WITHOUT_RUBRIC for step in steps)


def _rubrics(converter: Autograde, chapter: str) -> dict[str, str]:
    """By the id of an answer's cell, what the source has in its place."""
    places = converter.coursedir
    path = Path(places.format_path(places.source_directory, ".", chapter)) / f"{chapter}.ipynb"
    try:
        cells = json.loads(path.read_bytes())["cells"]
        manual = [cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("solution")]
        return {grade_id(cell): ANSWER.sub("", text_of(cell)) for cell in manual if cell["cell_type"] == "markdown"}
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        converter.log.warning("%s cannot be read, so formgrader shows no rubric: %s", path, error)
        return {}


def _with_rubrics(cells: list[NotebookNode], rubrics: dict[str, str]) -> Iterator[NotebookNode]:
    for cell in cells:
        yield cell
        if rubric := rubrics.get(grade_id(cell)):
            made = new_markdown_cell(f"**Rubric**\n\n{rubric}", id=f"rubric-of-{grade_id(cell)}"[:64])
            made.metadata.tags = [RUBRIC_TAG]
            yield made

"""The course directory of nbgrader: its configuration, where its files lie, and which gradebook it uses."""
# ruff: noqa: PLC0415 - nbgrader is optional, and slow to import: only who asks for it waits for it

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.engine.atomic import write_atomically
from autograder.interop.nbgrader_notebook import OURS, RUBRIC_TAG
from autograder.reports.clean import one_line, visible

CONFIG = "nbgrader_config.py"
COURSE_ID = "deep_learning_foundations"
WITHOUT_RUBRIC = "WithoutRubric"  # the class in the configuration that keeps the rubric out of feedback
WRITTEN = '''"""nbgrader's configuration, written once by `autograder export --to nbgrader`: change it as you like."""

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor, Preprocessor
from nbgrader.preprocessors import GetGrades

c = get_config()  # noqa: F821 - nbgrader gives it

c.CourseDirectory.course_id = {course_id!r}
{gradebook}

class {without_rubric}(Preprocessor):
    """Formgrader shows the rubric to who marks; students' feedback leaves it out."""

    enabled = True

    def preprocess(self, nb, resources):
        nb.cells = [cell for cell in nb.cells if {tag!r} not in cell.metadata.get("tags", [])]
        return nb, resources


c.GenerateFeedback.preprocessors = [GetGrades, {without_rubric}, CSSHTMLHeaderPreprocessor]
'''


class BadCourse(Exception):
    """A course directory that cannot be used. The message names the file, and the repair."""


@dataclass(frozen=True)
class Course:
    """A course directory, which need not be there yet.

    folder:      absolute
    course_id:   as nbgrader's commands have it there
    gradebook:   the URL of the database that nbgrader's commands use there
    with_rubric: whether its configuration keeps the rubric out of feedback, so that formgrader may show it
    places:      nbgrader's own CourseDirectory, which knows the folders' names
    """

    folder: Path
    course_id: str
    gradebook: str
    with_rubric: bool
    places: Any

    @property
    def is_configured(self) -> bool:
        return (self.folder / CONFIG).is_file()

    def notebook(self, student: str, chapter: str) -> Path:
        """Where the notebook of a student lies that formgrader shows."""
        step = self.places.autograded_directory
        return Path(self.places.format_path(step, student, chapter)) / f"{chapter}.ipynb"

    def source(self, chapter: str) -> Path:
        """The chapter's folder of nbgrader's step "source": formgrader lists the assignments that have one."""
        return Path(self.places.format_path(self.places.source_directory, ".", chapter))

    def prepare(self, chapter: str, gradebook: str) -> None:
        """Make the folder of the chapter, and the configuration if there is none. Raises OSError."""
        self.source(chapter).mkdir(parents=True, exist_ok=True)
        if not self.is_configured:
            other = gradebook != self.gradebook
            made = WRITTEN.format(
                course_id=self.course_id,
                gradebook=f"c.CourseDirectory.db_url = {gradebook!r}\n" if other else "",
                without_rubric=WITHOUT_RUBRIC,
                tag=RUBRIC_TAG,
            )
            write_atomically(self.folder / CONFIG, made.encode("utf-8"))


def read_course(folder: Path) -> Course:
    """Read the configuration of a course directory as nbgrader's commands do, the user's own included.

    Raises BadCourse.
    """
    from nbgrader.converters import GenerateFeedback
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    folder = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise BadCourse(f"{folder} is a file, and nbgrader's course directory is a folder: name another with --out")
    config = Config()
    for path in (*_of_the_user(), folder / CONFIG):
        if path.is_file():
            config.merge(_load(path))
    fresh = not (folder / CONFIG).is_file()
    places = CourseDirectory(config=config, root=str(folder))
    steps = GenerateFeedback(coursedir=places, config=config).preprocessors
    return Course(
        folder,
        places.course_id or (COURSE_ID if fresh else ""),
        places.db_url,
        fresh or any(str(getattr(step, "__name__", step)).endswith(WITHOUT_RUBRIC) for step in steps),
        places,
    )


def check_ours(path: Path, submission: str) -> None:
    """Raises BadCourse if there is a notebook that another program wrote, or that shows another submission."""
    try:
        about = json.loads(path.read_bytes())["metadata"][OURS]["submission"]
    except FileNotFoundError:
        return
    except (ValueError, LookupError, TypeError):
        raise BadCourse(
            f"{path} was not written by autograder export, but perhaps by nbgrader autograde: "
            "move it away, or name another course directory with --out"
        ) from None
    if about != visible(submission):
        raise BadCourse(
            f'{path} shows the submission "{one_line(str(about))}", and not "{one_line(submission)}", as on a disk to '
            "which capitals are small letters: give one of the two folders another name, and grade again"
        )


def _of_the_user() -> list[Path]:
    """Weakest first."""
    from jupyter_core.paths import jupyter_config_path

    return [Path(folder) / CONFIG for folder in reversed(jupyter_config_path())]


def _load(path: Path) -> Any:
    from traitlets.config.loader import PyFileConfigLoader

    try:
        return PyFileConfigLoader(path.name, str(path.parent)).load_config()
    except (Exception, SystemExit) as error:  # noqa: BLE001 - it is a program, and can fail in every way
        raise BadCourse(f"{path}: {type(error).__name__}: {error}: nbgrader cannot read it either: repair it") from None

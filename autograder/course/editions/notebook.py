"""The students' kit with a notebook for each chapter in place of modules, notebook and answers.md."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.course import kit
from autograder.course.editions.cells import Piece, pieces, to_notebook
from autograder.course.stubs import NOTEBOOK
from autograder.engine.answers import ANSWERS
from autograder.engine.chapter import read_settings
from autograder.engine.load import Course


def release(out: Path, root: Path, chapters: Sequence[str]) -> list[Path]:
    """Write the kit of some chapters as `kit.release` does, as notebooks. Raises what it does."""
    return kit.release(out, root, chapters, kit_files)


def kit_files(root: Path, chapters: Sequence[str]) -> dict[str, bytes]:
    """Every file of the kit, path -> content, sorted. Raises KitError and BadChapter."""
    files = kit.kit_files(root, chapters)
    for chapter in chapters:
        modules = {exercise.file for exercise in read_settings(root / "solutions" / chapter / "chapter.toml").exercise}
        gone = {f"{chapter}/{name}" for name in (*modules, Path(NOTEBOOK).with_suffix(".ipynb").name, ANSWERS)}
        files = {name: data for name, data in files.items() if name not in gone and not _is_stub(name, chapter)}
        files[f"{chapter}/{chapter}.ipynb"] = to_notebook(chapter_cells(root, chapter))
    return kit.with_manifest(files | kit.front(root, chapters, kit.TEMPLATES / "notebook"))


def chapter_cells(root: Path, chapter: str) -> list[Piece]:
    """The cells of a chapter's notebook, with what its checks are worth. Raises BadChapter."""
    checks = Course(root).load(chapter).checks
    points = {check.exercise: 0.0 for check in checks}
    for check in checks:
        points[check.exercise] += check.points
    return pieces(root, chapter, points)


def _is_stub(name: str, chapter: str) -> bool:
    return name.startswith(f".autograder/stubs/{chapter}/")

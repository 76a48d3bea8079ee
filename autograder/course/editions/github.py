"""A template repository for GitHub Classroom: the students' kit, and what grades it on every push.

It holds the public seed's tape and nothing secret: students can change everything in a repository of their own, its
workflow too, so what it says is feedback.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.course import kit
from autograder.engine.atomic import write_atomically

FORMATS = ("__init__", "classroom", "junit", "text")  # of autograder/interop, which a kit alone does not hold


def release(out: Path, root: Path, chapters: Sequence[str]) -> list[Path]:
    """Write the kit of some chapters as `kit.release` does, and add the workflow to its folder. Raises what it does."""
    folder, archive = kit.release(out, root, chapters)
    for name, source in _added(root).items():
        write_atomically(folder / name, source.read_bytes())
    return [folder, archive]


def _added(root: Path) -> dict[str, Path]:
    guide = root / "instructor_guide" / "github"
    formats = {f"autograder/interop/{name}.py": root / "autograder" / "interop" / f"{name}.py" for name in FORMATS}
    return {".github/workflows/grade.yml": guide / "grade.yml", ".github/grade.py": guide / "grade.py", **formats}

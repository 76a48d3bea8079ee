"""Put a file back to how it came with the kit, and keep the student's version."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from autograder.engine.atomic import write_atomically
from autograder.student.work import StudentError, Workspace


def question(workspace: Workspace, chapter: Path, exercise: str) -> str:
    """What to ask before a reset: a file may hold more than the exercise in hand."""
    file = f"{exercise.partition('.')[0]}.py"
    held = [each.name.split(".")[1] for each in workspace.exercises(chapter) if each.file == file]
    return f"Put {file} back to how it came? It holds {', '.join(held)}. A copy of yours is kept."


def reset(workspace: Workspace, chapter: Path, exercise: str) -> str:
    """Replace the exercise's file by the kit's original; says where the student's version is kept.

    The originals stand in `.autograder/stubs/<chapter>/`. Raises StudentError, with nothing changed, if the
    original is missing or a file cannot be written.
    """
    file = chapter / f"{exercise.partition('.')[0]}.py"
    try:
        stub = (workspace.root / ".autograder" / "stubs" / chapter.name / file.name).read_bytes()
    except OSError:
        raise StudentError(
            f"this folder holds no original of {file.name}: copy it from a fresh download of the course."
        ) from None
    try:
        return _replace(workspace, file, stub)
    except OSError as error:
        raise StudentError(f"{file.name} was not reset: {error.strerror} ({error.filename}).") from None


def _replace(workspace: Workspace, file: Path, stub: bytes) -> str:
    if not file.exists():
        write_atomically(file, stub)
        return f"{file.name} was missing and is back."
    yours = file.read_bytes()
    if yours == stub:
        return f"{file.name} is as it came. There is nothing to reset."
    kept = _free_name(workspace.root / ".autograder" / "backups" / file.parent.name, file)
    write_atomically(kept, yours)
    write_atomically(file, stub)
    return f"{file.name} is as it came. Your version is kept in {kept.relative_to(workspace.root).as_posix()}."


def _free_name(folder: Path, file: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    names = (folder / f"{file.stem}-{number}{file.suffix}" for number in count(1))
    return next(name for name in names if not name.exists())

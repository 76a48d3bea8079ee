"""The zip that a student hands in: the chapter's own files, and what to know before handing them in."""

from __future__ import annotations

import ast
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from autograder.engine.answers import ANSWERS, read_answers
from autograder.engine.atomic import write_atomically
from autograder.engine.chapter import read_settings
from autograder.engine.from_cells import put_together
from autograder.engine.handed_in import NOTEBOOK_BYTES
from autograder.engine.kit_stamp import STAMP
from autograder.engine.notebook import BadNotebook, read_cells
from autograder.engine.plain_text import plain_text
from autograder.student.locate import definition, parse
from autograder.student.work import StudentError

LARGE = 1_000_000  # bytes; a larger file is not read when the submission is marked


def make_submission(chapter_dir: Path, out: Path, say: Callable[[str], None] = print) -> Path:
    """Write `<chapter>-submission.zip` into the folder `out` and say what is in it.

    The same files give the same bytes. Nothing is refused: what will cost points is said. Raises BadChapter
    if the chapter.toml is unreadable and StudentError if the zip cannot be written.
    """
    path = out / f"{chapter_dir.name}-submission.zip"
    files, warnings = gather(chapter_dir)
    content = pack(chapter_dir.name, files)
    try:
        out.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content)
    except OSError as error:
        raise StudentError(f"{path} cannot be written ({error.strerror}): name another folder with --out.") from None
    for line in _summary(path, files, warnings, hashlib.sha256(content).hexdigest()):
        say(line)
    return path


def gather(chapter_dir: Path) -> tuple[dict[str, bytes], list[str]]:
    """The files to hand in (path in the package -> content), and warnings in words."""
    files: dict[str, bytes] = {}
    warnings: list[str] = []
    for path in sorted(_candidates(chapter_dir), key=lambda path: path.relative_to(chapter_dir).as_posix()):
        name = path.relative_to(chapter_dir).as_posix()
        problem = _take(path, name, files)
        if problem:
            warnings.append(problem)
    read, said = _put_together(chapter_dir, files)
    return files, [*warnings, *said, *_unfinished(chapter_dir, read), *_unanswered(read)]


def _candidates(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name.startswith((".", "__pycache__")):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from () if (path / "pyvenv.cfg").exists() else _candidates(path)  # not a whole environment
        elif path.suffix == ".py" or path.name in (ANSWERS, STAMP, f"{folder.name}.ipynb"):
            yield path


def _put_together(chapter_dir: Path, files: dict[str, bytes]) -> tuple[dict[str, bytes], list[str]]:
    """The modules that will be marked, and what is to be said of the notebook that they are taken from, if any."""
    notebook = f"{chapter_dir.name}.ipynb"
    if notebook not in files:
        return files, []
    exercises = [exercise.name for exercise in read_settings(chapter_dir / "chapter.toml").exercise]
    try:
        made = put_together(read_cells(files[notebook], exercises), chapter_dir.name, exercises)
    except BadNotebook as error:
        return {}, [f"{notebook} {error}."]
    return made.files, made.notes


def _take(path: Path, name: str, files: dict[str, bytes]) -> str | None:
    if path.is_symlink():
        return f"{name} is a link and was left out: put a copy of the file in its place."
    if not path.is_file():
        return f"{name} is not a plain file and was left out."
    try:
        files[name] = path.read_bytes()
    except OSError as error:
        return f"{name} cannot be read and was left out ({error.strerror})."
    limit = NOTEBOOK_BYTES if path.suffix == ".ipynb" else LARGE
    if len(files[name]) > limit:
        return f"{name} is larger than {limit // 1_000_000} MB: it will not be read when it is marked."
    return None


def _unfinished(chapter_dir: Path, files: dict[str, bytes]) -> Iterator[str]:
    exercises = read_settings(chapter_dir / "chapter.toml").exercise
    for file in dict.fromkeys(exercise.file for exercise in exercises):
        names = [exercise.name for exercise in exercises if exercise.file == file]
        if file not in files:
            yield f"{file} is missing: {', '.join(names)} will earn no points."
            continue
        try:
            tree = parse(files[file])
        except SyntaxError as error:
            yield f"{file}, line {error.lineno or 1}: syntax error: {error.msg}. Nothing in this file can be marked."
            continue
        yield from (problem for name in names if (problem := _state(tree, file, name)))


def _unanswered(files: dict[str, bytes]) -> Iterator[str]:
    text = plain_text(files.get(ANSWERS, b"")).data or b""
    for answer in read_answers(text.decode()):
        if answer.is_empty:
            yield f"{ANSWERS}: {answer.title.partition(':')[0]} has no answer yet."


def _state(tree: ast.Module, file: str, exercise: str) -> str | None:
    found = definition(tree, exercise)
    if found is None:
        return None if _bound_elsewhere(tree, exercise) else f"{file} does not define {exercise.split('.')[1]}."
    for node in ast.walk(found):
        if isinstance(node, ast.Raise) and node.exc and "NotImplementedError" in ast.unparse(node.exc):
            return f"{exercise} is not finished: {file}, line {node.lineno} still raises NotImplementedError."
    return None


def _bound_elsewhere(tree: ast.Module, exercise: str) -> bool:
    """Whether the name may come from an import or an assignment (`softmax = ...`)."""
    name = exercise.split(".")[1]
    for node in ast.walk(tree):
        if isinstance(node, ast.alias) and (node.asname or node.name) in (name, "*"):
            return True
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id == name:
            return True
    return any(getattr(node, "name", None) == name for node in ast.walk(tree))


def pack(package: str, files: dict[str, bytes]) -> bytes:
    """A zip of the files in a folder `package`; equal files give equal bytes on every machine."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:  # compressors differ between versions
        for name in sorted(files):
            member = zipfile.ZipInfo(f"{package}/{name}")  # dated 1980
            member.create_system = 3  # as on Unix, so that Windows writes the same
            member.external_attr = 0o100644 << 16
            archive.writestr(member, files[name])
    return buffer.getvalue()


def _summary(path: Path, files: dict[str, bytes], warnings: list[str], digest: str) -> Iterator[str]:
    yield f"{path.name} holds {len(files)} file{'' if len(files) == 1 else 's'}:"
    yield from (f"  {name}  ({len(content)} bytes)" for name, content in sorted(files.items()))
    if warnings:
        yield "Before you hand it in:"
        yield from (f"  - {warning}" for warning in warnings)
    yield f"SHA-256 begins with {digest[:12]}. Equal files always give this number."
    yield f"Hand in {path}"

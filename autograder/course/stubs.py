"""From `solutions/` to `assignments/`: what a student sees of each chapter, and whether it has drifted."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from autograder.course.cut import BadMarker, blocks, cut
from autograder.course.notebook import notebook
from autograder.engine.answers import ANSWERS
from autograder.engine.atomic import write_atomically
from autograder.engine.chapter import BadChapter, Settings, read_settings
from autograder.engine.load import TAPE_NAME

COPIED = frozenset({"chapter.toml", "README.md", "hints.md", "__init__.py", "given.py", "questions.py", ANSWERS})
WITHHELD = frozenset({"rubric.md", "figures.py"})
PICTURES = frozenset({".svg", ".png"})  # in figures/
NOTEBOOK = "notebook.py"

_REQUIRED = ("chapter.toml", "README.md", "hints.md", "__init__.py")
_CACHES = ("__pycache__", ".ipynb_checkpoints")


@dataclass(frozen=True)
class Drift:
    """One file of `assignments/` that is not what `solutions/` makes of it."""

    kind: Literal["missing", "different", "extra"]
    path: str  # from the root, such as "assignments/ch01_neural_networks/activations.py"

    def __str__(self) -> str:
        return f"{self.path}: {self.kind}"


def make_assignment(solution_dir: Path) -> dict[str, bytes]:
    """What students see of a chapter: path in its folder -> content, in sorted order, without the tape.

    Modules with exercises are cut, notebook.py becomes notebook.ipynb, the rubric stays behind. A file that
    no rule knows is refused, so that nothing reaches students by accident.

    Raises BadChapter (BadMarker and BadNotebook are such), with the path and the repair.
    """
    files = read_folder(solution_dir)
    for name in _REQUIRED:
        if name not in files:
            raise BadChapter(f"{_shown(solution_dir, name)}: missing: every chapter has one")
    settings = read_settings(solution_dir / "chapter.toml")
    modules = {exercise.file for exercise in settings.exercise}
    for name in sorted(modules - set(files)):
        raise BadChapter(f"{_shown(solution_dir, name)}: missing: chapter.toml lists an exercise in it")
    made: dict[str, bytes] = {}
    for name, content in files.items():
        made |= _made(name, content, _shown(solution_dir, name), modules)
    _all_cut(solution_dir, settings, made)
    return dict(sorted(made.items()))


def write_assignments(root: Path, chapters: Iterable[str], *, check: bool = False) -> list[Drift]:
    """Bring `assignments/` in step with `solutions/` and return what was not.

    Everything is made and validated before the first write; each file is replaced in one step. Stale files,
    and folders whose solution is gone, are deleted; a chapter's public tape is left alone. With `check`
    nothing is written.

    Raises what `make_assignment` raises.
    """
    made = {chapter: make_assignment(root / "solutions" / chapter) for chapter in chapters}
    gone = _orphans(root)
    drifts = [Drift("extra", f"assignments/{folder.name}") for folder in gone]
    if not check:
        for folder in gone:
            shutil.rmtree(folder)
    for chapter, files in made.items():
        folder = root / "assignments" / chapter
        found = _drifts(folder, files)
        drifts += [Drift(one.kind, f"assignments/{chapter}/{one.path}") for one in found]
        if not check:
            _repair(folder, files, found)
    return drifts


def _orphans(root: Path) -> list[Path]:
    folders = sorted((root / "assignments").glob("*/chapter.toml"))
    return [path.parent for path in folders if not (root / "solutions" / path.parent.name).is_dir()]


def _made(name: str, content: bytes, shown: str, modules: set[str]) -> dict[str, bytes]:
    if name in WITHHELD:
        return {}
    if name in modules:
        return {name: cut(_text(content, shown), shown).encode()}
    if name == NOTEBOOK:
        text = _unmarked(content, shown)
        return {"notebook.ipynb": notebook(text, shown).encode()}
    if name in COPIED:
        _unmarked(content, shown)
        return {name: content.replace(b"\r\n", b"\n")}  # otherwise the same bytes: the exam's hash covers some of them
    if name.startswith("figures/") and Path(name).suffix in PICTURES:
        return {name: content}
    raise BadChapter(
        f"{shown}: nothing says whether students get this file: list its exercise in chapter.toml, "
        f"move its content to given.py, or put a picture into figures/"
    )


def _unmarked(content: bytes, shown: str) -> str:
    text = _text(content, shown)
    if shown.endswith(".py") and (found := blocks(text, shown)):
        raise BadMarker(
            f"{shown}:{found[0].begin}: this file goes to students uncut: list its exercise in chapter.toml, "
            f"or remove the markers"
        )
    return text


def _all_cut(solution_dir: Path, settings: Settings, made: Mapping[str, bytes]) -> None:
    """Refuse an exercise without a block, and a block without an exercise."""
    for file in sorted({exercise.file for exercise in settings.exercise}):
        shown = _shown(solution_dir, file)
        marked = {block.exercise: block for block in blocks(_text((solution_dir / file).read_bytes(), shown), shown)}
        listed = {exercise.name for exercise in settings.exercise if exercise.file == file}
        for name in sorted(listed - set(marked)):
            raise BadMarker(f"{shown}:1: chapter.toml lists {name}, but no block is marked in it: mark its solution")
        for name in sorted(set(marked) - listed):
            raise BadMarker(
                f"{shown}:{marked[name].begin}: a block in {name}, which chapter.toml does not list: list it, "
                f"or move this helper into the block that uses it"
            )


def _text(content: bytes, shown: str) -> str:
    """UTF-8 with line feeds, whatever the author's editor writes."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadChapter(f"{shown}: not UTF-8 (byte {error.start}): save it as UTF-8") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _shown(solution_dir: Path, name: str) -> str:
    return f"solutions/{solution_dir.name}/{name}"


def source_text(solution_dir: Path, name: str) -> str:
    """A file of a solution as text with line feeds. Raises BadChapter."""
    shown = _shown(solution_dir, name)
    try:
        return _text((solution_dir / name).read_bytes(), shown)
    except FileNotFoundError:
        raise BadChapter(f"{shown}: missing") from None


def read_folder(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, without caches and hidden files."""
    if not folder.is_dir():
        return {}
    files: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(part in _CACHES or part.startswith(".") for part in parts):
            files["/".join(parts)] = path.read_bytes()
    return files


def _drifts(folder: Path, files: Mapping[str, bytes]) -> list[Drift]:
    present = {name: content for name, content in read_folder(folder).items() if name != TAPE_NAME}
    drifts = [Drift("missing", name) for name in files if name not in present]
    drifts += [Drift("different", name) for name in files if name in present and present[name] != files[name]]
    drifts += [Drift("extra", name) for name in present if name not in files]
    return sorted(drifts, key=lambda one: one.path)


def _repair(folder: Path, files: Mapping[str, bytes], drifts: Iterable[Drift]) -> None:
    for one in drifts:
        path = folder / one.path
        if one.kind == "extra":
            remove(path)
        else:
            write_atomically(path, files[one.path])


def remove(path: Path) -> None:
    """Delete a file, and the folders that it leaves empty."""
    path.unlink()
    folder = path.parent
    while not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent

"""The student kit: the chapters' stubs, what checks them, the data, and nothing that answers them."""

from __future__ import annotations

import hashlib
import io
import json
import re
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder import __version__
from autograder.course.leaks import leaks, secrets
from autograder.course.stubs import TAPE_NAME, make_assignment, read_folder, remove
from autograder.engine import tape
from autograder.engine.atomic import write_atomically
from autograder.engine.chapter import Settings, read_settings
from autograder.engine.kit_stamp import MANIFEST, STAMP, KitStamp, write_stamp
from autograder.engine.load import Course
from autograder.student.data_used import data_used

NAME = "dlf-kit"

_DISTRIBUTIONS = {"sklearn": "scikit-learn"}  # import name -> distribution, where they differ
_TORCH = """\
On Linux, pip fetches PyTorch with what it needs for a GPU: about 5 GB, and some minutes. You need no GPU here, and
pytorch.org/get-started/locally names the command for the small build ("CPU"): type it before the second line below.

"""
TEMPLATES = Path(__file__).parent / "templates"
_PACKAGE = re.compile(r"(engine|reports|student)/.+|(__init__|cli|pytest_plugin|chapters/__init__)\.py")
_EXAM = re.compile(r"checks/.+\.py|(__init__|experiments)\.py|calibration\.json")


class KitError(Exception):
    """A kit that must not be written. The message names the file and the repair."""


def release(
    out: Path,
    root: Path,
    chapters: Sequence[str],
    files: Callable[[Path, Sequence[str]], dict[str, bytes]] | None = None,
) -> list[Path]:
    """Write the kit of some chapters, as the folder `out/dlf-kit` and as `out/dlf-kit.zip`, and return both.

    root:  the repository
    files: what makes the kit's files, `kit_files` if None

    Raises KitError, before anything is written: no chapters, a tape is missing or damaged, an answer would leave, or
    the folder holds a file that somebody has edited. Raises what `make_assignment` raises.
    """
    kit = (files or kit_files)(root, chapters)
    if found := leaks(kit, secrets(root)):
        listed = "\n".join(f"  {leak}" for leak in found)
        raise KitError(
            f"this kit would give answers away (if a line is a coincidence, reword one of the two):\n{listed}"
        )
    folder, archive = out / NAME, out / f"{NAME}.zip"
    known = _manifest(folder)
    _refuse_edited(folder, kit, known)
    for name in known:
        if name not in kit and (folder / name).is_file():
            remove(folder / name)
    for name, content in kit.items():
        write_atomically(folder / name, content)
    write_atomically(archive, pack(kit))
    return [folder, archive]


def kit_files(root: Path, chapters: Sequence[str]) -> dict[str, bytes]:
    """Every file of a kit, path -> content, sorted. Raises KitError."""
    if not chapters:
        raise KitError("a kit of no chapters: name at least one")
    files: dict[str, bytes] = {}
    for chapter in chapters:
        stubs = make_assignment(root / "solutions" / chapter)
        recorded = _tape(root, chapter)
        files |= _within(chapter, {**stubs, TAPE_NAME: recorded, STAMP: _stamp(root, chapter, recorded)})
        originals = {name: content for name, content in stubs.items() if name.endswith(".py")}
        files |= _within(f".autograder/stubs/{chapter}", originals)  # for a student who wants to start over
        files |= _within(f"autograder/chapters/{chapter}", _exam(root, chapter))
    package = read_folder(root / "autograder")
    files |= _within("autograder", {name: text for name, text in package.items() if _PACKAGE.fullmatch(name)})
    files |= _within("datasets/coursedata", _data(root, files))
    files |= front(root, chapters, TEMPLATES / "kit")
    licence = root / "LICENSE"
    files |= {"LICENSE": licence.read_bytes()} if licence.is_file() else {}
    return with_manifest(files)


def with_manifest(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """With the list of all files and their hashes, by which a kit knows what has been edited."""
    listed = {name: _hash(content) for name, content in sorted(files.items()) if name != MANIFEST}
    return dict(sorted({**files, MANIFEST: _json(listed)}.items()))


def pack(kit: Mapping[str, bytes]) -> bytes:
    """A zip with the kit in one folder. The same files give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in sorted(kit):
            member = zipfile.ZipInfo(f"{NAME}/{name}", date_time=(1980, 1, 1, 0, 0, 0))
            member.create_system, member.external_attr = 3, 0o100644 << 16  # as if packed on Unix, on any machine
            archive.writestr(member, kit[name], zipfile.ZIP_DEFLATED, compresslevel=9)
    return stream.getvalue()


def _tape(root: Path, chapter: str) -> bytes:
    path = root / "assignments" / chapter / TAPE_NAME
    if not path.is_file():
        raise KitError(f"assignments/{chapter}/{TAPE_NAME}: missing: run autograder stubs")
    return path.read_bytes()


def _stamp(root: Path, chapter: str, recorded: bytes) -> bytes:
    """Which state of the chapter this is: a submission brings it along."""
    try:
        exam = tape.load(recorded).exam_hash
    except ValueError:
        raise KitError(f"assignments/{chapter}/{TAPE_NAME}: cannot be read: run autograder stubs") from None
    if exam != Course(root).exam_hash(chapter):
        raise KitError(f"assignments/{chapter}/{TAPE_NAME}: was recorded for other checks: run autograder stubs")
    version = read_settings(root / "solutions" / chapter / "chapter.toml").version
    return write_stamp(KitStamp(chapter, version, exam, __version__))


def _exam(root: Path, chapter: str) -> dict[str, bytes]:
    exam = read_folder(root / "autograder" / "chapters" / chapter)
    if "experiments.py" not in exam:
        raise KitError(f"autograder/chapters/{chapter}/experiments.py: missing: a chapter without it has no checks")
    return {name: content for name, content in exam.items() if _EXAM.fullmatch(name)}


def _data(root: Path, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The data sets that these files use, and the package they lie in: a kit is as small as its chapters allow."""
    stored = read_folder(root / "datasets" / "coursedata")
    users = {name: file for file, content in files.items() for name in data_used(file, content)}
    there = {name.split("/")[0] for name in stored if "/" in name}
    if unknown := sorted(set(users) - there):
        raise KitError(
            f"{users[unknown[0]]}: uses the data set {unknown[0]}, which datasets/coursedata does not hold: "
            f"add it, or name one of {', '.join(sorted(there))}"
        )
    return {name: content for name, content in stored.items() if "/" not in name or name.split("/")[0] in users}


def _within(folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {f"{folder}/{name}": content for name, content in files.items()}


def front(root: Path, chapters: Sequence[str], templates: Path) -> dict[str, bytes]:
    """The files of a folder of templates, such as README.md, filled in for these chapters."""
    settings = {chapter: read_settings(root / "solutions" / chapter / "chapter.toml") for chapter in sorted(chapters)}
    project: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    chapter, found = next(iter(settings.items()))
    first = next((one for one in found.exercise if one.module != "worksheet"), found.exercise[0])  # one that can be ✓
    words = {
        "chapters": "\n".join(_chapter_line(name, found) for name, found in settings.items()),
        "chapter": chapter,
        "short": chapter.partition("_")[0],
        "torch": _TORCH if any("torch" in found.libraries for found in settings.values()) else "",
        "file": first.file,
        "module": first.module,
        "exercise": first.name.split(".")[1],
        "section": first.section,
        "python": project["requires-python"],
        "dependencies": "".join(f"    {json.dumps(line)},\n" for line in _requirements(project, settings.values())),
        "notebooks": ", ".join(map(json.dumps, ["jupyterlab>=4", *_for_notebooks(project, settings.values())])),
    }
    # "pyproject.toml.in": under its own name, tools would take the template for this repository's settings
    return {path.name.removesuffix(".in"): _filled(path, words).encode() for path in templates.iterdir()}


def _chapter_line(name: str, settings: Settings) -> str:
    minutes = sum(exercise.minutes for exercise in settings.exercise)
    count = len(settings.exercise)
    return f"- `{name}`: {settings.title} ({count} exercise{'s' * (count != 1)}, about {minutes} minutes)"


def _requirements(project: Mapping[str, Any], settings: Iterable[Settings]) -> list[str]:
    """The package's own requirements, pytest, and the libraries that the chapters use, in their stated ranges."""
    own: list[str] = project["dependencies"]
    libraries = {library for found in settings for library in found.libraries}
    return sorted({*own, *_ranges(project, {"pytest", *libraries})})


def _for_notebooks(project: Mapping[str, Any], settings: Iterable[Settings]) -> list[str]:
    return _ranges(project, {"matplotlib", *(library for found in settings for library in found.notebook)})


def _ranges(project: Mapping[str, Any], libraries: Iterable[str]) -> list[str]:
    """Requirements for libraries, as pyproject.toml states them."""
    extras: dict[str, list[str]] = project.get("optional-dependencies", {})
    known = {_distribution(line): line for lines in (*extras.values(), project["dependencies"]) for line in lines}
    names = {_DISTRIBUTIONS.get(library, library) for library in libraries}
    if unknown := names - set(known):
        raise KitError(
            f"pyproject.toml: no range for {', '.join(sorted(unknown))}, which a chapter uses: add it to an extra"
        )
    return sorted(known[name] for name in names)


def _distribution(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower()


def _filled(template: Path, words: Mapping[str, str]) -> str:
    text = template.read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace(f"@{word}@", value)
    return text


def _manifest(folder: Path) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads((folder / MANIFEST).read_bytes())
    except (FileNotFoundError, ValueError):  # without it, whatever differs counts as edited
        return {}
    return found


def _refuse_edited(folder: Path, kit: Mapping[str, bytes], known: Mapping[str, str]) -> None:
    """A file that is neither the new release's nor as the last release left it is somebody's work."""
    for name in sorted({*kit, *known} - {MANIFEST}):
        path = folder / name
        if path.is_file() and _hash(content := path.read_bytes()) != known.get(name) and content != kit.get(name):
            raise KitError(
                f"{path}: differs from what was released: move the folder {folder} away, or release elsewhere"
            )


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=1) + "\n").encode()

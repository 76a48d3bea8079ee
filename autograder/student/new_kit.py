"""Reads a kit, a folder or a zip, and believes none of it before every file fits its hash."""

from __future__ import annotations

import hashlib
import re
import stat
import tomllib
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec

from autograder.engine.answers import ANSWERS
from autograder.engine.handed_in import ZIP_ERRORS
from autograder.engine.kit_stamp import MANIFEST, STAMP, KitStamp, read_stamp
from autograder.student.work import StudentError

TOTAL_BYTES = 512 * 2**20
FILES = 20_000
OWN = ".autograder"  # what a kit remembers; only the stubs in it come from us
STUBS = f"{OWN}/stubs"
NOTEBOOK = "notebook.ipynb"

_Hash = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]
_UNSAFE = re.compile(r"[\x00-\x1f\\:]|[ .]\Z")  # in a part of a path; Windows drops blanks and dots at the end
_VERSION = re.compile(rb'^__version__ = "([\d.]+)"', re.MULTILINE)
_AGAIN = "Download it again, and name the zip or the unpacked folder."


class _Named(msgspec.Struct):
    name: str


class _Listed(msgspec.Struct):
    """What is needed of a chapter.toml: a newer kit's may hold fields that this one does not know."""

    exercise: list[_Named]


@dataclass(frozen=True)
class Kit:
    """The files of a kit and their hashes, without the manifest itself."""

    files: Mapping[str, bytes]
    manifest: Mapping[str, str]

    @property
    def chapters(self) -> list[str]:
        return chapters_of(self.files)

    @property
    def engine(self) -> tuple[int, ...]:
        return engine_version(self.files.get("autograder/__init__.py", b""))

    def stamp(self, chapter: str) -> KitStamp | None:
        return read_stamp(self.files.get(f"{chapter}/{STAMP}", b""))

    def students_files(self) -> set[str]:
        """The files that students work in: modules with exercises, notebooks and written answers."""
        found: set[str] = set()
        for chapter in self.chapters:
            listed = _listed(f"{chapter}/chapter.toml", self.files[f"{chapter}/chapter.toml"])
            modules = {f"{exercise.name.partition('.')[0]}.py" for exercise in listed.exercise}
            found |= {f"{chapter}/{name}" for name in (*modules, NOTEBOOK, f"{chapter}.ipynb", ANSWERS)}
        return found


def read_kit(path: Path) -> Kit:
    """The kit in a folder or a zip. Raises StudentError: not a kit, damaged, or unsafe to take over."""
    try:
        files = _in_folder(path) if path.is_dir() else _in_zip(path)
    except FileNotFoundError:
        raise StudentError(f"there is no {path}: name the zip of the new kit, or its unpacked folder.") from None
    except (OSError, *ZIP_ERRORS) as error:
        raise StudentError(f"{path} cannot be read, or is damaged ({error}). {_AGAIN}") from None
    try:
        manifest = read_manifest(files[MANIFEST])
    except ValueError:
        raise StudentError(f"{path} is damaged: {MANIFEST} is not what a release writes. {_AGAIN}") from None
    for name, digest in manifest.items():
        if not is_ours(name):
            raise StudentError(f"{path} is not a kit: it would write to {name!r}.")
        if name not in files or sha256(files[name]) != digest:
            raise StudentError(f"{path} is damaged: {name} is missing, or is not as it was released. {_AGAIN}")
    kit = Kit({name: files[name] for name in manifest}, manifest)
    if not kit.chapters or "autograder/cli.py" not in kit.files:
        raise StudentError(f"{path} is not a kit: it holds no chapter, or nothing that checks one.")
    return kit


def read_manifest(data: bytes) -> dict[str, str]:
    """Path -> SHA-256 of a kit's files. Raises ValueError."""
    try:
        return msgspec.json.decode(data, type=dict[str, _Hash])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(str(error)) from None


def chapters_of(names: Iterable[str]) -> list[str]:
    """The chapters whose chapter.toml is among these paths."""
    return sorted(name.partition("/")[0] for name in names if re.fullmatch(r"[^/.]+/chapter\.toml", name))


def engine_version(source: bytes) -> tuple[int, ...]:
    """The version that an `autograder/__init__.py` states, () if it states none."""
    found = _VERSION.search(source)
    return tuple(int(number) for number in found[1].split(b".") if number) if found else ()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _listed(shown: str, content: bytes) -> _Listed:
    try:
        return msgspec.convert(tomllib.loads(content.decode()), _Listed)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise StudentError(f"the new kit's {shown} cannot be read ({error}): ask for another kit.") from None


def is_ours(name: str) -> bool:
    """Whether a kit may hold a file of this name: inside its folder, and nothing that a kit remembers."""
    return _is_inside(name) and (name.partition("/")[0].casefold() != OWN or name.startswith(f"{STUBS}/"))


def _is_inside(name: str) -> bool:
    return all(part and not _UNSAFE.search(part) for part in name.split("/"))


def _in_folder(path: Path) -> dict[str, bytes]:
    tops = [folder for folder in (path, *sorted(path.iterdir())) if (folder / MANIFEST).is_file()]
    if not tops:
        raise _no_kit(path)
    names = _names((tops[0] / MANIFEST).read_bytes())
    files = {MANIFEST: (tops[0] / MANIFEST).read_bytes()}
    for name in names:
        place = tops[0] / name
        if any(step.is_symlink() for step in (place, *place.parents) if step.is_relative_to(tops[0])):
            raise StudentError(f"{place} is, or lies behind, a link, which a kit never holds. {_AGAIN}")
        if place.is_file():
            files[name] = place.read_bytes()
    return files


def _names(manifest: bytes) -> list[str]:
    """The safe names in a manifest; what else is in it is refused by whoever reads the whole of it."""
    try:
        return [name for name in read_manifest(manifest) if is_ours(name)]
    except ValueError:
        return []


def _in_zip(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > FILES or sum(member.file_size for member in members) > TOTAL_BYTES:
            raise StudentError(f"{path} is not a kit: it holds more than a kit ever does.")
        for member in members:
            _refuse_unsafe(path, member)
        names = [member.filename for member in members]
        tops = [name.removesuffix(MANIFEST) for name in names if re.fullmatch(rf"([^/]+/)?{re.escape(MANIFEST)}", name)]
        if not tops:
            raise _no_kit(path)
        return {
            member.filename.removeprefix(tops[0]): _read(archive, member)
            for member in members
            if member.filename.startswith(tops[0])
        }


def _refuse_unsafe(path: Path, member: zipfile.ZipInfo) -> None:
    if not _is_inside(member.filename):
        raise StudentError(f"{path} is not a kit: it holds {member.filename!r}, a path that leads out of it.")
    if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG):
        raise StudentError(f"{path} is not a kit: {member.filename} in it is a link, or no plain file.")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # the others expand without a limit
        raise StudentError(f"{path} is not a kit: {member.filename} in it is packed in an unusual way.")


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as file:
        return file.read(member.file_size + 1)


def _no_kit(path: Path) -> StudentError:
    return StudentError(f"{path} is not a kit: it holds no {MANIFEST}. Name the zip of the new kit, or its folder.")

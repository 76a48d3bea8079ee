"""Which paths of this machine a sandbox may read, and which modules it may import.

The interpreter, the standard library without what is installed beside it, the shared libraries, and of the installed
packages only those that a chapter names, with what they require.
"""

from __future__ import annotations

import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution, packages_distributions
from importlib.util import find_spec
from pathlib import Path

ALWAYS = ("msgspec", "numpy")  # the worker's own needs
ENGINE = Path(__file__).parent
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo")
INSTALLED = ("site-packages", "dist-packages")


class NotInstalled(Exception):
    """A library that a chapter allows is not installed here. The message names it and the repair."""


@dataclass(frozen=True)
class Root:
    """A file or folder that may be read; the names in `hidden` directly beneath it may not."""

    path: Path
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class Roots:
    """What one sandbox sees of this machine.

    interpreter: the Python to start
    readable:    outer folders before inner ones
    modules:     importable name -> its folder or file; "" for a package that only holds others
    """

    interpreter: Path
    readable: tuple[Root, ...]
    modules: dict[str, str]


def roots(libraries: Sequence[str]) -> Roots:
    """Everything that a chapter's libraries need. Raises NotInstalled."""
    modules: dict[str, str] = {}
    packages: list[Root] = []
    for path in sorted(set(_installed([*ALWAYS, *libraries]))):
        packages.append(Root(path))
        modules |= {name: str(path) for name in _module_names(path)}
    modules |= _worker()
    own = [Root(Path(modules[name])) for name in _worker() if modules[name]]
    interpreter = Path(getattr(sys, "_base_executable", sys.executable)).resolve()
    return Roots(interpreter, (*_python(interpreter), *packages, *own), modules)


def version_of(library: str) -> str:
    """The version of what provides a module. Raises NotInstalled."""
    _place(library)
    owner = _owner(library)
    return owner.version if owner is not None else ""


def _worker() -> dict[str, str]:
    """The files that ship, and nothing else of this project."""
    return {
        "autograder": "",
        "autograder.engine": "",
        "autograder.engine.wire": str(ENGINE / "wire.py"),
        "autograder.engine.worker": str(ENGINE / "worker"),
    }


def _python(interpreter: Path) -> Iterator[Root]:
    yield Root(interpreter)
    for folder in _library_folders():
        yield Root(folder, tuple(child.name for child in folder.glob("python*")))
    base = {"base": sys.base_prefix, "platbase": sys.base_exec_prefix}
    for folder in sorted({Path(sysconfig.get_path(kind, vars=base)) for kind in ("stdlib", "platstdlib")}):
        yield Root(folder.resolve(), tuple(name for name in INSTALLED if (folder / name).is_dir()))
    yield from (Root(Path(name)) for name in SYSTEM_FILES if Path(name).exists())


def _library_folders() -> list[Path]:
    """Where shared libraries lie: by architecture on Debian, else in lib64 or lib; and beside the interpreter."""
    by_architecture = [found for parent in ("/lib", "/usr/lib") for found in sorted(Path(parent).glob("*-linux-gnu"))]
    folders = [*map(Path, ("/lib64", "/usr/lib64")), *(by_architecture or [Path("/usr/lib")])]
    if Path(sys.base_prefix) != Path("/usr"):
        folders.append(Path(sys.base_prefix, "lib").resolve())
    return [folder for folder in folders if folder.is_dir()]


def _installed(libraries: Iterable[str]) -> Iterator[Path]:
    """Folders and files of the libraries and of what they require."""
    seen: set[str] = set()
    for library in libraries:
        place = _place(library)
        yield place
        owner = _owner(library)
        # an editable install says nothing of its files: then the folder is all
        if owner is not None and library in {name.partition(".")[0] for name in _top_level(owner)}:
            for name in _with_requirements(owner, seen):
                yield from (Path(str(name.locate_file(top))).resolve() for top in _top_level(name))


def _place(library: str) -> Path:
    spec = find_spec(library)
    if spec is None:
        raise NotInstalled(f"the chapter allows {library}, which is not installed here: install it, then try again")
    folder = next(iter(spec.submodule_search_locations or []), None)
    return Path(folder or str(spec.origin)).resolve()


def _owner(library: str) -> Distribution | None:
    """The distribution that a module comes from."""
    try:
        return distribution(library)
    except PackageNotFoundError:
        names = _owners().get(library)
        return distribution(names[0]) if names else None


@cache
def _owners() -> Mapping[str, list[str]]:
    return packages_distributions()


def _with_requirements(owner: Distribution, seen: set[str]) -> Iterator[Distribution]:
    """A distribution and what it requires, without extras and without what is not installed."""
    name = owner.metadata["Name"]
    if name in seen:
        return
    seen.add(name)
    yield owner
    for requirement in owner.requires or []:
        required = re.match(r"[\w.-]+", requirement)
        if required is None or re.search(r"\bextra\s*==", requirement):
            continue
        try:
            yield from _with_requirements(distribution(required[0]), seen)
        except PackageNotFoundError:  # for another system or version of Python
            continue


def _top_level(owner: Distribution) -> set[str]:
    """First parts of the paths of a distribution's files that can hold code."""
    lines = (owner.read_text("RECORD") or "").splitlines()
    names = {line.split("/")[0].split(",")[0].strip('"') for line in lines}
    return {name for name in names if re.match(r"(?!__)\w", name) and not name.endswith((".dist-info", ".pth"))}


def _module_names(path: Path) -> Iterator[str]:
    name = path.name.partition(".")[0]
    if path.name == name or path.suffix in (".py", ".so"):
        yield name

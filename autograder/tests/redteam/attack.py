"""What an attack is: a submission, what it tries, and what comes of it on each rung."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from autograder.tests.redteam.target import HONEST, MOST, PACKAGE, POINTS

RUNGS = ("namespaces", "landlock")
STOPPED, NOT_STOPPED = "stopped", "not stopped"

TOOLS = '''
import ctypes, os

libc = ctypes.CDLL(None, use_errno=True)

def reached(what):
    """Put the mark of success into the report: the test looks for it."""
    print("REA" + "CHED", what, flush=True)

def call(number, *arguments):
    """A system call by its number on x86_64."""
    if os.uname().machine != "x86_64":
        raise OSError("the numbers are those of x86_64")
    result = libc.syscall(ctypes.c_long(number), *arguments)
    if result == -1:
        raise OSError(ctypes.get_errno(), "refused")
    return result

def try_all(**attempts):
    """Each that does not raise has reached something. What it got is printed too: it may hold a secret."""
    for name, attempt in attempts.items():
        try:
            got = attempt()
        except (OSError, ImportError, MemoryError, ValueError, AttributeError, RuntimeError):
            continue
        reached(name)
        print(repr(got)[:1500], flush=True)
'''


@dataclass(frozen=True)
class Attack:
    """One submission that attacks in one way.

    tries:     one sentence, for the table: what the submission does
    files:     source by file name, in place of the honest ones; @NAME@ stands for a path or number of the test's
    pack:      makes an archive in place of a folder, from the honest files and those above
    deserves:  points that its honest part is worth
    gains:     points that it gets beyond that, on every rung where it is not stopped
    unstopped: rung -> the sentence that the guide says of it; a rung that is not named stops it
    depends:   whether the machine decides if it is stopped where it is said that it is not
    limits:    of the chapter, where this attack needs others
    called:    the submission's name, in place of "mallory"
    quick:     whether it is tried at every `make test`
    """

    name: str
    group: str
    tries: str
    files: Mapping[str, str] = field(default_factory=dict[str, str])
    pack: Callable[[Mapping[str, bytes]], bytes] | None = None
    deserves: float = MOST - POINTS["single"]
    gains: float = 0.0
    unstopped: Mapping[str, str] = field(default_factory=dict[str, str])
    depends: bool = False
    limits: Mapping[str, Any] = field(default_factory=dict[str, Any])
    called: str = "mallory"
    quick: bool = False
    torch: bool = False

    def outcome(self, rung: str) -> str:
        return NOT_STOPPED if rung in self.unstopped else STOPPED

    def handed_in(self, places: Mapping[str, str]) -> dict[str, bytes]:
        """The files of the submission, with the test's places filled in."""
        files = {**HONEST, "tools.py": TOOLS, **self.files}
        for place, text in places.items():
            files = {name: source.replace(f"@{place}@", text) for name, source in files.items()}
        return {name: source.encode("utf-8", "surrogateescape") for name, source in files.items()}


class Group:
    """Collects the attacks of one module: `group(name, sentence, source)` is an attack on `single.negate`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.attacks: list[Attack] = []

    def __call__(self, name: str, tries: str, source: str = "", **options: Any) -> None:
        """source: of single.py; without it the exercise is done honestly, and earns its point."""
        files = dict(options.pop("files", {}))
        if source:
            files["single.py"] = source
        if "single.py" not in files:
            options.setdefault("deserves", MOST)
        self.attacks.append(Attack(name, self.name, tries, files, **options))


def everywhere(sentence: str) -> dict[str, str]:
    """Not stopped on any rung."""
    return dict.fromkeys(RUNGS, sentence)


def losing(*modules: str) -> float:
    """What the honest part is worth if these modules are not done."""
    return MOST - sum(POINTS[module] for module in modules)


def zipped(members: Iterable[tuple[str | zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip with exactly these members."""
    made = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(made, "w", method) as archive:  # names twice
        for name, data in members:
            archive.writestr(name, data)
    return made.getvalue()


def packed(files: Mapping[str, bytes]) -> list[tuple[str | zipfile.ZipInfo, bytes]]:
    """The members of an honest zip."""
    return [(f"{PACKAGE}/{name}", data) for name, data in files.items()]

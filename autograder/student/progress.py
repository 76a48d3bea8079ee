"""What a kit remembers between two commands, in `.autograder/progress.json`."""

from __future__ import annotations

import contextlib
from pathlib import Path

import msgspec

from autograder.engine.atomic import write_atomically


class Progress(msgspec.Struct, frozen=True):
    """A convenience and never a mark: it may be lost, stale or edited by hand without harm."""

    chapter: str | None = None  # the chapter last worked on
    passed: dict[str, list[str]] = {}  # chapter -> exercises whose checks all passed when last looked at
    hints: dict[str, int] = {}  # "chapter/exercise" -> steps of the hint ladder shown so far


def load(path: Path) -> Progress:
    """The remembered progress; a fresh one if the file is missing or cannot be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Progress)
    except (OSError, msgspec.DecodeError, RecursionError):
        return Progress()


def save(path: Path, progress: Progress) -> None:
    """Remember `progress`. A full disk or a read-only folder costs the memory, not the command."""
    with contextlib.suppress(OSError):
        write_atomically(path, msgspec.json.format(msgspec.json.encode(progress), indent=1))

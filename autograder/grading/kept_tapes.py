"""Tapes that were made before, for the next run on the same basis: to make them costs as much as a small class.

They hold right answers for the term's seed. So they lie outside the results and the repository, which may be handed
on, in a folder for its owner alone. To delete it costs nothing but the time to make them again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

import msgspec

from autograder.course import splice, tapes
from autograder.engine.atomic import write_atomically
from autograder.engine.seeds import Seed
from autograder.grading.basis import Basis

MOST = 40  # tapes; the ones that were not used for longest go first
DIGEST = 32  # bytes at the beginning of a file, by which damage is noticed


def folder() -> Path:
    """Where they lie."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or str(Path.home() / ".cache")
    return Path(base) / "dlf-autograder" / "tapes"


def kept(basis: Basis, seed: Seed, *, misconceptions: bool) -> bytes | None:
    """The tape as `keep` got it, None if there is none or it is damaged."""
    path = _path(basis, seed, misconceptions)
    try:
        data = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    digest, tape = data[:DIGEST], data[DIGEST:]
    return tape if hashlib.sha256(tape).digest() == digest else None


def keep(basis: Basis, seed: Seed, tape: bytes, *, misconceptions: bool) -> None:
    """Keep a tape. Where that is not possible, the next run makes it again."""
    path = _path(basis, seed, misconceptions)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.parent.chmod(0o700)
        write_atomically(path, hashlib.sha256(tape).digest() + tape)
        for old in sorted(path.parent.glob("*.tape"), key=lambda one: one.stat().st_mtime)[:-MOST]:
            old.unlink()


def _path(basis: Basis, seed: Seed, misconceptions: bool) -> Path:
    """All that a tape rests on. The isolation is not among it: a tape is made by the course's own code."""
    rests_on = msgspec.json.encode(msgspec.structs.replace(basis, rung="plain", seed=seed.id), order="sorted")
    makers = [Path(str(module.__file__)).read_bytes() for module in (tapes, splice)]
    name = hashlib.sha256(b"\0".join([rests_on, str(misconceptions).encode(), *makers])).hexdigest()
    return folder() / f"{name}.tape"

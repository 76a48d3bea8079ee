"""What a run was: kept beside its marks, so that any of them can be replayed."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import msgspec

from autograder import __version__
from autograder.engine.atomic import write_atomically
from autograder.grading.basis import Basis

SUFFIX = ".run.json"


class BadManifest(Exception):
    """There is none, or it cannot be read. The message says where it was looked for, and the repair."""


class Manifest(msgspec.Struct, frozen=True):
    """`RESULTS/<chapter>.run.json`, written before the first submission is graded."""

    basis: Basis
    submissions: str  # the folder
    window: str | None  # None: with the public seed
    policy: str | None = None  # the file of the late policy that pages were made by
    version: str = __version__  # of the engine
    machine: str = ""
    cores: int = 0

    def write(self, results: Path) -> None:
        content = msgspec.json.format(msgspec.json.encode(self), indent=1)
        write_atomically(results / f"{self.basis.chapter}{SUFFIX}", content)


def manifest(basis: Basis, submissions: Path, window: str | None, policy: Path | None = None) -> Manifest:
    """Of a run on this machine."""
    machine = f"{platform.system()} {platform.release()} {platform.machine()}"
    late = str(policy.absolute()) if policy else None
    return Manifest(basis, str(submissions.absolute()), window, late, machine=machine, cores=os.cpu_count() or 0)


def read_manifest(results: Path, chapter: str) -> Manifest:
    """Raises BadManifest."""
    path = results / f"{chapter}{SUFFIX}"
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except FileNotFoundError:
        raise BadManifest(
            f"there is no {path}: name the results folder of a run of {chapter}, made with autograder grade"
        ) from None
    except msgspec.MsgspecError as error:
        raise BadManifest(f"{path} cannot be read ({error}): grade once more to write it anew") from None

"""Results on disk: one JSON a submission, whole or not there, under a key made from all that determines it."""

from __future__ import annotations

import hashlib
import platform
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec
import numpy as np

from autograder import engine
from autograder.engine import report as reports
from autograder.engine.atomic import write_atomically
from autograder.engine.chapter import hash_files
from autograder.engine.grade import Work
from autograder.engine.report import Device, GradeReport
from autograder.engine.seeds import Seed

REPORT, FEEDBACK, INSTRUCTOR = "report.json", "report.html", "instructor.html"


@dataclass(frozen=True)
class Store:
    """The results folder of one run. `out/<submission>/<chapter>/report.json` is the truth."""

    out: Path
    chapter: str

    def folder(self, submission: str) -> Path:
        return self.out / folder_name(submission) / self.chapter

    def read(self, submission: str) -> GradeReport | None:
        """The report on disk, None if there is none that can be read: it is then graded again."""
        try:
            return reports.decode((self.folder(submission) / REPORT).read_bytes())
        except (OSError, msgspec.MsgspecError):
            return None

    def write(self, report: GradeReport, pages: dict[str, str]) -> None:
        """The pages first and the JSON last: where the JSON is, everything is."""
        folder = self.folder(report.submission)
        for name, text in pages.items():
            write_atomically(folder / name, text.encode("utf-8"))
        write_atomically(folder / REPORT, reports.encode(report))


def folder_name(submission: str) -> str:
    """A name that every file system takes, different for different submissions."""
    plain = unicodedata.normalize("NFC", submission)
    safe = re.sub(r"[^\w.@+-]", "_", plain).strip(".")[:80]
    if re.fullmatch(r"(?i)con|prn|aux|nul|com\d|lpt\d", safe.split(".")[0]):
        safe = f"_{safe}"  # Windows reserves these names, whatever follows
    if safe == submission and safe:
        return safe
    return f"{safe or 'submission'}-{hashlib.sha256(submission.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def key_of(work: Work, sources: str, seed: Seed, rung: str, device: Device) -> str:
    """Hash of all that determines a report.

    sources: hash of the exam, the solution and the misconceptions
    """
    parts: Iterable[str] = (
        work.name,
        hash_files(dict(work.files)),
        *work.notes,
        work.problem or "",
        sources,
        seed.id,
        rung,
        device.kind,
        device.name,
        _engine_hash(),
        platform.python_version(),
        np.__version__,
    )
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


@cache
def _engine_hash() -> str:
    root = Path(engine.__file__).parent
    return hash_files({path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.py")})

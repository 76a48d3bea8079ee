"""Results on disk: one JSON a submission, whole or not there."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import msgspec

from autograder.engine import report as reports
from autograder.engine.atomic import UNFINISHED, write_atomically
from autograder.engine.report import GradeReport
from autograder.reports import lateness
from autograder.reports.lateness import Late

REPORT, FEEDBACK, INSTRUCTOR = "report.json", "report.html", "instructor.html"
LATE = "late.json"  # what the pages say of lateness; there is none if they say nothing
OURS = re.compile(r"-[0-9a-f]{16}$|\.(html|csv|json)$", re.IGNORECASE)  # how our own names end: no other may end so


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
        """The pages, which say nothing of lateness, first and the JSON last: where the JSON is, everything is."""
        folder = self.folder(report.submission)
        self._pages(folder, pages)
        if (folder / LATE).exists():
            (folder / LATE).unlink()
        write_atomically(folder / REPORT, reports.encode(report))

    def says(self, submission: str, late: Late | None) -> bool:
        """Whether this is what the pages say of lateness."""
        try:
            there = (self.folder(submission) / LATE).read_bytes()
        except FileNotFoundError:
            return late is None
        return late is not None and there == lateness.encode(late)

    def say(self, submission: str, late: Late | None, pages: dict[str, str]) -> None:
        """Pages that say this of lateness. While they are written, nothing is what they say: a run goes on there."""
        folder = self.folder(submission)
        write_atomically(folder / LATE, b"")
        self._pages(folder, pages)
        if late is None:
            (folder / LATE).unlink()
        else:
            write_atomically(folder / LATE, lateness.encode(late))

    def _pages(self, folder: Path, pages: dict[str, str]) -> None:
        for name, text in pages.items():
            write_atomically(folder / name, text.encode("utf-8"))

    def sweep(self) -> None:
        """Remove what a run that was killed had begun to write."""
        for folder in (".", f"*/{self.chapter}"):
            for path in self.out.glob(f"{folder}/{UNFINISHED}*"):
                path.unlink(missing_ok=True)


def read_late(report: Path) -> Late | None:
    """What a late policy made of the report in this file, None if nothing is known beside it."""
    try:
        return lateness.decode(report.with_name(LATE).read_bytes())
    except (OSError, msgspec.MsgspecError):
        return None


def folder_name(submission: str) -> str:
    """A name that every file system takes, different for different submissions."""
    plain = unicodedata.normalize("NFC", submission)
    safe = re.sub(r"[^\w.@+-]", "_", plain).strip(".")[:80]
    safe = safe.encode()[:200].decode(errors="ignore")  # letters of four bytes: disks count bytes, up to 255
    if re.fullmatch(r"(?i)con|prn|aux|nul|com\d|lpt\d", safe.split(".")[0]):
        safe = f"_{safe}"  # Windows reserves these names, whatever follows
    if safe == submission and safe and not OURS.search(safe):
        return safe
    return f"{safe or 'submission'}-{hashlib.sha256(submission.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"

"""What happens in a run, as JSON lines for other programs: one object a line, `event` says which."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from autograder.grading.batch import Done
from autograder.grading.manifest import Manifest


class Begins(msgspec.Struct, frozen=True, tag="begins", tag_field="event"):
    """Before the first submission."""

    run: Manifest
    submissions: int


class Finished(msgspec.Struct, frozen=True, tag="finished", tag_field="event"):
    """A submission's report is on disk."""

    submission: str
    score: float
    max_score: float
    pending: bool
    fresh: bool  # graded in this run
    key: str


class Ends(msgspec.Struct, frozen=True, tag="ends", tag_field="event"):
    """Every submission has its report, and the class page is written."""

    submissions: int


Event = Begins | Finished | Ends


@contextmanager
def writer(path: Path | None) -> Generator[Callable[[Event], None]]:
    """Append events to a file, each at once; to nowhere without one."""
    if path is None:
        yield lambda _: None
        return
    with path.open("ab", buffering=0) as file:
        yield lambda event: _append(file.write, event)


def _append(write: Callable[[bytes], object], event: Event) -> None:
    write(msgspec.json.encode(event) + b"\n")


def told(run: Iterable[Done], tell: Callable[[Event], None]) -> Iterator[Done]:
    """Pass finished submissions on, and tell of each."""
    for done in run:
        report = done.report
        tell(Finished(report.submission, report.score, report.max_score, report.pending, done.fresh, report.key))
        yield done

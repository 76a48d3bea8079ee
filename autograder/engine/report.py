"""What grading a submission produced: plain frozen data, and nothing else.

Everything that people see (terminal, HTML, CSV, other tools' formats) is a pure function of a
`GradeReport`. `decode(encode(report)) == report`, and `schema()` describes the JSON.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal

import msgspec

VERSION = 1


class Outcome(StrEnum):
    """How a check ended. No outcome but `PASSED` earns a point."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_STARTED = "not started"
    WAITING = "waiting"  # needs an exercise that is not started or failed
    ANSWERED = "answered"  # in a kit: found by hand, and marked when it is handed in
    HELD = "held"  # the check itself broke, with the solution too: the mark is pending
    SKIPPED = "skipped"  # needs a device that is not there or was not asked for: it is worth no points


class Likely(msgspec.Struct, frozen=True):
    """The one misconception whose answers equal the student's on every check of the exercise."""

    misconception: str  # id, such as "activations.softmax:without_the_shift"
    sentence: str  # names the act, never the cure


class Band(msgspec.Struct, frozen=True):
    """Where the solution's own runs lie, step by step: 5 %, 50 % and 95 % of them are below `low`, `middle`, `high`.

    Each step is looked at alone, so a right run leaves the band at about one step in ten.
    """

    runs: int
    steps: list[int]  # evenly spaced, from 0 to the last one
    low: list[float]
    middle: list[float]
    high: list[float]


class Curve(msgspec.Struct, frozen=True, tag="curve"):
    """Lines over a common axis, such as losses by step."""

    title: str
    x_label: str
    y_label: str
    lines: dict[str, list[float | None]]  # legend -> values; None: not a finite number, left out of the line
    band: Band | None = None  # of the first line; a check leaves it out, the report adds what was calibrated


class Forecast(msgspec.Struct, frozen=True, tag="forecast"):
    """A series, what came after it, and a forecast of that with its interval. None: not a finite number."""

    history: list[float | None]
    actual: list[float | None]  # (horizon,), and so are the others
    mean: list[float | None]
    low: list[float | None]
    high: list[float | None]
    title: str = "Forecast"
    units: str = ""  # such as "passengers"


class Images(msgspec.Struct, frozen=True, tag="images"):
    """Small grey images with a caption each, such as misread digits."""

    title: str
    images: list[list[list[float]]]  # each (height, width), 0 = background
    captions: list[str]


Picture = Curve | Images | Forecast


class Example(msgspec.Struct, frozen=True):
    """One failing case. A line that is not known stays None."""

    called: str | None = None
    got: str | None = None
    expected: str | None = None
    where: str | None = None  # worst element and the pattern, such as "only the border columns"
    seen: str | None = None  # a fact about the failure: the exception with its file and line, the limit hit
    picture: Picture | None = None


class CheckReport(msgspec.Struct, frozen=True):
    """One check of one exercise."""

    id: str  # "activations.softmax:survives_large_logits"
    sentence: str  # the check's docstring, what the student reads
    outcome: Outcome
    points: float
    max_points: float
    example: Example | None = None
    public: Example | None = None  # with a keyed seed: the failing case from the public seed, if it fails there too
    likely: Likely | None = None
    needs: list[str] = []  # what to repair first, when waiting
    message: str | None = None  # why it is held (instructor) or skipped, or other words in place of an example
    seconds: float = 0.0  # CPU seconds of the student's worker
    output: str = ""  # what the submission printed, cut
    timed_out: bool = False  # the wall limit was hit, which a busy machine can cause


class ExerciseReport(msgspec.Struct, frozen=True):
    """One exercise: a function or class that the student writes."""

    name: str  # "activations.softmax"
    file: str  # "activations.py"
    line: int | None  # where its definition stands in the submission
    section: str  # where the handout explains it
    checks: list[CheckReport]
    cell: str | None = None  # where it stands in a notebook that was handed in, such as "work.ipynb, cell 12"

    @property
    def points(self) -> float:
        return sum(check.points for check in self.checks)

    @property
    def max_points(self) -> float:
        return sum(check.max_points for check in self.checks)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do for the student."""
        return self.outcome in (Outcome.PASSED, Outcome.ANSWERED, Outcome.SKIPPED)

    @property
    def outcome(self) -> Outcome:
        """The exercise as a whole, without what is skipped. Partly passed and partly not started is not yet: FAILED."""
        seen = {check.outcome for check in self.checks}
        if seen != {Outcome.SKIPPED}:
            seen -= {Outcome.SKIPPED}
        if Outcome.ANSWERED in seen:
            seen -= {Outcome.PASSED}
        if Outcome.HELD in seen:
            return Outcome.HELD
        if len(seen) == 1:
            return seen.pop()
        return Outcome.FAILED if Outcome.FAILED in seen or Outcome.WAITING not in seen else Outcome.WAITING


class WrittenAnswer(msgspec.Struct, frozen=True):
    """One answer of answers.md: a person marks it."""

    question: str  # its heading
    text: str  # Markdown as it was written, "" if nothing was


class Isolation(msgspec.Struct, frozen=True):
    """How the submission was kept apart from everything else."""

    rung: Literal["namespaces", "landlock", "plain", "none"]  # "none": nothing was run
    label: str  # in words; "not isolated" for a plain process
    reason: str  # why no higher rung was used, "" on the highest


class Device(msgspec.Struct, frozen=True):
    """What computed beside the processor: a GPU for the checks that ask for one, or nothing."""

    kind: Literal["cpu", "cuda"] = "cpu"
    name: str = ""  # of the GPU, as the driver calls it

    def __str__(self) -> str:
        return f"{self.kind} ({self.name})" if self.name else self.kind


CPU = Device()


class GradeReport(msgspec.Struct, frozen=True):
    """The marks of one submission to one chapter, and why."""

    submission: str
    chapter: str
    title: str
    engine: str  # version of the engine
    seed: str  # an id, never the seed itself
    isolation: Isolation
    score: float
    max_score: float
    pending: bool  # some check is held: an instructor has to look
    exercises: list[ExerciseReport]
    notes: list[str] = []  # what intake found and did, in words
    written: list[WrittenAnswer] = []  # none if no answers.md was handed in
    key: str = ""  # hash of all that determines this report
    view: Literal["instructor", "student"] = "instructor"
    device: Device = CPU
    version: int = VERSION


def encode(report: GradeReport) -> bytes:
    """JSON, indented, UTF-8."""
    return msgspec.json.format(msgspec.json.encode(report), indent=1)


def decode(data: bytes) -> GradeReport:
    """The report that `encode` wrote.

    Raises msgspec.ValidationError (with the path of the offending field) or msgspec.DecodeError.
    """
    return msgspec.json.decode(data, type=GradeReport)


def schema() -> dict[str, Any]:
    """JSON Schema of a report."""
    return msgspec.json.schema(GradeReport)

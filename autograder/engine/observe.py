"""What came back from a worker: plain data, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from autograder.engine.wire import Opaque


@dataclass(frozen=True)
class Raised:
    """The student's code raised an exception."""

    type: str
    message: str
    file: str | None = None  # inside the submission, such as "activations.py"
    line: int | None = None
    text: str | None = None  # that line of source

    @property
    def not_started(self) -> bool:
        return self.type == "NotImplementedError"


@dataclass(frozen=True)
class Died:
    """The worker ended before it answered: `cause` is one of `sandbox.CAUSES`."""

    cause: str
    detail: str  # in words, for the student


@dataclass(frozen=True)
class Withheld:
    """Stands for an answer of the reference that a student's kit does not hold."""


Observation = (
    None
    | bool
    | int
    | float
    | str
    | bytes
    | list[Any]
    | dict[str, Any]
    | NDArray[Any]
    | Opaque
    | Raised
    | Died
    | Withheld
)


class NotJudged(Exception):
    """The submission has answered, and what is right is not known here: it is marked when it is handed in."""


class Skipped(Exception):
    """The check needs a device that is not at hand. Its text says so, and how to run it."""


class CheckFailed(Exception):
    """The submission is wrong: an expectation did not hold. Never raised for a mistake of ours.

    got:    the observation that was judged (kept by identity, so that the call can be found)
    likely: name of the misconception that a measured property points to
    """

    def __init__(
        self,
        *,
        got: object = None,
        got_text: str | None = None,
        expected: str | None = None,
        where: str | None = None,
        picture: object = None,
        likely: str | None = None,
    ) -> None:
        super().__init__(expected or "")
        self.got = got
        self.got_text = got_text
        self.expected = expected
        self.where = where
        self.picture = picture
        self.likely = likely

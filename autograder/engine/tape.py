"""Recorded observations of the reference and of the misconceptions, for one chapter and one seed.

With a tape, neither solutions nor misconceptions are needed to judge: a kit carries the one for the public
seed, and a cohort shares the one for its keyed seed. Inputs are recorded too, and compared at replay within
a tolerance, since the last bits differ between machines.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from autograder.engine.diagnose import same
from autograder.engine.observe import Died, Observation, Raised, Withheld
from autograder.engine.subject import Request
from autograder.engine.wire import Caps, WireError, decode, encode

INPUT_TOLERANCE = 1e-9  # relative to the inputs' size: drawn alike, through other builds of exp and log
TAPE_CAPS = Caps(frame_bytes=512 * 2**20, nodes=5_000_000)


class TapeMismatchError(LookupError):
    """The check asks something else than what was recorded."""


@dataclass
class Entry:
    """One check (or shared experiment) at one attempt."""

    requests: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])  # what the reference was asked
    answers: list[Observation] = field(default_factory=list[Observation])  # what it answered
    verdict: str = "passed"  # of the check on the solution itself; otherwise why the check is broken
    wrong: dict[str, list[Observation]] = field(
        default_factory=dict[str, list[Observation]]
    )  # misconception id -> its answers
    withheld: bool = False  # the answers were taken out

    def replay(self) -> Callable[[Request], Observation]:
        """Answers in the order of the recording. Raises TapeMismatchError for another question."""
        position = iter(range(len(self.requests)))

        def answer(request: Request) -> Observation:
            index = next(position, None)
            if index is None or not fits(request.to_plain(), self.requests[index]):
                raise TapeMismatchError(f"{request.name} was asked something that the tape does not hold")
            return Withheld() if self.withheld else fresh(self.answers[index])

        return answer


@dataclass
class Tape:
    """All entries by key: see `key`."""

    chapter: str
    exam_hash: str
    seed_id: str
    entries: dict[str, Entry] = field(default_factory=dict[str, Entry])
    sentences: dict[str, str] = field(default_factory=dict[str, str])  # misconception id -> sentence

    def entry(self, name: str, attempt: int = 0) -> Entry:
        """Raises TapeMismatchError if nothing was recorded under that name."""
        try:
            return self.entries[key(name, attempt)]
        except KeyError:
            raise TapeMismatchError(f"the tape holds nothing for {name}") from None


def withhold(tape: Tape, names: Collection[str]) -> Tape:
    """The tape without any answers to these checks, neither right nor wrong ones."""
    secret = {key(name, 0) for name in names}
    entries = {
        name: replace(entry, answers=[], wrong={}, withheld=True) if name in secret else entry
        for name, entry in tape.entries.items()
    }
    return replace(tape, entries=entries)


def key(name: str, attempt: int) -> str:
    return f"{name}#{attempt}"


def fits(asked: dict[str, Any], recorded: dict[str, Any]) -> bool:
    """Whether two requests are the same question, up to the last bits of their inputs."""
    if asked["name"] != recorded["name"]:
        return False
    try:
        if (asked["args"], asked["kwargs"]) == (recorded["args"], recorded["kwargs"]):
            return True  # without arrays, and to the bit: most are
    except ValueError:  # arrays have no single answer to ==
        pass
    return same([asked["args"], asked["kwargs"]], [recorded["args"], recorded["kwargs"]], INPUT_TOLERANCE)


def remember(request: Request) -> dict[str, Any]:
    """A request as the tape keeps it: without the experiments' source, which the exam's hash stands for."""
    plain = request.to_plain()
    del plain["source"]
    return fresh(plain)


def fresh(value: Any) -> Any:
    """A copy that shares no array: a check may change what it was given."""
    if isinstance(value, np.ndarray):
        return cast("NDArray[Any]", value).copy()
    if isinstance(value, list | tuple):
        return [fresh(item) for item in cast("list[Any]", value)]
    if isinstance(value, dict):
        return {name: fresh(item) for name, item in cast("dict[str, Any]", value).items()}
    return value


def dump(tape: Tape) -> bytes:
    """Bytes for a file or for another process: the wire's format, compressed. The same tape, the same bytes."""
    plain = {
        "chapter": tape.chapter,
        "exam_hash": tape.exam_hash,
        "seed_id": tape.seed_id,
        "sentences": tape.sentences,
        "entries": {
            name: {
                "requests": entry.requests,
                "answers": [_to_plain(answer) for answer in entry.answers],
                "verdict": entry.verdict,
                "wrong": {wrong: [_to_plain(answer) for answer in log] for wrong, log in entry.wrong.items()},
                "withheld": entry.withheld,
            }
            for name, entry in tape.entries.items()
        },
    }
    return zlib.compress(bytes(encode(plain, TAPE_CAPS)), 9)


def load(data: bytes, source: Path | str = "tape") -> Tape:
    """The tape that `dump` wrote. Raises ValueError, naming `source`, for anything else."""
    try:
        plain: Any = decode(zlib.decompress(data), TAPE_CAPS)
        entries = {
            name: Entry(
                entry["requests"],
                [_from_plain(answer) for answer in entry["answers"]],
                entry["verdict"],
                {wrong: [_from_plain(answer) for answer in log] for wrong, log in entry["wrong"].items()},
                entry["withheld"],
            )
            for name, entry in plain["entries"].items()
        }
        return Tape(plain["chapter"], plain["exam_hash"], plain["seed_id"], entries, plain["sentences"])
    except (zlib.error, WireError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{source} is not a tape ({error}): get the kit again") from None


def _to_plain(answer: Observation) -> dict[str, Any]:
    if isinstance(answer, Raised):
        return {"raised": [answer.type, answer.message]}
    if isinstance(answer, Died):
        return {"died": [answer.cause, answer.detail]}
    return {"value": answer}


def _from_plain(plain: dict[str, Any]) -> Observation:
    if "raised" in plain:
        return Raised(*plain["raised"])
    if "died" in plain:
        return Died(*plain["died"])
    return plain["value"]

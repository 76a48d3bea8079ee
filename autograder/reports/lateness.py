"""What a late policy made of a mark: data beside the report, which keeps the mark as it was earned, and its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec

from autograder.reports.words import count, number


@dataclass(frozen=True)
class Late:
    """What a late policy makes of a student's attempts.

    attempt:     which of them counts, from 0
    score:       as it was earned
    score_after: what is left of it
    penalty:     percent that were taken off
    days:        that had begun after the due date, 0 if it was on time
    sentence:    for the student and the gradebook, "" if there is nothing to say
    when:        it was handed in, by the policy's clocks; None: on time, by the word of a platform that tells no time
    """

    attempt: int
    score: float
    score_after: float
    penalty: float
    days: int
    sentence: str
    when: datetime | None = None


def encode(late: Late) -> bytes:
    """JSON, indented, UTF-8."""
    return msgspec.json.format(msgspec.json.encode(late), indent=1)


def decode(data: bytes) -> Late:
    """What `encode` wrote. Raises msgspec.MsgspecError."""
    return msgspec.json.decode(data, type=Late)


def counts(late: Late, most: float) -> str:
    """43.2 of 60 points count; "" if all that was earned does."""
    return f"{number(late.score_after)} of {number(most)} points count." if late.score_after != late.score else ""


def told(late: Late, most: float) -> str:
    """Why another score counts than the one that was earned, and which; "" if there is nothing to say."""
    return " ".join(filter(None, [late.sentence, counts(late, most)]))


def briefly(late: Late) -> str:
    """2 days, 20 % off; "" if it was not late."""
    if not late.days:
        return ""
    days = count(late.days, "day")
    return f"{days}, {number(late.penalty)} % off" if late.penalty else days

"""The words for lateness, and its file."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from autograder.reports import lateness
from autograder.tests.reports import samples


@pytest.mark.parametrize("late", [samples.late(), samples.late(days=0), replace(samples.late(), when=None)])
def test_what_is_written_is_read(late: lateness.Late) -> None:
    assert lateness.decode(lateness.encode(late)) == late


@pytest.mark.parametrize("data", [b"", b"{", b"null", b"{}", b'{"attempt": "first"}', b"\xff"])
def test_what_cannot_be_read_is_an_error(data: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        lateness.decode(data)


@pytest.mark.parametrize(
    ("late", "counts", "briefly"),
    [
        (samples.late(54.0), "43.2 of 60 points count.", "2 days, 20 % off"),
        (samples.late(54.0, 1), "48.6 of 60 points count.", "1 day, 10 % off"),
        (samples.late(0.0), "", "2 days, 20 % off"),
        (samples.late(54.0, 0), "", ""),
        (replace(samples.late(54.0), penalty=0.0, score_after=54.0), "", "2 days"),
    ],
)
def test_words(late: lateness.Late, counts: str, briefly: str) -> None:
    assert lateness.counts(late, 60.0) == counts
    assert lateness.briefly(late) == briefly
    assert lateness.told(late, 60.0) == f"{late.sentence} {counts}".strip()
    assert lateness.told(replace(late, sentence=""), 60.0) == counts

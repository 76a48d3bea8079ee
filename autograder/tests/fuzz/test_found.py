"""What the fuzzer found once, each in its smallest form."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import pytest

from autograder.engine import handed_in
from autograder.engine.handed_in import FILE_BYTES, MB, TOTAL_BYTES, HandedIn
from autograder.engine.intake import Intake, take_in
from autograder.tests.fuzz.archive import ARCHIVE, EXERCISES, PACKAGE
from autograder.tests.fuzz.loop import examined, traced_memory
from autograder.tests.fuzz.zips import Member, zip_of

TOO_MUCH = f"The submission holds more than {TOTAL_BYTES // MB} MB."
RIGHT = Member(b"activations.py", b"a = 1\n")
EURO = b"\x80"  # of Windows: one byte there, three in UTF-8


@pytest.fixture
def hand_in(tmp_path):
    def hand_in(*members: Member) -> Intake:
        data = zip_of(list(members))
        with traced_memory():
            examined(ARCHIVE, data)
        (tmp_path / "alice.zip").write_bytes(data)
        return take_in(tmp_path / "alice.zip", PACKAGE, EXERCISES)

    return hand_in


@pytest.mark.parametrize("folders", [21, 8000, 32_000])
def test_a_path_of_thousands_of_folders_costs_no_memory(hand_in, folders):
    """A list of all folders above the file, each with its whole path, took 3 GB for 60 kB."""
    got = hand_in(Member(b"a/" * folders + b"activations.py"), Member(b"losses.py", b"l = 1\n"))
    assert got.files == {"losses.py": b"l = 1\n"}
    assert got.notes[-1].endswith("activations.py lies more than 20 folders deep and was not opened.")


@pytest.mark.parametrize(("name", "size"), [(b"mine.py", FILE_BYTES), (b"inner.zip", TOTAL_BYTES)])
def test_what_was_unpacked_in_vain_counts(hand_in, name, size):
    """Names of one member that is damaged at its end: each unpacked it anew, 32 MB at a time, 600 times in 60 kB."""
    damaged = {"crc": 1}
    first = Member(name, bytes(size), central=damaged, local=damaged)
    again = Member(name, bytes(size), central=damaged, over=0)
    got = hand_in(first, *[again] * (TOTAL_BYTES // size), RIGHT)
    assert (got.problem or "").startswith(TOO_MUCH)


def test_a_damaged_member_costs_only_itself(hand_in):
    damaged = {"crc": 1}
    got = hand_in(Member(b"losses.py", b"l = 1\n", central=damaged, local=damaged), RIGHT)
    assert got.files == {"activations.py": b"a = 1\n"}
    assert got.notes == ["losses.py could not be read (it is damaged)."]


def test_no_more_is_unpacked_than_a_member_claims_to_hold():
    """One that claimed one byte was unpacked up to the limit, and counted as one byte."""
    claims = {"size": 1}
    data = zip_of([Member(b"inner.zip", bytes(8 * MB), central=claims, local=claims)])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        tracemalloc.start()
        try:
            with pytest.raises(zipfile.BadZipFile):
                handed_in._read_member(archive, archive.infolist()[0], TOTAL_BYTES, HandedIn())
            assert tracemalloc.get_traced_memory()[1] < MB
        finally:
            tracemalloc.stop()


def test_a_file_that_is_too_large_as_utf8_is_left_out_in_words(hand_in):
    """Three times the limit came out."""
    got = hand_in(RIGHT, Member(b"losses.py", EURO * (FILE_BYTES // 3 + 1)))
    assert got.files == {"activations.py": b"a = 1\n"}
    assert got.notes == ["losses.py is larger than 1 MB as UTF-8 and was not used."]


def test_files_that_are_too_large_as_utf8_together_are_a_problem(hand_in):
    grown = [Member(b"m%d.py" % place, EURO * (FILE_BYTES // 3)) for place in range(33)]
    got = hand_in(RIGHT, *grown)
    assert (got.problem or "").startswith(TOO_MUCH)
    assert got.files == {}

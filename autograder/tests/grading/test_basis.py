"""The key of a report: it misses nothing that a mark depends on, and nothing else is in it."""

from __future__ import annotations

import pytest
from msgspec.structs import fields, replace

from autograder.engine.grade import Work
from autograder.engine.report import CPU, Device
from autograder.engine.seeds import PUBLIC
from autograder.grading.basis import WORDS, Basis, basis
from autograder.tests.grading.conftest import CHAPTER

WORK = Work("ada", {"doubling.py": b"1"}, ("a note",))
BASIS = Basis(CHAPTER, "public", "plain", CPU, "s", "e", "d", "3.11.7", {"numpy": "2.4.6"})
OTHERS = {
    "chapter": "ch91_other",
    "seed": "04f7189e43c1",
    "rung": "landlock",
    "device": Device("cuda", "NVIDIA T4"),
    "sources": "t",
    "engine": "f",
    "data": "e",
    "python": "3.12.1",
    "libraries": {"numpy": "2.4.7"},
}


def test_every_field_has_words_and_another_value_here():
    names = [field.name for field in fields(Basis)]
    assert list(WORDS) == list(OTHERS) == names


@pytest.mark.parametrize("name", OTHERS)
def test_a_key_changes_with_each_part_and_the_difference_is_told(name):
    other = replace(BASIS, **{name: OTHERS[name]})
    assert other.key(WORK) != BASIS.key(WORK)
    (told,) = BASIS.differences(other)
    assert told.startswith(f"{WORDS[name]}: ")


@pytest.mark.parametrize(
    "work",
    [
        Work("ada", {"doubling.py": b"2"}, WORK.notes),
        Work("ada", {"other.py": b"1"}, WORK.notes),
        Work("ada", WORK.files, ("another note",)),
        Work("ada", WORK.files, ("a", " note")),
        Work("ada", WORK.files, WORK.notes, "a problem"),
    ],
)
def test_a_key_changes_with_the_work(work):
    assert BASIS.key(work) != BASIS.key(WORK)
    assert BASIS.key(work) == BASIS.key(work)


def test_whose_work_it_is_does_not_matter():
    assert BASIS.key(Work("bob", WORK.files, WORK.notes)) == BASIS.key(WORK)


def test_it_is_read_from_what_is_here(course):
    found = basis(course, CHAPTER, PUBLIC, "plain")
    assert found.libraries.keys() == {"msgspec", "numpy"}
    assert found.differences(found) == []
    checks = course.exam(CHAPTER) / "checks" / "doubling.py"
    checks.write_text(checks.read_text() + "# changed\n")
    (told,) = found.differences(basis(course, CHAPTER, PUBLIC, "plain"))
    assert told.startswith("the chapter's checks, solution or misconceptions: ")
    assert len(told) < 100

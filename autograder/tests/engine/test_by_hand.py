"""Numbers found by hand: judged with what follows from a slip, never shown, and not judged in a kit."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest

from autograder.course.tapes import kit_tape, make_tape
from autograder.engine import expect
from autograder.engine.chapter import Chapter, Exercise, Settings
from autograder.engine.check import check, misconception
from autograder.engine.grade import Exam, Work, grade
from autograder.engine.observe import CheckFailed, NotJudged, Withheld
from autograder.engine.report import CheckReport, ExerciseReport, Outcome
from autograder.engine.rungs import own_slot
from autograder.engine.sandbox import Slot
from autograder.engine.seeds import PUBLIC
from autograder.engine.tape import dump, load

QUESTION = {"x": 3.0}
RULES = {"double": lambda q, a: 2 * q["x"], "square": lambda q, a: a["double"] ** 2}
RIGHT = {"double": 6.0, "square": 36.0}


def test_right_numbers_pass_rounded_ones_too() -> None:
    expect.follows(RIGHT, RIGHT, QUESTION, RULES)
    expect.follows({"double": 6.001, "square": 36.0, "more": "ignored"}, RIGHT, QUESTION, RULES)


def test_a_slip_is_counted_where_it_was_made_and_not_in_what_follows() -> None:
    slip = {"double": 5.0, "square": 25.0}
    expect.follows(slip, RIGHT, QUESTION, {"square": RULES["square"]})
    with pytest.raises(CheckFailed) as failed:
        expect.follows(slip, RIGHT, QUESTION, RULES)
    assert failed.value.got_text == "double: 5"
    assert "6" not in f"{failed.value.expected} {failed.value.where}"


def test_a_true_number_is_right_whatever_stands_before_it() -> None:
    expect.follows({"double": 5.0, "square": 36.0}, RIGHT, QUESTION, {"square": RULES["square"]})


def test_lists_of_tuples_are_judged_by_position() -> None:
    rules = {0: lambda q, a: [q["x"], 1.0], 1: lambda q, a: [a[0][0] + 1, a[0][1]]}
    want = [[3.0, 1.0], [4.0, 1.0]]
    expect.follows([[3, 1], [4, 1]], want, QUESTION, rules)
    with pytest.raises(CheckFailed, match="follows") as failed:
        expect.follows([[3.0, 1.0], [4.0, 2.0]], want, QUESTION, rules)
    assert str(failed.value.got_text).startswith("answer 2: ")


@pytest.mark.parametrize(
    "got",
    [
        None,
        42,
        [6.0, 36.0],
        {},
        {"double": 6.0},
        {"double": "6", "square": 36.0},
        {"double": math.nan, "square": 36.0},
        {"double": [], "square": 36.0},
    ],
)
def test_another_form_fails_in_words_in_a_kit_too(got: object) -> None:
    for want in (RIGHT, Withheld()):
        with pytest.raises(CheckFailed, match=r"double, square|numbers"):
            expect.follows(got, want, QUESTION, RULES)


@pytest.mark.parametrize("got", [[[3.0, 1.0]], {"0": 1.0}, [[3.0, 1.0], "no"], [[3.0, 1.0], [4.0, 1.0, 5.0]]])
def test_a_list_of_another_form_fails(got: object) -> None:
    rules = {0: lambda q, a: [3.0, 1.0], 1: lambda q, a: [4.0, 1.0]}
    with pytest.raises(CheckFailed):
        expect.follows(got, [[3.0, 1.0], [4.0, 1.0]], QUESTION, rules)


LISTS = {"all": lambda q, a: [q["x"], 1.0, 2.0], "sum": lambda q, a: [sum(a["all"])]}
LENGTHS = {"all": 3, "sum": 1}
ALL = {"all": [3.0, 1.0, 2.0], "sum": [6.0]}


@pytest.mark.parametrize(
    ("got", "words"),
    [
        ({"all": [3.0, 1.0]}, "all has 2 numbers, 3 are asked for"),
        ({"all": [3.0]}, "all has 1 number, 3 are asked for"),
        ({"all": [[3.0, 1.0], [2.0]]}, "all is nested"),
        ({"all": np.array([[3.0, 1.0, 2.0]])}, "all is nested"),
        ({"sum": [3.0, 3.0]}, "sum has 2 numbers, 1 is asked for"),
        ({"sum": 6.0}, "sum is no list"),
    ],
)
def test_a_list_of_another_length_is_told_so_in_a_kit_too(got: dict[str, object], words: str) -> None:
    for want in (ALL, Withheld()):
        with pytest.raises(CheckFailed, match=r"one flat list of 3 numbers|a list of 1 number") as failed:
            expect.follows(ALL | got, want, QUESTION, LISTS, LENGTHS)
        assert failed.value.where == words


def test_nothing_follows_from_a_list_of_another_length() -> None:
    expect.follows(ALL | {"all": [3.0]}, ALL, QUESTION, {"sum": LISTS["sum"]}, LENGTHS)
    expect.follows({"all": np.array([1.0, 1.0, 1.0]), "sum": [3.0]}, ALL, QUESTION, {"sum": LISTS["sum"]}, LENGTHS)
    with pytest.raises(CheckFailed, match="follows"):
        expect.follows({"all": [3.0], "sum": [3.0]}, ALL, QUESTION, {"sum": LISTS["sum"]}, LENGTHS)


def test_a_rule_that_asks_for_what_is_not_there_is_no_slip() -> None:
    with pytest.raises(KeyError):
        expect.follows(ALL | {"sum": [0.0]}, ALL, QUESTION, {"sum": lambda q, a: [q["y"]]}, LENGTHS)


def test_withheld_answers_leave_it_open() -> None:
    with pytest.raises(NotJudged):
        expect.follows({"double": 0.0, "square": 0.0}, Withheld(), Withheld(), RULES)


# A chapter with one worksheet and one design whose mistake is measured


@check("worksheet.numbers", points=2, by_hand=True)
def doubles_and_squares(student, reference):
    """The numbers follow."""
    got, want = student.worksheet.numbers(), reference.worksheet.numbers()
    expect.follows(got, want, QUESTION, RULES)


@check("design.choose", points=1)
def is_large_enough(student):
    """The choice is above 3."""
    got = student.design.choose()
    expect.true(got, isinstance(got, int) and got > 3, "a choice above 3", likely="too_small" if got == 0 else None)


@misconception("worksheet.numbers")
def halves():
    """Half was taken."""
    return {"double": 1.5, "square": 2.25}


@misconception("design.choose")
def too_small():
    """The choice was nothing."""
    return 1


SOLUTION = {
    "__init__.py": b"",
    "worksheet.py": b"def numbers():\n    return {'double': 6.0, 'square': 36.0}\n",
    "design.py": b"def choose():\n    return 4\n",
}


@pytest.fixture(scope="module")
def slot() -> Iterator[Slot]:
    with own_slot(["numpy"]) as made:
        yield made


@pytest.fixture(scope="module")
def exams(slot: Slot) -> tuple[Exam, Exam]:
    """As the instructor has it, and as a kit has it."""
    exercises = [Exercise(name, "Section", 5, 1, 1) for name in ("worksheet.numbers", "design.choose")]
    checks = (doubles_and_squares.__check__, is_large_enough.__check__)
    wrong = (halves.__misconception__, too_small.__misconception__)
    chapter = Chapter("ch91_hand", Settings("Hand", ["numpy"], exercises), checks, wrong, {}, "hash")
    with own_slot(["numpy"]) as reference:
        tape = make_tape(chapter, PUBLIC, SOLUTION, slot, reference)
    return Exam(chapter, tape, PUBLIC), Exam(chapter, load(dump(kit_tape(chapter, tape))), PUBLIC)


def exercise(exam: Exam, slot: Slot, name: str, source: bytes) -> ExerciseReport:
    report = grade(Work("someone", {**SOLUTION, f"{name.partition('.')[0]}.py": source}), exam, slot)
    return next(each for each in report.exercises if each.name == name)


def only(report: ExerciseReport) -> CheckReport:
    (found,) = report.checks
    return found


def test_a_kit_holds_no_answer_and_says_answered(slot: Slot, exams: tuple[Exam, Exam]) -> None:
    _, kit = exams
    entry = kit.tape.entry("worksheet.numbers:doubles_and_squares")
    assert (entry.answers, entry.wrong, entry.withheld) == ([], {}, True)
    for source in (SOLUTION["worksheet.py"], b"def numbers():\n    return {'double': 1, 'square': 1}\n"):
        found = exercise(kit, slot, "worksheet.numbers", source)
        assert (only(found).outcome, found.points, found.is_done) == (Outcome.ANSWERED, 0, True)


def test_a_kit_still_says_what_has_the_wrong_form_and_what_is_not_started(slot: Slot, exams: tuple[Exam, Exam]) -> None:
    _, kit = exams
    assert only(exercise(kit, slot, "worksheet.numbers", b"def numbers(): pass\n")).outcome is Outcome.FAILED
    stub = b"def numbers():\n    raise NotImplementedError('worksheet.numbers')\n"
    assert only(exercise(kit, slot, "worksheet.numbers", stub)).outcome is Outcome.NOT_STARTED


def test_handed_in_it_is_judged_and_named(slot: Slot, exams: tuple[Exam, Exam]) -> None:
    full, _ = exams
    assert only(exercise(full, slot, "worksheet.numbers", SOLUTION["worksheet.py"])).outcome is Outcome.PASSED
    wrong = b"def numbers():\n    return {'double': 1.5, 'square': 2.25}\n"
    found = only(exercise(full, slot, "worksheet.numbers", wrong))
    assert found.outcome is Outcome.FAILED
    assert found.likely is not None
    assert found.likely.sentence == "Half was taken."


@pytest.mark.parametrize("written", [b"{'double': 1.50, 'square': 2.25}", b"{'double': 1.5004, 'square': 2.249}"])
def test_what_was_rounded_is_named_all_the_same(slot: Slot, exams: tuple[Exam, Exam], written: bytes) -> None:
    full, _ = exams
    found = only(exercise(full, slot, "worksheet.numbers", b"def numbers():\n    return " + written + b"\n"))
    assert found.likely is not None


def test_a_check_may_name_a_mistake_that_it_measured(slot: Slot, exams: tuple[Exam, Exam]) -> None:
    full, _ = exams
    found = only(exercise(full, slot, "design.choose", b"def choose():\n    return 0\n"))
    assert found.likely is not None
    assert found.likely.misconception == "design.choose:too_small"
    assert only(exercise(full, slot, "design.choose", b"def choose():\n    return 2\n")).likely is None

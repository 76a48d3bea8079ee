"""Every outcome has words, and summaries put gains first."""

from dataclasses import dataclass

import pytest
from msgspec.structs import replace

from autograder.engine.report import CheckReport, ExerciseReport, Outcome
from autograder.reports import words
from autograder.tests.reports import samples


@dataclass
class Named:
    name: str

    def exercise(self) -> ExerciseReport:
        check = CheckReport(f"m.{self.name}:c", "It holds.", Outcome.PASSED, 1.0, 1.0)
        return ExerciseReport(f"m.{self.name}", "m.py", 1, "", [check])


def test_every_outcome_has_a_sign_and_words() -> None:
    assert set(words.SIGNS) == set(words.WORDS) == set(Outcome)
    assert len(set(words.SIGNS.values())) == len(set(words.WORDS.values())) == len(Outcome)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("", "2 of 9 points"),
        ("a", "2 of 9 points; a done"),
        ("ab", "2 of 9 points; a and b done"),
        ("abc", "2 of 9 points; a, b and c done"),
        ("abcde", "2 of 9 points; a, b and 3 more done"),
    ],
)
def test_the_summary_names_what_is_done(names: str, said: str) -> None:
    left = samples.SOFTMAX
    assert words.summary(2, 9, [*(Named(name).exercise() for name in names), left]) == said


def test_the_summary_says_when_all_is_done() -> None:
    report = samples.good()
    assert words.summary(report.score, report.max_score, report.exercises) == "5 of 5 points; all done"


def test_a_pending_mark_is_no_zero() -> None:
    report = samples.half_finished()
    held = next(check for check in report.exercises[-1].checks if check.outcome is Outcome.HELD)
    assert words.marks(held) == "?/1"
    assert words.summary(report.score, report.max_score, report.exercises).endswith("; 1 mark pending")


def test_a_student_never_reads_why_a_check_broke() -> None:
    held = samples.half_finished().exercises[-1].checks[-1]
    assert held.message is not None
    assert words.explain(held, "instructor") == [words.Line("Pending", held.message)]
    assert words.explain(held, "student") == [words.Line("Pending", words.HELD)]


def test_words_in_place_of_an_example() -> None:
    hidden = replace(samples.OVERFLOW, example=None, likely=None, message="It holds for the inputs of your kit.")
    assert words.explain(hidden, "student") == [words.Line("Why", "It holds for the inputs of your kit.")]


def test_a_diagnosis_is_said_once_for_all_checks() -> None:
    assert words.likely([samples.OVERFLOW, samples.OVERFLOW]) == ["exp(1000) overflowed to inf, and inf / inf is nan."]


def test_the_exercise_in_hand_is_the_first_that_can_be_worked_on() -> None:
    exercises = samples.half_finished().exercises
    assert words.in_hand(exercises) is exercises[1]
    assert words.in_hand(samples.good().exercises) is None


@pytest.mark.parametrize(("value", "shown"), [(2.0, "2"), (0.5, "0.5"), (10 / 3, "3.33"), (0.1 + 0.2, "0.3")])
def test_points_have_no_needless_digits(value: float, shown: str) -> None:
    assert words.number(value) == shown


@pytest.mark.parametrize(("value", "shown"), [(0.0123, "12 ms"), (3.44, "3.4 s")])
def test_seconds(value: float, shown: str) -> None:
    assert words.seconds(value) == shown

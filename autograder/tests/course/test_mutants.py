"""Generated faults go down the students' road; a weak check lets them through, and is told."""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.course import commands, scaffold
from autograder.course import mutants as proof
from autograder.course.mutants import Equivalent, Fate, entries_hold, faults_are_caught, prove, read_equivalent
from autograder.course.mutate import Mutant
from autograder.course.verify import Claim
from autograder.engine.chapter import BadChapter
from autograder.engine.load import Course
from autograder.engine.rungs import own_slot
from autograder.engine.sandbox import Slot

numbers = itertools.count(80)  # each chapter is imported under a name of its own

RETURN = "return samples - samples.mean(axis=0)"
WITH_EQUIVALENTS = "return (samples - samples.mean(axis=0)) * 1.0"
CHECKS = Path("checks") / "scaling.py"

WEAK = '''\
"""Checks of scaling.py."""

import numpy as np

from autograder.engine import expect
from autograder.engine.check import check


@check("scaling.centre", points=2)
def keeps_the_shape(student):
    """centre returns as many rows and columns as it got."""
    expect.shape(student.scaling.centre(np.ones((3, 2))), (3, 2))
'''

TRAINED = '''

RUNS = []


@check("scaling.centre", points=2, repeats=2)
def trains(student):
    """centre can be called."""
    RUNS.append(student.scaling.centre(np.ones((2, 2))))
'''


@pytest.fixture(scope="module")
def slots() -> Iterator[tuple[Slot, Slot]]:
    with own_slot(["numpy"]) as slot, own_slot(["numpy"]) as reference:
        yield slot, reference


class Made:
    """A scaffolded chapter whose files can be changed before its mutants are examined."""

    def __init__(self, root: Path, slots: tuple[Slot, Slot]) -> None:
        self.name = f"ch{next(numbers)}_example"
        self.slots = slots
        self.course = Course(root)
        for folder in ("solutions", "autograder/chapters", "assignments"):
            (root / folder).mkdir(parents=True)
        scaffold.new(self.name, root)
        self.solution, self.checks = self.course.home(self.name) / "scaling.py", self.course.exam(self.name) / CHECKS
        self.counted: list[tuple[int, int]] = []

    def write_solution(self, line: str) -> None:
        text = self.solution.read_text(encoding="utf-8")
        self.solution.write_text(text.replace(RETURN, line), encoding="utf-8")

    def list_equivalent(self, line: str, *changes: str, reason: str = "Nothing changes.") -> None:
        text = f'[[equivalent]]\nexercise = "scaling.centre"\nline = "{line}"\nchanges = {list(changes)}\n'
        path = self.course.exam(self.name) / proof.EQUIVALENT
        path.write_text(f'{text}reason = "{reason}"\n', encoding="utf-8")

    def prove(self) -> list[Claim]:
        return list(prove(self.course, self.name, *self.slots, lambda *count: self.counted.append(count)))


@pytest.fixture
def made(tmp_path: Path, slots: tuple[Slot, Slot]) -> Made:
    return Made(tmp_path, slots)


def test_the_checks_of_a_chapter_as_it_was_made_catch_everything(made: Made) -> None:
    caught, entries = made.prove()
    assert caught.sentence == "At least 97 % of 7 generated faults are caught."
    assert caught.problems == entries.problems == []
    assert "7 of 7 caught; 0 more behave like the solution" in caught.notes
    assert made.counted == [(done, 7) for done in range(1, 8)]


def test_a_weak_check_lets_mutants_survive_and_each_is_named_with_its_line(made: Made) -> None:
    made.checks.write_text(WEAK, encoding="utf-8")
    caught, _ = made.prove()
    place = f"solutions/{made.name}/scaling.py:17 scaling.centre"
    assert f"{place}, - -> +, in `{RETURN}`" in caught.problems
    assert f"{place}, mean -> sum, in `{RETURN}`" in caught.problems
    assert not any("axis=1" in problem for problem in caught.problems)  # a shape that does not fit is caught
    assert caught.repair.startswith("add an input on which it differs")


def test_what_behaves_like_the_solution_survives_until_it_is_listed(made: Made) -> None:
    made.write_solution(WITH_EQUIVALENTS)
    caught, _ = made.prove()
    changes = [problem.split(", ")[1] for problem in caught.problems]
    assert changes == ["* -> /", "a * b -> a"]
    made.list_equivalent(WITH_EQUIVALENTS, *changes, reason="The factor is 1.")
    caught, entries = made.prove()
    assert caught.problems == entries.problems == []
    assert "scaling.centre, * -> /, a * b -> a: The factor is 1." in caught.notes


@pytest.mark.parametrize(
    ("line", "change", "why"),
    [
        (RETURN, "- -> +", "a check catches it"),
        (RETURN, "- -> *", "there is no such fault"),
        ("return samples", "- -> +", "there is no such fault"),
    ],
)
def test_an_entry_that_excuses_nothing_is_refused(made: Made, line: str, change: str, why: str) -> None:
    made.list_equivalent(line, change)
    caught, entries = made.prove()
    assert caught.problems == []
    assert entries.problems == [f"scaling.centre, {change}, in `{line}`: {why}"]
    assert entries.repair == f"delete it from autograder/chapters/{made.name}/equivalent.toml"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[equivalent]", "Expected"),
        ('[[equivalent]]\nexercise = "a.b"\nline = "x"\nchange = ["y"]\nreason = "z"\n', "unknown field `change`"),
        ('[[equivalent]]\nexercise = "a.b"\nline = "x"\nchanges = ["y"]\n', "missing required field `reason`"),
        ('[[equivalent]]\nexercise = "a.b"\nline = "x"\nchanges = ["y"]\nreason = " "\n', "write the reason why"),
    ],
)
def test_an_entry_that_cannot_be_read_is_refused_with_the_file(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / proof.EQUIVALENT
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadChapter) as refused:
        read_equivalent(path)
    assert str(path) in str(refused.value)
    assert words in str(refused.value)


def test_a_chapter_whose_solution_fails_is_not_examined(made: Made) -> None:
    made.write_solution(RETURN.replace("axis=0", "axis=1"))
    with pytest.raises(BadChapter, match="matches_the_example_by_hand does not pass for the solution"):
        made.prove()


def test_a_mutant_that_never_ends_is_caught(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = made.solution.read_text(encoding="utf-8").replace(RETURN, "while True: pass")
    one = Mutant("scaling.centre", 17, RETURN, "statement", "never ends", endless)
    monkeypatch.setattr(proof, "mutants", lambda *_: [one])
    caught, _ = made.prove()
    assert "1 of 1 caught; 0 more behave like the solution" in caught.notes


def test_trained_checks_run_only_where_all_others_pass(made: Made) -> None:
    made.checks.write_text(made.checks.read_text(encoding="utf-8") + TRAINED, encoding="utf-8")
    caught, _ = made.prove()
    runs = importlib.import_module(f"autograder.chapters.{made.name}.checks.scaling").RUNS
    assert caught.problems == []
    assert len(runs) == 3  # for the tape, on each of its seeds


def fates(caught: int, survived: int) -> list[Fate]:
    alike = [Mutant("work.solve", 3, "return x", "sign", f"change {at}", "") for at in range(caught + survived)]
    return [Fate(one, at < caught) for at, one in enumerate(alike)]


def test_97_in_100_are_enough_and_those_that_survive_are_told_all_the_same() -> None:
    enough, too_few = faults_are_caught("home", fates(97, 3), []), faults_are_caught("home", fates(96, 4), [])
    assert enough.problems == []
    assert "survived: home/work.py:3 work.solve, change 99, in `return x`" in enough.notes
    assert "by kind: sign 97/100" in enough.notes
    assert len(too_few.problems) == 4


def test_listed_survivors_do_not_count(tmp_path: Path) -> None:
    listed = [Equivalent("work.solve", "return x", ["change 9"], "It is the same.")]
    assert faults_are_caught("home", fates(9, 1), listed).sentence.startswith("At least 97 % of 9 ")
    assert faults_are_caught("home", fates(9, 1), listed).problems == []
    assert entries_hold("file", fates(9, 1), listed).problems == []


@pytest.mark.parametrize(("weak", "status"), [(False, 0), (True, 1)])
def test_the_command_fails_where_the_claim_does(
    made: Made, monkeypatch: pytest.MonkeyPatch, weak: bool, status: int
) -> None:
    if weak:
        made.checks.write_text(WEAK, encoding="utf-8")
    monkeypatch.setattr(commands, "here", lambda: made.course)
    ran: Result = CliRunner().invoke(commands.verify_command, ["--mutants", made.name])
    assert ran.exit_code == status
    assert "generated faults are caught." in ran.output
    assert "The solution passes every check" not in ran.output

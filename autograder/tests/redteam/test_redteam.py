"""Whole submissions that attack, graded as an instructor grades: no mark gained, no secret read, nobody else touched.

python -m autograder.tests.redteam prints what is tried, and what comes of it.
"""

from __future__ import annotations

import os
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.engine import report as reports
from autograder.engine.examiner import ANSWERS_KEPT
from autograder.grading.batch import submissions
from autograder.grading.slots import with_pages
from autograder.tests.redteam import target
from autograder.tests.redteam.__main__ import table
from autograder.tests.redteam.arena import (
    REACHED,
    Arena,
    assert_class_harmless,
    assert_harmless,
    assert_keeps_secrets,
    assert_quiet_progress,
    planted,
)
from autograder.tests.redteam.attack import NOT_STOPPED, RUNGS, Attack
from autograder.tests.redteam.attacks import ATTACKS, GROUPS
from autograder.tests.redteam.attacks.reports import VICTIM

pytestmark = pytest.mark.linux


def _parameter(attack: Attack) -> object:
    return pytest.param(attack, id=f"{attack.group}-{attack.name}", marks=() if attack.quick else pytest.mark.slow)


@pytest.fixture(scope="module", params=RUNGS)
def arena(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    tmp_path_factory.getbasetemp()  # made now, since the temporary folder is another one in there
    with planted(request.param) as made:
        yield made
        assert made.witness() == made.before


@pytest.fixture(scope="module")
def open_arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    tmp_path_factory.getbasetemp()
    with planted("plain") as made:
        yield made


@pytest.fixture(scope="module", params=RUNGS)
def torch_arena(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    pytest.importorskip("torch")
    tmp_path_factory.getbasetemp()
    with planted(request.param, ("numpy", "torch")) as made:
        yield made
        assert made.witness() == made.before


@pytest.mark.parametrize("attack", [_parameter(attack) for attack in ATTACKS if not attack.torch])
def test_gains_nothing(arena: Arena, attack: Attack, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tried(arena, attack, tmp_path, capsys)


@pytest.mark.parametrize("attack", [_parameter(attack) for attack in ATTACKS if attack.torch])
def test_gains_nothing_with_torch(
    torch_arena: Arena, attack: Attack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tried(torch_arena, attack, tmp_path, capsys)


def tried(arena: Arena, attack: Attack, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Grade the attack, then look at marks, secrets, pages, other work and leftovers."""
    began = time.monotonic()
    report = arena.grade(attack, folder)
    assert time.monotonic() - began < arena.longest(attack)
    graded = with_pages(report)

    opened = attack.outcome(arena.rung) == NOT_STOPPED
    assert report.score == attack.deserves + (attack.gains if opened else 0.0), _told(report)
    assert not report.pending
    shown = REACHED in reports.encode(report).decode()
    assert shown == (opened and _says_so(attack)) or (opened and attack.depends), _told(report)

    assert_keeps_secrets(graded, _expected(arena), arena.exam.seed.secret)
    assert_harmless(graded)
    assert_quiet_progress(report, capsys)
    arena.write(graded)
    assert_class_harmless(arena)

    read = arena.store.read(VICTIM)
    assert read is not None
    assert (read.submission, read.score) == (VICTIM, target.MOST)
    assert arena.witness("single.negate") == arena.one_before
    assert arena.leftovers() == (set(), set())


def _says_so(attack: Attack) -> bool:
    """Whether it puts a mark into the report where it reaches something; others show in the points alone."""
    source = "".join(attack.files.values())
    return "reached(" in source or "try_all(" in source


def _told(report: reports.GradeReport) -> str:
    checks = [check for exercise in report.exercises for check in exercise.checks]
    return "\n".join(
        f"{one.id}: {one.outcome.value} {one.example and one.example.got}\n{one.output[:600]}" for one in checks
    )


def _expected(arena: Arena) -> str:
    """The value that the keyed seed expects of `negate`, as a report would write it."""
    answer = arena.exam.tape.entry("single.negate:turns_any_number_round", 0).answers[0]
    return f"{answer:.6g}"


FILES = ("a file beside the submissions", "the home folder", "the solution", "another submission", "a link out")


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_the_same_attack_reaches_something_without_isolation(open_arena: Arena, name: str, tmp_path: Path) -> None:
    """So that what is stopped is stopped by the sandbox, and not by a mistake in the attack."""
    attack = next(attack for attack in ATTACKS if attack.name == name)
    assert REACHED in reports.encode(open_arena.grade(attack, tmp_path)).decode()


def test_a_name_that_is_no_text_takes_nobody_elses_place(tmp_path: Path) -> None:
    """Bytes that are no text are written down as \\xff, and somebody may be called so."""
    (tmp_path / r"\xff").mkdir()
    (tmp_path / os.fsdecode(b"\xff")).mkdir()
    assert len(set(submissions(tmp_path, target.chapter()).values())) == 2


@pytest.mark.slow
def test_the_grader_keeps_no_more_answers_than_it_says(arena: Arena, tmp_path: Path) -> None:
    """Answers stay until the report is made: all of them together are bounded, not only each."""
    attack = next(attack for attack in ATTACKS if attack.name == "answers that add up")
    tracemalloc.start()
    try:
        arena.grade(attack, tmp_path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2 * (ANSWERS_KEPT + 1) * attack.limits["answer_mb"] * 2**20, "for each of the two seeds"


def test_what_is_tried() -> None:
    """Enough, in every group, with something quick in each that needs no torch; and each sentence once."""
    assert len(ATTACKS) >= 200
    assert len({attack.tries for attack in ATTACKS}) == len(ATTACKS)
    for group in GROUPS:
        assert all(attack.torch for attack in group.attacks) or any(attack.quick for attack in group.attacks)
    lines = [line for line in table().splitlines() if line.startswith(tuple(f"| {group.name} | " for group in GROUPS))]
    assert len(lines) == len(ATTACKS) + len(GROUPS)


def test_no_mark_is_gained_where_it_is_stopped() -> None:
    for attack in ATTACKS:
        assert attack.unstopped or not attack.gains
        assert attack.deserves <= target.MOST


def test_the_guide_says_what_is_not_stopped() -> None:
    guide = (Path(__file__).parents[3] / "instructor_guide" / "security.md").read_text(encoding="utf-8")
    assert [line for line in table().partition("Not stopped:")[2].split("\n- ")[1:] if line.strip() not in guide] == []
    assert f"grades {len(ATTACKS)} hostile submissions" in guide

"""Every claim of `verify` is refused by a chapter that breaks it, and by nothing else."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.course import scaffold
from autograder.course.commands import claim_text
from autograder.course.stubs import write_assignments
from autograder.course.verify import Claim, _complete, verify
from autograder.engine.load import Course
from autograder.engine.plain_slot import PlainSlot
from autograder.engine.report import Device
from autograder.engine.rungs import own_slot
from autograder.engine.sandbox import Slot

numbers = itertools.count(60)  # each chapter is imported under a name of its own


@pytest.fixture(scope="module")
def slots() -> Iterator[tuple[Slot, Slot]]:
    with own_slot(["numpy"]) as slot, own_slot(["numpy"]) as reference:
        yield slot, reference


class Made:
    """A scaffolded chapter whose files can be changed before it is verified."""

    def __init__(self, root: Path, slots: tuple[Slot, Slot]) -> None:
        self.name = f"ch{next(numbers)}_example"
        self.slots = slots
        self.course = Course(root)
        for folder in ("solutions", "autograder/chapters", "assignments"):
            (root / folder).mkdir(parents=True)
        scaffold.new(self.name, root)
        self.home, self.exam = self.course.home(self.name), self.course.exam(self.name)
        write_assignments(root, [self.name])

    def change(self, path: Path, old: str, new: str) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def refused(self) -> dict[str, Claim]:
        """The claims that do not hold, by their sentence; the tape's is left out, since none was made."""
        claims = verify(self.course, self.name, *self.slots)
        return {claim.sentence: claim for claim in claims if claim.problems and "holds the tape" not in claim.sentence}


@pytest.fixture
def made(tmp_path: Path, slots: tuple[Slot, Slot]) -> Made:
    return Made(tmp_path, slots)


CHECKS = Path("checks") / "scaling.py"
WRONG = Path("misconceptions") / "scaling.py"

ASKS_ACCORDING_TO_THE_STUDENT = """
    got = student.scaling.centre(samples)
    want = reference.scaling.centre(samples if isinstance(got, np.ndarray) else samples[0])
    expect.close([got], [want])
"""


def drops_a_hint(made: Made) -> None:
    made.change(made.home / "hints.md", "\n3. ", "\nThird: ")


def renames_a_section(made: Made) -> None:
    made.change(made.home / "chapter.toml", 'section = "', 'section = "Not in the handout: ')


def has_no_objective(made: Made) -> None:
    made.change(made.home / "chapter.toml", 'exercises = ["scaling.centre"]', "exercises = []")


def hides_its_objective(made: Made) -> None:
    made.change(made.home / "README.md", "centre data, and say", "say")


def edits_a_stub(made: Made) -> None:
    made.change(made.course.assignment(made.name) / "scaling.py", "NotImplementedError", "ValueError")


def breaks_the_solution(made: Made) -> None:
    made.change(
        made.home / "scaling.py", "return samples - samples.mean(axis=0)", "return samples - samples.mean(axis=1)"
    )
    write_assignments(made.course.root, [made.name])


def plants_a_check_that_anything_passes(made: Made) -> None:
    text = '\n\n@check("scaling.centre", points=1)\ndef is_there(student):\n    """centre can be called."""\n'
    path = made.exam / CHECKS
    path.write_text(path.read_text() + text + "    student.scaling.centre(np.ones((2, 2)))\n")


def plants_a_check_that_asks_for_nothing(made: Made) -> None:
    text = '\n\n@check("scaling.centre", points=1)\ndef reads(student):\n    """The samples are as before."""\n'
    text += "    samples = np.ones((2, 2))\n    after = student.run(centre_and_samples, samples)\n"
    path = made.exam / CHECKS
    path.write_text(path.read_text() + text + '    expect.unchanged(after["arguments"], samples)\n')


def plants_right_work_as_a_misconception(made: Made) -> None:
    text = '\n\n@misconception("scaling.centre")\ndef right(samples):\n    """Nothing was wrong."""\n'
    path = made.exam / WRONG
    path.write_text(path.read_text() + text + "    return samples - samples.mean(axis=0)\n")


def plants_a_misconception_twice(made: Made) -> None:
    text = '\n\n@misconception("scaling.centre")\ndef the_same(samples):\n    """The same again."""\n'
    path = made.exam / WRONG
    path.write_text(path.read_text() + text + "    return samples - samples.mean()\n")


def asks_by_the_students_answer(made: Made) -> None:
    made.change(
        made.exam / CHECKS,
        "    got, want = ([subject.scaling.centre(x) for x in samples] for subject in (student, reference))\n"
        "    expect.close(got, want)\n",
        "    samples = samples[0]" + ASKS_ACCORDING_TO_THE_STUDENT,
    )


def reads_what_a_kit_does_not_hold(made: Made) -> None:
    text = '\n\n@check("scaling.centre", points=1, by_hand=True)\ndef traces(student, reference):\n    """Traced."""\n'
    text += "    x = np.eye(3)\n    got, want = student.scaling.centre(x), reference.scaling.centre(x)\n"
    path = made.exam / CHECKS
    path.write_text(path.read_text() + text + "    expect.close(got[0], want[0])\n")


@pytest.mark.parametrize(
    ("breaks", "sentence", "words"),
    [
        (drops_a_hint, "Every exercise has an objective", "hints.md has 2 steps, 3 are expected"),
        (renames_a_section, "Every exercise has an objective", "README.md has no section"),
        (has_no_objective, "Every exercise has an objective", "chapter.toml has no [[objective]] for it"),
        (hides_its_objective, "Every exercise has an objective", "README.md does not name the objective"),
        (edits_a_stub, "is what solutions/", "scaling.py: different"),
        (breaks_the_solution, "The solution passes every check", "matches_the_example_by_hand"),
        (reads_what_a_kit_does_not_hold, "The solution passes every check", "traces in a kit: failed, answered is"),
        (plants_a_check_that_anything_passes, "Every check is failed by", "scaling.centre:is_there"),
        (plants_a_check_that_anything_passes, "The untouched stub earns nothing", "scaling.centre:is_there: passed"),
        (plants_a_check_that_asks_for_nothing, "that return a constant earn nothing", "reads passes for return 0"),
        (plants_right_work_as_a_misconception, "misconceptions is caught", "right: no check fails"),
        (plants_a_misconception_twice, "misconceptions is caught", "the_same: named by nothing"),
        (plants_a_misconception_twice, "Misconceptions lie at least", "the_same: 0.0e+00, 1e-04 is needed"),
        (asks_by_the_students_answer, "What the reference is asked", "asks something else when it examines"),
    ],
)
def test_a_chapter_that_breaks_a_claim_is_refused(
    made: Made, breaks: Callable[[Made], None], sentence: str, words: str
) -> None:
    breaks(made)
    found = next((claim for text, claim in made.refused().items() if sentence in text), None)
    assert found is not None
    assert any(words in problem for problem in found.problems), found.problems
    assert "→ " in claim_text(found)


def test_a_chapter_as_it_was_made_is_not_refused(made: Made) -> None:
    assert made.refused() == {}


def plants_checks_for_a_device(made: Made) -> None:
    """One that any constant passes, and one that the solution does not pass."""
    text = '\n\n@check("scaling.centre", points=0, device="cuda")\ndef runs_there(student):\n    """It runs there."""\n'
    text += "    student.scaling.centre(np.ones((2, 2)))\n"
    text += '\n\n@check("scaling.centre", points=0, device="cuda")\ndef is_one(student):\n    """It is 1 there."""\n'
    text += "    expect.close(student.scaling.centre(np.ones((2, 2))), np.ones((2, 2)))\n"
    path = made.exam / CHECKS
    path.write_text(path.read_text() + text)


def test_without_a_device_its_checks_are_shown_as_skipped_and_refuse_nothing(made: Made) -> None:
    plants_checks_for_a_device(made)
    claims = list(verify(made.course, made.name, *made.slots))
    assert [claim for claim in claims if claim.problems and "holds the tape" not in claim.sentence] == []
    passes = next(claim for claim in claims if "passes every check" in claim.sentence)
    assert passes.notes == [
        f"scaling.centre:{name} was skipped: needs a GPU; run it with --device cuda"
        for name in ("runs_there", "is_one")
    ]


def test_with_a_device_the_solution_must_pass_its_checks_and_constants_need_not_fail_them(made: Made) -> None:
    plants_checks_for_a_device(made)
    with PlainSlot(["numpy"], "a test", Device("cuda", "a stand-in")) as slot:
        made.slots = slot, made.slots[1]
        refused = made.refused()
    (sentence,) = refused
    assert "passes every check" in sentence
    assert all("scaling.centre:is_one" in problem for problem in refused[sentence].problems)


def test_an_exercise_needs_a_check_that_earns_points(made: Made) -> None:
    path = made.exam / CHECKS
    path.write_text(re.sub(r"points=\d+", 'points=0, device="cuda"', path.read_text()))
    made.change(path, "student, reference, rng", "student, rng")
    chapter = made.course.load(made.name)
    assert "scaling.centre: no check earns its points" in _complete(made.course, chapter).problems

"""Right work in other styles earns every point, on the road that students' work takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.tapes import make_tape, solution_files
from autograder.engine.grade import Exam, Work, grade
from autograder.engine.load import here
from autograder.engine.plain_slot import PlainSlot
from autograder.engine.report import Outcome
from autograder.engine.seeds import PUBLIC

RIGHT = Path(__file__).parent / "right"
FOLDERS = sorted(path for path in RIGHT.glob("*/*") if path.is_dir())


@pytest.fixture(scope="module")
def exams():
    """A slot and the exam for the public seed, made once for each chapter."""
    made = {}

    def exam(name):
        if name not in made:
            chapter = here().load(name)
            slot, trusted = PlainSlot(chapter.settings.libraries), PlainSlot(chapter.settings.libraries)
            solution = solution_files(here().home(name))
            with trusted:
                tape = make_tape(chapter, PUBLIC, solution, slot, trusted, misconceptions=False)
            made[name] = slot, Exam(chapter, tape, PUBLIC)
        return made[name]

    yield exam
    for slot, _ in made.values():
        slot.close()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_earns_every_point(folder, exams):
    slot, exam = exams(folder.name)
    files = {path.name: path.read_bytes() for path in folder.glob("*.py")}
    report = grade(Work(folder.parent.name, files), exam, slot)
    fine = (Outcome.PASSED, Outcome.SKIPPED)  # skipped: needs a GPU, and is worth nothing
    missed = [check for exercise in report.exercises for check in exercise.checks if check.outcome not in fine]
    assert missed == []
    assert report.score == report.max_score


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_each_style_holds_every_module(folder):
    wanted = {exercise.file for exercise in here().load(folder.name).exercises}
    assert {path.name for path in folder.glob("*.py")} == wanted


@pytest.mark.parametrize("name", here().names())
def test_each_chapter_has_two_styles_beside_its_solution(name):
    assert len([folder for folder in FOLDERS if folder.name == name]) >= 2

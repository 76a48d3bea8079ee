"""A new chapter: its files, that it stands as it is, and every name and place that is refused."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import autograder.chapters
from autograder.course.leaks import leaks, secrets
from autograder.course.scaffold import BadName, new, next_steps
from autograder.course.splice import install
from autograder.course.stubs import make_assignment, write_assignments
from autograder.course.tapes import public_tape
from autograder.course.verify import verify
from autograder.engine.chapter import read_settings
from autograder.engine.load import Course
from autograder.engine.plain_slot import PlainSlot
from autograder.student import hints

NAME = "ch97_scaffold_trial"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "solutions").mkdir()
    (tmp_path / "autograder" / "chapters").mkdir(parents=True)
    return tmp_path


def refusal(name: str, root: Path) -> str:
    with pytest.raises(BadName) as caught:
        new(name, root)
    return str(caught.value)


def module(path: Path) -> ModuleType:
    """A module that stands alone, from its file."""
    spec = importlib.util.spec_from_file_location(f"{NAME}_{path.parent.name}_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = made
    spec.loader.exec_module(made)
    return made


def test_both_folders_are_written_and_no_placeholder_is_left(root: Path) -> None:
    written = new(NAME, root)
    assert root / "solutions" / NAME / "scaling.py" in written
    assert root / "autograder" / "chapters" / NAME / "experiments.py" in written
    for path in written:
        text = path.read_text(encoding="utf-8")
        assert "chNN_name" not in text
        assert "CHAPTER_TITLE" not in text


def test_the_title_comes_from_the_name(root: Path) -> None:
    new(NAME, root)
    assert read_settings(root / "solutions" / NAME / "chapter.toml").title == "Scaffold trial"


def test_its_stub_is_made_and_gives_nothing_away(root: Path) -> None:
    new(NAME, root)
    made = make_assignment(root / "solutions" / NAME)
    assert b'    raise NotImplementedError("scaling.centre")\n' in made["scaling.py"]
    assert leaks({f"{NAME}/{name}": content for name, content in made.items()}, secrets(root)) == []


def test_every_exercise_has_its_section_and_three_hints(root: Path) -> None:
    new(NAME, root)
    home = root / "solutions" / NAME
    ladders = hints.parse((home / "hints.md").read_text(encoding="utf-8"))
    for exercise in read_settings(home / "chapter.toml").exercise:
        assert f"\n## {exercise.section}\n" in (home / "README.md").read_text(encoding="utf-8")
        assert len(ladders[exercise.name]) == 3


def test_the_solution_does_what_its_handout_predicts(root: Path) -> None:
    new(NAME, root)
    home = root / "solutions" / NAME
    centred = module(home / "scaling.py").centre(module(home / "given.py").PEOPLE)
    assert np.abs(centred.mean(axis=0)).max() < 1e-14


def test_each_misconception_differs_from_the_solution(root: Path) -> None:
    new(NAME, root)
    home, exam = root / "solutions" / NAME, root / "autograder" / "chapters" / NAME
    declared = vars(module(exam / "misconceptions" / "scaling.py")).values()
    wrong = [value.__misconception__ for value in declared if hasattr(value, "__misconception__")]
    assert len(wrong) == 3
    right = {path.name: path.read_bytes() for path in home.glob("*.py")}
    samples = np.array([[1.0, 10.0], [2.0, 20.0], [6.0, 30.0]])
    for one in wrong:
        names: dict[str, object] = {}
        exec(install(one, right)["scaling.py"], names)  # noqa: S102 - our own template
        given = samples.copy()
        answer = names["centre"](given)  # type: ignore[operator]
        want = samples - samples.mean(axis=0)
        assert not np.allclose(answer, want) or not np.array_equal(given, samples)


def test_it_verifies_as_it_is(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(autograder.chapters, "__path__", [*autograder.chapters.__path__])
    new(NAME, root)
    course = Course(root)
    write_assignments(root, [NAME])
    public_tape(course, NAME, check=False)
    libraries = course.load(NAME).settings.libraries
    with PlainSlot(libraries) as slot, PlainSlot(libraries) as reference:
        claims = list(verify(course, NAME, slot, reference))
    assert len(claims) >= 10
    assert {claim.sentence: claim.problems for claim in claims if claim.problems} == {}


@pytest.mark.parametrize(
    "name",
    ["example", "ch1_example", "ch14", "ch14_", "ch14_Example", "ch14-example", "app12_x", "../ch14_x", "ch14_a__b"],
)
def test_a_bad_name_is_refused(root: Path, name: str) -> None:
    assert refusal(name, root) == f'"{name}" is no name for a chapter: write it like ch14_example or app1_example'
    assert list((root / "solutions").iterdir()) == []


def test_an_application_is_a_chapter_too(root: Path) -> None:
    assert new("app1_stocks", root)


@pytest.mark.parametrize("place", ["solutions", "autograder/chapters", "assignments"])
def test_a_number_that_is_taken_is_refused(root: Path, place: str) -> None:
    (root / place / "ch97_other").mkdir(parents=True)
    assert refusal(NAME, root) == f"{place}/ch97_other exists: choose another number than ch97"


def test_a_folder_that_is_no_repository_is_refused(tmp_path: Path) -> None:
    assert refusal(NAME, tmp_path) == f"{tmp_path} has no solutions/: run this in the course's repository"


def test_the_next_steps_name_the_commands() -> None:
    assert f"autograder stubs {NAME}" in next_steps(NAME)
    assert f"autograder verify {NAME}" in next_steps(NAME)

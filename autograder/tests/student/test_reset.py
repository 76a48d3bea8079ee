"""Back to the stub, with the student's version kept."""

from __future__ import annotations

import pytest

from autograder.student.reset import question, reset
from autograder.student.work import StudentError
from autograder.tests.student.conftest import STUB


@pytest.fixture
def originals(kit, chapter):
    folder = kit.root / ".autograder" / "stubs" / chapter.name
    folder.mkdir(parents=True)
    (folder / "activations.py").write_text(STUB)


def test_the_question_names_all_that_the_file_holds(kit, chapter):
    assert question(kit, chapter, "activations.relu") == (
        "Put activations.py back to how it came? It holds softmax, relu. A copy of yours is kept."
    )


@pytest.mark.usefixtures("originals")
def test_every_version_is_kept(kit, chapter):
    file = chapter / "activations.py"
    for number, mine in enumerate(["first", "second"], 1):
        file.write_text(mine)
        place = f".autograder/backups/ch01_neural_networks/activations-{number}.py"
        expected = f"activations.py is as it came. Your version is kept in {place}."
        assert reset(kit, chapter, "activations.softmax") == expected
        assert file.read_text() == STUB
        assert (kit.root / place).read_text() == mine


@pytest.mark.usefixtures("originals")
def test_written_answers_stay_as_they_are(kit, chapter):
    (chapter / "answers.md").write_text("mine")
    (chapter / "activations.py").write_text("mine")
    reset(kit, chapter, "activations.softmax")
    assert (chapter / "answers.md").read_text() == "mine"


@pytest.mark.usefixtures("originals")
def test_an_untouched_or_missing_file_needs_no_copy(kit, chapter):
    assert reset(kit, chapter, "activations.softmax") == "activations.py is as it came. There is nothing to reset."
    (chapter / "activations.py").unlink()
    assert reset(kit, chapter, "activations.softmax") == "activations.py was missing and is back."
    assert (chapter / "activations.py").read_text() == STUB
    assert not (kit.root / ".autograder" / "backups").exists()


def test_without_an_original_nothing_changes(kit, chapter):
    (chapter / "activations.py").write_text("mine")
    with pytest.raises(StudentError, match=r"no original of activations\.py: copy it from a fresh download of the"):
        reset(kit, chapter, "activations.softmax")
    assert (chapter / "activations.py").read_text() == "mine"


@pytest.mark.usefixtures("originals")
def test_where_no_copy_can_be_kept_nothing_changes(kit, chapter):
    (chapter / "activations.py").write_text("mine")
    (kit.root / ".autograder" / "backups").write_text("a file where the folder belongs")
    with pytest.raises(StudentError, match=r"activations\.py was not reset: "):
        reset(kit, chapter, "activations.softmax")
    assert (chapter / "activations.py").read_text() == "mine"

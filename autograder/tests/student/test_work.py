"""What a student means, and what is in hand."""

from __future__ import annotations

import pytest

from autograder.engine.atomic import write_atomically
from autograder.student.locate import definition_line
from autograder.student.progress import Progress
from autograder.student.work import StudentError, Workspace, find_chapters, listing
from autograder.tests.student.conftest import report


def names(kit, typed, here=None):
    target = kit.resolve(typed, here or kit.root)
    return target.chapter.name, target.exercises


# Finding chapters


def test_chapters_are_found_from_any_folder_below_with_applications_last(kit, chapter):
    inner = chapter / "figures"
    inner.mkdir()
    expected = ["ch01_neural_networks", "ch02_backpropagation", "app1_image_classification"]
    for start in (kit.root, chapter, inner):
        assert [found.name for found in find_chapters(start)] == expected
        assert Workspace.find(start) == kit


def test_outside_a_course_the_message_says_where_to_go(tmp_path):
    with pytest.raises(StudentError, match=r"there is no chapter in .* or above it\. Change to the folder of the cour"):
        Workspace.find(tmp_path)


# Resolving


@pytest.mark.parametrize(
    "typed",
    [
        "softmax", "activations.softmax", "Softmax", " softmax ", "ch01/softmax", "ch01_neural_networks/softmax",
        "ch01_neural_networks/activations.softmax", "./softmax",
    ],
)  # fmt: skip
def test_one_exercise(kit, typed):
    assert names(kit, typed) == ("ch01_neural_networks", ("activations.softmax",))


@pytest.mark.parametrize(
    "typed", ["activations", "activations.py", "ch01_neural_networks/activations.py", "ch01\\activations.py"]
)
def test_a_module_is_its_exercises(kit, typed):
    assert names(kit, typed) == ("ch01_neural_networks", ("activations.softmax", "activations.relu"))


@pytest.mark.parametrize("typed", ["ch01", "ch1", "CH01", "ch01_neural_networks", "ch01_neural_networks/", "x/ch01"])
def test_a_chapter_is_all_its_exercises(kit, typed):
    assert names(kit, typed) == (
        "ch01_neural_networks",
        ("activations.softmax", "activations.relu", "training.train"),
    )


@pytest.mark.parametrize("typed", ["Value.backward", "engine.Value.__mul__", "engine"])
def test_a_method_is_its_class(kit, typed):
    assert names(kit, typed) == ("ch02_backpropagation", ("engine.Value",))


def test_a_name_of_two_chapters_means_the_current_one(kit):
    assert names(kit, "train", kit.root / "ch02_backpropagation")[0] == "ch02_backpropagation"
    assert names(kit, "ch02/train")[0] == "ch02_backpropagation"
    kit.record(kit.root / "ch02_backpropagation", report("engine.Value", "failed"))
    assert names(kit, "train")[0] == "ch02_backpropagation"


def test_a_name_of_two_other_chapters_is_refused_with_both(kit):
    here = kit.root / "app1_image_classification"
    expected = '"train" is in several chapters: type one of ch01_neural_networks/training.train, ch02_backpropagation/'
    with pytest.raises(StudentError) as caught:
        kit.resolve("train", here)
    assert str(caught.value).startswith(expected)


def test_an_unknown_name_is_refused_with_close_ones_and_the_command_that_lists(kit):
    with pytest.raises(StudentError) as caught:
        kit.resolve("sofmax", kit.root)
    assert str(caught.value) == (
        'no exercise or chapter is called "sofmax". Did you mean softmax? `autograder list` shows them all.'
    )


@pytest.mark.parametrize("typed", ["", "/", "zzzzzz", "activations.zzzzzz", "ch99"])
def test_nothing_close_is_still_words(kit, typed):
    with pytest.raises(StudentError, match="no exercise or chapter is called"):
        kit.resolve(typed, kit.root)


# In hand


def test_in_hand_is_the_first_that_has_not_passed(kit, chapter):
    assert kit.in_hand(chapter) == "activations.softmax"
    kit.record(chapter, report("activations.relu", "passed"))
    assert kit.in_hand(chapter) == "activations.softmax"
    kit.record(chapter, report("activations.softmax", "passed", "passed"))
    assert kit.in_hand(chapter) == "training.train"
    kit.record(chapter, report("activations.softmax", "passed", "failed"))
    assert kit.in_hand(chapter) == "activations.softmax"


def test_nothing_is_in_hand_when_all_passed(kit, chapter):
    for name in kit.names(chapter):
        kit.record(chapter, report(name, "passed"))
    assert kit.in_hand(chapter) is None
    assert kit.current_chapter(kit.root).name == "ch02_backpropagation"


def test_the_current_chapter_is_where_one_stands_then_the_last_worked_on(kit, chapter):
    second = kit.root / "ch02_backpropagation"
    assert kit.current_chapter(kit.root) == chapter
    kit.record(second, report("engine.Value", "failed"))
    assert kit.current_chapter(kit.root) == second
    assert kit.current_chapter(chapter) == chapter


# Progress


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b"[1]", b'{"passed": 3}', b'{"hints": {"a": "b"}}', b"[" * 100_000]
)
def test_a_corrupt_memory_is_a_fresh_one_and_is_written_again(kit, chapter, content):
    path = kit.root / ".autograder" / "progress.json"
    path.parent.mkdir()
    path.write_bytes(content)
    assert kit.progress == Progress()
    kit.record(chapter, report("activations.softmax", "passed"))
    assert kit.passed(chapter) == {"activations.softmax"}
    assert [file.name for file in path.parent.iterdir()] == ["progress.json"]


def test_a_memory_that_cannot_be_written_stops_nothing(kit, chapter):
    (kit.root / ".autograder").write_text("a file where the folder belongs")
    kit.record(chapter, report("activations.softmax", "passed"))
    assert kit.passed(chapter) == set()


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "progress.json"
    write_atomically(path, b"old")
    monkeypatch.setattr(type(path), "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["progress.json"]


# Places


def test_the_line_of_a_definition(chapter):
    assert definition_line(chapter / "activations.py", "activations.softmax") == 4
    assert definition_line(chapter / "activations.py", "activations.relu") == 9
    assert definition_line(chapter / "activations.py", "activations.tanh") is None
    assert definition_line(chapter / "missing.py", "missing.softmax") is None


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (b"x = (\n\ndef softmax(z):\n", 3),
        (b"\xff\xfe\n\nclass softmax:\n", 3),
        (b"\0\nasync def softmax(z):", 2),
        (b"\xef\xbb\xbfdef softmax(z): pass", 1),
        (b"def softmax(z): pass\r\n\r\ndef softmax(z): pass", 3),
        (b"if x:\n    def softmax(z: pass", None),
        (b"x = " + b"(" * 5000 + b"\ndef softmax(z): pass", 2),
        (b'def softmax(z):\n    "\\d"\n', 1),
    ],
)
def test_the_line_in_files_that_do_not_parse(tmp_path, source, line):
    (tmp_path / "activations.py").write_bytes(source)
    assert definition_line(tmp_path / "activations.py", "activations.softmax") == line


def test_the_list_is_words_with_the_one_in_hand_marked(kit, chapter):
    kit.record(chapter, report("activations.softmax", "passed"))
    lines = listing(kit, chapter, "activations.relu").splitlines()
    assert [line.split() for line in lines] == [
        ["activations.softmax", "done", "10", "min", "activations.py:4"],
        [">", "activations.relu", "not", "yet", "10", "min", "activations.py:9"],
        ["training.train", "not", "yet", "10", "min", "training.py:1"],
    ]


def test_a_function_that_two_modules_have_is_asked_back(tmp_path):
    chapter = tmp_path / "ch01_example"
    chapter.mkdir()
    exercises = "".join(
        f'[[exercise]]\nname = "{name}"\nsection = "S"\nminutes = 5\ndifficulty = 1\nimportance = 1\n'
        for name in ("perceptron.train", "training.train")
    )
    (chapter / "chapter.toml").write_text(f'title = "T"\nlibraries = ["numpy"]\n{exercises}', encoding="utf-8")
    workspace = Workspace.find(tmp_path)
    with pytest.raises(StudentError, match=r'"train" is perceptron.train and training.train: type one of them'):
        workspace.resolve("train", tmp_path)
    assert workspace.resolve("training.train", tmp_path).exercises == ("training.train",)


def test_what_is_handed_in_is_the_chapter_worked_on_finished_or_not(kit):
    last = kit.chapters[-1]
    for name in kit.names(last):
        kit.record(last, report(name, "passed"))
    assert kit.current_chapter(kit.root) != last
    assert kit.chapter_to_submit(kit.root) == last
    assert kit.chapter_to_submit(kit.chapters[0]) == kit.chapters[0]

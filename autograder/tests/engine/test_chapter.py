"""chapter.toml is validated, and a chapter's files are found, in words that name the file and the repair."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder.engine.chapter import BadChapter, hash_files, read_settings
from autograder.engine.check import check, misconception
from autograder.engine.load import Course, here

GOOD = """
title = "Mini"
libraries = ["numpy"]

[limits]
cpu_seconds = 2

[[objective]]
sentence = "add"
exercises = ["sums.total"]

[[exercise]]
name = "sums.total"
section = "Why we add"
minutes = 5
difficulty = 1
importance = 3
"""


def home(tmp_path: Path) -> Path:
    """Two folders down: a chapter.toml one folder down would make the tests' common folder a course."""
    (tmp_path / "inner").mkdir()
    return tmp_path / "inner" / "chapter.toml"


def refusal(tmp_path: Path, text: str) -> str:
    path = home(tmp_path)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadChapter) as refused:
        read_settings(path)
    assert str(refused.value).startswith(f"{path}: ")
    return str(refused.value)


def test_what_is_written_is_read_and_the_rest_has_defaults(tmp_path: Path) -> None:
    path = home(tmp_path)
    path.write_text(GOOD, encoding="utf-8")
    settings = read_settings(path)
    assert (settings.limits.cpu_seconds, settings.limits.memory_mb) == (2, 1024)
    assert (settings.exercise[0].module, settings.exercise[0].file) == ("sums", "sums.py")
    assert settings.version == 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('["sums.total"]', '["sums.mean"]', 'objective "add": there is no exercise "sums.mean"'),
        ('title = "Mini"', "", "missing required field `title`"),
        ("minutes = 5", 'minutes = "five"', "`$.exercise[0].minutes`"),
        ("minutes = 5", "minuten = 5", "unknown field `minuten`"),
        ("cpu_seconds = 2", "cpu = 2", "unknown field `cpu`"),
        ("sums.total", "total", 'exercise "total": write it as "module.function"'),
        ("difficulty = 1", "difficulty = 4", "difficulty is 1, 2 or 3"),
        ("[limits]", "[limits", "line 5"),
        ('title = "Mini"', 'title = "Mini"\nversion = 0', "`$.version`"),
        ('title = "Mini"', 'title = "Mini"\nversion = "2"', "`$.version`"),
        (GOOD[GOOD.index("[limits]") :], "exercise = []", "no [[exercise]] yet"),
    ],
)
def test_a_mistake_is_refused_with_its_place(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert words in refusal(tmp_path, GOOD.replace(old, new))


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = home(tmp_path)
    path.write_bytes(b"title = \xff")
    with pytest.raises(BadChapter, match="utf-8"):
        read_settings(path)


def test_an_unknown_chapter_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadChapter, match=r"no chapter 'ch99_none'; there are: ch01_neural_networks, ch02_"):
        here().load("ch99_none")


def test_the_exam_is_the_same_in_a_kit_and_on_windows(tmp_path: Path) -> None:
    course, name = here(), "ch02_backpropagation"
    kit = Course(tmp_path)
    shutil.copytree(course.exam(name), kit.exam(name))
    shutil.copytree(course.home(name), tmp_path / name)
    for path in tmp_path.rglob("*.py"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert kit.is_kit
    assert not course.is_kit
    assert kit.load(name).exam_hash == course.load(name).exam_hash


def test_checks_come_in_the_order_of_the_exercises() -> None:
    chapter = here().load("ch01_neural_networks")
    order = [exercise.name for exercise in chapter.exercises]
    places = [order.index(check.exercise) for check in chapter.checks]
    assert places == sorted(places)
    assert set(chapter.given) == {"__init__.py", "given.py", "questions.py"}


def test_a_hash_tells_names_contents_and_their_borders_apart() -> None:
    hashes = [
        hash_files(files)
        for files in ({"a": b"b"}, {"b": b"a"}, {"a": b"", "b": b""}, {"a": b"b", "": b""}, {"ab": b""})
    ]
    assert len(set(hashes)) == len(hashes)
    assert hash_files({"a": b"1", "b": b"2"}) == hash_files({"b": b"2", "a": b"1"})


def no_docstring(student):
    pass


def asks_for_more(student, answer):
    """Something."""


@pytest.mark.parametrize(
    ("function", "options", "words"),
    [
        (no_docstring, {"points": 1}, "no_docstring: write a docstring"),
        (asks_for_more, {"points": 1}, r"takes student, reference and rng, not \['answer'\]"),
        (asks_for_more, {"points": 0}, "points=0: write a number above 0"),
    ],
)
def test_a_check_that_is_not_one_is_refused(function: object, options: dict[str, float], words: str) -> None:
    with pytest.raises(TypeError, match=words):
        check("sums.total", **options)(function)  # type: ignore[arg-type]


def test_a_misconception_needs_its_sentence() -> None:
    with pytest.raises(TypeError, match="write a docstring"):
        misconception("sums.total")(no_docstring)

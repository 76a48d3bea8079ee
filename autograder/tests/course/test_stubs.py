"""From solutions to assignments: what students get, what stays behind, what is refused, and drift."""

from pathlib import Path

import pytest

from autograder.course.cut import BadMarker
from autograder.course.stubs import TAPE_NAME, make_assignment, write_assignments
from autograder.engine.chapter import BadChapter

CHAPTER = "ch90_tiny"
FILES = {
    "chapter.toml": 'title = "Tiny"\nlibraries = []\n\n[[exercise]]\nname = "sums.total"\nsection = "Sums"\n'
    "minutes = 5\ndifficulty = 1\nimportance = 1\n",
    "README.md": "# Tiny\n",
    "hints.md": "## sums.total\n1. Look.\n",
    "answers.md": "## Question 1: Why a sum?\n\n*Your answer:*\n",
    "rubric.md": "Full marks for a sum.\n",
    "__init__.py": "",
    "given.py": "PI = 3\n",
    "sums.py": 'def total(xs):\n    """The sum of xs."""\n'
    "    # BEGIN SOLUTION\n    return sum(xs)\n    # END SOLUTION\n",
    "notebook.py": "# %%\nprint(1)\n",
    "figures.py": "print('draws')\n",
    "figures/curve.svg": "<svg/>\n",
    "__pycache__/sums.pyc": "bytes",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        put(tmp_path / "solutions" / CHAPTER / name, text)
    return tmp_path


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def solution(root: Path) -> Path:
    return root / "solutions" / CHAPTER


def test_students_get_stubs_and_what_belongs_to_them(root: Path) -> None:
    made = make_assignment(solution(root))
    assert list(made) == [
        "README.md",
        "__init__.py",
        "answers.md",
        "chapter.toml",
        "figures/curve.svg",
        "given.py",
        "hints.md",
        "notebook.ipynb",
        "sums.py",
    ]
    assert made["sums.py"] == b'def total(xs):\n    """The sum of xs."""\n    raise NotImplementedError("sums.total")\n'


def test_an_editors_byte_order_mark_and_line_ends_do_not_reach_the_stub(root: Path) -> None:
    clean = make_assignment(solution(root))
    (solution(root) / "sums.py").write_bytes(b"\xef\xbb\xbf" + FILES["sums.py"].replace("\n", "\r\n").encode())
    (solution(root) / "README.md").write_bytes(FILES["README.md"].replace("\n", "\r\n").encode())
    assert make_assignment(solution(root)) == clean


REFUSED = {
    "unknown file": ("notes.txt", "secret\n", BadChapter, "notes.txt: nothing says whether students get this file"),
    "unlisted module": ("extra.py", "x = 1\n", BadChapter, "extra.py: nothing says whether students get this file"),
    "markers in given.py": (
        "given.py",
        FILES["sums.py"],
        BadMarker,
        "given.py:3: this file goes to students uncut: list its exercise in chapter.toml, or remove the markers",
    ),
    "no markers": ("sums.py", "def total(xs):\n    return sum(xs)\n", BadMarker, "sums.py:1: no solution is marked"),
    "unlisted block": (
        "sums.py",
        FILES["sums.py"] + FILES["sums.py"].replace("total", "_helper"),
        BadMarker,
        "sums.py:8: a block in sums._helper, which chapter.toml does not list: list it, "
        "or move this helper into the block that uses it",
    ),
    "unmarked exercise": (
        "chapter.toml",
        FILES["chapter.toml"] + FILES["chapter.toml"][FILES["chapter.toml"].index("[[") :].replace("total", "mean"),
        BadMarker,
        "sums.py:1: chapter.toml lists sums.mean, but no block is marked in it: mark its solution",
    ),
    "unknown module": (
        "chapter.toml",
        FILES["chapter.toml"].replace("sums.total", "means.total"),
        BadChapter,
        "means.py: missing: chapter.toml lists an exercise in it",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_could_leak_or_mislead_is_refused_with_place_and_repair(root: Path, case: str) -> None:
    name, text, error, message = REFUSED[case]
    put(solution(root) / name, text)
    with pytest.raises(error) as caught:
        make_assignment(solution(root))
    assert str(caught.value).startswith(f"solutions/{CHAPTER}/{message}")


def test_a_missing_handout_is_refused(root: Path) -> None:
    (solution(root) / "README.md").unlink()
    with pytest.raises(BadChapter, match=f"solutions/{CHAPTER}/README.md: missing: every chapter has one"):
        make_assignment(solution(root))


def test_a_text_that_is_not_utf8_is_refused(root: Path) -> None:
    (solution(root) / "README.md").write_bytes(b"caf\xe9\n")
    with pytest.raises(BadChapter, match=r"README\.md: not UTF-8 \(byte 3\): save it as UTF-8"):
        make_assignment(solution(root))


def drift(root: Path) -> list[str]:
    return [str(found) for found in write_assignments(root, [CHAPTER], check=True)]


def repair(root: Path) -> list[str]:
    return [str(found) for found in write_assignments(root, [CHAPTER])]


def test_writing_brings_assignments_in_step_and_a_second_time_changes_nothing(root: Path) -> None:
    assert len(repair(root)) == 9
    assert drift(root) == []
    assert repair(root) == []
    assert (root / "assignments" / CHAPTER / "sums.py").read_bytes() == make_assignment(solution(root))["sums.py"]


def test_check_lists_each_drift_and_writes_nothing(root: Path) -> None:
    repair(root)
    folder = root / "assignments" / CHAPTER
    put(folder / "sums.py", "edited by hand\n")
    put(folder / "old/stale.py", "x = 1\n")
    (folder / "README.md").unlink()
    expected = [
        f"assignments/{CHAPTER}/README.md: missing",
        f"assignments/{CHAPTER}/old/stale.py: extra",
        f"assignments/{CHAPTER}/sums.py: different",
    ]
    assert drift(root) == expected
    assert repair(root) == expected
    assert drift(root) == []
    assert not (folder / "old").exists()


def test_the_public_tape_is_left_alone(root: Path) -> None:
    repair(root)
    tape = root / "assignments" / CHAPTER / TAPE_NAME
    tape.write_bytes(b"tape")
    assert repair(root) == []
    assert tape.read_bytes() == b"tape"


def test_the_folder_of_a_chapter_that_is_gone_is_drift(root: Path) -> None:
    put(root / "assignments/ch91_gone/chapter.toml", "")
    repair(root)
    assert not (root / "assignments/ch91_gone").exists()


def test_one_bad_chapter_stops_the_run_before_anything_is_written(root: Path) -> None:
    put(root / "solutions/ch91_bad/chapter.toml", "")
    with pytest.raises(BadChapter):
        write_assignments(root, [CHAPTER, "ch91_bad"])
    assert not (root / "assignments").exists()

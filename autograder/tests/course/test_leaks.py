"""The leak test is itself tested: it is silent on a clean kit, and names every planted leak."""

import json
import zlib
from pathlib import Path

import pytest

from autograder.course.kit import kit_files
from autograder.course.leaks import leaks, secrets
from autograder.tests.course.conftest import TINY, write

SOLUTION = "exactly = math.fsum(numbers)"
WRONG = "return math.fsum(numbers[:-1])"
COMMENT = "in one rounding"
RUBRIC = "Full marks for the loop over the numbers."


def found(root: Path, planted: dict[str, bytes]) -> list[str]:
    return leaks({**kit_files(root, [TINY]), **planted}, secrets(root))


def test_a_clean_kit_leaks_nothing(repository: Path) -> None:
    assert found(repository, {}) == []


def test_solutions_misconceptions_and_rubrics_are_secret_with_their_place(repository: Path) -> None:
    hidden = secrets(repository)
    assert hidden[SOLUTION] == f"solutions/{TINY}/sums.py:7"
    assert hidden[COMMENT] == f"solutions/{TINY}/sums.py:7"
    assert hidden[WRONG] == f"autograder/chapters/{TINY}/misconceptions/sums.py:7"
    assert hidden[RUBRIC] == f"solutions/{TINY}/rubric.md:3"


def test_what_students_see_anyway_is_no_secret(repository: Path) -> None:
    solution = repository / "solutions" / TINY / "sums.py"
    solution.write_text(solution.read_text().replace("import math\n", f"import math\n\n# {SOLUTION}\n"))
    hidden = secrets(repository)
    assert SOLUTION not in hidden
    assert "The last number was left out." not in hidden  # diagnosis shows it
    assert "from autograder.engine.check import misconception" not in hidden


PLANTED = {
    "another indentation": ("ch90_tiny/extra.py", f"if True:\n            {SOLUTION}\n"),
    "another comment": ("autograder/engine/extra.py", f"{SOLUTION}  # mine\n"),
    "commented out": ("autograder/student/extra.py", f"    # {SOLUTION}\n"),
    "inside a sentence": ("ch90_tiny/README.md", f"Write `{SOLUTION}` there."),
    "inside a check": (f"autograder/chapters/{TINY}/checks/sums.py", f"want = ({SOLUTION})"),
    "in a notebook": ("ch90_tiny/notebook.ipynb", json.dumps({"cells": [{"source": ["x = 1\n", SOLUTION]}]})),
    "a comment behind code": ("ch90_tiny/hints.md", f"3. Do it {COMMENT}."),
    "a misconception": ("ch90_tiny/hints.md", WRONG),
    "a rubric": ("ch90_tiny/hints.md", f"1. {RUBRIC}"),
}


@pytest.mark.parametrize("case", PLANTED)
def test_a_planted_leak_is_found_and_named(repository: Path, case: str) -> None:
    name, text = PLANTED[case]
    line = next(line for line in (SOLUTION, WRONG, RUBRIC, COMMENT) if line in json.loads(json.dumps(text)))
    assert found(repository, {name: text.encode()}) == [f'{name}: holds "{line}" of {secrets(repository)[line]}']


def test_a_compressed_tape_is_looked_into(repository: Path) -> None:
    planted = {f"{TINY}/tape.bin": zlib.compress(WRONG.encode())}
    assert len(found(repository, planted)) == 1


@pytest.mark.parametrize(
    "name",
    [
        f"solutions/{TINY}/given.py",
        f"{TINY}/rubric.md",
        f"autograder/chapters/{TINY}/misconceptions/__init__.py",
        "autograder/course/cut.py",
        "autograder/grading/batch.py",
        "autograder/tests/test_all.py",
        f"{TINY}/tests/deeper/softmax.py",
    ],
)
def test_a_file_that_belongs_to_authors_and_instructors_is_named(repository: Path, name: str) -> None:
    assert found(repository, {name: b""}) == [f"{name}: belongs to authors and instructors"]


def test_the_tests_that_otter_wants_beside_a_notebook_may_be_there_and_are_looked_into(repository: Path) -> None:
    assert found(repository, {f"{TINY}/tests/softmax.py": b""}) == []
    assert len(found(repository, {f"{TINY}/tests/softmax.py": WRONG.encode()})) == 1


@pytest.mark.parametrize(
    "line", ["a = b + c", "return exactly", "return self.data", "everywhere", "otherwise:", "|-----|-----|"]
)
def test_lines_that_say_nothing_are_no_secret(repository: Path, line: str) -> None:
    write(repository / "solutions" / TINY / "rubric.md", f"{line}\n")
    assert line not in secrets(repository)

"""A tiny repository to release from, so that these tests stand without the real chapters."""

from pathlib import Path

import pytest

from autograder.engine.load import Course
from autograder.engine.tape import Tape, dump

TINY = "ch90_tiny"
EXAM = "0123456789abcdef" * 4  # hash of its exam

FILES = {
    "pyproject.toml": """
        [project]
        requires-python = ">=3.11"
        dependencies = ["click>=8.1", "numpy>=2.0,<3"]

        [project.optional-dependencies]
        torch = ["torch>=2.6"]
        dev = ["matplotlib>=3.9", "prophet>=1.1.6", "pytest>=8.3", "ruff>=0.8"]
    """,
    f"solutions/{TINY}/chapter.toml": """
        title = "Tiny"
        libraries = ["numpy"]

        [[exercise]]
        name = "sums.total"
        section = "Why we add"
        minutes = 5
        difficulty = 1
        importance = 1
    """,
    f"solutions/{TINY}/README.md": "# Tiny\n\n## Why we add\n",
    f"solutions/{TINY}/hints.md": "## sums.total\n1. Look at the numbers.\n",
    f"solutions/{TINY}/rubric.md": "# Rubric\n\nFull marks for the loop over the numbers.\n",
    f"solutions/{TINY}/__init__.py": "",
    f"solutions/{TINY}/given.py": "NUMBERS = [1, 2, 3]\n",
    f"solutions/{TINY}/notebook.py": "# %%\nfrom coursedata import digits\n\nfrom ch90_tiny import sums\n",
    f"solutions/{TINY}/sums.py": '''
        import math


        def total(numbers):
            """The sum of the numbers."""
            # BEGIN SOLUTION
            exactly = math.fsum(numbers)  # in one rounding
            return exactly
            # END SOLUTION
    ''',
    f"autograder/chapters/{TINY}/__init__.py": "",
    f"autograder/chapters/{TINY}/experiments.py": "def ask(chapter):\n    return chapter.sums.total([1, 2])\n",
    f"autograder/chapters/{TINY}/calibration.json": "{}\n",
    f"autograder/chapters/{TINY}/checks/__init__.py": "",
    f"autograder/chapters/{TINY}/checks/sums.py": "CHECKS = 1\n",
    f"autograder/chapters/{TINY}/misconceptions/__init__.py": "",
    f"autograder/chapters/{TINY}/misconceptions/sums.py": '''
        from autograder.engine.check import misconception


        @misconception("sums.total")
        def forgets_the_last(numbers):
            """The last number was left out."""
            return math.fsum(numbers[:-1])
    ''',
    "autograder/__init__.py": '__version__ = "0.1.0"\n',
    "autograder/cli.py": "def main():\n    return 0\n",
    "autograder/pytest_plugin.py": "",
    "autograder/chapters/__init__.py": "",
    "autograder/engine/__init__.py": "",
    "autograder/engine/worker/plain.py": "ENGINE = 1\n",
    "autograder/reports/templates/page.html": "<html></html>\n",
    "autograder/student/watch.py": "WATCH = 1\n",
    "autograder/course/cut.py": "AUTHORS = 1\n",
    "autograder/grading/batch.py": "INSTRUCTORS = 1\n",
    "autograder/interop/csv.py": "INSTRUCTORS = 2\n",
    "autograder/tests/test_all.py": "TESTS = 1\n",
    "datasets/coursedata/__init__.py": "",
    "datasets/coursedata/digits/card.toml": 'title = "Digits"\n',
    "datasets/coursedata/nile/card.toml": 'title = "Nile"\n',
}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The root of the tiny repository, whose tape belongs to its checks whatever a test makes of them."""
    monkeypatch.setattr(Course, "exam_hash", lambda *_: EXAM)
    root = tmp_path / "repository"
    for name, text in FILES.items():
        write(root / name, text)
    write_tape(root)
    return root


def write_tape(root: Path, exam: str = EXAM) -> None:
    """A public tape that holds no answers."""
    path = root / "assignments" / TINY / "tape.bin"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(dump(Tape(TINY, exam, "public")))


def write(path: Path, text: str) -> None:
    """Write an indented text, without its indentation, with line feeds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = text.split("\n")
    depth = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    path.write_bytes("\n".join(line[depth:] for line in lines).lstrip("\n").rstrip(" ").encode())

"""A small kit: two chapters and an application, as a student has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.engine.report import CheckReport, ExerciseReport, Outcome
from autograder.student.work import Workspace

CHAPTERS = {
    "ch01_neural_networks": ["activations.softmax", "activations.relu", "training.train"],
    "ch02_backpropagation": ["engine.Value", "training.train"],
    "app1_image_classification": ["model.Classifier"],
}
STUB = '''"""Activations."""


def softmax(logits):
    """Turn each row of logits into probabilities."""
    raise NotImplementedError("activations.softmax")


def relu(z):
    """max(z, 0)."""
    raise NotImplementedError("activations.relu")
'''
HINTS = """# Hints

## activations.softmax
1. Look at the largest logit.
2. Notice that `exp(1000)`
   is not a number.
3. The line has the shape `exp(z - ...)`.

## training.train
1. Read the handout's loop.
"""


def settings(names: list[str]) -> str:
    head = 'title = "A chapter"\nlibraries = ["numpy"]\n'
    rest = 'section = "A section"\nminutes = 10\ndifficulty = 1\nimportance = 2\n'
    return head + "".join(f'[[exercise]]\nname = "{name}"\n{rest}' for name in names)


def report(name: str, *outcomes: str) -> ExerciseReport:
    """A report with one check of one point for each outcome."""
    checks = [
        CheckReport(f"{name}:check_{i}", f"Check {i} holds.", Outcome(outcome), float(outcome == "passed"), 1.0)
        for i, outcome in enumerate(outcomes)
    ]
    return ExerciseReport(name, f"{name.partition('.')[0]}.py", 4, "A section", checks)


@pytest.fixture
def kit(tmp_path: Path) -> Workspace:
    root = tmp_path / "kit"
    for chapter, names in CHAPTERS.items():
        folder = root / chapter
        folder.mkdir(parents=True)
        (folder / "chapter.toml").write_text(settings(names))
    first = root / "ch01_neural_networks"
    (first / "activations.py").write_text(STUB)
    (first / "training.py").write_text("def train():\n    return 1\n")
    (first / "hints.md").write_text(HINTS)
    return Workspace(root.resolve())


@pytest.fixture
def chapter(kit: Workspace) -> Path:
    return kit.root / "ch01_neural_networks"

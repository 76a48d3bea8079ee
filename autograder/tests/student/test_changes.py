"""What a new version brings, in words."""

from __future__ import annotations

import pytest

from autograder.student.changes import changes
from autograder.tests.student.kits import FORM, RELU, STUB

DONE = STUB.replace("raise NotImplementedError", "return logits")
NODE = 'class Value:\n    """A number."""\n\n    def __add__(self, other):\n        raise NotImplementedError\n'
POWER = "\n    def __pow__(self, k):\n        raise NotImplementedError\n"


def told(new: str, mine: str, original: str | None, name: str = "ch01/activations.py") -> list[str]:
    return changes(name, new.encode(), mine.encode(), None if original is None else original.encode())


@pytest.mark.parametrize(
    ("new", "mine", "original", "words"),
    [
        (STUB + RELU, DONE, STUB, ["relu is new: copy it into your file"]),
        (STUB + RELU, DONE, None, ["relu is new: copy it into your file"]),
        (STUB + RELU, DONE + RELU, STUB, []),
        (STUB + RELU, "def softmax(z:\n", STUB, ["relu is new: copy it into your file"]),
        (STUB + RELU, "def softmax(z:\n\ndef relu(z):\n", STUB, []),
        (STUB + RELU, "def other(): ...\n", STUB + RELU, []),
        (STUB.replace("Rows", "Each row"), DONE, STUB, ["the docstring of softmax changed"]),
        (STUB.replace("(logits)", "(logits, axis)"), DONE, STUB, ["the signature of softmax changed"]),
        (STUB + "\n\n" + NODE + POWER, DONE, STUB, ["Value is new: copy it into your file"]),
        (NODE + POWER, NODE, NODE, ["Value.__pow__ is new: copy it into your file"]),
        (NODE.replace("A number", "A node"), NODE, NODE, ["the docstring of Value changed"]),
        (NODE.replace("other)", "x)"), NODE, NODE, ["the signature of Value.__add__ changed"]),
        ("def softmax(:\n", DONE, "def relu(:\n", []),
        (STUB.replace("Activations", "Bends"), DONE, STUB, ["the text at the top of the file changed"]),
        (STUB, "\0", None, ["softmax is new: copy it into your file"]),
    ],
)
def test_code(new: str, mine: str, original: str | None, words: list[str]) -> None:
    assert told(new, mine, original) == words


def test_written_answers() -> None:
    new = FORM + "\n## Question 2: And then?\n\n*Your answer:*\n"
    assert told(new, FORM, None, "ch01/answers.md") == ['"Question 2: And then?" is new: copy it into your file']
    assert told(FORM, FORM, None, "ch01/answers.md") == []


def test_of_a_notebook_nothing_is_told() -> None:
    assert told("{}", "[]", None, "ch01/notebook.ipynb") == []

"""What a student may hand in as a notebook: its cells become modules that compile, or it is refused in words."""

from __future__ import annotations

import json
import warnings
from random import Random
from typing import Any

from autograder.engine import from_cells, notebook, statements
from autograder.engine.answers import ANSWERS, read_answers
from autograder.engine.from_cells import put_together
from autograder.engine.notebook import BadNotebook, Cell, read_cells
from autograder.tests.fuzz.loop import MB, Target
from autograder.tests.fuzz.mutations import damaged

PACKAGE = "ch01_neural_networks"
EXERCISES = ("activations.softmax", "losses.cross_entropy", "perceptron.train", "training.train")
MODULES = tuple(f"{exercise.partition('.')[0]}.py" for exercise in EXERCISES)
PARTS = (*EXERCISES, "activations", "question.1", "prompt.1", "no.such", "question.x", "-", "")
LINES = tuple(
    f"""\
import numpy as np
from math import *
from . import given
from {PACKAGE}.activations import softmax as s
from __future__ import annotations
def softmax(z):
def train(a=softmax, *, b: np.ndarray = 1) -> s:
class softmax(s):
    return softmax(np.exp(z)) + helper
    raise NotImplementedError('activations.softmax')
    global np; np = 1
global np
helper = [z for z in softmax(1)]
softmax.x = helper[0] = 5
x = y = 1; z = 2
for i in range(3): helper = i
with open(x) as train: pass
try:
    import losses
except E as softmax:
    pass
if x:
else:
%matplotlib inline
!ls
%%bash
%%time
x = '''
'''
\\
(
)
[
]
@helper
lambda: softmax
await x
yield
return
nonlocal x
del softmax
print(x)
x?
# Exercise: activations.softmax
#exercise losses.cross_entropy
## Question 1: Why?
*Your answer:*
match x:
    case softmax: y = 1
type X = softmax
async def softmax(): pass
f'{{softmax!r:{{x}}}}'
é = ﬁ""".split("\n")
)


def examine(data: bytes) -> None:
    """The property, for one notebook with these bytes."""
    try:
        cells = read_cells(data, EXERCISES)
    except BadNotebook as error:
        refused = str(error)
    else:
        _put_together(cells)
        return
    assert refused.isprintable(), "words that disturb a report"


def _put_together(cells: list[Cell]) -> None:
    made = put_together(cells, PACKAGE, EXERCISES)
    assert set(made.files) <= {*MODULES, ANSWERS}, "a path"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, content in made.files.items():
            text = content.decode("utf-8")
            if name == ANSWERS:
                assert all(answer.title for answer in read_answers(text)), "an answer to nothing"
            else:
                compile(text, name, "exec")
    assert set(made.cells) <= set(EXERCISES), "a cell of nothing"


def make(random: Random) -> bytes:
    """A notebook by someone who knows the format, with mistakes."""
    whole: dict[str, Any] = {"cells": [_cell(random) for _ in range(random.randrange(8))], "nbformat": 4}
    if random.random() < 0.1:
        whole[random.choice(("nbformat", "cells", "metadata"))] = random.choice((3, None, [], {}, "x", -1, [[]]))
    return json.dumps(whole, ensure_ascii=random.random() < 0.5).encode("utf-8", "replace")


def _cell(random: Random) -> dict[str, Any]:
    lines = [random.choice(LINES) for _ in range(random.randrange(7))]
    source: Any = "\n".join(lines) if random.random() < 0.6 else [f"{line}\n" for line in lines]
    cell: dict[str, Any] = {
        "cell_type": random.choice(("code", "code", "code", "markdown", "raw", "")),
        "source": source,
        "metadata": random.choice(
            ({}, {"dlf": {"part": random.choice(PARTS)}}, {"nbgrader": {"grade_id": random.choice(PARTS)}})
        ),
    }
    if random.random() < 0.3:
        cell["id"] = random.choice(PARTS).replace(".", "-")
    if random.random() < 0.05:
        cell[random.choice(tuple(cell))] = random.choice((None, 5, [], {}, "x", [5], {"dlf": 1, "nbgrader": []}))
    return cell


def change(random: Random, data: bytes, other: bytes) -> bytes:
    """Another notebook with some of the cells of both, or damage to the bytes."""
    if random.random() < 0.4:
        return damaged(random, data, other)
    try:
        first, second = json.loads(data), json.loads(other)
        cells = [*first["cells"], *second["cells"], _cell(random)]
        first["cells"] = random.sample(cells, random.randrange(len(cells)))
        return json.dumps(first).encode()
    except (ValueError, TypeError, KeyError, RecursionError):
        return damaged(random, data, other)


NOTEBOOK = Target(
    name="notebook",
    sources=(notebook.__file__, statements.__file__, from_cells.__file__),
    make=make,
    change=change,
    examine=examine,
    cpu_seconds=4.0,
    memory=lambda data: 16 * MB + 400 * len(data),
)

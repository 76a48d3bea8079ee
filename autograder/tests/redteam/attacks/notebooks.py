"""Notebooks that want to be run, to stop who reads them, or to be believed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from autograder.tests.redteam.attack import Group, losing, zipped
from autograder.tests.redteam.target import PACKAGE

notebooks = Group("notebooks")
Files = Mapping[str, bytes]
EXERCISES = {"honest.double", "single.negate", "target.total", "tamed.ordered", "trained.step"}
NOTHING = 0.0  # nothing of it can be used


def _cell(source: str, **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": 1, **more}


def _honest(files: Files) -> list[dict[str, Any]]:
    named = {name.partition(".")[0]: name for name in EXERCISES}
    return [
        _cell(f"# Exercise: {named[module]}\n{data.decode()}")
        for file, data in files.items()
        if (module := file.removesuffix(".py")) in named
    ]


def _zip(cells: list[dict[str, Any]], **more: Any) -> bytes:
    whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}
    return zipped([(f"{PACKAGE}/{PACKAGE}.ipynb", json.dumps(whole).encode())])


def _among(*cells: dict[str, Any]) -> Callable[[Files], bytes]:
    """The honest cells with these before and behind them."""
    return lambda files: _zip([*cells, *_honest(files), *cells])


RUN = """\
import os, subprocess
os.makedirs("/tmp/escaped", exist_ok=True)
print("REA" + "CHED", "the reader runs cells")
subprocess.run(["touch", "/tmp/escaped/by-a-cell"])
os._exit(0)
"""
FORGED = {"output_type": "execute_result", "data": {"text/plain": "1000000"}, "metadata": {}, "execution_count": 1}

notebooks(
    "cells that act",
    "writes files, starts processes and exits in cells of its own, in Python, shell and magics",
    pack=_among(_cell(RUN), _cell("%%bash\ntouch /tmp/escaped"), _cell("!touch /tmp/escaped\n%run escaped.py")),
    quick=True,
)
notebooks(
    "code that is needed and acts",
    "gives a constant that an exercise uses a value whose computation ends the process",
    pack=lambda files: _zip(
        [
            *_honest({name: data for name, data in files.items() if name != "single.py"}),
            _cell("import os\nSIGN = os._exit(0) or -1"),
            _cell("# Exercise: single.negate\ndef negate(x):\n    return SIGN * x"),
        ]
    ),
    deserves=losing("single"),
)
notebooks(
    "forged outputs",
    "brings outputs with a high score, a check of its own and metadata that claim to be graded",
    pack=_among(
        _cell("def check(name):\n    return 1000000\ncheck('single.negate')", outputs=[FORGED]),
        _cell("1000000", metadata={"nbgrader": {"grade": True, "points": 1e6, "grade_id": "check-single-negate"}}),
    ),
)
notebooks(
    "names of other places",
    "names exercises that do not exist, with paths, dots and signs in them",
    pack=_among(
        _cell("# Exercise: ../../escaped\nx = 1"),
        _cell("# Exercise: os.path\nx = 1", metadata={"dlf": {"part": "../__init__"}}),
        _cell("x = 1", id="--etc-passwd", metadata={"dlf": {"part": "question.1\n\x1b[31m"}}),
    ),
)
notebooks(
    "signs without an end",
    "holds an expression that is nested too deeply for a parser, in a cell of its own",
    pack=_among(_cell("x = " + "-" * 200_000 + "1")),
)
notebooks(
    "brackets without an end",
    "is JSON of a hundred thousand lists in each other",
    pack=lambda _: zipped([(f"{PACKAGE}.ipynb", b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}")]),
    deserves=NOTHING,
)
notebooks(
    "too many cells",
    "holds sixty thousand cells",
    pack=lambda files: _zip([*_honest(files), *[_cell("x = 1")] * 60_000]),
    deserves=NOTHING,
)
notebooks(
    "every cell needs every other",
    "defines six hundred functions, each of which uses others, and all in the end",
    pack=_among(
        _cell("\n".join(f"def f{n}(): return [{', '.join(f'f{m}' for m in range(0, 600, 9))}]" for n in range(600)))
    ),
    quick=True,
)

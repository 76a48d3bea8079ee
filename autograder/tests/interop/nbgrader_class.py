"""A class that works in nbgrader's release of a chapter: its notebooks, honest and other, and nbgrader's commands."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.engine.intake import take_in
from autograder.engine.load import here
from autograder.tests.interop import doors
from autograder.tests.interop.cells_of import filled

CHAPTER = "ch01_neural_networks"
SECRET = f"{1:064x}"  # examples/demo.py
EXAMPLES = here().root / "examples"
Json = dict[str, Any]


def released(*arguments: object) -> tuple[int, str]:
    """`autograder release --to nbgrader`; its exit code, and what it says."""
    return doors.released("--to", "nbgrader", *arguments)


def command(course: Path, *arguments: str) -> tuple[int, str]:
    """nbgrader's own command, run in the course directory; its exit code, and what it says."""
    done = doors.nbgrader(course, *arguments)
    return done.returncode, done.stdout + done.stderr


def with_secret(course: Path) -> None:
    (course / "secret").write_text(SECRET, encoding="ascii")
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write('c.CourseMarks.secret = "secret"\nc.CourseMarks.slots = 2\n')


def notebook(course: Path, step: str, chapter: str = CHAPTER) -> Json:
    return json.loads((course / step / chapter / f"{chapter}.ipynb").read_bytes())


def worked(course: Path, submission: Path, chapter: str = CHAPTER) -> Json:
    """The released notebook, filled in with the modules of a submission."""
    taken = take_in(submission, chapter, [exercise.name for exercise in here().settings(chapter).exercise])
    made, released = json.loads(filled(chapter, taken.files)), notebook(course, "release", chapter)
    parts = {part: cell for cell in released["cells"] if (part := cell["metadata"].get("dlf", {}).get("part"))}
    texts = {(cell["cell_type"], source(cell)): cell for cell in released["cells"]}
    for number, cell in enumerate(made["cells"]):
        part = cell["metadata"].get("dlf", {}).get("part")
        origin = parts.get(part) if part else texts.get((cell["cell_type"], source(cell)))
        cell["id"], cell["metadata"] = (origin["id"], origin["metadata"]) if origin else (f"mine-{number}", {})
    return copy.deepcopy(made)


def hand_in(course: Path, student: str, work: Json | bytes, chapter: str = CHAPTER) -> Path:
    """As `nbgrader collect` leaves it; the student's folder."""
    folder = course / "submitted" / student / chapter
    folder.mkdir(parents=True)
    data = work if isinstance(work, bytes) else json.dumps(work).encode()
    (folder / f"{chapter}.ipynb").write_bytes(data)
    (folder / "timestamp.txt").write_text("2026-01-01 00:00:00 UTC", encoding="ascii")
    return folder


def source(cell: Json) -> str:
    return "".join(cell["source"])


def code(text: str, name: str = "extra", **metadata: Any) -> Json:
    made = {"cell_type": "code", "execution_count": 7, "outputs": [], "metadata": metadata, "id": name}
    return made | {"source": text.splitlines(keepends=True)}


def cell(work: Json, name: str) -> Json:
    return next(each for each in work["cells"] if each["id"] == name)


# What students' notebooks become, by accident or by intent. Each takes right work, and a file that must not appear.


def tricks(work: Json, marker: Path) -> None:
    """Touches a file from every cell, fakes scores and outputs, redefines what checks, exits."""
    touch = f"open({str(marker)!r}, 'a').write('executed')\n"
    fake = {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": "99.0"}}
    for each in work["cells"]:
        if each["id"].startswith("check-"):
            each["source"] = f"{touch}print('99 of 99')\n99.0"
            each["outputs"] = [fake]
    patch = (
        f"{touch}import autograder.student.cells as cells, autograder.grading.nbgrader_autograde as ours, sys\n"
        "cells.OpenChapter.check = lambda *_: 99.0\nours.Mark.preprocess = lambda *_: None\n"
        "def check(exercise):\n    print('passed')\n    return 99.0\nsys.exit(0)\n"
    )
    work["cells"][:0] = [code(patch, "first"), code(f"%%javascript\n{touch}", "second")]
    work["cells"].append(code(f"{touch}import os\nos._exit(0)", "last"))


def wrong_too(work: Json, marker: Path) -> None:
    """All that, and no answer but one."""
    tricks(work, marker)
    for each in work["cells"]:
        if each["metadata"].get("nbgrader", {}).get("solution") and each["cell_type"] == "code":
            first = source(each).partition("\n")[0]
            name = first.rpartition(".")[2]
            if name != "softmax":
                each["source"] = f"{first}\ndef {name}(*_):\n    open({str(marker)!r}, 'a').write('executed')\n"


def warns(work: Json, _: Path) -> None:
    """Right, and noisy: on stderr, and with warnings."""
    softmax = cell(work, "activations-softmax")
    noise = "    import sys, warnings\n    print('careful', file=sys.stderr)\n    warnings.warn('careful')\n"
    softmax["source"] = source(softmax).replace(":\n", f":\n{noise}", 1)


def loses_cells(work: Json, _: Path) -> None:
    """Only code of the student's is left, in cells without a name."""
    kept = [each for each in work["cells"] if source(each).startswith("# Exercise: ")]
    work["cells"] = [code(source(each), f"n{number}") for number, each in enumerate(kept)]


def renames(work: Json, _: Path) -> None:
    """Other ids everywhere, of cells and of nbgrader."""
    for number, each in enumerate(work["cells"]):
        each["id"] = f"cell-{number + 7}"
        if "nbgrader" in each["metadata"]:
            each["metadata"]["nbgrader"] |= {"grade_id": f"check-{number}", "points": 1000}


def old_schema(work: Json, _: Path) -> None:
    """As an old nbgrader, a newer one and no nbgrader wrote it."""
    wild = [
        {"schema_version": 1},
        {"schema_version": 9, "grade": "yes"},
        {"grade_id": ["x"]},
        {"points": -1},
        "x",
        None,
    ]
    for number, each in enumerate(work["cells"]):
        each["metadata"]["nbgrader"] = wild[number % len(wild)]
    work["metadata"] = {"kernelspec": {"name": "bash", "language": "bash", "display_name": "<b>x</b>"}}


def doubles(work: Json, _: Path) -> None:
    """Every cell twice; of the exercises, the copy is the stub again."""
    stubs = copy.deepcopy(work["cells"])
    for number, each in enumerate(stubs):
        each["id"] = f"again-{number}"
        if source(each).startswith("# Exercise: ") and "nbgrader" in each["metadata"]:
            lines = source(each).split("\n")
            name = lines[0].rpartition(" ")[2]
            each["source"] = f'{lines[0]}\ndef {name.partition(".")[2]}(*_):\n    raise NotImplementedError("{name}")\n'
    work["cells"] += stubs


ALTERED: dict[str, tuple[Callable[[Json, Path], None], float]] = {  # what it makes of right work, and its points
    "tricks": (tricks, 60),
    "wrong_too": (wrong_too, 7),
    "warns": (warns, 60),
    "loses_cells": (loses_cells, 60),
    "renames": (renames, 60),
    "old_schema": (old_schema, 60),
    "doubles": (doubles, 60),
}
GARBAGE = {
    "empty": b"",
    "no_json": b"\x00\xff\xfe<html>",
    "a_list": b"[]",
    "deep": b'{"cells": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    "no_cells": b'{"nbformat": 4, "metadata": {}}',
    "bad_cell": b'{"nbformat": 4, "cells": [{"cell_type": 3}]}',
    "old": b'{"nbformat": 3, "worksheets": []}',
}


def altered(name: str, work: Json, marker: Path) -> Json:
    made = copy.deepcopy(work)
    ALTERED[name][0](made, marker)
    return made

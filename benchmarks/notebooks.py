"""The assignment as a notebook: one cell with the module, a cell for each check, in nbgrader's format."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

ANSWER = "module"
KERNEL = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}


def released(source: str, checks: Sequence[str]) -> str:
    """The instructor's notebook, with the solution."""
    cells = [_cell(ANSWER, source, solution=True)]
    cells += [
        _cell(check.replace(":", "-"), f"import truths\n\ntruths.compare({check!r}, globals())") for check in checks
    ]
    return json.dumps({"cells": cells, "metadata": KERNEL, "nbformat": 4, "nbformat_minor": 5})


def submitted(notebook: str, source: str) -> str:
    """The released notebook with a student's module in its cell."""
    plain = json.loads(notebook)
    for cell in plain["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == ANSWER:
            cell["source"] = source
    return json.dumps(plain)


def _cell(name: str, source: str, solution: bool = False) -> dict[str, Any]:
    marks: dict[str, Any] = {"schema_version": 3, "grade_id": name, "task": False}
    marks |= {"grade": not solution, "locked": not solution, "solution": solution}
    if not solution:
        marks["points"] = 1
    return {
        "cell_type": "code",
        "id": name[:64],
        "metadata": {"nbgrader": marks},
        "source": source,
        "execution_count": None,
        "outputs": [],
    }

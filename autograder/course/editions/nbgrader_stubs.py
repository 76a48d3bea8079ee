"""From nbgrader's source notebook of a chapter to its release, inside `nbgrader generate_assignment`.

nbgrader's own ClearSolutions leaves one stub for all; ours names its exercise, as everywhere in this course.
"""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions, NbGraderPreprocessor
from nbgrader.utils import is_solution

from autograder.course.cut import BEGIN, END, BadMarker, cut
from autograder.engine.answers import BLANK
from autograder.engine.notebook import OURS
from autograder.grading.nbgrader_marks import ours


class CutSolutions(NbGraderPreprocessor):
    """Cuts what stands between the markers of an exercise, and clears the answers to questions."""

    def __call__(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Always: nothing may switch this off."""
        return self.preprocess(nb, resources)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Raises BadMarker, with the cell."""
        if not ours(resources["nbgrader"]["assignment"]):
            return ClearSolutions(parent=self.parent)(nb, resources)
        for cell in nb.cells:
            _clear(cell)
        nb.metadata.pop("celltoolbar", None)
        return nb, resources


def _clear(cell: NotebookNode) -> None:
    if not is_solution(cell):
        if BEGIN in cell.source or END in cell.source:
            raise BadMarker(f"{_shown(cell)}: a solution is marked in a cell that is no answer: move it into one")
    elif cell.cell_type == "code":
        module = _part(cell).partition(".")[0]
        try:
            cell.source = cut(cell.source, f"{module}.py")
        except BadMarker as error:
            raise BadMarker(f"{_shown(cell)}: {error}") from None
    else:
        cell.source = f"{BLANK}\n"


def _part(cell: NotebookNode) -> str:
    return cell.metadata.get(OURS, {}).get("part") or cell.metadata.nbgrader.grade_id.replace("-", ".")


def _shown(cell: NotebookNode) -> str:
    return f"the cell {cell.get('id') or cell.source.partition(chr(10))[0]}"

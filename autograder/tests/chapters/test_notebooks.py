"""The notebooks run from top to bottom with the solutions, and their figures come out."""

from __future__ import annotations

import runpy
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

SOLUTIONS = Path(__file__).parents[3] / "solutions"


def is_drawn(axis):
    return axis.lines or axis.collections or axis.images or axis.patches or axis.texts


@pytest.mark.parametrize("chapter", sorted(path.parent.name for path in SOLUTIONS.glob("*/notebook.py")))
def test_runs_from_top_to_bottom(chapter, monkeypatch, tmp_path):
    shown = []

    def show():
        for number in plt.get_fignums():
            figure = plt.figure(number)
            figure.canvas.draw()  # what cannot be drawn, such as a formula in a label, fails here
            shown.append(figure.axes)
        plt.close("all")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(plt, "show", show)
    with mpl.rc_context({"backend": "agg"}):
        runpy.run_path(str(SOLUTIONS / chapter / "notebook.py"))
        assert plt.get_fignums() == [], "a figure that is never shown: write plt.show() below it"
    assert len(shown) >= (SOLUTIONS / chapter / "notebook.py").read_text("utf-8").count("plt.show()")
    assert all(axes and all(map(is_drawn, axes)) for axes in shown)
    assert list(tmp_path.iterdir()) == []

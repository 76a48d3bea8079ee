"""The notebooks run from top to bottom with the solutions."""

from __future__ import annotations

import runpy
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

SOLUTIONS = Path(__file__).parents[3] / "solutions"


@pytest.mark.parametrize("chapter", sorted(path.parent.name for path in SOLUTIONS.glob("*/notebook.py")))
def test_runs_from_top_to_bottom(chapter, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(plt, "show", lambda: plt.close("all"))
    with mpl.rc_context({"backend": "agg"}):
        runpy.run_path(str(SOLUTIONS / chapter / "notebook.py"))
    assert list(tmp_path.iterdir()) == []

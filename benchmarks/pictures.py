"""Pictures of benchmarks, as SVG that is the same for the same numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

COLOURS = ("#2b6cb0", "#dd8a1c")  # apart for the colour-blind, and in grey
MARKERS = ("o", "s")


def bars(path: Path, values: Mapping[str, Sequence[float]], parts: Sequence[str], unit: str) -> None:
    """A group of horizontal bars for each name, one bar a part, on a logarithmic scale."""
    figure, axes = _figure(1, height=0.55 * len(values) + 1.2)
    height = 0.8 / len(parts)
    for number, part in enumerate(parts):
        at = [row + (number - (len(parts) - 1) / 2) * height for row in range(len(values))]
        drawn = axes[0].barh(at, [each[number] for each in values.values()], height, label=part, color=COLOURS[number])
        axes[0].bar_label(drawn, fmt="%.2f", padding=3, fontsize=8)
    axes[0].set(xscale="log", xlabel=unit, yticks=range(len(values)), yticklabels=list(values))
    axes[0].margins(x=0.15)
    axes[0].invert_yaxis()
    axes[0].legend(frameon=False, loc="upper right")
    _save(figure, path)


def lines(path: Path, panels: Mapping[str, Mapping[str, tuple[Sequence[float], Sequence[float]]]], across: str) -> None:
    """Panels side by side: label of the vertical axis -> name of a line -> its points. All axes begin at 0."""
    figure, axes = _figure(len(panels), height=3.2)
    for place, (label, series) in zip(axes, panels.items(), strict=True):
        for number, (name, (x, y)) in enumerate(series.items()):
            marker = MARKERS[number] if len(x) < 20 else None
            place.plot(x, y, label=name, color=COLOURS[number], marker=marker, linestyle=("-", "--")[number])
        place.set(xlabel=across, ylabel=label, xlim=(0, None), ylim=(0, None))
        place.legend(frameon=False)
    _save(figure, path)


def _figure(panels: int, height: float) -> tuple[Figure, Sequence[Axes]]:
    mpl.rcParams["svg.hashsalt"] = "autograder"
    figure = Figure(figsize=(8, height), layout="constrained")
    axes = figure.subplots(1, panels, squeeze=False)[0]
    for each in axes:
        each.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _save(figure: Figure, path: Path) -> None:
    figure.savefig(path, metadata={"Date": None})

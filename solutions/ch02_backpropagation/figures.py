"""Draws the handout's picture anew.

PYTHONPATH=solutions python -m ch02_backpropagation.figures
"""

from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt

from .engine import Value

FOLDER = Path(__file__).parent / "figures"
mpl.use("svg")
mpl.rcParams.update({"svg.hashsalt": "figures", "font.size": 10})

PLACES = {"x": (0, 0), "y": (0, 1.6), "p = x·y": (2.2, 1.2), "s = p + x": (4.4, 0.6), "z = tanh s": (7.2, 0.6)}
ARROWS = [
    ("x", "p = x·y", "y = -1.2"),
    ("y", "p = x·y", "x = 0.5"),
    ("p = x·y", "s = p + x", "1"),
    ("x", "s = p + x", "1"),
    ("s = p + x", "z = tanh s", "1 - z² = 0.9901"),
]


def graph():
    x, y = Value(0.5), Value(-1.2)
    p = x * y
    s = p + x
    z = s.tanh()
    z.backward()
    figure, axis = plt.subplots(figsize=(8.5, 3), layout="constrained")
    boxes = {}
    for (name, place), node in zip(PLACES.items(), (x, y, p, s, z), strict=True):
        text = f"{name}\nvalue {node.data:.4f}\ngrad {node.grad:.4f}"
        frame = {"boxstyle": "round,pad=0.4", "facecolor": "#eef3fa", "edgecolor": "#3465a4"}
        boxes[name] = axis.text(*place, text, ha="center", va="center", bbox=frame).get_bbox_patch()
    for start, end, slope in ARROWS:
        ends = {"patchA": boxes[start], "patchB": boxes[end], "shrinkA": 0, "shrinkB": 0}
        axis.annotate("", PLACES[end], PLACES[start], arrowprops={"arrowstyle": "-|>", "color": "black", **ends})
        middle = [(a + b) / 2 for a, b in zip(PLACES[start], PLACES[end], strict=True)]
        axis.text(*middle, slope, ha="center", va="center", fontsize=8, backgroundcolor="white")
    axis.set(xlim=(-0.8, 8), ylim=(-0.5, 2.1))
    axis.axis("off")
    figure.savefig(FOLDER / "graph.svg", metadata={"Date": None})


if __name__ == "__main__":
    graph()

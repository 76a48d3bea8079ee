"""Draws the handout's pictures anew, with the solution's code.

PYTHONPATH=solutions python -m ch07_recurrent_networks.figures
"""

from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import torch
from coursedata import names

from . import cells, given, gradient_flow, language_model, memory, torch_models

FOLDER = Path(__file__).parent / "figures"
mpl.use("svg")
mpl.rcParams.update({"svg.hashsalt": "figures", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False})

BLUE, ORANGE, GREY = "#3465a4", "#cc5500", "#777777"
FRAME = {"boxstyle": "round,pad=0.4", "facecolor": "#eef3fa", "edgecolor": BLUE}
WARM = FRAME | {"facecolor": "#fbeee3", "edgecolor": ORANGE}
PLAIN = FRAME | {"facecolor": "white", "edgecolor": GREY}


# --- Boxes and arrows


def box(axis, x, y, text, frame=FRAME, **style):
    return axis.text(x, y, text, ha="center", va="center", bbox=frame, **style)


def arrow(axis, start, end, colour="black", label="", shift=(0, 0.12), **style):
    """From one text to another, from border to border; the label stands at the middle, moved by `shift`."""
    ends = {"patchA": start.get_bbox_patch(), "patchB": end.get_bbox_patch(), "shrinkA": 0, "shrinkB": 0}
    (x1, y1), (x2, y2) = start.get_position(), end.get_position()
    axis.annotate("", (x2, y2), (x1, y1), arrowprops={"arrowstyle": "-|>", "color": colour, **ends, **style})
    axis.text((x1 + x2) / 2 + shift[0], (y1 + y2) / 2 + shift[1], label, ha="center", va="center", fontsize=8)


def empty(width, height, xlim, ylim):
    figure, axis = plt.subplots(figsize=(width, height), layout="constrained")
    axis.set(xlim=xlim, ylim=ylim)
    axis.axis("off")
    return figure, axis


def unrolled():
    figure, axis = empty(8, 2.2, (-1, 11.4), (-1.4, 1.2))
    cell, x = box(axis, 0, 0, "cell"), box(axis, 0, -1.1, "x", PLAIN)
    arrow(axis, x, cell, BLUE)
    axis.plot([0.3, 0.75, 0.75, -0.75, -0.75], [0, 0, 0.7, 0.7, 0], color=BLUE, linewidth=1)
    axis.annotate("", (-0.27, 0), (-0.78, 0), arrowprops={"arrowstyle": "-|>", "color": BLUE, "shrinkB": 0})
    axis.text(0, 0.85, "h", ha="center", color=BLUE)
    axis.text(1.7, 0, "=", ha="center", va="center", fontsize=14)
    before = box(axis, 3, 0, "h₀", PLAIN)
    for t, sign in enumerate("₁₂₃₄", start=1):
        now = box(axis, 3 + 1.9 * t, 0, f"h{sign}")
        arrow(axis, box(axis, 3 + 1.9 * t, -1.1, f"x{sign}", PLAIN), now, BLUE, "Wx, b", (0.38, 0))
        arrow(axis, before, now, BLUE, "Wh", (0, 0.2))
        before = now
    axis.text(6.8, 0.75, "the same Wx, Wh and b at every step", ha="center", color=GREY)
    save(figure, "unrolled.svg")


def two_paths():
    figure, axis = empty(7, 2.7, (-0.6, 7.2), (-1.6, 1.5))
    before, state, after = (box(axis, x, 0, text) for x, text in ((0, "h(t-1)"), (3, "h(t)"), (6, "h(t+1)")))
    loss = box(axis, 3, 1.2, "loss at step t", PLAIN)
    for start, end in ((before, state), (state, after), (state, loss)):
        arrow(axis, start, end, BLUE)
    path = {"linestyle": "dashed", "connectionstyle": "arc3,rad=-0.3"}
    arrow(axis, after, state, ORANGE, "da(t+1) Whᵀ", (0, -0.75), **path)
    arrow(axis, state, before, ORANGE, "da(t) Whᵀ", (0, -0.75), **path)
    arrow(axis, loss, state, ORANGE, "u(t)", (-0.55, 0), linestyle="dashed", connectionstyle="arc3,rad=0.5")
    axis.text(3, -1.4, "dh(t) = u(t) + da(t+1) Whᵀ", ha="center", color=ORANGE)
    axis.text(5, 1.1, "solid: values\ndashed: gradients", va="center", color=GREY, fontsize=8)
    save(figure, "two_paths.svg")


def truncated():
    figure, axis = empty(8, 1.9, (-0.9, 9.3), (-0.7, 1.2))
    states = [box(axis, 1.5 * t, 0, f"h{sign}", FRAME if t else PLAIN) for t, sign in enumerate("₀₁₂₃₄₅₆")]
    for t in range(1, 7):
        arrow(axis, states[t - 1], states[t], BLUE)
        if t not in (3, 5):
            arrow(axis, states[t], states[t - 1], ORANGE, linestyle="dashed", connectionstyle="arc3,rad=0.5")
    for border in (3.75, 6.75):
        axis.plot([border, border], [-0.55, 0.75], ":", color=GREY)
        axis.plot(border, 0.36, "x", color=ORANGE, markersize=8)
        axis.text(border, 0.85, "border", ha="center", color=GREY, fontsize=8)
    axis.text(-0.8, 0.95, "solid: values   dashed: gradients", color=GREY, fontsize=8)
    save(figure, "truncated.svg")


def forcing():
    """One mistake, "e" for "a", with both ways of reading. The name is mary."""
    figure, axis = empty(8, 4.1, (-2.1, 7.4), (-4.3, 1.9))
    for height, read, title in ((0.4, "^mar", "teacher\nforcing"), (-2.8, "^mer", "free\nrunning")):
        axis.text(-1.5, height, title, ha="center", va="center")
        for row, words in ((1.1, "it says"), (-1.1, "it reads")):
            axis.text(6.5, height + row, words, color=GREY, fontsize=8, va="center")
        state = said = None
        for t, (letter, says) in enumerate(zip(read, "meri", strict=True)):
            now = box(axis, 2 * t, height, "state")
            reads = box(axis, 2 * t, height - 1.1, letter, PLAIN if letter == "^mar"[t] else WARM)
            arrow(axis, reads, now, BLUE)
            if state is not None:
                arrow(axis, state, now, BLUE)
                if read == "^mer":
                    arrow(axis, said, reads, ORANGE, linestyle="dashed")
            state, said = now, box(axis, 2 * t, height + 1.1, says, PLAIN if says == "mary"[t] else WARM)
            arrow(axis, state, said, BLUE)
    save(figure, "forcing.svg")


def both():
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.5, 2.9), layout="constrained")
    low = rows_of_boxes(left, [("x", "x"), ("forwards", "h"), ("backwards", "h"), ("side by side", "both")])
    high = rows_of_boxes(right, [("x", "x"), ("layer 1", "h"), ("layer 2", "h"), ("layer 3", "h")])
    for t in range(4):
        for start, end, bend in ((0, 1, 0), (0, 2, -0.45), (1, 3, -0.45), (2, 3, 0)):
            arrow(left, low[start][t], low[end][t], GREY, connectionstyle=f"arc3,rad={bend}")
        for level in range(3):
            arrow(right, high[level][t], high[level + 1][t], GREY)
        if t:
            arrow(left, low[1][t - 1], low[1][t], BLUE)
            arrow(left, low[2][t], low[2][t - 1], ORANGE)
            for level in (1, 2, 3):
                arrow(right, high[level][t - 1], high[level][t], BLUE)
    save(figure, "both.svg")


def rows_of_boxes(axis, rows):
    """Four boxes in each row, the first row at the bottom, its title on the left."""
    axis.set(xlim=(-3, 6.6), ylim=(-0.5, 4.1))
    axis.axis("off")
    boxes = []
    for level, (title, text) in enumerate(rows):
        axis.text(-1.2, 1.2 * level, title, ha="right", va="center", color=GREY, fontsize=8)
        frame = WARM if title == "backwards" else FRAME if text == "h" else PLAIN
        boxes.append([box(axis, 2 * t, 1.2 * level, text, frame) for t in range(4)])
    return boxes


# --- Batches and draws


def batch():
    texts = ["mary", "jo", "foster", "ann", "corie"]
    inputs, _, lengths = given.padded([language_model.training_pair(text, given.VOCABULARY) for text in texts])
    figure, axis = plt.subplots(figsize=(4.2, 3.2), layout="constrained")
    for (t, i), character in np.ndenumerate(inputs):
        inside = t < lengths[i]
        style = {"facecolor": "#eef3fa" if inside else "#e4e4e4", "edgecolor": "white"}
        axis.add_patch(mpl.patches.Rectangle((i, t), 1, 1, **style))
        letter = given.VOCABULARY[character] if inside else "padding"
        axis.text(i + 0.5, t + 0.5, letter, ha="center", va="center", fontsize=9 if inside else 7)
        if t == lengths[i] - 1:
            axis.add_patch(mpl.patches.Rectangle((i, t), 1, 1, fill=False, edgecolor=ORANGE, linewidth=2, zorder=3))
    axis.set(xlim=(0, 5), ylim=(7, 0), xticks=np.arange(5) + 0.5, yticks=np.arange(7) + 0.5)
    axis.set_xticklabels([f"{text}\n{length}" for text, length in zip(texts, lengths, strict=True)])
    axis.set_yticklabels(range(7))
    axis.set(xlabel="sequence, and its length", ylabel="step t: x[t] is one row")
    axis.tick_params(length=0)
    save(figure, "batch.svg")


def pick():
    figure, axis = plt.subplots(figsize=(6.4, 2.2), layout="constrained")
    logits, u = np.log([5, 3, 2]), 0.64
    for height, temperature in ((2, 0.5), (1, 1.0), (0, 2.0)):
        p = np.exp(logits / temperature) / np.exp(logits / temperature).sum()
        chosen = language_model.pick(logits, temperature, u)
        for i, (left, width) in enumerate(zip(np.cumsum(p) - p, p, strict=True)):
            frame = WARM if i == chosen else FRAME
            colours = {"facecolor": frame["facecolor"], "edgecolor": frame["edgecolor"]}
            axis.add_patch(mpl.patches.Rectangle((left, height - 0.3), width, 0.6, **colours))
            axis.text(left + 0.01, height, f"{i}: {width:.3f}", va="center", fontsize=8)
        axis.text(-0.02, height, f"temperature {temperature:g}", ha="right", va="center")
    axis.axvline(u, color="black", linestyle="--", linewidth=1)
    axis.text(u + 0.01, 2.42, f"u = {u}", fontsize=8)
    axis.set(xlim=(-0.25, 1.02), ylim=(-0.5, 2.7), yticks=[], xticks=np.linspace(0, 1, 6))
    axis.spines["left"].set_visible(False)
    save(figure, "pick.svg")


def adding():
    x, y = memory.adding_batch(40, 1, np.random.default_rng(3))
    figure, axis = plt.subplots(figsize=(7, 1.9), layout="constrained")
    marked = x[:, 0, 1] == 1
    colours = np.where(marked, ORANGE, "#c5d3e6")
    axis.bar(range(40), x[:, 0, 0], color=colours)
    for t in np.flatnonzero(marked):
        axis.text(t, x[t, 0, 0] + 0.04, f"{x[t, 0, 0]:.2f}", ha="center", va="bottom", color=ORANGE)
        axis.text(t, -0.06, "▲", ha="center", va="top", color=ORANGE)
    axis.axvline(19.5, color=GREY, linestyle=":")
    axis.set(xlabel=f"step; the marks are at the triangles, and the answer is {y[0]:.2f}", ylabel="number")
    axis.set(xlim=(-0.8, 39.8), ylim=(0, 1.2), yticks=[0, 1], xticks=[])
    axis.xaxis.labelpad = 14
    save(figure, "adding.svg")


# --- Gradients over time


def fading(units=64, steps=60):
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.5, 3.1), layout="constrained", width_ratios=(1.4, 1))
    rng = np.random.default_rng(0)
    turning = np.linalg.qr(rng.normal(size=(units, units)))[0]
    x, Wx = rng.normal(size=(steps, 1, 4)), rng.normal(0, 0.1, (4, units))  # noqa: N806 - as in x @ Wx
    for radius, colour, mark in ((1.1, ORANGE, "^"), (1.0, "black", "o"), (0.9, BLUE, "v")):
        states, _ = cells.unroll(x, np.zeros((1, units)), (Wx, radius * turning, np.zeros(units)))
        still = gradient_flow.jacobian_norms(np.zeros((steps, units)), radius * turning)
        moving = gradient_flow.jacobian_norms(states[:, 0], radius * turning)
        left.semilogy(still, color=colour, linewidth=1)
        left.semilogy(range(0, steps + 1, 4), moving[::4], mark, color=colour, markersize=4)
        left.text(steps + 1, still[-1], f"radius {radius}", color=colour, va="center")
    left.text(2, 1.5e-4, "marks: with inputs", fontsize=8, color=GREY)
    left.text(2, 4e-5, "lines: states at 0", fontsize=8, color=GREY)
    left.set(xlabel="distance k in steps", ylabel="norm of the Jacobian", xlim=(0, 78), xticks=range(0, 61, 20))
    start = np.random.default_rng(0).normal(size=(units, units)) / units**0.5
    norms = gradient_flow.jacobian_norms(np.zeros((20, units)), start)
    right.semilogy([norms[1] ** k for k in range(21)], "--", color=ORANGE, label="product of the norms")
    right.semilogy(norms, color=BLUE, label="norm of the product")
    right.set(
        xlabel="distance k in steps", title="random matrix, variance 1/64", xticks=range(0, 21, 5), ylim=(0.5, 2e7)
    )
    right.legend(frameon=False, loc="upper left", fontsize=8)
    save(figure, "fading.svg")


def cliff():
    near = np.geomspace(1e-9, 0.05, 40)
    weights = np.sort(np.concatenate([np.linspace(1, 3, 150), 1.9469466883 - near, 1.9469466883 + near]))
    state, slope = np.full_like(weights, -0.8), np.zeros_like(weights)
    for _ in range(50):
        new = np.tanh(weights * state + 0.5)
        state, slope = new, (1 - new**2) * (state + weights * slope)
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 2.7), layout="constrained")
    left.plot(weights, (state - 0.5) ** 2 / 2, color=BLUE)
    left.set(xlabel="recurrent weight", ylabel="loss after 50 steps")
    right.semilogy(weights, np.abs((state - 0.5) * slope), color=ORANGE)
    right.axhline(1, color=GREY, linestyle=":")
    right.text(1, 1.3, "a limit for clipping, 1", color=GREY, fontsize=8)
    right.set(xlabel="recurrent weight", ylabel="size of the gradient")
    save(figure, "cliff.svg")


# --- Trained networks


def smooth(losses, width):
    return np.convolve(losses, np.ones(width) / width, mode="valid")


def recipes():
    x, y = memory.adding_batch(40, 4000, np.random.default_rng(0))
    good = memory.choose_recipe()
    others = {
        "tanh, normal": {"activation": "tanh", "start": "normal"},
        "tanh, identity": {"activation": "tanh", "start": "identity"},
        "no activation, identity": {"activation": "identity", "start": "identity"},
    }
    figure, axis = plt.subplots(figsize=(7, 3.2), layout="constrained")
    runs = np.array([smooth(given.train_on_adding(good, x, y, seed)[1], 20)[::10] for seed in range(5)])
    steps = 10 + 10 * np.arange(runs.shape[1])
    axis.fill_between(steps, runs.min(axis=0), runs.max(axis=0), color=BLUE, alpha=0.25, linewidth=0)
    axis.plot(steps, np.median(runs, axis=0), color=BLUE, label="five runs of a recipe that works")
    for (name, recipe), style in zip(others.items(), ("--", ":", "-."), strict=True):
        _, losses = given.train_on_adding(good | recipe, x, y, 0)
        axis.plot(steps, smooth(losses, 20)[::10], style, color=ORANGE, label=name)
    axis.axhline(1 / 6, color=GREY, linewidth=0.8)
    axis.text(1010, 0.19, "1/6", color=GREY)
    axis.set(yscale="log", ylim=(1e-3, 10), xlim=(0, 1050), xlabel="step", ylabel="mean squared error")
    axis.legend(frameon=False, fontsize=8, loc="upper right", ncols=2)
    save(figure, "recipes.svg")


def trained_names():
    texts = names.load().names[:4000]
    inputs, targets, _ = given.padded([language_model.training_pair(text, given.VOCABULARY) for text in texts])
    runs = []
    for seed in range(3):
        torch.manual_seed(seed)
        runs.append(given.train_on_names(torch_models.CharRNN(len(given.VOCABULARY), 16, 64), inputs, targets, seed))
    figure, axis = plt.subplots(figsize=(6.6, 2.9), layout="constrained")
    axis.plot(range(0, 600, 3), runs[0][::3], color=BLUE, linewidth=0.7)
    band = np.array([smooth(run, 20)[::10] for run in runs])
    steps = 10 + 10 * np.arange(band.shape[1])
    axis.fill_between(steps, band.min(axis=0), band.max(axis=0), color=BLUE, alpha=0.25, linewidth=0)
    for loss, name in ((3.332, "all 28 alike, 3.332"), (2.816, "single letters, 2.816"), (2.346, "pairs, 2.346")):
        axis.axhline(loss, color=GREY, linestyle="--", linewidth=0.8)
        axis.text(600, loss + 0.03, name, color=GREY, ha="right", fontsize=8)
    axis.set(xlabel="step", ylabel="loss per character", xlim=(0, 600), ylim=(1.6, 3.5))
    save(figure, "names.svg")


def save(figure, name):
    figure.savefig(FOLDER / name, metadata={"Date": None})
    plt.close(figure)


if __name__ == "__main__":
    torch.set_num_threads(1)
    for draw in (unrolled, batch, two_paths, truncated, fading, cliff, pick, forcing, both, adding, recipes):
        draw()
    trained_names()

"""Draws the handout's pictures anew, with the solution's code.

PYTHONPATH=solutions python -m ch05_convolutional_networks.figures
"""

from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from ch01_neural_networks import given as chapter1
from ch01_neural_networks import training
from coursedata import digits, photographs
from matplotlib.patches import Rectangle

from . import given
from .convolution import conv2d, conv2d_backward, im2col
from .equivariance import shift_error
from .filters import cross_correlate, known_kernels
from .network import loss_and_gradients
from .pooling import max_pool2d, max_pool2d_backward

FOLDER = Path(__file__).parent / "figures"
STYLE = {"svg.hashsalt": "figures", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False}
BLUE, ORANGE, GREY = "#3465a4", "#cc5500", "#777777"
FRAME = {"boxstyle": "round,pad=0.4", "facecolor": "#eef3fa", "edgecolor": BLUE}


# --- Tables of numbers


def table(axis, numbers, left, top, title="", colour="black"):
    """Numbers (rows, columns) in cells of side 1; the upper left corner is at (left, top)."""
    for (i, j), number in np.ndenumerate(numbers):
        axis.add_patch(Rectangle((left + j, top - i - 1), 1, 1, facecolor="none", edgecolor="#bbbbbb", linewidth=0.6))
        shown = f"{number:g}".replace("-", "\N{MINUS SIGN}")
        axis.text(left + j + 0.5, top - i - 0.5, shown, ha="center", va="center", fontsize=8, color=colour)
    axis.text(left + numbers.shape[1] / 2, top + 0.15, title, ha="center", va="bottom")


def frame(axis, corner, size, origin, colour, style="-"):
    """Around the cells from `corner` on, in the table whose upper left corner is at `origin`."""
    (row, column), (height, width), (left, top) = corner, size, origin
    place = (left + column + 0.06, top - row - height + 0.06)
    inside = {"facecolor": colour, "alpha": 0.15, "linewidth": 0}
    border = {"facecolor": "none", "edgecolor": colour, "linestyle": style, "linewidth": 1.5}
    for look in (inside, border):
        axis.add_patch(Rectangle(place, width - 0.12, height - 0.12, **look))


def plain(figsize, xlim, ylim):
    figure, axis = plt.subplots(figsize=figsize, layout="constrained")
    axis.set(xlim=xlim, ylim=ylim, aspect="equal")
    axis.axis("off")
    return figure, axis


def arrow(axis, start, end, label="", colour="black"):
    axis.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": colour})
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + 0.12)
    axis.text(*middle, label, ha="center", va="bottom", fontsize=8)


PRACTICE = {
    "X": [[1, 3, 3, 1], [0, 1, 0, 3], [2, 1, 0, 2], [3, 2, 2, 0]],
    "K": [[1, 2], [-2, -1]],
    "b": [-1],
    "U": [[2, -1], [4, 3]],
}


def trace():
    """The worksheet's practice numbers, forward above and backward below."""
    x, k, u = (np.array([[PRACTICE[name]]], dtype=float) for name in "XKU")
    z = conv2d(x, k, np.array(PRACTICE["b"], dtype=float))
    a = np.maximum(z, 0)
    p = max_pool2d(a, 2, 1)
    d_z = max_pool2d_backward(u, a, 2, 1) * (z > 0)
    d_x, d_k, _ = conv2d_backward(d_z, x, k)

    figure, axis = plain((8.5, 4.3), (-0.3, 21.3), (-7.3, 5))
    lefts, top, bottom = {"X": 0, "Z": 7, "A": 13, "P": 19}, 4, -2
    for (name, left), numbers in zip(lefts.items(), (x, z, a, p), strict=True):
        table(axis, numbers[0, 0], left, top, name)
    for name, numbers in (("X", d_x), ("Z", d_z), ("P", u)):
        table(axis, numbers[0, 0], lefts[name], bottom, "U" if name == "P" else f"d{name}", ORANGE)
    table(axis, k[0, 0], 4.5, 1.6, "K")
    table(axis, d_k[0, 0], 4.5, -4.6, "dK", ORANGE)
    for corner, colour, style in (((0, 1), BLUE, "-"), ((1, 2), ORANGE, "--")):
        frame(axis, corner, (2, 2), (lefts["X"], top), colour, style)
        frame(axis, corner, (2, 2), (lefts["X"], bottom), colour, style)
        for name in "ZA":
            frame(axis, corner, (1, 1), (lefts[name], top), colour, style)
        frame(axis, corner, (1, 1), (lefts["Z"], bottom), colour, style)
    for start, end, label in ((4.2, 6.8, "\N{STAR OPERATOR} K + b"), (10.2, 12.8, "ReLU"), (16.2, 18.8, "pool")):
        arrow(axis, (start, top - 1.2), (end, top - 1.2), label)
    arrow(axis, (18.8, bottom - 1.2), (10.2, bottom - 1.2), "to the largest, where Z > 0", ORANGE)
    arrow(axis, (6.8, bottom - 1.2), (4.2, bottom - 1.2), "lay K down", ORANGE)
    save(figure, "trace.svg")


def rows():
    """Windows of a small image as rows."""
    image = np.arange(1.0, 13).reshape(1, 1, 3, 4)
    figure, axis = plain((6.6, 2.9), (-0.3, 14.3), (-6.5, 1.5))
    table(axis, image[0, 0], 0, -0.7, "an image, 3 by 4")
    table(axis, im2col(image, (2, 2)), 9, 0, "its windows of 2 by 2, as rows")
    for place, (i, j), colour, style in ((2, (0, 2), BLUE, "-"), (5, (1, 2), ORANGE, "--")):
        frame(axis, (i, j), (2, 2), (0, -0.7), colour, style)
        frame(axis, (place, 0), (1, 4), (9, 0), colour, style)
        start, end = (4.1, -1.2 - 2 * i), (8.9, -place - 0.5)
        axis.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": colour})
    for place in range(6):
        axis.text(13.2, -place - 0.5, f"i = {place // 3}, j = {place % 3}", va="center", fontsize=7, color=GREY)
    axis.set_xlim(-0.3, 15.4)
    save(figure, "im2col.svg")


def coverage():
    """How many windows of 3 by 3 a pixel lies in."""
    figure, axes = plt.subplots(1, 3, figsize=(7.2, 2.8), layout="compressed")
    for axis, stride in zip(axes, (1, 2, 3), strict=True):
        image, kernel = np.zeros((1, 1, 7, 7)), np.ones((1, 1, 3, 3))
        places = (7 - 3) // stride + 1
        counts = conv2d_backward(np.ones((1, 1, places, places)), image, kernel, stride)[0][0, 0]
        axis.imshow(counts, cmap="Blues", vmin=0, vmax=14)
        for (i, j), count in np.ndenumerate(counts):
            axis.text(j, i, f"{count:g}", ha="center", va="center", fontsize=8)
        axis.set(title=f"stride {stride}", xticks=(), yticks=())
        axis.spines[:].set_visible(True)
    save(figure, "coverage.svg")


# --- Fields


def field():
    """Which dots one dot of the last layer sees, through two convolutions and two pools."""
    layers = [("kernel 3", 3, 1), ("pool 2, stride 2", 2, 2), ("kernel 3", 3, 1), ("pool 2, stride 2", 2, 2)]
    places = [np.arange(16.0)]  # of each layer's entries, on the axis of the input
    for _, kernel, stride in layers:
        starts = range(0, len(places[-1]) - kernel + 1, stride)
        places.append(np.array([places[-1][start : start + kernel].mean() for start in starts]))
    seen = {4: {1}}
    for level in (4, 3, 2, 1):
        _, kernel, stride = layers[level - 1]
        seen[level - 1] = {entry * stride + offset for entry in seen[level] for offset in range(kernel)}

    figure, axis = plt.subplots(figsize=(7.4, 3.6), layout="constrained")
    for level, (name, kernel, stride) in enumerate(layers, start=1):
        for entry in seen[level]:
            for offset in range(kernel):
                before = places[level - 1][entry * stride + offset]
                axis.plot([level - 1, level], [before, places[level][entry]], color=BLUE, linewidth=0.8, zorder=1)
        axis.text(level - 0.5, 15.6, name, ha="center", va="bottom", fontsize=8)
    for level, dots in enumerate(places):
        inside = np.isin(np.arange(len(dots)), sorted(seen[level]))
        axis.scatter([level] * inside.sum(), dots[inside], color=BLUE, s=22, zorder=2)
        axis.scatter([level] * (~inside).sum(), dots[~inside], facecolor="white", edgecolor=GREY, s=22, zorder=2)
        axis.text(level, -1.2, "1 dot" if inside.sum() == 1 else f"{inside.sum()} dots", ha="center")
    axis.set(xlim=(-0.4, 4.4), ylim=(-2, 16.8))
    axis.axis("off")
    save(figure, "field.svg")


# --- Photographs


def filters():
    images, names = photographs.load()
    brick, cat = (images[list(names).index(name), 24:104, 24:104] / 255 for name in ("brick", "chelsea"))
    kernels = known_kernels()
    shown = [
        ("bricks", brick, "identity"),
        ("vertical edges", brick, "vertical_edges"),
        ("horizontal edges", brick, "horizontal_edges"),
        ("a cat", cat, "identity"),
        ("blurred", cat, "blur"),
        ("sharpened", cat, "sharpen"),
    ]
    figure, axes = plt.subplots(2, 3, figsize=(6.6, 4.7), layout="constrained")
    for axis, (title, image, name) in zip(axes.flat, shown, strict=True):
        low = -1 if "edges" in name else 0
        bytes_ = np.uint8(255 * (np.clip(cross_correlate(image, kernels[name]), low, 1) - low) / (1 - low))
        axis.imshow(bytes_, cmap="gray", vmin=0, vmax=255, interpolation="none")
        axis.set_title(title, fontsize=9)
        axis.axis("off")
    save(figure, "filters.svg")


# --- Shifts


def around(x, kernels, stride=1):
    """A convolution of 3 by 3 without biases and a ReLU, on images that close to a ring."""
    ring = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)), mode="wrap")
    return np.maximum(conv2d(ring, kernels, np.zeros(len(kernels)), stride), 0)


def pooled(x, kernels):
    return max_pool2d(around(x, kernels), 2, 2)


def shifts():
    rng = np.random.default_rng(0)
    pixels, _ = digits.load()
    x = given.place(pixels[:20] / 16, rng.integers(2, 7, size=(20, 2)))
    first, second = rng.normal(0, np.sqrt(2 / 9), (8, 1, 3, 3)), rng.normal(0, np.sqrt(2 / 72), (16, 8, 3, 3))
    stacks = {
        "convolution, ReLU": (lambda x: around(x, first), 1, "o-", BLUE),
        "convolution, ReLU, pool": (lambda x: pooled(x, first), 2, "^--", ORANGE),
        "that twice": (lambda x: pooled(pooled(x, first), second), 4, "s:", "black"),
        "convolution, ReLU, pool,\nconvolution, ReLU, global mean": (
            lambda x: around(pooled(x, first), second).mean(axis=(2, 3), keepdims=True),
            16,
            "x-.",
            GREY,
        ),
    }
    figure, axis = plt.subplots(figsize=(7.4, 2.9), layout="constrained")
    for name, (layers, stride, style, colour) in stacks.items():
        errors = [shift_error(layers, x, shift, stride) / np.abs(layers(x)).max() for shift in range(9)]
        axis.plot(range(9), errors, style, color=colour, label=name, linewidth=1.2, markersize=5)
    axis.set(xlabel="shift, in columns", ylabel="shift error, as a share\nof the largest entry", ylim=(-0.03, 0.9))
    figure.legend(*axis.get_legend_handles_labels(), loc="outside right center", frameon=False, fontsize=8)
    save(figure, "shift.svg")


# --- The network


def network():
    """Arrays forward above, and each gradient under its array."""
    names = ["x", "z1", "a1", "p1", "z2", "a2", "g", "logits"]
    shapes = [(1, 12, 12), (8, 12, 12), (8, 12, 12), (8, 6, 6), (16, 6, 6), (16, 6, 6), (16,), (10,)]
    steps = ["conv\nK1, b1", "ReLU", "pool", "conv\nK2, b2", "ReLU", "mean", "linear\nW, b"]
    figure, axis = plt.subplots(figsize=(8.5, 2.6), layout="constrained")
    for place, (name, shape) in enumerate(zip(names, shapes, strict=True)):
        size = "\N{MULTIPLICATION SIGN}".join(map(str, shape))
        axis.text(place, 1.5, f"{name}\n{size}", ha="center", va="center", fontsize=8, bbox=FRAME)
        if place:
            back = FRAME | {"facecolor": "#fbeee3", "edgecolor": ORANGE}
            axis.text(place, 0, f"d {name}", ha="center", va="center", fontsize=8, bbox=back)
    for place, step in enumerate(steps):
        between(axis, place + 0.37, place + 0.66, 1.5, step, BLUE)
        if place:
            between(axis, place + 0.7, place + 0.3, 0, "", ORANGE)
    for place, made in ((1, "d K1, d b1"), (4, "d K2, d b2"), (7, "d W, d b")):
        axis.annotate("", (place, -0.95), (place, -0.28), arrowprops={"arrowstyle": "-|>", "color": ORANGE})
        axis.text(place, -1.0, made, ha="center", va="top", fontsize=8)
    axis.text(7, 0.75, "loss", ha="center", va="center", fontsize=8)
    axis.annotate("", (7, 0.9), (7, 1.15), arrowprops={"arrowstyle": "-|>", "color": BLUE})
    axis.annotate("", (7, 0.28), (7, 0.6), arrowprops={"arrowstyle": "-|>", "color": ORANGE})
    axis.set(xlim=(-0.5, 7.5), ylim=(-1.35, 2.4))
    axis.axis("off")
    save(figure, "network.svg")


def between(axis, start, end, height, label, colour):
    axis.annotate("", (end, height), (start, height), arrowprops={"arrowstyle": "-|>", "color": colour})
    axis.text((start + end) / 2, height + 0.42, label, ha="center", va="bottom", fontsize=7)


def digits_anywhere(seed):
    """1000 digits at random places on 12 by 12, and a start and batches for both networks."""
    rng = np.random.default_rng(seed)
    pixels, labels = digits.load()
    seen = rng.permutation(len(labels))[500:1500]
    images = given.place(pixels[seen] / 16, rng.integers(0, 5, size=(1000, 2)), 12)
    start = given.initial_parameters((1, 8, 16), 10, rng)
    batches = given.shuffled_batches(1000, 32, 15, rng)
    return images, labels[seen].astype(int), start, batches, chapter1.initial_weights((144, 16, 10), rng)


def learning():
    images, labels, start, batches, weights = digits_anywhere(0)
    _, convolutional = given.train_network(loss_and_gradients, start, images, labels, batches, 0.2)
    _, connected = training.train(images.reshape(1000, -1), labels, weights, batches, 0.5)
    figure = plt.figure(figsize=(8, 2.8), layout="constrained")
    left, right = figure.subfigures(1, 2, width_ratios=(1, 2))
    for axis, digit in zip(left.subplots(2, 2).flat, (2, 3, 5, 8), strict=True):
        image = images[labels == digit][0, 0]
        axis.imshow(np.kron(image, np.ones((8, 8))), cmap="gray_r", interpolation="none")  # sharp in every viewer
        axis.set(xticks=(), yticks=())
        axis.spines[:].set_visible(True)
    axis = right.subplots()
    axis.plot(convolutional[::2], color=BLUE, linewidth=0.8, label="convolutional, 1418 parameters")
    axis.plot(connected[::2], "--", color=ORANGE, linewidth=0.8, label="fully connected, 2490 parameters")
    axis.axhline(np.log(10), color=GREY, linestyle=":", linewidth=1)
    axis.text(238, np.log(10) + 0.04, "ln 10", color=GREY, ha="right", va="bottom")
    axis.set(xticks=range(0, 241, 60), xticklabels=range(0, 481, 120), xlabel="step", ylabel="loss", ylim=(0, 2.7))
    axis.legend(frameon=False, loc="lower left")
    save(figure, "training.svg")


# --- Digits that move

HEADS = {"max": (8, "o-", BLUE), "average": (25, "^--", ORANGE), "flatten": (8, "s:", "black")}  # epochs, look


def columns():
    """The share of unseen digits that is read, by the column of the digit, for three heads."""
    rng = np.random.default_rng(0)
    pixels, labels = digits.load()
    order = rng.permutation(len(labels))
    unseen, seen = order[:500], order[500:]
    images = given.place(pixels[seen] / 16, rng.integers(2, 7, size=(len(seen), 2)))
    rows_of_test = rng.integers(2, 7, size=len(unseen))
    figure, axis = plt.subplots(figsize=(7.4, 2.9), layout="constrained")
    axis.axvspan(1.5, 6.5, color=BLUE, alpha=0.1, linewidth=0)
    axis.text(4, 0.98, "columns of the training images", color=GREY, ha="center", va="top", fontsize=8)
    for head, (epochs, style, colour) in HEADS.items():
        choice = {"channels": [4, 6], "kernel": 3, "strides": [1, 1], "pools": [2, 1], "head": head}
        model, _ = given.train_cnn(choice | {"learning_rate": 0.01, "epochs": epochs}, images, labels[seen], 0)
        shares = []
        for column in range(9):
            corners = np.column_stack([rows_of_test, np.full(len(unseen), column)])
            shares.append(np.mean(given.read(model, given.place(pixels[unseen] / 16, corners)) == labels[unseen]))
        axis.plot(shares, style, color=colour, label=f"{head}, {epochs} epochs", linewidth=1.2)
    axis.set(xlabel="first column of the digit", ylabel="share that is read", ylim=(0, 1.02), xticks=range(9))
    figure.legend(*axis.get_legend_handles_labels(), loc="outside right center", title="head", frameon=False)
    save(figure, "columns.svg")


def save(figure, name):
    figure.savefig(FOLDER / name, metadata={"Date": None})
    plt.close(figure)


if __name__ == "__main__":
    mpl.use("svg")
    with mpl.rc_context(STYLE):
        for draw in (trace, rows, coverage, field, filters, shifts, network, learning, columns):
            draw()

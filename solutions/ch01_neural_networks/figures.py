"""Draws the handout's pictures anew, with the solution's code.

PYTHONPATH=solutions python -m ch01_neural_networks.figures
"""

from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from coursedata import digits

from . import activations, given, losses, perceptron, training

FOLDER = Path(__file__).parent / "figures"
STYLE = {"svg.hashsalt": "figures", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False}
BLUE, ORANGE = "#3465a4", "#cc5500"


# --- Lines


def line():
    """What w and b mean: the line x1 + 2 x2 - 2 = 0, its arrow, and how far it is from the origin."""
    figure, axis = plt.subplots(figsize=(4.4, 3.4), layout="constrained")
    x = np.array([-2.0, 3.0])
    axis.plot(x, (2 - x) / 2, color="black")
    axis.fill_between(x, (2 - x) / 2, 3, color=BLUE, alpha=0.12, linewidth=0)
    axis.annotate("", (1.8, 2.6), (0.8, 0.6), arrowprops={"arrowstyle": "->", "color": BLUE, "linewidth": 2})
    axis.text(1.75, 2.0, "w = (1, 2)", color=BLUE)
    axis.plot([0, 0.4], [0, 0.8], ":", color=ORANGE, linewidth=2)
    axis.text(-0.15, 0.12, "|b| / |w| = 0.894", color=ORANGE, ha="right")
    axis.text(-1.8, 2.45, "score > 0: the answer is +1")
    axis.text(-1.8, -0.85, "score < 0: the answer is -1")
    axis.text(-1.95, 1.35, "score = 0", rotation=-26.5)
    axis.axhline(0, color="grey", linewidth=0.5)
    axis.axvline(0, color="grey", linewidth=0.5)
    axis.set(xlabel="$x_1$", ylabel="$x_2$", xlim=(-2, 3), ylim=(-1, 3), aspect="equal")
    save(figure, "line.svg")


def scattered_points():
    """Points that a line divides, with a gap of at least 0.25 on either side: (17, 2) and labels (17,)."""
    points = np.random.default_rng(4).uniform(-3, 3, size=(20, 2)).round(1)
    scores = points @ [1, 2] - 2
    clear = np.abs(scores) / np.sqrt(5) > 0.25
    return points[clear], np.where(scores > 0, 1, -1)[clear]


def learning_line():
    points, labels = scattered_points()
    figure, axes = plt.subplots(1, 4, figsize=(8, 2.9), sharey=True, layout="constrained")
    for axis, epochs in zip(axes, (1, 2, 4, 6), strict=True):
        w, b, mistakes = perceptron.train(points, labels, epochs)
        wrong = perceptron.predict(points, w, b) != labels
        axis.plot(*points[labels > 0].T, "o", color=BLUE, markersize=4, label="+1")
        axis.plot(*points[labels < 0].T, "^", color=ORANGE, markersize=4, label="-1")
        axis.plot(*points[wrong].T, "o", color="black", markersize=9, fillstyle="none", label="on the wrong side")
        axis.axline((0, -b / w[1]), slope=-w[0] / w[1], color="black", linewidth=1)
        axis.set(title=f"after epoch {epochs}\n({mistakes[-1]} mistakes in it)", xlim=(-3.2, 3.2), ylim=(-3.2, 3.2))
        axis.set(xlabel="$x_1$", aspect="equal")
    axes[0].set_ylabel("$x_2$")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3, frameon=False)
    save(figure, "perceptron.svg")


def folded_plane():
    """XOR before and after the two hidden units of the solution."""
    corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
    first, first_bias, last, last_bias = perceptron.xor_network()
    hidden = (corners @ first + first_bias > 0).astype(float)
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 3.1), layout="constrained")
    for axis, places in ((left, corners), (right, hidden)):
        axis.plot(*places[[0, 3]].T, "^", color=ORANGE, markersize=9, label="0")
        axis.plot(*places[1:3].T, "o", color=BLUE, markersize=9, label="1")
        axis.set(xlim=(-0.5, 1.7), ylim=(-0.5, 1.6), xticks=(0, 1), yticks=(0, 1), aspect="equal")
    for unit, style in enumerate(("-", "--")):
        crossing(left, first[:, unit], first_bias[unit], style)
    crossing(right, last[:, 0], last_bias[0], "-")
    left.text(-0.42, 1.15, "first\nunit's line")
    left.text(1.2, 0.55, "second\nunit's line")
    label(left, corners, ["(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)"], (6, -8), "left")
    label(right, hidden[[0, 3]], ["(0, 0)", "(1, 1)"], (-7, -8), "right")
    right.text(1.1, -0.1, "(0, 1) and\n(1, 0)", fontsize=8)
    left.set(title="the inputs", xlabel="$x_1$", ylabel="$x_2$")
    right.set(title="what the output unit sees", xlabel='"at least one"', ylabel='"both"')
    figure.legend(*left.get_legend_handles_labels(), loc="outside right center", title="XOR", frameon=False)
    save(figure, "xor.svg")


def crossing(axis, w, b, style):
    axis.axline((0, -b / w[1]), slope=-w[0] / w[1], color="black", linewidth=1, linestyle=style)


def label(axis, places, words, offset, side):
    for place, word in zip(places, words, strict=True):
        axis.annotate(word, place, offset, textcoords="offset points", fontsize=8, ha=side, va="center")


# --- Functions


def bends():
    z = np.linspace(-6, 6, 122)  # without the kink itself
    figure, axes = plt.subplots(1, 3, figsize=(8, 2.5), layout="constrained")
    shapes = {
        "sigmoid": (activations.sigmoid(z), activations.sigmoid_derivative(z)),
        "ReLU": (activations.leaky_relu(z, 0.0), activations.leaky_relu_derivative(z, 0.0)),
        "leaky ReLU, slope 0.1": (activations.leaky_relu(z, 0.1), activations.leaky_relu_derivative(z, 0.1)),
    }
    for axis, (name, (values, slopes)) in zip(axes, shapes.items(), strict=True):
        axis.plot(z, values, color=BLUE, label="value")
        side = np.sign(z)  # a slope that jumps is drawn in two pieces
        for half in (side < 0, side > 0):
            axis.plot(z[half], slopes[half], "--", color=ORANGE, label="slope" if half[0] else None)
        axis.set(title=name, xlabel="z", ylim=(-0.7, 2.2) if "LU" in name else (-0.05, 1.1))
        axis.axvline(0, color="grey", linewidth=0.5)
    axes[0].legend(frameon=False, loc="center left", bbox_to_anchor=(0, 0.72))
    save(figure, "activations.svg")


def temperature():
    figure, axes = plt.subplots(1, 4, figsize=(8, 2.2), sharey=True, layout="constrained")
    for axis, value in zip(axes, (0.25, 1, 2, 10), strict=True):
        heights = activations.softmax(np.array([[2.0, 1.0, 0.0]]) / value)[0]
        bars = axis.bar(["2", "1", "0"], heights, color=BLUE)
        axis.bar_label(bars, fmt="%.3f")
        axis.set(title=f"temperature {value:g}", xlabel="logit", ylim=(0, 1.1))
    axes[0].set_ylabel("probability")
    save(figure, "temperature.svg")


def charges():
    """What a sample costs: by the probability of its class, and by the difference of two logits."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 2.6), layout="constrained")
    p = np.geomspace(0.005, 1, 60)
    left.plot(p, -np.log(p), color=BLUE)
    left.plot([1, 0.5, 0.1], -np.log([1, 0.5, 0.1]), "o", color=BLUE)
    for x, word in ((0.5, "0.69"), (0.1, "2.30"), (1, "0")):
        left.annotate(word, (x, -np.log(x)), (4, 6), textcoords="offset points")
    left.set(xlabel="probability of the true class", ylabel="cost of the sample", xlim=(0, 1.1), ylim=(-0.2, 5.5))

    behind = np.linspace(-5, 60, 66)
    exact = [losses.cross_entropy(np.array([[d, 0.0]]), np.array([1])) for d in behind]
    probability = activations.softmax(np.column_stack([behind, np.zeros_like(behind)]))[:, 1]
    right.plot(behind, exact, color=BLUE, label="log-sum-exp")
    right.plot(behind, -np.log(probability + 1e-12), "--", color=ORANGE, label="-ln(p + 1e-12)")
    right.set(xlabel="how far the true class lies behind (logits)", ylabel="cost of the sample")
    right.legend(frameon=False)
    save(figure, "loss.svg")


# --- Learning


def learning():
    rng = np.random.default_rng(0)
    pixels, labels = digits.load()
    images = pixels.reshape(-1, 64) / 16
    order = rng.permutation(len(labels))
    unseen, seen = order[:500], order[500:]
    start = given.initial_weights((64, 16, 10), rng)
    batches = given.shuffled_batches(len(seen), 32, 12, rng)
    weights, small = training.train(images[seen], labels[seen], start, batches, 0.5)
    _, large = training.train(images[seen], labels[seen], start, [np.arange(len(seen))] * 12, 0.5)

    figure = plt.figure(figsize=(8, 2.8), layout="constrained")
    left, right = figure.subfigures(1, 2, width_ratios=(1.2, 1))
    axis = left.subplots()
    axis.plot(small, color=BLUE, linewidth=0.8, label="492 steps, 32 images each")
    axis.plot(np.arange(12) * 41, large, "o-", color=ORANGE, markersize=3, label="12 steps, all images each")
    axis.axhline(np.log(10), color="grey", linestyle=":", linewidth=1)
    axis.set(xlabel="batches of work done", ylabel="loss", ylim=(0, 2.6))
    axis.legend(frameon=False, loc="center right")
    misread(right, pixels[unseen], given.predict(weights, images[unseen]), labels[unseen])
    save(figure, "training.svg")


def misread(figure, pixels, predictions, labels):
    wrong = np.flatnonzero(predictions != labels)
    for axis, i in zip(figure.subplots(2, 4).flat, wrong, strict=False):
        axis.imshow(pixels[i], cmap="gray_r")
        axis.set_title(f"read {predictions[i]}, is {labels[i]}", fontsize=8)
        axis.axis("off")


WIDE = {"sizes": [2, 16, 2], "activation": "tanh", "steps": 300}


def two_moons():
    """Where three networks draw the border: only the one with a bend goes between the moons."""
    points, labels = given.moons(120, np.random.default_rng(0))
    grid = np.stack(np.meshgrid(np.linspace(-1.6, 2.6, 60), np.linspace(-1.1, 1.6, 40)), axis=-1)
    figure, axes = plt.subplots(1, 3, figsize=(8, 2), layout="constrained")
    networks = {
        "no hidden layer": WIDE | {"sizes": [2, 2]},
        "16 units, identity": WIDE | {"activation": "identity"},
        "16 units, tanh": WIDE,
    }
    for axis, (title, network) in zip(axes, networks.items(), strict=True):
        theta, _ = given.train_on_moons(network | {"learning_rate": 1.0}, points, labels, np.random.default_rng(0))
        logits = given.moon_logits(theta, network, grid.reshape(-1, 2)).reshape(grid.shape)
        axis.contour(grid[..., 0], grid[..., 1], logits[..., 1] - logits[..., 0], levels=[0], colors="black")
        axis.plot(*points[labels == 0].T, "o", color=BLUE, markersize=2.5)
        axis.plot(*points[labels == 1].T, "^", color=ORANGE, markersize=3)
        axis.set(title=title, aspect="equal", xticks=(), yticks=())
    save(figure, "moons.svg")


def rates():
    points, labels = given.moons(120, np.random.default_rng(0))
    figure, axis = plt.subplots(figsize=(6, 2.8), layout="constrained")
    for rate, style, color in ((0.03, ":", BLUE), (0.3, "--", BLUE), (3.0, "-", BLUE), (100.0, "-.", ORANGE)):
        _, curve = given.train_on_moons(WIDE | {"learning_rate": rate}, points, labels, np.random.default_rng(0))
        axis.plot(np.arange(0, 301, 3), curve[::3], style, color=color, linewidth=1.2, label=f"{rate:g}")
    axis.set(yscale="log", xlabel="step", ylabel="loss")
    figure.legend(*axis.get_legend_handles_labels(), loc="outside right center", title="learning rate", frameon=False)
    save(figure, "rates.svg")


def save(figure, name):
    figure.savefig(FOLDER / name, metadata={"Date": None})
    plt.close(figure)


if __name__ == "__main__":
    mpl.use("svg")
    with mpl.rc_context(STYLE):
        for draw in (line, learning_line, folded_plane, bends, temperature, charges, learning, two_moons, rates):
            draw()

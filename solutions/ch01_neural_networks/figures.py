"""Draws the handout's pictures anew, with the solution's code.

PYTHONPATH=solutions python -m ch01_neural_networks.figures
"""

from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from coursedata import digits

from . import activations, given, training

FOLDER = Path(__file__).parent / "figures"
mpl.use("svg")
mpl.rcParams.update({"svg.hashsalt": "figures", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False})


def temperature():
    figure, axes = plt.subplots(1, 4, figsize=(8, 2.2), sharey=True, layout="constrained")
    for axis, value in zip(axes, (0.25, 1, 2, 10), strict=True):
        heights = activations.softmax(np.array([[2.0, 1.0, 0.0]]) / value)[0]
        bars = axis.bar(["2", "1", "0"], heights, color="#3465a4")
        axis.bar_label(bars, fmt="%.3f")
        axis.set(title=f"temperature {value:g}", xlabel="logit", ylim=(0, 1.1))
    axes[0].set_ylabel("probability")
    save(figure, "temperature.svg")


def learning():
    rng = np.random.default_rng(0)
    pixels, labels = digits.load()
    images = pixels.reshape(-1, 64) / 16
    order = rng.permutation(len(labels))
    unseen, seen = order[:500], order[500:]
    start = given.initial_weights((64, 16, 10), rng)
    batches = given.shuffled_batches(len(seen), 32, 12, rng)
    weights, losses = training.train(images[seen], labels[seen], start, batches, 0.5)
    _, slow = training.train(images[seen], labels[seen], start, [np.arange(len(seen))] * 12, 0.5)

    figure = plt.figure(figsize=(8, 2.8), layout="constrained")
    left, right = figure.subfigures(1, 2, width_ratios=(1.2, 1))
    axis = left.subplots()
    axis.plot(losses, color="#3465a4", linewidth=0.8, label="492 steps, 32 images each")
    axis.plot(np.arange(12) * 41, slow, "o-", color="#cc5500", markersize=3, label="12 steps, all images each")
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


def save(figure, name):
    figure.savefig(FOLDER / name, metadata={"Date": None})
    plt.close(figure)


if __name__ == "__main__":
    temperature()
    learning()

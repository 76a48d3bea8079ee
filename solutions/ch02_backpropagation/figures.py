"""Draws the handout's pictures anew, with the solution's code.

PYTHONPATH=solutions python -m ch02_backpropagation.figures
"""

from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

from .engine import Value
from .gradcheck import numerical_gradient
from .gradient_flow import gradient_norms
from .initialization import init_layer
from .network import backward

FOLDER = Path(__file__).parent / "figures"
mpl.use("svg")
mpl.rcParams.update({"svg.hashsalt": "figures", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False})

BLUE, ORANGE, GREY = "#3465a4", "#cc5500", "#777777"
FRAME = {"boxstyle": "round,pad=0.4", "facecolor": "#eef3fa", "edgecolor": BLUE}

# name of an activation -> (the function, its derivative written with the output)
ACTIVATIONS = {
    "sigmoid": (lambda z: 0.5 * (1 + np.tanh(z / 2)), lambda h: h * (1 - h)),
    "tanh": (np.tanh, lambda h: 1 - h**2),
    "ReLU": (lambda z: np.maximum(z, 0), lambda h: (h > 0).astype(float)),
}


# --- Graphs of single numbers


def graph():
    x, y = Value(0.5), Value(-1.2)
    p = x * y
    s = p + x
    z = s.tanh()
    z.backward()
    places = {"x": (0, 0), "y": (0, 1.6), "p = x·y": (2.2, 1.2), "s = p + x": (4.4, 0.6), "z = tanh s": (7.2, 0.6)}
    texts = {
        name: f"{name}\nvalue {node.data:.4f}\ngrad {node.grad:.4f}"
        for name, node in zip(places, (x, y, p, s, z), strict=True)
    }
    arrows = [
        ("x", "p = x·y", "y = -1.2"),
        ("y", "p = x·y", "x = 0.5"),
        ("p = x·y", "s = p + x", "1"),
        ("x", "s = p + x", "1"),
        ("s = p + x", "z = tanh s", "1 - z² = 0.9901"),
    ]
    figure, axis = plt.subplots(figsize=(8.5, 3), layout="constrained")
    boxes_and_arrows(axis, places, texts, arrows)
    axis.set(xlim=(-0.8, 8), ylim=(-0.5, 2.1))
    save(figure, "graph.svg")


def order():
    places = {"x": (0, 0), "y": (0, 1.4), "a": (2.2, 0.7), "b": (4.4, 1.3), "z": (6.6, 0.7)}
    texts = {"x": "1   x", "y": "2   y", "a": "3   a = x·y", "b": "4   b = tanh a", "z": "5   z = a·b"}
    arrows = [("x", "a", ""), ("y", "a", ""), ("a", "b", ""), ("a", "z", ""), ("b", "z", "")]
    figure, axis = plt.subplots(figsize=(7.5, 2.4), layout="constrained")
    boxes_and_arrows(axis, places, texts, arrows)
    axis.annotate(
        "", (0, -0.75), (6.6, -0.75), arrowprops={"arrowstyle": "-|>", "color": ORANGE, "linestyle": "dashed"}
    )
    axis.text(3.3, -0.6, "the way back: 5, 4, 3, 2, 1", ha="center", va="bottom", color=ORANGE)
    axis.text(4.4, 0.62, "a waits for b and z", ha="center", va="top", fontsize=8, color=GREY)
    axis.set(xlim=(-0.6, 7.4), ylim=(-0.9, 1.7))
    save(figure, "order.svg")


def boxes_and_arrows(axis, places, texts, arrows):
    boxes = {
        name: axis.text(*places[name], text, ha="center", va="center", bbox=FRAME).get_bbox_patch()
        for name, text in texts.items()
    }
    for start, end, label in arrows:
        ends = {"patchA": boxes[start], "patchB": boxes[end], "shrinkA": 0, "shrinkB": 0}
        axis.annotate("", places[end], places[start], arrowprops={"arrowstyle": "-|>", "color": "black", **ends})
        if label:
            middle = [(a + b) / 2 for a, b in zip(places[start], places[end], strict=True)]
            axis.text(*middle, label, ha="center", va="center", fontsize=8, backgroundcolor="white")
    axis.axis("off")


# --- Measuring


def step():
    steps, e = np.geomspace(1e-13, 1e-1, 73), np.exp(1.0)
    one_side = [abs((np.exp(1 + h) - e) / h - e) for h in steps]
    both = [abs(float(numerical_gradient(lambda x: float(np.exp(x[0])), np.ones(1), h)[0]) - e) for h in steps]
    figure, axis = plt.subplots(figsize=(6, 3.2), layout="constrained")
    axis.loglog(steps, one_side, "--", color=ORANGE, label="one side")
    axis.loglog(steps, both, "-", color=BLUE, label="both sides")
    axis.axvline(1e-5, color=GREY, linestyle=":", linewidth=1)
    axis.text(1.3e-5, 0.3, "h = 1e-5", color=GREY)
    axis.text(2e-12, 1e-8, "rounding,\nlike 1/h", ha="center")
    axis.text(1.1e-2, 0.15, "like h", ha="center")
    axis.text(2.5e-2, 3e-8, "like h²", ha="center")
    axis.set(xlabel="h", ylabel="error of the slope of exp at 1", ylim=(1e-12, 3))
    axis.legend(frameon=False, loc="lower left")
    save(figure, "step.svg")


# --- Arrays


def layer():
    """n = 4 samples, 3 inputs, 2 outputs: the boxes have these proportions."""
    figure, axis = plt.subplots(figsize=(8.5, 2.6), layout="constrained")
    equation(axis, 0, ("X", 4, 3), ("W", 3, 2), ("Z", 4, 2), "forward")
    equation(axis, 10, ("Xᵀ", 3, 4), ("U", 4, 2), ("dW", 3, 2), "by the weights")
    equation(axis, 21, ("U", 4, 2), ("Wᵀ", 2, 3), ("dX", 4, 3), "by the inputs")
    axis.set(xlim=(-0.6, 31.5), ylim=(-3.7, 3.6), aspect="equal")
    axis.axis("off")
    save(figure, "layer.svg")


def equation(axis, left, first, second, result, title):
    sizes = {3: "d_in", 2: "d_out", 4: "n"}
    for (name, rows, columns), sign in zip((first, second, result), ("@", "=", ""), strict=True):
        new = name.startswith(("d", "Z"))
        colours = {"facecolor": "#fbeee3", "edgecolor": ORANGE} if new else {"facecolor": "#eef3fa", "edgecolor": BLUE}
        axis.add_patch(mpl.patches.Rectangle((left, -rows / 2), columns, rows, **colours))
        axis.text(left + columns / 2, 0, name, ha="center", va="center")
        axis.text(
            left + columns / 2,
            -rows / 2 - 0.25,
            f"({sizes[rows]}, {sizes[columns]})",
            ha="center",
            va="top",
            fontsize=7,
        )
        axis.text(left + columns + 0.5, 0, sign, ha="center", va="center")
        left += columns + 1
    axis.text(left - 1 - (4 + first[2] + second[2] + result[2] - 2) / 2, 3, title, ha="center", va="bottom", color=GREY)


def network():
    """Two hidden layers, forward above and backward below, each gradient under the value that it belongs to."""
    values = ["X", "z₁", "h₁", "z₂", "h₂", "logits = z₃", "loss"]
    gradients = ["dZ₁", "dh₁", "dZ₂", "dh₂", "d_logits = dZ₃", "1"]
    figure, axis = plt.subplots(figsize=(9.5, 2.7), layout="constrained")
    top = boxes_in_a_row(axis, 1.6, values, 0, FRAME)
    bottom = boxes_in_a_row(axis, 0.3, gradients, 1, FRAME | {"facecolor": "#fbeee3", "edgecolor": ORANGE})
    for place, label in enumerate(("W₁, b₁", "φ", "W₂, b₂", "φ", "W₃, b₃", "")):
        arrow(axis, top[place], top[place + 1], label, BLUE)
    for place, label in enumerate(("∘ φ'(z₁)", "@ W₂ᵀ", "∘ φ'(z₂)", "@ W₃ᵀ", "")):
        arrow(axis, bottom[place + 1], bottom[place], label, ORANGE)
    for place, label in ((0, "dW₁ = Xᵀ dZ₁, db₁"), (2, "dW₂ = h₁ᵀ dZ₂, db₂"), (4, "dW₃ = h₂ᵀ dZ₃, db₃")):
        x, _ = bottom[place].get_position()
        result = axis.text(
            x, -0.9, label, ha="center", va="center", bbox=FRAME | {"facecolor": "none", "edgecolor": "none"}
        )
        arrow(axis, bottom[place], result, "", ORANGE)
    axis.set(xlim=(-0.4, 12.6), ylim=(-1.2, 2))
    axis.axis("off")
    save(figure, "network.svg")


def boxes_in_a_row(axis, height, names, first, frame):
    return [
        axis.text(2 * place, height, name, ha="center", va="center", bbox=frame)
        for place, name in enumerate(names, start=first)
    ]


def arrow(axis, start, end, label, colour):
    """From one text to another, from border to border."""
    ends = {"patchA": start.get_bbox_patch(), "patchB": end.get_bbox_patch(), "shrinkA": 0, "shrinkB": 0}
    (x1, y1), (x2, y2) = start.get_position(), end.get_position()
    axis.annotate("", (x2, y2), (x1, y1), arrowprops={"arrowstyle": "-|>", "color": colour, **ends})
    axis.text((x1 + x2) / 2, (y1 + y2) / 2 + 0.12, label, ha="center", va="bottom", fontsize=8)


# --- Deep networks


def forward(parameters, inputs, activation):
    layers = [inputs]
    for weights, bias in parameters[:-1]:
        layers.append(activation(layers[-1] @ weights + bias))
    weights, bias = parameters[-1]
    return [*layers, layers[-1] @ weights + bias]


def norms():
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.5, 3.2), layout="constrained", width_ratios=(1, 1.5))
    z = np.linspace(-5, 5, 101)
    styles = {"sigmoid": ":", "tanh": "--", "ReLU": "-"}
    for name, (activation, derivative) in ACTIVATIONS.items():
        left.plot(z, derivative(activation(z)), styles[name], label=name)
    left.axhline(0.25, color=GREY, linewidth=0.6)
    left.text(-5, 0.27, "1/4", color=GREY)
    left.set(xlabel="z", ylabel="slope φ'(z)")
    left.legend(frameon=False, loc="upper left")
    for name, gain, mark in (
        ("ReLU", 2, "^"),
        ("ReLU", 2**0.5, "s"),
        ("tanh", 1, "o"),
        ("ReLU", 1, "v"),
        ("sigmoid", 1, "x"),
    ):
        sizes = norms_by_layer(*ACTIVATIONS[name], gain)
        right.semilogy(
            range(30), sizes / sizes[-1], marker=mark, markersize=3, linewidth=1, label=f"{name}, g = {gain:.3g}"
        )
    right.set(xlabel="layer (0 is the input)", ylabel="norm, beside layer 29's", ylim=(1e-20, 1e6))
    right.legend(frameon=False, loc="lower right", fontsize=8)
    save(figure, "norms.svg")


def norms_by_layer(activation, derivative, gain, width=256, depth=30):
    """Norms of the gradient at the input and the outputs of all hidden layers."""
    rng = np.random.default_rng(0)
    parameters = [(rng.normal(0, gain / width**0.5, (width, width)), np.zeros(width)) for _ in range(depth)]
    layers = forward(parameters, rng.normal(size=(64, width)), activation)
    return np.array(gradient_norms(parameters, layers, rng.normal(size=(64, width)), derivative))[:-1]


def starts():
    """Sizes of activations (above) and gradients (below) in three layers of a ReLU network, for three starts."""
    names = {0.01: "standard deviation 0.01", "he": "He", 0.2: "standard deviation 0.2"}
    figure, axes = plt.subplots(2, 3, figsize=(9, 4), layout="constrained", sharex=True, sharey="row")
    for column, (scheme, name) in zip(axes.T, names.items(), strict=True):
        for axis, arrays in zip(column, signals_and_gradients(scheme), strict=True):
            for depth, style in ((1, "-"), (10, "--"), (20, ":")):
                sizes = np.log10(np.abs(arrays[depth][arrays[depth] != 0]))
                axis.hist(sizes, np.arange(-24, 12, 0.5), histtype="step", linestyle=style, label=f"layer {depth}")
        column[0].set_title(name, fontsize=9)
        column[1].set_xlabel("log10 of the absolute value")
    axes[0, 0].set_ylabel("activations h")
    axes[1, 0].set_ylabel("gradients dz")
    axes[0, 1].legend(frameon=False, loc="upper left", fontsize=8)
    save(figure, "starts.svg")


def signals_and_gradients(scheme, width=256, depth=21):
    """[h_0, h_1, ...] and [None, dz_1, dz_2, ...] for one sample, whose db is dz itself."""
    rng = np.random.default_rng(0)
    parameters = [
        init_layer(width, width, scheme, rng)
        if isinstance(scheme, str)
        else (rng.normal(0, scheme, (width, width)), np.zeros(width))
        for _ in range(depth)
    ]
    activation, derivative = ACTIVATIONS["ReLU"]
    signals = forward(parameters, rng.normal(size=(1, width)), activation)
    gradients = backward(parameters, signals, rng.normal(size=(1, width)), derivative)
    return signals, [None, *(bias for _, bias in gradients)]


def save(figure, name):
    figure.savefig(FOLDER / name, metadata={"Date": None})
    plt.close(figure)


if __name__ == "__main__":
    graph()
    order()
    step()
    layer()
    network()
    norms()
    starts()

# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Chapter 5 · Convolutional networks
#
# Finish the exercises first: this notebook looks at photographs, at shifts and at training with your own layers. Before
# you run a cell that asks for a prediction, write the number down. The questions in `answers.md` refer to what you see
# here.

# %%
import time

import matplotlib.pyplot as plt
import numpy as np
import torch
from coursedata import digits, photographs

from ch05_convolutional_networks import design, given, network
from ch05_convolutional_networks.convolution import conv2d, conv2d_backward
from ch05_convolutional_networks.equivariance import shift_error
from ch05_convolutional_networks.filters import cross_correlate, known_kernels
from ch05_convolutional_networks.pooling import max_pool2d, max_pool2d_backward
from ch05_convolutional_networks.shapes import receptive_field
from ch05_convolutional_networks.torch_port import SmallCNN

torch.set_num_threads(1)

# %% [markdown]
# ## Your kernels on photographs
#
# **Predict:** the bricks' joints are bright lines on a dark wall. In the picture of vertical edges, what does one joint
# look like: one line or two, and of which colours?

# %%
images, names = photographs.load()
pictures = {name: image / 255 for name, image in zip(names, images, strict=True)}  # floats: bytes cannot be negative

figure, axes = plt.subplots(3, 5, figsize=(12, 7.5), layout="constrained")
for row, name in zip(axes, ("brick", "coffee", "chelsea"), strict=True):
    for axis, (kernel_name, kernel) in zip(row, known_kernels().items(), strict=True):
        filtered = cross_correlate(pictures[name], kernel)
        axis.imshow(filtered, cmap="gray", vmin=-1 if "edges" in kernel_name else 0, vmax=1)
        axis.set_title(f"{name}: {kernel_name}", fontsize=9)
        axis.axis("off")
plt.show()

# %% [markdown]
# ## Turned by 180°
#
# **Predict:** for which of your kernels does the answer change when the kernel is turned, and how? The largest
# difference is printed beside the largest entry.

# %%
for name, kernel in known_kernels().items():
    laid_down = cross_correlate(pictures["coffee"], kernel)
    turned = cross_correlate(pictures["coffee"], kernel[::-1, ::-1])
    print(f"{name:17} largest {np.abs(laid_down).max():.2f}, difference {np.abs(laid_down - turned).max():.2f}")

# %% [markdown]
# ## Edges in any direction
#
# Two of your kernels measure the change across and the change down. Together they are an arrow at each pixel. Its
# length says how strong an edge is, whatever its direction.
#
# **Predict:** what is left of the grass and of the cell?

# %%
kernels = known_kernels()
figure, axes = plt.subplots(1, 4, figsize=(12, 3.3), layout="constrained")
for axis, name in zip(axes, ("brick", "coffee", "grass", "cell"), strict=True):
    across, down = (cross_correlate(pictures[name], kernels[f"{side}_edges"]) for side in ("vertical", "horizontal"))
    axis.imshow(np.hypot(across, down), cmap="gray_r", vmin=0)
    axis.set_title(name, fontsize=9)
    axis.axis("off")
plt.show()

# %% [markdown]
# ## With loops, and without
#
# **Predict:** one photograph, one kernel: by how many times is one matrix product faster than two loops?

# %%
photo, kernel = pictures["coffee"], kernels["vertical_edges"]
started = time.process_time()
slow = cross_correlate(photo, kernel)
between = time.process_time()
for _ in range(10):
    fast = conv2d(photo[None, None], kernel[None, None], np.zeros(1))[0, 0]
ended = time.process_time()
print(f"loops {between - started:.3f} s, one product {(ended - between) / 10:.4f} s of the processor's time")
print(f"largest difference {np.abs(slow - fast).max():.1e}")

# %% [markdown]
# ## A law for the way back
#
# Without biases, the sum of conv(x) times u and the sum of x times dx are the same number, for any x and u.
#
# **Predict:** the size of the difference, beside the number itself.

# %%
rng = np.random.default_rng(0)
for stride, padding, dilation in ((1, 0, 1), (2, 1, 1), (1, 2, 2), (3, 1, 2)):
    x, weight = rng.normal(size=(4, 3, 13, 11)), rng.normal(size=(5, 3, 3, 2))
    answer = conv2d(x, weight, np.zeros(5), stride, padding, dilation)
    u = rng.normal(size=answer.shape)
    back, _, _ = conv2d_backward(u, x, weight, stride, padding, dilation)
    one, other = np.vdot(answer, u), np.vdot(x, back)
    print(f"stride {stride}, padding {padding}, dilation {dilation}: {one:10.4f}, difference {abs(one - other):.0e}")

# %% [markdown]
# ## What one output sees, and how much
#
# Send a gradient of 1 back from the middle of the last map to the image: where it arrives, the image has an influence.
# Three stacks, mean absolute gradient of 100 random networks.
#
# **Predict:** the width of each square. Is the gradient the same everywhere in it?


# %%
def influence(layers, side=41, networks=100):
    total = np.zeros((side, side))
    for _ in range(networks):
        kernels = [rng.normal(size=(1, 1, size, size)) for size, _, _ in layers]
        inputs = [np.zeros((1, 1, side, side))]
        for weight, (_, stride, dilation) in zip(kernels, layers, strict=True):
            inputs.append(conv2d(inputs[-1], weight, np.zeros(1), stride, 0, dilation))
        back = np.zeros_like(inputs[-1])
        back[0, 0, back.shape[2] // 2, back.shape[3] // 2] = 1
        for x, weight, (_, stride, dilation) in zip(inputs[-2::-1], kernels[::-1], layers[::-1], strict=True):
            back, _, _ = conv2d_backward(back, x, weight, stride, 0, dilation)
        total += np.abs(back[0, 0]) / np.abs(back).max()
    return total / networks


stacks = {
    "five 3 by 3": [(3, 1, 1)] * 5,
    "strides 2, 2, 1": [(3, 2, 1), (3, 2, 1), (3, 1, 1)],
    "dilations 1, 2, 4": [(3, 1, 1), (3, 1, 2), (3, 1, 4)],
}
figure, axes = plt.subplots(1, 3, figsize=(10, 3.6), layout="constrained")
for axis, (name, layers) in zip(axes, stacks.items(), strict=True):
    seen = influence(layers)
    width = np.ptp(np.flatnonzero(seen.any(axis=0))) + 1
    axis.imshow(seen, cmap="Blues")
    axis.set_title(f"{name}: {width} wide, receptive_field says {receptive_field(layers)}", fontsize=9)
    axis.set(xticks=(), yticks=())
plt.show()

# %% [markdown]
# ## Where a pool sends a gradient
#
# The cat, pooled by 8 with stride 8, and an upstream gradient of 1 for each window.
#
# **Predict:** how many pixels of 128 by 128 receive a gradient? With size 8 and stride 4: more or fewer, and how large
# can the gradient of one pixel be?

# %%
cat = pictures["chelsea"][None, None]
figure, axes = plt.subplots(1, 3, figsize=(11, 3.8), layout="constrained")
axes[0].imshow(max_pool2d(cat, 8, 8)[0, 0], cmap="gray")
axes[0].set_title("the largest of each 8 by 8", fontsize=9)
for axis, stride in zip(axes[1:], (8, 4), strict=True):
    gradient = max_pool2d_backward(np.ones_like(max_pool2d(cat, 8, stride)), cat, 8, stride)[0, 0]
    rows, columns = np.nonzero(gradient)
    axis.imshow(cat[0, 0], cmap="gray", alpha=0.5)
    axis.scatter(columns, rows, s=4 * gradient[rows, columns], color="tab:orange")
    axis.set_title(f"stride {stride}: {len(rows)} pixels, at most {gradient.max():.2g} each", fontsize=9)
for axis in axes:
    axis.axis("off")
plt.show()

# %% [markdown]
# ## Moving along
#
# Digits on a canvas of 16 by 16 that closes to a ring, and your layers with random kernels.
#
# **Predict:** at which shifts is the error of each stack 0?

# %%
pixels, labels = digits.load()
pixels, labels = pixels / 16, labels.astype(int)
canvas = given.place(pixels[:20], rng.integers(2, 7, size=(20, 2)))
first, second = rng.normal(size=(8, 1, 3, 3)) / 2, rng.normal(size=(16, 8, 3, 3)) / 6


def ring(x, weight):
    """Convolution and ReLU, where the right border meets the left one."""
    wrapped = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)), mode="wrap")
    return conv2d(wrapped, weight, np.zeros(len(weight))).clip(0)


def pooled(x, weight):
    return max_pool2d(ring(x, weight), 2, 2)


stacks = {
    "convolution": (lambda x: ring(x, first), 1, "o-"),
    "convolution, pool": (lambda x: pooled(x, first), 2, "^--"),
    "that twice": (lambda x: pooled(pooled(x, first), second), 4, "s:"),
    "convolution, pool, convolution, global mean": (
        lambda x: ring(pooled(x, first), second).mean(axis=(2, 3), keepdims=True),
        16,
        "x-.",
    ),
    "convolution, pool, convolution, flattened": (
        lambda x: ring(pooled(x, first), second).reshape(len(x), -1, 1, 1),
        16,
        "d-",
    ),
}
for name, (layers, stride, style) in stacks.items():
    largest = np.abs(layers(canvas)).max()
    plt.plot([shift_error(layers, canvas, shift, stride) / largest for shift in range(9)], style, label=name)
plt.xlabel("shift, in columns")
plt.ylabel("shift error / largest entry")
plt.ylim(-0.05, 1.6)
plt.legend(fontsize=8)
plt.show()

# %% [markdown]
# ## Your network learns
#
# 1000 digits at random places on a canvas of 12 by 12. All gradients are yours.
#
# **Predict:** the first loss, and the share of 500 unseen digits that it will read.

# %%
order = rng.permutation(len(labels))
unseen, seen = order[:500], order[500:1500]
train_images = given.place(pixels[seen], rng.integers(0, 5, size=(1000, 2)), 12)
test_images = given.place(pixels[unseen], rng.integers(0, 5, size=(500, 2)), 12)

start = given.initial_parameters((1, 8, 16), 10, rng)
batches = given.shuffled_batches(1000, 32, 15, rng)
parameters, losses = given.train_network(
    network.loss_and_gradients, start, train_images, labels[seen], batches, learning_rate=0.2
)
plt.plot(losses, linewidth=0.8)
plt.axhline(np.log(10), color="grey", linestyle=":")
plt.xlabel("step")
plt.ylabel("loss of the batch")
plt.show()

# %% [markdown]
# ## The same numbers in PyTorch
#
# `load` carries your parameters over; PyTorch reads the digits.
#
# **Predict:** by how much do your loss and PyTorch's differ, in float64 and in float32?

# %%
for dtype in (torch.float64, torch.float32):
    model = SmallCNN((1, 8, 16), 10).to(dtype)
    model.load(parameters)
    with torch.no_grad():
        answers = model(torch.tensor(test_images, dtype=dtype))
    theirs = torch.nn.functional.cross_entropy(answers, torch.tensor(labels[unseen])).item()
    yours, _ = network.loss_and_gradients(parameters, test_images, labels[unseen])
    right = np.mean(answers.argmax(dim=1).numpy() == labels[unseen])
    print(f"{dtype}: reads {right:.3f}, loss {theirs:.4f}, differs from yours by {abs(theirs - yours):.0e}")

# %% [markdown]
# ## What the first layer has learned
#
# Eight kernels, and what each of them makes of one digit (after ReLU).
#
# **Predict:** will you recognise kernels that people found?

# %%
shown = test_images[:1]
maps = conv2d(shown, parameters["K1"], parameters["b1"], padding=1).clip(0)[0]
figure, axes = plt.subplots(2, 9, figsize=(12, 2.9), layout="constrained")
axes[0, 0].axis("off")
axes[0, 0].text(0.5, 0.5, "kernels", ha="center", va="center")
axes[1, 0].imshow(shown[0, 0], cmap="gray_r")
axes[1, 0].set(xticks=(), yticks=())
limit = np.abs(parameters["K1"]).max()
for column, (kernel, found) in enumerate(zip(parameters["K1"], maps, strict=True), start=1):
    axes[0, column].imshow(kernel[0], cmap="RdBu", vmin=-limit, vmax=limit)
    axes[1, column].imshow(found, cmap="gray_r", vmin=0, vmax=maps.max())
    for axis in axes[:, column]:
        axis.set(xticks=(), yticks=())
plt.show()

# %% [markdown]
# ## Watching a choice at work
#
# Training digits stand near the middle (2 to 6), and are tested at each of 81 places. Change the dicts and run the cell
# again; `design.choose_cnn()` is your own choice. Look at four things: the loss, whether it still falls, the share in
# the middle, and what is left of it at the border.
#
# **Predict:** what does the map of a flattened head look like? And of a global one?

# %%
seen = order[500:]
middle = given.place(pixels[seen], rng.integers(2, 7, size=(len(seen), 2)))
entries = ("channels", "kernel", "strides", "pools", "head", "learning_rate", "epochs")
choices = {
    "flattened": dict(zip(entries, ([8, 8], 3, [1, 1], [2, 2], "flatten", 0.01, 8), strict=True)),
    "average": dict(zip(entries, ([8, 8], 3, [1, 1], [2, 2], "average", 0.01, 8), strict=True)),
    "yours": design.choose_cnn(),
}


def share_at(model, corner):
    ids = order[:100]
    return np.mean(given.read(model, given.place(pixels[ids], np.tile(corner, (len(ids), 1)))) == labels[ids])


figure, axes = plt.subplots(2, 3, figsize=(11, 6), layout="constrained")
for (above, below), (name, choice) in zip(axes.T, choices.items(), strict=True):
    model, losses = given.train_cnn(choice, middle, labels[seen], seed=0)
    places = np.array([[share_at(model, (row, column)) for column in range(9)] for row in range(9)])
    above.plot(losses, linewidth=0.8)
    above.set(title=f"{name}: {given.count_parameters(model)} parameters", xlabel="step", ylabel="loss", ylim=(0, 2.6))
    drawn = below.imshow(places, vmin=0, vmax=1)
    below.set(title=f"anywhere {places.mean():.2f}, middle {places[2:7, 2:7].mean():.2f}")
    below.set(xlabel="first column of the digit", ylabel="first row")
figure.colorbar(drawn, ax=axes[1], label="share that is read")
plt.show()

# %% [markdown]
# ## Yours to try
#
# 1. Blur a photograph ten times. What does it look like near the border, and how large is it then?
# 2. In "Moving along", move the digits on a canvas with empty borders (`padding=1` in place of `ring`). From which
#    shift on does the convolution have an error?
# 3. Train your NumPy network with `learning_rate=1.0` and with 0.02. What do the curves say?
# 4. Let the flattened network learn from digits at all places (0 to 8). How close does it come to a global head, and
#    with how many images?
# 5. Give the average head a learning rate that is 3 and 10 times as large. Does it catch up?

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
# # Chapter 1 · Neural networks
#
# This notebook plays with your own code: finish the exercises of a section first. Before you run a cell that asks for
# a prediction, write it down. Some of the questions in `answers.md` are about what you see here.

# %%
import matplotlib.pyplot as plt
import numpy as np
from coursedata import digits

from ch01_neural_networks import activations, given, losses, mlp, perceptron, training


def border(axis, score, left, right, bottom, top):
    """Draw the line on which score(points) is 0."""
    x, y = np.meshgrid(np.linspace(left, right, 120), np.linspace(bottom, top, 120))
    values = score(np.column_stack([x.ravel(), y.ravel()]))
    axis.contour(x, y, values.reshape(x.shape), levels=[0], colors="black")


def scatter(axis, points, first):
    """Circles where `first` is true, triangles elsewhere."""
    axis.plot(*points[first].T, "o", color="#3465a4", markersize=5)
    axis.plot(*points[~first].T, "^", color="#cc5500", markersize=5)


# %% [markdown]
# ## A line that learns from its mistakes
#
# **Predict:** here are 17 points. After one epoch, is the line already near its final place? Does every epoch bring it
# nearer?

# %%
points = np.random.default_rng(4).uniform(-3, 3, size=(20, 2)).round(1)
scores = points @ [1, 2] - 2
clear = np.abs(scores) / np.sqrt(5) > 0.25
points, sides = points[clear], np.where(scores > 0, 1, -1)[clear]

figure, axes = plt.subplots(1, 6, figsize=(14, 2.8), sharey=True)
for epochs, axis in enumerate(axes, start=1):
    w, b, mistakes = perceptron.train(points, sides, epochs)
    scatter(axis, points, sides > 0)
    border(axis, lambda x, w=w, b=b: x @ w + b, -3.2, 3.2, -3.2, 3.2)
    axis.set_title(f"after epoch {epochs}\n({mistakes[-1]} mistakes in it)")
plt.show()

# %% [markdown]
# **Predict:** one label is wrong, as happens with real data: the point that is farthest to the upper right gets the
# label of the others. What will the list of mistakes look like after 39 epochs?

# %%
noisy = sides.copy()
noisy[np.argmax(points.sum(axis=1))] *= -1
w, b, mistakes = perceptron.train(points, noisy, 39)
print(mistakes)
print("right at the end:", np.sum(perceptron.predict(points, w, b) == noisy), "of", len(points))

# %% [markdown]
# ## XOR and the folded plane
#
# Your own network. **Predict:** where in the plane is its output 1? Draw it on paper: a strip, a corner, a triangle?

# %%
corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
W1, b1, W2, b2 = perceptron.xor_network()


def hidden_answers(x):
    return (x @ W1 + b1 > 0).astype(float)


x, y = np.meshgrid(np.linspace(-0.7, 1.7, 200), np.linspace(-0.7, 1.7, 200))
plane = np.column_stack([x.ravel(), y.ravel()])
on = (hidden_answers(plane) @ W2 + b2 > 0).reshape(x.shape)

figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3.6), layout="constrained")
left.contourf(x, y, on, levels=[-0.5, 0.5, 1.5], colors=["white", "#c8d6ea"])
scatter(left, corners, np.array([False, True, True, False]))
left.set(title="inputs; shaded: the output is 1", xlabel="x1", ylabel="x2")
apart = 0.03 * np.array([[0, 0], [0, 1], [1, 0], [0, 0]])  # so that you see all four, also on top of each other
scatter(right, hidden_answers(corners) + apart, np.array([False, True, True, False]))
border(right, lambda h: h @ W2 + b2, -0.4, 1.4, -0.4, 1.4)
right.set(title="what the output unit sees", xlabel="hidden unit 1", ylabel="hidden unit 2")
plt.show()

# %% [markdown]
# ## Bends and their slopes
#
# **Predict:** a signal passes through ten sigmoids in a row, each fed by the one before. How different are the results
# for the inputs -5 and 5? And for ten leaky ReLUs with slope 0.5?

# %%
z = np.linspace(-5, 5, 201)
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3))
squeezed, passed = z, z
for depth in range(1, 11):
    squeezed, passed = activations.sigmoid(squeezed), activations.leaky_relu(passed, 0.5)
    if depth in (1, 2, 10):
        left.plot(z, squeezed, label=f"sigmoid, depth {depth}")
        right.plot(z, passed, label=f"leaky ReLU, depth {depth}")
for axis in (left, right):
    axis.set_xlabel("z")
    axis.legend()
plt.show()
print(f"after ten sigmoids, from z = -5 to z = 5: {np.ptp(squeezed):.1e}")

# %% [markdown]
# **Predict:** the largest difference between your slope of the sigmoid and a measured one, (f(z + h) - f(z - h)) / 2h
# with h = 1e-5.

# %%
measured = (activations.sigmoid(z + 1e-5) - activations.sigmoid(z - 1e-5)) / 2e-5
print(np.abs(measured - activations.sigmoid_derivative(z)).max())

# %% [markdown]
# ## Temperature
#
# **Predict:** which of the three probabilities grows when the temperature rises? Is there one that first grows and
# then falls?

# %%
temperatures = np.geomspace(0.1, 100, 60)
logits = np.array([2.0, 1.0, 0.0])
probabilities = activations.softmax(logits / temperatures[:, None])

plt.semilogx(temperatures, probabilities, label=["logit 2", "logit 1", "logit 0"])
plt.xlabel("temperature")
plt.ylabel("probability")
plt.legend()
plt.show()

# %% [markdown]
# ## The shift
#
# **Predict:** the largest difference between the softmax of these logits and of the same logits plus 1000 in every
# row. (Not exactly 0. Why not?)

# %%
rng = np.random.default_rng(0)
logits = rng.normal(size=(5, 4))
print(np.abs(activations.softmax(logits) - activations.softmax(logits + 1000)).max())

# %% [markdown]
# ## A sure mistake
#
# Two classes, and the true one is behind by more and more. **Predict:** what does each curve do on the right: the cost
# with log-sum-exp, the cost with a small constant in the logarithm, and the slopes of both?

# %%
behind = np.linspace(0, 50, 101)
rows = np.column_stack([behind, np.zeros_like(behind)])
label = np.array([1])
costs = [losses.cross_entropy(row[None], label) for row in rows]
slopes = [losses.cross_entropy_gradient(row[None], label)[0, 0] for row in rows]
patched = -np.log(activations.softmax(rows)[:, 1] + 1e-12)

figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3))
left.plot(behind, costs, label="log-sum-exp")
left.plot(behind, patched, "--", label="-ln(p + 1e-12)")
left.set(title="cost", xlabel="how far the true class lies behind")
left.legend()
right.plot(behind, slopes, label="log-sum-exp")
right.plot(behind, np.gradient(patched, behind), "--", label="-ln(p + 1e-12)")
right.set(title="slope of the cost", xlabel="how far the true class lies behind")
plt.show()

# %% [markdown]
# ## Digits
#
# 1297 images to learn from, 500 to be tested on, pixels from 0 to 1. **Predict:** looking at these ten, which pairs of
# digits will be mixed up most often?

# %%
pixels, labels = digits.load()
images = pixels.reshape(-1, 64) / 16
order = rng.permutation(len(labels))
unseen, seen = order[:500], order[500:]

figure, axes = plt.subplots(1, 10, figsize=(10, 1.4))
for axis, i in zip(axes, seen, strict=False):
    axis.imshow(pixels[i], cmap="gray_r")
    axis.set_title(int(labels[i]))
    axis.axis("off")
plt.show()

# %% [markdown]
# ## Training
#
# **Predict:** the very first loss, to two places. And the share of unseen digits that an untrained network reads.

# %%
start = given.initial_weights((64, 16, 10), rng)
batches = given.shuffled_batches(len(seen), 32, epochs=12, rng=rng)
trained, curve = training.train(images[seen], labels[seen], start, batches, learning_rate=0.5)


def accuracy(weights):
    return np.mean(given.predict(weights, images[unseen]) == labels[unseen])


print(f"first loss {curve[0]:.3f}, accuracy before {accuracy(start):.3f}, after {accuracy(trained):.3f}")
plt.plot(curve)
plt.xlabel("step")
plt.ylabel("loss of the batch")
plt.show()

# %% [markdown]
# ## The learning rate
#
# **Predict:** which of these rates does not arrive, and which one leaps over the valley? What will their curves look
# like?

# %%
for rate, style in ((0.005, ":"), (0.05, "--"), (0.5, "-"), (5.0, "-.")):
    weights, curve = training.train(images[seen], labels[seen], start, batches, rate)
    epochs = np.reshape(curve, (12, 41)).mean(axis=1)
    plt.semilogy(range(1, 13), epochs, style, label=f"rate {rate}")
    print(f"rate {rate:5}: last epoch's loss {epochs[-1]:6.2f}, accuracy {accuracy(weights):.2f}")
plt.xlabel("epoch")
plt.ylabel("mean loss")
plt.legend()
plt.show()

# %% [markdown]
# ## What it gets wrong
#
# How sure is the network where it is wrong? The probabilities say it. **Predict:** the mean of the largest probability
# over the digits that it reads right, and over those that it misreads.

# %%
W1, b1, W2, b2 = trained
*_, logits = mlp.forward([(W1, b1), (W2, b2)], images[unseen], np.tanh)
probabilities = activations.softmax(logits)
sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels[unseen]
print(f"mean of the largest probability: {sure[right].mean():.2f} where right, {sure[~right].mean():.2f} where wrong")

figure, axes = plt.subplots(1, 8, figsize=(10, 1.8))
for axis, i in zip(axes, np.flatnonzero(~right), strict=False):
    axis.imshow(pixels[unseen[i]], cmap="gray_r")
    axis.set_title(f"{probabilities[i].argmax()} ({sure[i]:.2f})\nis {labels[unseen[i]]}", fontsize=9)
    axis.axis("off")
plt.show()

# %% [markdown]
# ## Two moons
#
# Four networks, one of them yours. **Predict:** which of the borders are straight?

# %%
X, classes = given.moons(120, np.random.default_rng(0))
X_new, classes_new = given.moons(1000, np.random.default_rng(1))
choices = {
    "no hidden layer": {"sizes": [2, 2], "activation": "tanh", "learning_rate": 1.0, "steps": 300},
    "16 units, identity": {"sizes": [2, 16, 2], "activation": "identity", "learning_rate": 1.0, "steps": 300},
    "16 units, sigmoid": {"sizes": [2, 16, 2], "activation": "sigmoid", "learning_rate": 1.0, "steps": 300},
    "yours": training.choose_network(),
}
figure, axes = plt.subplots(1, 4, figsize=(14, 2.6))
curves = {}
for axis, (name, choice) in zip(axes, choices.items(), strict=True):
    theta, curves[name] = given.train_on_moons(choice, X, classes, np.random.default_rng(0))
    right = np.mean(given.moon_logits(theta, choice, X_new).argmax(axis=1) == classes_new)
    scatter(axis, X, classes == 0)
    border(
        axis, lambda x, theta=theta, choice=choice: given.moon_logits(theta, choice, x) @ [-1, 1], -1.5, 2.5, -1, 1.5
    )
    axis.set_title(f"{name}: {right:.3f}")
plt.show()

# %% [markdown]
# **Predict:** the order of the four curves at the end. Which of them is still on its way down?

# %%
for (name, curve), style in zip(curves.items(), (":", "--", "-.", "-"), strict=True):
    plt.semilogy(curve, style, label=name)
plt.xlabel("step")
plt.ylabel("loss")
plt.legend()
plt.show()

# %% [markdown]
# Is it the network, or the luck of the start? **Predict:** in how many of ten starts does yours read more than 95 in
# 100 new points?

# %%
choice = training.choose_network()
found = []
for number in range(10):
    theta, _ = given.train_on_moons(choice, X, classes, np.random.default_rng(number))
    found.append(np.mean(given.moon_logits(theta, choice, X_new).argmax(axis=1) == classes_new))
print(np.round(np.sort(found), 3))

# %% [markdown]
# ## Yours to try
#
# 1. Split the digits by position (`unseen, seen = np.arange(500), np.arange(500, 1797)`) and train again. What does the
#    difference in accuracy tell you?
# 2. Twelve steps with all images each (`[np.arange(len(seen))] * 12`): the same arithmetic as above. How far
#    does it get?
# 3. The sigmoid on the moons, with learning rates of 3, 10 and 30. Does it arrive, and why does it want more than tanh?

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
# Finish `activations.softmax` and `training.train` first: this notebook plays with your own code. Before you run a
# cell that asks for a prediction, write the number down.

# %%
import matplotlib.pyplot as plt
import numpy as np
from coursedata import digits

from ch01_neural_networks import activations, given, training

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
# ## Digits
#
# 1297 images to learn from, 500 to be tested on, pixels from 0 to 1.

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
trained, losses = training.train(images[seen], labels[seen], start, batches, learning_rate=0.5)


def accuracy(weights):
    return np.mean(given.predict(weights, images[unseen]) == labels[unseen])


print(f"first loss {losses[0]:.3f}, accuracy before {accuracy(start):.3f}, after {accuracy(trained):.3f}")
plt.plot(losses)
plt.xlabel("step")
plt.ylabel("loss of the batch")
plt.show()

# %% [markdown]
# ## The learning rate
#
# **Predict:** which of these rates does not arrive, and which one leaps over the valley?

# %%
for rate in (0.005, 0.05, 0.5, 5.0):
    weights, losses = training.train(images[seen], labels[seen], start, batches, rate)
    print(f"rate {rate:5}: last epoch's loss {np.mean(losses[-41:]):6.2f}, accuracy {accuracy(weights):.2f}")

# %% [markdown]
# ## What it gets wrong
#
# How sure is the network where it is wrong? The probabilities of the last layer say it.

# %%
W1, b1, W2, b2 = trained
probabilities = activations.softmax(np.tanh(images[unseen] @ W1 + b1) @ W2 + b2)
wrong = np.flatnonzero(probabilities.argmax(axis=1) != labels[unseen])[:8]

figure, axes = plt.subplots(1, 8, figsize=(10, 1.8))
for axis, i in zip(axes, wrong, strict=False):
    axis.imshow(pixels[unseen[i]], cmap="gray_r")
    axis.set_title(f"{probabilities[i].argmax()} ({probabilities[i].max():.2f})\nis {labels[unseen[i]]}", fontsize=9)
    axis.axis("off")
plt.show()

# %% [markdown]
# ## Yours to try
#
# 1. Split by position (`unseen, seen = np.arange(500), np.arange(500, 1797)`) and train again. What does the difference
#    in accuracy tell you?
# 2. Twelve steps with all images each (`[np.arange(len(seen))] * 12`): the same arithmetic as above. How far
#    does it get?

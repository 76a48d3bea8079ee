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
# # Chapter 7 · Recurrent networks
#
# This notebook plays with your own code: finish the exercises of a section first. Before you run a cell that asks for
# a prediction, write it down. The questions in `answers.md` refer to what you see here. All cells together take about
# a quarter of a minute.

# %%
import matplotlib.pyplot as plt
import numpy as np
import torch
from coursedata import names

from ch07_recurrent_networks import bptt, cells, given, gradient_flow, language_model, memory, torch_models

torch.set_num_threads(1)

# %% [markdown]
# ## What a state remembers
#
# 16 units with random weights read the same noise twice. The two runs begin in different states.
#
# **Predict:** does a network with small recurrent weights forget its beginning sooner or later than one with large
# ones? Is there one that never forgets?

# %%
rng = np.random.default_rng(0)
noise = rng.normal(size=(40, 1, 3))
entry, square = rng.normal(0, 0.3, size=(3, 16)), rng.normal(size=(16, 16)) / 4
beginnings = rng.uniform(-1, 1, size=(2, 1, 16))

for gain, style in ((0.5, "-"), (1.0, "--"), (1.5, "-."), (4.0, ":")):
    one, other = (cells.unroll(noise, start, (entry, gain * square, np.zeros(16)))[0] for start in beginnings)
    apart = np.linalg.norm(one - other, axis=(1, 2))
    plt.semilogy(range(1, 41), apart, style, label=f"random weights times {gain:g}")
plt.xlabel("step")
plt.ylabel("distance of the two states")
plt.legend()
plt.show()

# %% [markdown]
# ## How far does a gradient get?
#
# Your `jacobian_norms`, for orthogonal matrices of 64 units, times 0.9, 1 and 1.1. Lines: the states stay at 0. Dots:
# small inputs arrive. Crosses: larger inputs arrive.
#
# **Predict:** the norm at distance 40 for each of the three lines. ($0.9^{40} = 0.015$; the others you can say without
# a computer, or nearly.) What do larger inputs do to it?

# %%
units, steps = 64, 40
turning = np.linalg.qr(rng.normal(size=(units, units)))[0]
series = rng.normal(size=(steps, 1, 4))

for radius, colour in ((1.1, "#cc5500"), (1.0, "black"), (0.9, "#3465a4")):
    plt.semilogy(gradient_flow.jacobian_norms(np.zeros((steps, units)), radius * turning), color=colour)
    for size, mark in ((0.1, "o"), (0.5, "x")):
        reader = rng.normal(0, size, size=(4, units))
        states, _ = cells.unroll(series, np.zeros((1, units)), (reader, radius * turning, np.zeros(units)))
        norms = gradient_flow.jacobian_norms(states[:, 0], radius * turning)
        label = f"times {radius}, inputs {size}"
        plt.semilogy(range(0, steps + 1, 2), norms[::2], mark, color=colour, markersize=4, label=label)
plt.xlabel("distance in steps")
plt.ylabel("norm of the Jacobian")
plt.ylim(1e-7, 1e3)
plt.legend(fontsize=7, ncols=2)
plt.show()

# %% [markdown]
# ## What does truncation cost?
#
# 40 steps, 32 units. The gradient of the recurrent weights, cut every k steps, beside the full one. Once every step has
# a loss, once the last step alone.
#
# **Predict:** the error at k = 40. The error at k = 39 for a loss at the end. (Where does the last chunk begin?)

# %%
length, sequences = 40, 16
series = rng.normal(size=(length, sequences, 3))
weights = (rng.normal(0, 0.3, size=(3, 32)), np.linalg.qr(rng.normal(size=(32, 32)))[0], np.zeros(32))
begin = np.zeros((sequences, 32))
states, _ = cells.unroll(series, begin, weights)
everywhere = rng.normal(size=states.shape)
at_the_end = np.zeros_like(everywhere)
at_the_end[-1] = everywhere[-1]

for wanted, style, name in ((everywhere, "o-", "a loss at every step"), (at_the_end, "x--", "a loss at the end only")):
    full = bptt.backward(wanted, series, states, begin, weights)["Wh"]
    cut = [bptt.truncated_backward(wanted, series, states, begin, weights, k)["Wh"] for k in range(1, 41)]
    error = [np.linalg.norm(part - full) / np.linalg.norm(full) for part in cut]
    plt.plot(range(1, 41), error, style, markersize=4, label=name)
plt.xlabel("k")
plt.ylabel("error beside the full gradient")
plt.legend()
plt.show()

# %% [markdown]
# ## A recipe at work
#
# The adding problem at 40 steps. Two recipes that often fail, and yours. Change the numbers, and watch.
#
# **Predict:** where does a network begin that answers about 0, and where does it stay while it knows nothing but the
# mean? (The mean square of the sum is $1 + 1/6$; after that, 1/6.)

# %%
x, y = memory.adding_batch(40, 4000, rng)
new_x, new_y = memory.adding_batch(40, 1000, rng)
parts = ("activation", "start", "scale", "learning_rate", "clip", "steps")
tries = {
    "tanh, normal": dict(zip(parts, ("tanh", "normal", 1.0, 3e-3, 1.0, 600), strict=True)),
    "no activation": dict(zip(parts, ("identity", "orthogonal", 1.0, 3e-3, 1.0, 600), strict=True)),
    "mine": memory.choose_recipe(),
}

for (name, recipe), style in zip(tries.items(), ("--", "-.", "-"), strict=True):
    trained, losses = given.train_on_adding(recipe, x, y, seed=0)
    error = np.mean((given.read_sums(trained, new_x, recipe["activation"]) - new_y) ** 2)
    means = np.array(losses[: len(losses) // 20 * 20]).reshape(-1, 20).mean(axis=1)
    plt.semilogy(20 * np.arange(1, len(means) + 1), means, style, label=f"{name}: {error:.3f} on new sequences")
plt.axhline(1 / 6, color="grey", linewidth=0.8)
plt.xlabel("step")
plt.ylabel("mean squared error of 20 batches")
plt.ylim(1e-3, 10)
plt.legend()
plt.show()

# %% [markdown]
# ## A model of names
#
# Your `CharRNN` learns from 4000 first names.
#
# **Predict:** the first loss. The loss of a model that knows how frequent each character is, and nothing else, is about
# 2.82; that of a model which knows pairs is about 2.35. Where will yours end?

# %%
texts = names.load().names
pairs = [language_model.training_pair(text, given.VOCABULARY) for text in texts]
inputs, targets, lengths = given.padded(pairs[:4000])
new_inputs, new_targets, new_lengths = given.padded(pairs[4000:])

torch.manual_seed(0)
model = torch_models.CharRNN(len(given.VOCABULARY), 16, 64)
losses = given.train_on_names(model, inputs, targets, seed=0)


def loss_on(characters, wanted, ends):
    with torch.no_grad():
        answers, _ = model(torch.from_numpy(characters))
    return language_model.sequence_loss(answers.double().numpy(), wanted, ends)


seen_loss, new_loss = loss_on(inputs, targets, lengths), loss_on(new_inputs, new_targets, new_lengths)
print(f"first loss {losses[0]:.3f}, on seen names {seen_loss:.3f}, on new names {new_loss:.3f}")
print(f"perplexity on new names {np.exp(new_loss):.1f}")

plt.plot(losses, linewidth=0.8)
for level, what in ((np.log(28), "all alike"), (2.816, "single letters"), (2.346, "pairs")):
    plt.axhline(level, color="grey", linestyle="--", linewidth=0.8)
    plt.text(600, level + 0.02, what, ha="right", color="grey")
plt.xlabel("step")
plt.ylabel("loss per character")
plt.ylim(1.6, 3.6)
plt.show()

# %% [markdown]
# ## Where is it surprised?
#
# The charge for each character of three texts: teacher forcing, the true letters are read.
#
# **Predict:** where in a name is the network most surprised, at the beginning or at the end? Which letter of
# *elizabeth* costs most?


# %%
def charges(name):
    reads, says = language_model.training_pair(name, given.VOCABULARY)
    with torch.no_grad():
        answers, _ = model(torch.from_numpy(reads)[:, None])
    rows = answers[:, 0].double().numpy()
    return np.log(np.exp(rows).sum(axis=1)) - rows[range(len(says)), says]


figure, axes = plt.subplots(1, 3, figsize=(11, 2.6), sharey=True)
for axis, name in zip(axes, ("elizabeth", "marianna", "xqzz"), strict=True):
    cost = charges(name)
    axis.bar(range(len(cost)), cost, color="#c5d3e6", edgecolor="#3465a4")
    axis.set_xticks(range(len(cost)), [*name, "end"])
    axis.set_title(f"{cost.mean():.2f} a character")
axes[0].set_ylabel("charge")
plt.show()

# %% [markdown]
# ## Names that nobody has
#
# Free running at three temperatures, with your `pick` as the choice.
#
# **Predict:** of 200 names, how many are in the list already, for each temperature? How long will the longest be?


# %%
def write(temperature, how_many, seed=0):
    luck = np.random.default_rng(seed)

    def choose(answers):
        return language_model.pick(answers.double().numpy(), temperature, luck.random())

    return [
        "".join(given.VOCABULARY[character] for character in model.generate(given.START, given.END, choose, 20))
        for _ in range(how_many)
    ]


known = set(texts)
for temperature in (0.3, 0.8, 1.5):
    written = write(temperature, 200)
    in_the_list = np.mean([name in known for name in written])
    print(f"temperature {temperature}: {', '.join(written[:8])}")
    print(f"    in the list {in_the_list:.2f}, different {len(set(written))}, longest {max(map(len, written))} letters")

# %% [markdown]
# ## One letter at a time, or on its own
#
# A measure of nonsense: three characters in a row that occur in no name of the list. Teacher forcing: the model reads a
# true beginning and draws one letter. Free running: it reads what it has drawn before.
#
# **Predict:** for the second letter both do the same, or nearly. In which way will they differ later, and why?

# %%
triples = {f"^{name}$"[i : i + 3] for name in known for i in range(len(name))}


def forced(beginnings, luck):
    """(position, is it nonsense) for one letter drawn after each true beginning of 2 characters or more."""
    reads, _, ends = given.padded([language_model.training_pair(name, given.VOCABULARY) for name in beginnings])
    with torch.no_grad():
        answers = model(torch.from_numpy(reads))[0].double().numpy()
    for i, name in enumerate(beginnings):
        for t in range(1, ends[i]):
            drawn = given.VOCABULARY[language_model.pick(answers[t, i], 1.0, luck.random())]
            yield t, f"^{name}"[t - 1 : t + 1] + drawn not in triples


def free(written):
    for name in written:
        for t in range(1, len(name) + 1):
            yield t, f"^{name}$"[t - 1 : t + 2] not in triples


drawn = {"teacher forcing": [*forced(texts[4000:], rng)], "free running": [*free(write(1.0, 1500, seed=1))]}
for (name, results), style in zip(drawn.items(), ("o-", "x--"), strict=True):
    places, nonsense = np.array(results).T
    rates = [nonsense[places == t].mean() for t in range(1, 8)]
    plt.plot(range(2, 9), rates, style, label=f"{name}: {nonsense.mean():.3f} in all")
plt.xlabel("place of the letter that was drawn")
plt.ylabel("share of triples that no name has")
plt.ylim(0, 0.15)
plt.legend()
plt.show()

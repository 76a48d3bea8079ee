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
# # Chapter 2 · Back-propagation
#
# Finish the exercises first: this notebook plays with your own engine, your own instrument and your own gradients.
# Before you run a cell that asks for a prediction, write the number down. The questions in `answers.md` refer to what
# you see here.

# %%
import matplotlib.pyplot as plt
import numpy as np
from coursedata import digits

from ch02_backpropagation import given, gradcheck, gradient_flow, initialization, network, vjps
from ch02_backpropagation.engine import Value

# %% [markdown]
# ## The graph of a formula
#
# **Predict:** the gradient of x, by hand, before you run this.

# %%
x, y = Value(0.5), Value(-1.2)
z = (x * y + x).tanh()
z.backward()
print(f"dz/dx {x.grad:.4f}, dz/dy {y.grad:.4f}")
if hasattr(z, "parents"):  # the drawing needs `parents`; another design works as well without a picture
    print(given.draw(z))

# %% [markdown]
# ## Measure it
#
# Your engine says what the slope is; two measurements say what they see of it.
#
# **Predict:** the error of a measurement on one side shrinks like h, on both sides like h². What happens when h becomes
# very small, and at about which h is each of them best?


# %%
def formula(x):
    return (x * -1.2 + x).tanh().exp()


def slope(x):
    start = Value(x)
    formula(start).backward()
    return start.grad


steps = np.geomspace(1e-12, 1e-1, 60)
exact = slope(0.5)
one_side = [(formula(Value(0.5 + h)).data - formula(Value(0.5)).data) / h for h in steps]
both_sides = [
    gradcheck.numerical_gradient(lambda x: formula(Value(float(x[0]))).data, np.array([0.5]), h)[0] for h in steps
]

plt.loglog(steps, np.abs(np.array(one_side) - exact), "--", label="one side")
plt.loglog(steps, np.abs(np.array(both_sides) - exact), label="both sides")
plt.xlabel("h")
plt.ylabel("error")
plt.legend()
plt.show()

# %% [markdown]
# ## A network that learns XOR, number by number
#
# Two hidden units and one output, nine weights, all of them `Value`s. No NumPy in it: your engine does everything.
#
# **Predict:** the four outputs start somewhere between -1 and 1. What is the loss of a network that answers 0 to all
# four? After 300 steps, will the signs be right?

# %%
points = [((-1.0, -1.0), -1.0), ((-1.0, 1.0), 1.0), ((1.0, -1.0), 1.0), ((1.0, 1.0), -1.0)]
numbers = np.random.default_rng(3).normal(size=9)


def answer(weights, inputs):
    a, b = inputs
    w = weights
    first = (w[0] * a + w[1] * b + w[2]).tanh()
    second = (w[3] * a + w[4] * b + w[5]).tanh()
    return (w[6] * first + w[7] * second + w[8]).tanh()


losses = []
for _ in range(300):
    weights = [Value(float(number)) for number in numbers]
    loss = sum((answer(weights, inputs) - wanted) ** 2 for inputs, wanted in points)
    loss.backward()
    losses.append(loss.data)
    numbers = numbers - 0.1 * np.array([weight.grad for weight in weights])

print([round(answer([Value(float(n)) for n in numbers], inputs).data, 2) for inputs, _ in points])
plt.semilogy(losses)
plt.xlabel("step")
plt.ylabel("loss")
plt.show()

# %% [markdown]
# ## A whole network, array by array
#
# Digits again, with two hidden layers of 32 units. The start is your `init_layer`, the slopes by the logits come from
# your `softmax_vjp`, all others from your `network.backward`. First the parts that are not yours: the way forward, and
# the loss.

# %%
# name -> (the activation, its derivative written with the output)
activations = {
    "sigmoid": (lambda z: 0.5 + 0.5 * np.tanh(z / 2), lambda h: h * (1 - h)),
    "tanh": (np.tanh, lambda h: 1 - h * h),
    "ReLU": (lambda z: z * (z > 0), lambda h: 1.0 * (h > 0)),
}


def forward(parameters, inputs, squash):
    outputs = [inputs]
    for weights, bias in parameters[:-1]:
        outputs.append(squash(outputs[-1] @ weights + bias))
    weights, bias = parameters[-1]
    return [*outputs, outputs[-1] @ weights + bias]


def probabilities(logits):
    return np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))


def mean_cost(parameters, inputs, labels):
    p = probabilities(forward(parameters, inputs, np.tanh)[-1])
    return -np.log(p[range(len(labels)), labels]).mean()


def loss_and_slopes(parameters, inputs, labels):
    layers = forward(parameters, inputs, np.tanh)
    p, rows = probabilities(layers[-1]), range(len(labels))
    upstream = np.zeros_like(p)
    upstream[rows, labels] = -1 / p[rows, labels] / len(labels)  # the slope of a mean of -ln(p)
    d_logits = vjps.softmax_vjp(upstream, p)
    return -np.log(p[rows, labels]).mean(), network.backward(parameters, layers, d_logits, activations["tanh"][1])


# %% [markdown]
# **Predict:** how large is the difference between your gradient of the middle weights and a measurement, beside the
# gradient's largest entry?

# %%
rng = np.random.default_rng(0)
pixels, labels = digits.load()
images, order = pixels.reshape(-1, 64) / 16, rng.permutation(len(labels))
unseen, seen = order[:500], order[500:]

sizes = [(64, 32), (32, 32), (32, 10)]
start = [initialization.init_layer(inputs, outputs, "xavier", rng) for inputs, outputs in sizes]


def cost_of_middle(weights):
    first, (_, bias), last = start
    return mean_cost([first, (weights, bias), last], images[:20], labels[:20])


measured = gradcheck.numerical_gradient(cost_of_middle, start[1][0])
computed = loss_and_slopes(start, images[:20], labels[:20])[1][1][0]
print(f"largest entry {np.abs(measured).max():.3f}, largest difference {np.abs(measured - computed).max():.1e}")

# %% [markdown]
# **Predict:** the first loss. With equal logits it would be ln 10 = 2.30; here the last layer is not near zero. And the
# accuracy on unseen digits after 12 epochs, which in chapter 1 was about 0.96?

# %%
parameters, losses = start, []
for _ in range(12):
    shuffled = rng.permutation(seen)
    for batch in np.array_split(shuffled, 41):
        loss, slopes = loss_and_slopes(parameters, images[batch], labels[batch])
        losses.append(loss)
        parameters = [(W - 0.5 * dW, b - 0.5 * db) for (W, b), (dW, db) in zip(parameters, slopes, strict=True)]

guesses = forward(parameters, images[unseen], np.tanh)[-1].argmax(axis=1)
print(f"first loss {losses[0]:.2f}, last losses {np.mean(losses[-41:]):.3f}")
print(f"right on {np.mean(guesses == labels[unseen]):.3f} of the unseen digits")
plt.semilogy(losses, linewidth=0.8)
plt.xlabel("step")
plt.ylabel("loss of the batch")
plt.show()

# %% [markdown]
# ## On a long way
#
# One number, many applications of tanh(w z), and your engine.
#
# **Predict:** which of these weights keeps most of the gradient after 30 applications?


# %%
def fading(weight, depth):
    start = Value(1.0)
    z = start
    for _ in range(depth):
        z = (weight * z).tanh()
    z.backward()
    return start.grad


depths = range(1, 31)
for weight, style in zip((0.5, 0.9, 1.0, 1.1, 1.5, 2.0), ("-", "--", "-.", ":", "-", "--"), strict=True):
    plt.semilogy(depths, [fading(weight, depth) for depth in depths], style, label=f"w = {weight}")
plt.xlabel("applications")
plt.ylabel("gradient at the start")
plt.legend()
plt.show()

# %% [markdown]
# ## How much arrives at each layer
#
# 30 weight matrices of 256 by 256, with variance g²/256. That makes 29 hidden layers, and 29 steps from the last of
# them to the input: the legend's factor is the 29th root of what is left there. Marks: your `gradient_norms`. Lines:
# the law, with the mean of the squared slopes taken on the way forward.
#
# **Predict:** the factor by which one layer of sigmoids changes the norm, for g = 1. (Its slope is at most 1/4.) Which
# of the five networks has a horizontal line?

# %%
width, depth = 256, 30


def deep(gain, rng):
    return [(rng.normal(0, gain / np.sqrt(width), (width, width)), np.zeros(width)) for _ in range(depth)]


networks = [("ReLU", 2.0, "^"), ("ReLU", 2**0.5, "s"), ("tanh", 1.0, "o"), ("ReLU", 1.0, "v"), ("sigmoid", 1.0, "x")]
for name, gain, mark in networks:
    squash, derivative = activations[name]
    weights = deep(gain, rng)
    layers = forward(weights, rng.normal(size=(64, width)), squash)
    norms = gradient_flow.gradient_norms(weights, layers, rng.normal(size=(64, width)), derivative)
    factors = [gain * np.sqrt(np.mean(derivative(h) ** 2)) for h in layers[1:-1]]
    law = np.cumprod([1.0, *reversed(factors)])[::-1]
    measured = np.array(norms[:-1]) / norms[-2]
    (line,) = plt.semilogy(law, linewidth=1)
    label = f"{name}, g = {gain:.2f}: {measured[0] ** (1 / 29):.3f} a layer"
    plt.semilogy(measured, mark, color=line.get_color(), markersize=4, label=label)
plt.xlabel("layer (0 is the input)")
plt.ylabel("norm of the gradient, beside layer 29's")
plt.legend(fontsize=8)
plt.show()

# %% [markdown]
# ## Three starts
#
# 20 layers of 256 units with ReLU, and one sample. For one sample `db` *is* the gradient by z, so your
# `network.backward` shows it. Each picture has the absolute values of one layer, as powers of ten.
#
# **Predict:** for each start, whether the histograms of layers 1, 10 and 20 lie on each other. If they move, does the
# row of the activations move the same way as the row of the gradients?

# %%
width, depth = 256, 21


def small(rng):
    return rng.normal(0, 0.01, (width, width)), np.zeros(width)


starts = {
    "standard deviation 0.01": small,
    "Xavier": lambda rng: initialization.init_layer(width, width, "xavier", rng),
    "He": lambda rng: initialization.init_layer(width, width, "he", rng),
}
shown = [(kind, layer) for kind in ("activations", "gradients") for layer in (1, 10, 20)]
figure, axes = plt.subplots(len(starts), len(shown), figsize=(13, 6), sharex=True, sharey=True, layout="constrained")
for row, (title, draw) in zip(axes, starts.items(), strict=True):
    weights = [draw(rng) for _ in range(depth)]
    squash, derivative = activations["ReLU"]
    layers = forward(weights, rng.normal(size=(1, width)), squash)
    slopes = network.backward(weights, layers, rng.normal(size=(1, width)), derivative)
    arrays = {"activations": layers, "gradients": [None, *(db for _, db in slopes)]}
    for axis, (kind, layer) in zip(row, shown, strict=True):
        found = arrays[kind][layer]
        color = "tab:blue" if kind == "activations" else "tab:orange"
        axis.hist(np.log10(np.abs(found[found != 0])), np.arange(-22, 3, 0.5), color=color)
        axis.set_title(f"{kind}, layer {layer}", fontsize=9)
    row[0].set_ylabel(title, fontsize=9)
plt.show()

# %% [markdown]
# ## Yours to try
#
# 1. Replace tanh by relu in `fading`. What happens for w = 0.5, 1 and 2, and why is it so much simpler?
# 2. Start the XOR network at other seeds. Does it always succeed? Look at the losses of a run that does not.
# 3. Start the digits' network with all weights 0. Which arrays have a gradient in the first step, and which ever after?
# 4. Give the digits' network ten hidden layers of 32 units, once with tanh and once with sigmoid (`mean_cost` and
#    `loss_and_slopes` name tanh). Does it still learn, and what do your `gradient_norms` say?
# 5. In the section on norms, take tanh with g = 0.5. The factors of the layers far from the input come close to a round
#    number. Which one, and why?
